"""All writes of promises: clocks and their pauses, the sweep, calendars and their editions."""

from samphan.promises.services.agreements import save_agreement
from samphan.promises.services.calendars import (
    add_calendar,
    add_thai_holidays,
    copy_default_calendar,
    save_calendar_version,
    seed_calendars,
)
from samphan.promises.services.clocks import (
    UnknownPromise,
    cancel_clocks,
    note_update,
    reopen_clock,
    resume_updates,
    set_owner,
    start_agreed_clocks,
    start_clock,
    stop_clock,
)
from samphan.promises.services.credit_terms import remove_credit_terms, save_credit_terms
from samphan.promises.services.crediting import Shortfall, propose_breach_credit, propose_uptime_credits
from samphan.promises.services.credits import (
    CreditDecided,
    approve_credit,
    approve_credits,
    credit_letter,
    decline_credit,
)
from samphan.promises.services.joining import join_work
from samphan.promises.services.pauses import (
    AlreadyWaiting,
    NoMessageSent,
    PauseKindUnknown,
    PauseReasonMissing,
    pause_work,
    resume_work,
)
from samphan.promises.services.promises import Manner, add_promise, save_promise, seed_promises
from samphan.promises.services.public import switch_public_page
from samphan.promises.services.retargeting import change_priority
from samphan.promises.services.sweep import sweep_clocks
from samphan.promises.services.uptime import save_service, set_outages, switch_status_page

__all__ = [
    "AlreadyWaiting",
    "CreditDecided",
    "Manner",
    "NoMessageSent",
    "PauseKindUnknown",
    "PauseReasonMissing",
    "Shortfall",
    "UnknownPromise",
    "add_calendar",
    "add_promise",
    "add_thai_holidays",
    "approve_credit",
    "approve_credits",
    "cancel_clocks",
    "change_priority",
    "copy_default_calendar",
    "credit_letter",
    "decline_credit",
    "join_work",
    "note_update",
    "pause_work",
    "propose_breach_credit",
    "propose_uptime_credits",
    "remove_credit_terms",
    "reopen_clock",
    "resume_updates",
    "resume_work",
    "save_agreement",
    "save_calendar_version",
    "save_credit_terms",
    "save_promise",
    "save_service",
    "seed_calendars",
    "seed_promises",
    "set_outages",
    "set_owner",
    "start_agreed_clocks",
    "start_clock",
    "stop_clock",
    "sweep_clocks",
    "switch_public_page",
    "switch_status_page",
]
