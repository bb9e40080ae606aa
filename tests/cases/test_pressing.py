"""What needs somebody first: broken promises, then time, then what would be lost."""

from datetime import UTC, datetime, timedelta

import pytest

from samphan.cases.rules.pressing import Band, Matter, MatterKind, band_of, ranked

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # ten o'clock in Bangkok
DAY_ENDS_AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def matter(
    key: int, *, minutes: int | None = None, stake: int = 0, case_id: int | None = None, **also: object
) -> Matter:
    """Return a matter due in so many minutes (None: at no time), a promise unless a kind of its own says otherwise."""
    kind = also.get("kind", MatterKind.CASE)
    return Matter(
        kind=MatterKind(str(kind)),
        key=key,
        due_at=None if minutes is None else NOW + timedelta(minutes=minutes),
        is_promised=kind == MatterKind.CASE,
        case_id=case_id,
        at_stake_satang=stake,
    )


@pytest.mark.parametrize(
    ("minutes", "kind", "band"),
    [
        (-1, "case", Band.BROKEN),
        (0, "case", Band.SOON),  # at its due time itself a promise can still be kept
        (60, "case", Band.SOON),
        (61, "case", Band.TODAY),
        (14 * 60 - 1, "case", Band.TODAY),
        (14 * 60, "case", Band.LATER),
        (None, "case", Band.ANY_TIME),
        (-300, "call", Band.SOON),  # a call agreed for this morning is late, and no promise of ours is broken
        (-300, "letter", Band.SOON),
        (None, "confirm", Band.ANY_TIME),
        (None, "approval", Band.ANY_TIME),
        (14 * 60 - 1, "birthday", Band.TODAY),
        (3 * 24 * 60, "birthday", Band.LATER),
    ],
)
def test_time_sorts_into_bands(minutes: int | None, kind: str, band: Band) -> None:
    assert band_of(matter(1, minutes=minutes, kind=kind), now=NOW, day_ends_at=DAY_ENDS_AT) is band


@pytest.mark.parametrize(
    ("why", "matters", "order"),
    [
        ("a broken promise before all", [matter(1, minutes=5, stake=900), matter(2, minutes=-5)], [2, 1]),
        ("of two broken ones the larger loss", [matter(1, minutes=-90), matter(2, minutes=-5, stake=1)], [2, 1]),
        ("within the hour the larger loss", [matter(1, minutes=5, stake=10), matter(2, minutes=55, stake=20)], [2, 1]),
        ("an hour before the rest of the day", [matter(1, minutes=90, stake=900), matter(2, minutes=50)], [2, 1]),
        ("today before tomorrow", [matter(1, minutes=2000, stake=900), matter(2, minutes=300)], [2, 1]),
        ("what has no time comes last", [matter(1, stake=900), matter(2, minutes=9000)], [2, 1]),
        ("the same loss by time", [matter(1, minutes=50, stake=7), matter(2, minutes=40, stake=7)], [2, 1]),
        ("all the same by key", [matter(2, minutes=50), matter(1, minutes=50)], [1, 2]),
        (
            "a case once, by its most pressing matter",
            [matter(1, minutes=500, case_id=7), matter(2, minutes=30), matter(3, minutes=-5, case_id=7)],
            [3, 2],
        ),
        (
            "work before good wishes",
            [matter(1, minutes=200, kind="birthday"), matter(2, minutes=400, stake=1)],
            [2, 1],
        ),
    ],
)
def test_the_list_is_ranked(why: str, matters: list[Matter], order: list[int]) -> None:
    found = ranked(matters, matter_of=lambda one: one, now=NOW, day_ends_at=DAY_ENDS_AT)
    assert [one.key for one in found] == order, why
    turned = ranked(matters[::-1], matter_of=lambda one: one, now=NOW, day_ends_at=DAY_ENDS_AT)
    assert turned == found, "the order does not depend on where things came from"
