"""The tables of this context, by noun."""

from samphan.promises.models.calendars import Calendar, CalendarVersion
from samphan.promises.models.clocks import Clock, ClockState, Pause, PauseKind
from samphan.promises.models.promises import Metric, Promise

__all__ = [
    "Calendar",
    "CalendarVersion",
    "Clock",
    "ClockState",
    "Metric",
    "Pause",
    "PauseKind",
    "Promise",
]
