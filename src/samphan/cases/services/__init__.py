"""All writes of cases, by what is being done: opening, routing, working, conversing, closing, verifying."""

from samphan.cases.services.cause_tree import activate_cause_tree, seed_causes
from samphan.cases.services.changes import CaseChanged, CaseIsClosed
from samphan.cases.services.closing import (
    ActionMissing,
    CauseMissing,
    CauseUnknown,
    TellingMissing,
    record_action,
    record_cause,
    reopen_case,
    resolve_case,
)
from samphan.cases.services.conversing import take_customer_message
from samphan.cases.services.desks import (
    change_desk,
    change_shifts,
    come_back,
    come_to_work,
    save_routing_settings,
    take_new_cases,
)
from samphan.cases.services.opening import NewCase, open_case
from samphan.cases.services.returning import return_silent_cases
from samphan.cases.services.routing import DeskFull, route_reopened_case, route_unassigned_cases
from samphan.cases.services.trials import TrialPlan, TrialWrong, request_trial, run_trial
from samphan.cases.services.verifying import (
    ask_verification,
    chase_verifications,
    record_verification,
    withdraw_verification,
)
from samphan.cases.services.working import (
    CannotOwnCases,
    CaseTaken,
    FormUsedAgain,
    NoCustomer,
    NothingWritten,
    add_note,
    assign_case,
    change_priority,
    claim_case,
    count_contact,
    go_on,
    log_attempt,
    raise_priority,
    reply_to_customer,
    wait,
)

__all__ = [
    "ActionMissing",
    "CannotOwnCases",
    "CaseChanged",
    "CaseIsClosed",
    "CaseTaken",
    "CauseMissing",
    "CauseUnknown",
    "DeskFull",
    "FormUsedAgain",
    "NewCase",
    "NoCustomer",
    "NothingWritten",
    "TellingMissing",
    "TrialPlan",
    "TrialWrong",
    "activate_cause_tree",
    "add_note",
    "ask_verification",
    "assign_case",
    "change_desk",
    "change_priority",
    "change_shifts",
    "chase_verifications",
    "claim_case",
    "come_back",
    "come_to_work",
    "count_contact",
    "go_on",
    "log_attempt",
    "open_case",
    "raise_priority",
    "record_action",
    "record_cause",
    "record_verification",
    "reopen_case",
    "reply_to_customer",
    "request_trial",
    "resolve_case",
    "return_silent_cases",
    "route_reopened_case",
    "route_unassigned_cases",
    "run_trial",
    "save_routing_settings",
    "seed_causes",
    "take_customer_message",
    "take_new_cases",
    "wait",
    "withdraw_verification",
]
