"""All writes of automation: the trees, submissions led through them, contacts counted, people told."""

from samphan.automation.services.contacts import count_sent_message, go_on_with_case, withdraw_ask
from samphan.automation.services.freeing import route_reopened_case, route_waiting_cases
from samphan.automation.services.incidents import link_opened_case, link_submission, propose_breach_credit
from samphan.automation.services.indexing import index_case, index_customer, index_message
from samphan.automation.services.seeding import seed_installation
from samphan.automation.services.submissions import (
    handle_changed_score,
    handle_message,
    handle_response,
    handle_response_later,
    handle_review,
)
from samphan.automation.services.telling import (
    tell_about_breach,
    tell_about_call,
    tell_about_clock,
    tell_about_reopening,
    tell_former_owner,
    tell_new_owner,
)
from samphan.automation.services.trees import (
    DraftChanged,
    VersionIsLive,
    activate_version,
    compiled,
    discard_draft,
    save_draft,
    seed_rule_trees,
    trace_submission,
)
from samphan.automation.services.trials import (
    TrialReport,
    fits_at_once,
    go_on_with_back_test,
    start_back_test,
    try_on_past,
)

__all__ = [
    "DraftChanged",
    "TrialReport",
    "VersionIsLive",
    "activate_version",
    "compiled",
    "count_sent_message",
    "discard_draft",
    "fits_at_once",
    "go_on_with_back_test",
    "go_on_with_case",
    "handle_changed_score",
    "handle_message",
    "handle_response",
    "handle_response_later",
    "handle_review",
    "index_case",
    "index_customer",
    "index_message",
    "link_opened_case",
    "link_submission",
    "propose_breach_credit",
    "route_reopened_case",
    "route_waiting_cases",
    "save_draft",
    "seed_installation",
    "seed_rule_trees",
    "start_back_test",
    "tell_about_breach",
    "tell_about_call",
    "tell_about_clock",
    "tell_about_reopening",
    "tell_former_owner",
    "tell_new_owner",
    "trace_submission",
    "try_on_past",
    "withdraw_ask",
]
