"""Which step may follow, what weighs most, and what a fix changed: decisions without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from samphan.analytics.intervals import nps_difference, share_change, share_difference
from samphan.cases.rules.outer_loop import (
    CauseWeight,
    Report,
    compared_nps,
    compared_share,
    may_move,
    missing_to_move,
    nps_counts,
    ranked,
    reported_again,
    windows_of,
)

FIXED = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "allowed"),
    [
        ("open", {"fixing", "dropped"}),
        ("fixing", {"open", "fixed", "dropped"}),
        ("fixed", {"open"}),
        ("told", {"open"}),
        ("dropped", {"open"}),
        ("nothing", set()),
    ],
)
def test_a_step_follows_from_the_state(before: str, allowed: set[str]) -> None:
    states = ("open", "fixing", "fixed", "told", "dropped")
    assert {after for after in states if may_move(before, after)} == allowed


@pytest.mark.parametrize(
    ("after", "owner_id", "effect", "reason", "missing"),
    [
        ("fixing", None, "", "", ("owner", "effect")),
        ("fixing", 1, " ", "", ("effect",)),
        ("fixed", None, "half as many", "", ("owner",)),
        ("fixed", 1, "half as many", "", ()),
        ("dropped", None, "", " ", ("reason",)),
        ("dropped", None, "", "too dear", ()),
        ("open", None, "", "", ()),
    ],
)
def test_a_step_names_what_it_lacks(
    after: str, owner_id: int | None, effect: str, reason: str, missing: tuple[str, ...]
) -> None:
    assert missing_to_move(after, owner_id=owner_id, expected_effect=effect, reason=reason) == missing


WEIGHTS = (
    CauseWeight(code="many", cases=50, customers=8, value_satang=100),
    CauseWeight(code="wide", cases=30, customers=28, value_satang=200),
    CauseWeight(code="dear", cases=20, customers=4, value_satang=9_700),
)


@pytest.mark.parametrize(
    ("measure", "order", "vital"),
    [
        ("cases", ["many", "wide", "dear"], {"many", "wide"}),
        ("customers", ["wide", "many", "dear"], {"wide", "many"}),
        ("value", ["dear", "wide", "many"], {"dear"}),
    ],
)
def test_the_few_causes_that_make_most_depend_on_what_is_counted(
    measure: str, order: list[str], vital: set[str]
) -> None:
    bars = ranked(WEIGHTS, measure=measure)
    assert [weight.code for _, weight in bars] == order
    assert {bar.key for bar, _ in bars if bar.is_vital} == vital
    assert bars[-1][0].cumulative_share == pytest.approx(1.0)


def test_too_few_cases_name_no_vital_few() -> None:
    few = [CauseWeight(code="one", cases=29, customers=29, value_satang=1)]
    assert [bar.is_vital for bar, _ in ranked(few, measure="cases")] == [False]


def test_both_groups_are_followed_equally_long_and_no_longer_than_the_time_since_the_fix() -> None:
    young = windows_of(fixed_at=FIXED, window_days=90, now=FIXED + 10 * DAY)
    assert (young.followed, young.earlier_at, young.is_over) == (10 * DAY, FIXED - 10 * DAY, False)
    old = windows_of(fixed_at=FIXED, window_days=90, now=FIXED + 400 * DAY)
    assert (old.followed, old.earlier_at, old.is_over) == (90 * DAY, FIXED - 90 * DAY, True)


def test_the_window_that_was_set_is_the_one_that_is_compared() -> None:
    reports = [Report(customer_id=1, at=FIXED - 40 * DAY), Report(customer_id=1, at=FIXED + 20 * DAY)]
    asked = [windows_of(fixed_at=FIXED, window_days=days, now=FIXED + 400 * DAY) for days in (30, 60)]
    assert [reported_again(reports, split_at=FIXED, windows=windows) for windows in asked] == [(0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("days", "again"),
    [
        ((-10, 10), (1, 1)),  # again within the time that is followed
        ((-10, 0), (1, 1)),  # at the very moment of the fix counts as after it
        ((-10, 90), (0, 1)),  # the end is open
        ((-91, 10), (0, 0)),  # reported before the window
        ((-90, 89), (1, 1)),
        ((10, 20), (0, 0)),  # new to it after the fix
        ((-20, -10), (0, 1)),  # twice before the fix is once a person
    ],
)
def test_who_reported_again_is_counted_once(days: tuple[int, ...], again: tuple[int, int]) -> None:
    windows = windows_of(fixed_at=FIXED, window_days=90, now=FIXED + 400 * DAY)
    reports = [Report(customer_id=1, at=FIXED + day * DAY) for day in days]
    assert reported_again(reports, split_at=FIXED, windows=windows) == again


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((20, 40), (2, 40), "fewer"),
        ((2, 40), (20, 40), "more"),
        ((20, 40), (17, 40), "same"),
        ((20, 29), (0, 40), "few"),
    ],
)
def test_a_change_is_named_only_where_noise_would_rarely_do_it(
    before: tuple[int, int], after: tuple[int, int], verdict: str
) -> None:
    assert compared_share(before, after).verdict == verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([2] * 30 + [9] * 10, [2] * 5 + [9] * 35, "better"),
        ([9] * 40, [2] * 40, "worse"),
        ([2, 7, 9] * 12, [2, 9, 9] * 12, "same"),
        ([2] * 29, [9] * 40, "few"),
    ],
)
def test_the_score_of_the_affected_is_compared_the_same_way(before: list[int], after: list[int], verdict: str) -> None:
    assert compared_nps(nps_counts(before), nps_counts(after)).verdict == verdict


def test_the_interval_of_a_difference_agrees_with_its_test_and_with_the_published_one() -> None:
    # Newcombe 1998, table II, example (a): 56/70 and 48/80 differ by 0.2000, method 10 gives 0.0524 to 0.3339.
    found = share_difference((48, 80), (56, 70))
    assert (found.estimate, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-4)
    assert share_change((48, 80), (56, 70)).is_change == (found.low > 0)
    points = nps_difference(nps_counts([9] * 50 + [7] * 30 + [2] * 20), nps_counts([9] * 61 + [7] * 19 + [2] * 20))
    assert points.estimate == pytest.approx(11.0)
    assert points.low < 0 < points.high  # 30 to 41 at n = 100 each is not a change
