"""Contacted beside not contacted, from a landmark on, and the waits somebody was reached after."""

from datetime import UTC, datetime, timedelta

import pytest

from samphan.cases.rules.recovery import Unhappy, recovery, wait_of

OPENED = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def unhappy(
    number: int = 1, *, contact: timedelta | None = None, bought: tuple[int, ...] = (), is_confirmed: bool = False
) -> Unhappy:
    return Unhappy(
        customer_id=number,
        opened_at=OPENED,
        first_contact_at=None if contact is None else OPENED + contact,
        is_confirmed=is_confirmed,
        bought_at=[OPENED + day * DAY for day in bought],
    )


@pytest.mark.parametrize(
    ("contact", "hours"),
    [
        (timedelta(0), 4),
        (4 * HOUR, 24),
        (24 * HOUR, 72),
        (72 * HOUR, 168),
        (168 * HOUR, None),
        (None, None),
    ],
)
def test_a_wait_ends_before_its_hours(contact: timedelta | None, hours: int | None) -> None:
    assert wait_of(unhappy(contact=contact)) == hours


@pytest.mark.parametrize(
    ("days", "counts"), [((3,), False), ((7,), True), ((89,), True), ((90,), False), ((3, 30), True), ((), False)]
)
def test_purchases_count_from_the_landmark_to_the_horizon(days: tuple[int, ...], counts: bool) -> None:
    assert unhappy(bought=days).bought_again(horizon_days=90) is counts


def test_who_was_reached_too_late_counts_as_not_contacted() -> None:
    assert unhappy(contact=6 * DAY).is_contacted
    assert not unhappy(contact=7 * DAY).is_contacted
    assert not unhappy().is_contacted


def test_groups_are_compared_and_every_customer_is_in_one_wait() -> None:
    reached = [unhappy(n, contact=HOUR, bought=(20,) if n < 24 else (), is_confirmed=n < 30) for n in range(40)]
    missed = [unhappy(n, bought=(20,) if n < 48 else ()) for n in range(40, 80)]
    found = recovery([*reached, *missed], horizon_days=90)
    assert (found.bought.before, found.bought.after) == ((8, 40), (24, 40))
    assert (found.bought.verdict, found.confirmed.verdict) == ("more", "more")
    assert found.bought.difference is not None
    assert found.bought.difference.estimate == pytest.approx(0.4)
    assert [(wait.hours, wait.n, wait.bought, wait.confirmed) for wait in found.waits] == [
        (4, 40, 24, 30),
        (24, 0, 0, 0),
        (72, 0, 0, 0),
        (168, 0, 0, 0),
        (None, 40, 8, 0),
    ]


def test_a_shorter_horizon_sees_fewer_purchases() -> None:
    people = [unhappy(bought=(40,), contact=HOUR)]
    assert [recovery(people, horizon_days=days).bought.after for days in (30, 90)] == [(0, 1), (1, 1)]
