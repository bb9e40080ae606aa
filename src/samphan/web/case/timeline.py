"""Everything that happened in a case as one story, oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from samphan.web.case.sentences import Names, sentence_of

if TYPE_CHECKING:
    from samphan.cases.selectors import CaseWork, SideThread
    from samphan.eventlog.models import Event
    from samphan.messaging.models import Message
    from samphan.promises.selectors import ClockView
    from samphan.signals.models import Signal
    from samphan.web.reading.shown import Shown


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened; `kind` names the piece of template that shows it."""

    kind: str  # heard | message | note | attempt | event | clock
    at: datetime
    it: Any


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the customer said that opened the case."""

    score: int | None
    scale: str
    readings: list[Shown] = field(default_factory=list)
    source: str = ""
    channel: str = ""
    kind: str = "response"


def heard_from(kind: str, signals: Sequence[Signal], readings: Mapping[int, Shown]) -> Heard | None:
    """Return a submission's score and its words as they were read, or None when there are none."""
    if not signals:
        return None
    rating = next((s for s in signals if s.type == "rating" and s.score is not None), None)
    return Heard(
        score=rating.score if rating else None,
        scale=rating.scale if rating else "",
        readings=[readings[s.pk] for s in signals if s.pk in readings],
        source=signals[0].source,
        channel=signals[0].channel,
        kind=kind,
    )


def build_timeline(
    *,
    heard: Heard | None,
    heard_at: datetime,
    work: CaseWork,
    messages: Sequence[Message],
    clocks: Sequence[ClockView],
    events: Sequence[Event],
    names: Names,
    sides: Sequence[SideThread] = (),
) -> list[Entry]:
    """Return every entry in the order it happened; what happened in one instant keeps the order of the loop."""
    entries = [Entry(kind="heard", at=heard_at, it=heard)] if heard else []
    entries += [Entry(kind="message", at=m.created_at, it=m) for m in messages]
    entries += [Entry(kind="note", at=note.created_at, it=note) for note in work.notes]
    entries += [Entry(kind="attempt", at=attempt.made_at, it=attempt) for attempt in work.attempts]
    entries += [Entry(kind="side", at=one.side.last_message_at, it=one) for one in sides]
    entries += [Entry(kind="clock", at=c.due_at, it=c) for c in clocks if c.is_breached and c.due_at is not None]
    # What the customer said is how the case opened; only one that began otherwise needs the line.
    entries += _told([event for event in events if not (heard and event.type == "case.opened")], names)
    return sorted(entries, key=lambda entry: entry.at)


def _told(events: Sequence[Event], names: Names) -> list[Entry]:
    """Return the lines of the events, oldest first; only the newest cause and action carry the words they left."""
    newest = {event.type: event.pk for event in reversed(events)}  # the log is read newest first; the last one wins
    made: list[Entry] = []
    for event in reversed(events):
        told = sentence_of(event, names)
        if told is None:
            continue
        is_newest = newest[event.type] == event.pk
        made.append(Entry(kind="event", at=event.occurred_at, it=told if is_newest else told._replace(detail="")))
    return made
