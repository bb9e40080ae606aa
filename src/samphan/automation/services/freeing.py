"""What follows when somebody has room again: the queue is walked, and what opened again finds who works on it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from samphan.cases import services as cases
from samphan.eventlog import selectors as eventlog

# Which facts of an event mean that somebody may take more than before; an event not named here always means it.
_FREES: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "case.assigned": lambda data: data.get("previous_owner_id") is not None,
    "case.priority_changed": lambda data: data["after"] > data["before"],
}


def route_waiting_cases(*, event_id: int, now: datetime) -> None:
    """Look again for owners of cases nobody could take, when the event has freed somebody."""
    event = eventlog.get_event(event_id=event_id)
    if event.type not in _FREES or _FREES[event.type](event.data):
        cases.route_unassigned_cases(now=now)


def route_reopened_case(*, event_id: int, now: datetime) -> None:
    """Find who works on a case that is open again."""
    event = eventlog.get_event(event_id=event_id)
    cases.route_reopened_case(case_id=event.subject_id, now=now)
