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

__all__ = [
    "AlreadyWaiting",
    "Manner",
    "NoMessageSent",
    "PauseKindUnknown",
    "PauseReasonMissing",
    "UnknownPromise",
    "add_calendar",
    "add_promise",
    "add_thai_holidays",
    "cancel_clocks",
    "change_priority",
    "copy_default_calendar",
    "join_work",
    "note_update",
    "pause_work",
    "reopen_clock",
    "resume_updates",
    "resume_work",
    "save_agreement",
    "save_calendar_version",
    "save_promise",
    "seed_calendars",
    "seed_promises",
    "set_owner",
    "start_agreed_clocks",
    "start_clock",
    "stop_clock",
    "sweep_clocks",
    "switch_public_page",
]
