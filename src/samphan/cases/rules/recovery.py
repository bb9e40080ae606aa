"""Who came back after an unhappy case, by whether and when a person of ours reached them. Pure.

A purchase only counts once the time for a first contact is over (the landmark), for the contacted and the others
alike; counted from the opening, whoever bought at once could not have been contacted before it, and contact would look
useless. Source: J. R. Anderson, K. C. Cain, R. D. Gelber, Journal of Clinical Oncology 1(11), 1983.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.cases.rules.outer_loop import ComparedShare, compared_share

LANDMARK = timedelta(days=7)
HORIZONS_DAYS = (30, 90, 180)
# The end of each stretch until the first contact, in hours; whoever waited longer than the landmark is "none".
WAITS_HOURS = (4, 24, 72, 168)


@dataclass(frozen=True, kw_only=True)
class Unhappy:
    """The first unhappy case of one customer, and when they bought anything later."""

    customer_id: int
    opened_at: datetime
    first_contact_at: datetime | None
    is_confirmed: bool
    bought_at: Sequence[datetime] = ()

    @property
    def is_contacted(self) -> bool:
        """Whether they were reached before the landmark."""
        return self.first_contact_at is not None and self.first_contact_at - self.opened_at < LANDMARK

    def bought_again(self, *, horizon_days: int) -> bool:
        """Say whether they bought between the landmark and the end of the horizon."""
        since, until = self.opened_at + LANDMARK, self.opened_at + timedelta(days=horizon_days)
        return any(since <= at < until for at in self.bought_at)


@dataclass(frozen=True, kw_only=True)
class WaitGroup:
    """Those who waited so long for a first contact: at most `hours`, None when nobody reached them in time."""

    hours: int | None
    n: int
    bought: int
    confirmed: int


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Contacted (`after`) beside not contacted (`before`), by outcome, and outcomes by time to contact."""

    bought: ComparedShare
    confirmed: ComparedShare
    waits: tuple[WaitGroup, ...]


def recovery(people: Iterable[Unhappy], *, horizon_days: int) -> Recovery:
    """Compare who was contacted with who was not; all of them must have been followed for the whole horizon."""
    known = list(people)
    contacted = [one for one in known if one.is_contacted]
    others = [one for one in known if not one.is_contacted]
    return Recovery(
        bought=compared_share(_bought(others, horizon_days), _bought(contacted, horizon_days)),
        confirmed=compared_share(_confirmed(others), _confirmed(contacted)),
        waits=tuple(
            WaitGroup(
                hours=hours,
                n=len(group),
                bought=_bought(group, horizon_days)[0],
                confirmed=_confirmed(group)[0],
            )
            for hours, group in _by_wait(known)
        ),
    )


def _by_wait(people: Sequence[Unhappy]) -> list[tuple[int | None, list[Unhappy]]]:
    groups: dict[int | None, list[Unhappy]] = {hours: [] for hours in WAITS_HOURS} | {None: []}
    for one in people:
        groups[wait_of(one)].append(one)
    return list(groups.items())


def wait_of(one: Unhappy) -> int | None:
    """Return the stretch somebody waited in, by its end in hours; None when they were not reached in time."""
    if one.first_contact_at is None:
        return None
    waited = one.first_contact_at - one.opened_at
    return next((hours for hours in WAITS_HOURS if waited < timedelta(hours=hours)), None)


def _bought(people: Sequence[Unhappy], horizon_days: int) -> tuple[int, int]:
    return sum(one.bought_again(horizon_days=horizon_days) for one in people), len(people)


def _confirmed(people: Sequence[Unhappy]) -> tuple[int, int]:
    return sum(one.is_confirmed for one in people), len(people)
