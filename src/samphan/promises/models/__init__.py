"""The tables of this context, by noun."""

from samphan.promises.models.agreements import Agreement, AgreementVersion
from samphan.promises.models.calendars import Calendar, CalendarVersion
from samphan.promises.models.clocks import Clock, ClockState, Pause, PauseKind
from samphan.promises.models.credits import (
    Credit,
    CreditAccount,
    CreditEntry,
    CreditReason,
    CreditState,
    CreditTerms,
    CreditTxn,
)
from samphan.promises.models.promises import Metric, OnChange, Promise, PublicPage
from samphan.promises.models.uptime import Component, Outage, OutageKind, Service

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Calendar",
    "CalendarVersion",
    "Clock",
    "ClockState",
    "Component",
    "Credit",
    "CreditAccount",
    "CreditEntry",
    "CreditReason",
    "CreditState",
    "CreditTerms",
    "CreditTxn",
    "Metric",
    "OnChange",
    "Outage",
    "OutageKind",
    "Pause",
    "PauseKind",
    "Promise",
    "PublicPage",
    "Service",
]
