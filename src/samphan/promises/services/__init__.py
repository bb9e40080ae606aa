"""All writes of promises: clocks and their pauses, the sweep, calendars and their editions."""

from samphan.promises.services.calendars import (
    add_calendar,
    add_thai_holidays,
    save_calendar_version,
    seed_calendars,
)
from samphan.promises.services.clocks import (
    UnknownPromise,
    cancel_clocks,
    reopen_clock,
    set_owner,
    start_clock,
    stop_clock,
)
from samphan.promises.services.pauses import (
    AlreadyWaiting,
    NoMessageSent,
    PauseKindUnknown,
    PauseReasonMissing,
    pause_work,
    resume_work,
)
from samphan.promises.services.promises import add_promise, save_promise, seed_promises
from samphan.promises.services.sweep import sweep_clocks

__all__ = [
    "AlreadyWaiting",
    "NoMessageSent",
    "PauseKindUnknown",
    "PauseReasonMissing",
    "UnknownPromise",
    "add_calendar",
    "add_promise",
    "add_thai_holidays",
    "cancel_clocks",
    "pause_work",
    "reopen_clock",
    "resume_work",
    "save_calendar_version",
    "save_promise",
    "seed_calendars",
    "seed_promises",
    "set_owner",
    "start_clock",
    "stop_clock",
    "sweep_clocks",
]
