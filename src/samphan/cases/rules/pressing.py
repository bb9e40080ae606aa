"""What needs somebody first: one list out of cases, calls, letters, birthdays and approvals. Pure.

Three things decide, in this order: whether a promise is broken, how soon it would be, and what would be lost with the
customer (their value times the chance that they leave). Minutes alone would let the clock of a trifle that ends five
minutes earlier win over the customer the firm lives on; value alone would let promises break. So time sorts into bands,
and inside a band the larger loss comes first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TypeVar

T = TypeVar("T")
SOON = timedelta(hours=1)


class MatterKind(StrEnum):
    """What is to be done."""

    CASE = "case"  # work on it: answer, find out, solve
    CALL = "call"  # call back at the time that was agreed
    CONFIRM = "confirm"  # call and ask whether it is solved: no letter was answered
    LETTER = "letter"  # what was written could not be delivered
    BIRTHDAY = "birthday"
    APPROVAL = "approval"  # somebody waits for a yes


class Band(IntEnum):
    """How pressing a matter is by its time, the most pressing first."""

    BROKEN = 0
    SOON = 1
    TODAY = 2
    LATER = 3
    ANY_TIME = 4


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One thing to do. `key` is its subject's; of several matters of one case only the most pressing is listed.

    `due_at` is None for what has no time. Past a promised time a promise is broken; past another time it is only late.
    """

    kind: MatterKind
    key: int
    due_at: datetime | None = None
    is_promised: bool = False
    case_id: int | None = None
    customer_id: int | None = None
    at_stake_satang: int = 0


def band_of(matter: Matter, *, now: datetime, day_ends_at: datetime) -> Band:
    """Return how pressing a matter is; `day_ends_at` is the end of the reader's day."""
    if matter.due_at is None:
        return Band.ANY_TIME
    if matter.is_promised and matter.due_at < now:
        return Band.BROKEN
    if matter.due_at <= now + SOON:
        return Band.SOON
    return Band.TODAY if matter.due_at < day_ends_at else Band.LATER


def ranked(items: Iterable[T], *, matter_of: Callable[[T], Matter], now: datetime, day_ends_at: datetime) -> list[T]:
    """Return the items by their matters, the most pressing first, each case once; equal ones by time, kind and key."""

    def pressing(item: T) -> tuple[int, int, float, str, int]:
        matter = matter_of(item)
        band = band_of(matter, now=now, day_ends_at=day_ends_at)
        due = matter.due_at.timestamp() if matter.due_at else 0.0
        return (band, -matter.at_stake_satang, due, matter.kind, matter.key)

    found: list[T] = []
    listed: set[int] = set()
    for item in sorted(items, key=pressing):
        case_id = matter_of(item).case_id
        if case_id is None or case_id not in listed:
            found.append(item)
        if case_id is not None:
            listed.add(case_id)
    return found
