"""The team's desks, for who oversees the work: who is here and where help is needed. By name: it is no ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samphan.accounts.selectors import active_staff, presences
from samphan.cases.selectors import DeskCounts, desk_counts

MOST_PEOPLE = 60
_NOTHING = DeskCounts(open=0, near_breach=0, late=0)


@dataclass(frozen=True, kw_only=True)
class TeamLine:
    """One colleague who works on cases: whether they are at work, how full their desk is, and what is about to break.

    `near_breach` leaves out what is late already.
    """

    user_id: int
    name: str
    is_here: bool
    away_until: datetime | None
    takes_new: bool
    capacity: int
    open: int
    near_breach: int
    late: int


def team_lines(*, now: datetime) -> list[TeamLine]:
    """Return everybody who works on cases, by name: three queries."""
    people = [person for person in active_staff().select_related("shift") if person.may("cases.write")][:MOST_PEOPLE]
    here = presences(people=people, now=now)
    counts = desk_counts(people=people, now=now)
    return [
        TeamLine(
            user_id=person.pk,
            name=person.display_name,
            is_here=here[person.pk].is_here,
            away_until=here[person.pk].away_until,
            takes_new=person.is_available,
            capacity=person.capacity,
            open=(desk := counts.get(person.pk, _NOTHING)).open,
            near_breach=desk.near_breach - desk.late,
            late=desk.late,
        )
        for person in people
    ]
