"""Until when a case sleeps, and which cases may become one."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from samphan.cases.rules.merging import MOST_TAKEN_IN, Mergeable, merged_kind, why_not_merge
from samphan.cases.rules.snoozing import snooze_times, wake_time
from samphan.kit.calendars import Span, WorkCalendar

_DAY = (Span(9 * 60, 12 * 60), Span(13 * 60, 18 * 60))
OFFICE = WorkCalendar("Asia/Bangkok", (_DAY,) * 5 + ((), ()), {date(2026, 11, 25): ()})
AHEAD = timedelta(hours=2)


def bangkok(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time in November 2026, the 20th being a Friday and the 25th a holiday."""
    return datetime(2026, 11, day, hour - 7, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # Tuesday before a holiday: the next working day is Thursday.
        (
            bangkok(24, 10),
            {
                "later": bangkok(24, 14),
                "tomorrow": bangkok(26, 9),
                "after_tomorrow": bangkok(27, 9),
                "next_week": bangkok(30, 9),
            },
        ),
        # Friday evening: the next working day begins the next week.
        (
            bangkok(20, 17),
            {
                "later": bangkok(23, 11),
                "tomorrow": bangkok(23, 9),
                "after_tomorrow": bangkok(24, 9),
                "next_week": bangkok(23, 9),
            },
        ),
        # Sunday night: the coming week is the next one.
        (
            bangkok(22, 23),
            {
                "later": bangkok(23, 12),
                "tomorrow": bangkok(23, 9),
                "after_tomorrow": bangkok(24, 9),
                "next_week": bangkok(23, 9),
            },
        ),
    ],
)
def test_the_times_to_choose_from_are_working_times(now: datetime, expected: dict[str, datetime]) -> None:
    assert snooze_times(OFFICE, now=now) == expected


NOW = bangkok(24, 10)


@pytest.mark.parametrize(
    ("asked", "due_at", "expected"),
    [
        (bangkok(26, 9), None, bangkok(26, 9)),
        (None, None, None),
        (bangkok(26, 9), bangkok(27, 9), bangkok(26, 9)),
        (bangkok(26, 9), bangkok(24, 17), bangkok(24, 15)),
        (None, bangkok(24, 17), bangkok(24, 15)),
        # Due within two hours, or late: whoever puts it away has seen that.
        (bangkok(26, 9), bangkok(24, 12), bangkok(26, 9)),
        (None, bangkok(23, 9), None),
    ],
)
def test_sleep_ends_before_a_promise_is_due(
    asked: datetime | None, due_at: datetime | None, expected: datetime | None
) -> None:
    assert wake_time(asked, due_at=due_at, ahead=AHEAD, now=NOW) == expected


@pytest.mark.parametrize(
    ("gone", "into", "taken_in", "expected"),
    [
        ((1, 7), (2, 7), 0, ""),
        ((1, None), (2, 7), 0, ""),
        ((1, 7), (2, None), 0, ""),
        ((1, 7), (1, 7), 0, "same"),
        ((1, 7), (2, 8), 0, "other_customer"),
        ((1, 7), (2, 7), MOST_TAKEN_IN, "too_many"),
    ],
)
def test_cases_of_two_people_never_become_one(
    gone: tuple[int, int | None], into: tuple[int, int | None], taken_in: int, expected: str
) -> None:
    first, second = (Mergeable(case_id=pk, customer_id=customer) for pk, customer in (gone, into))
    assert why_not_merge(first, second, taken_in=taken_in) == expected


def test_the_duty_to_close_a_loop_outlives_a_merge() -> None:
    pairs = product(("feedback", "request"), ("review", "request"))
    kinds = {(gone, into): merged_kind(gone, into) for gone, into in pairs}
    assert kinds == {
        ("feedback", "review"): "review",
        ("feedback", "request"): "feedback",
        ("request", "review"): "review",
        ("request", "request"): "request",
    }
