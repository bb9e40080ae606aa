"""The tables of this context, by noun."""

from samphan.promises.models.agreements import Agreement, AgreementVersion
from samphan.promises.models.calendars import Calendar, CalendarVersion
from samphan.promises.models.clocks import Clock, ClockState, Pause, PauseKind
from samphan.promises.models.promises import Metric, OnChange, Promise, PublicPage

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Calendar",
    "CalendarVersion",
    "Clock",
    "ClockState",
    "Metric",
    "OnChange",
    "Pause",
    "PauseKind",
    "Promise",
    "PublicPage",
]
