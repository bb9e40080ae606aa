"""When the weekly mail is due, and that every role reads something of the firm."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from samphan.accounts.policies import Role
from samphan.digest.rules import Part, due_week, parts_of

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.mark.parametrize(
    ("local", "week"),
    [
        (datetime(2026, 11, 22, 23, 59, tzinfo=BANGKOK), None),  # Sunday
        (datetime(2026, 11, 23, 7, 59, tzinfo=BANGKOK), None),
        (datetime(2026, 11, 23, 8, 0, tzinfo=BANGKOK), date(2026, 11, 23)),
        (datetime(2026, 11, 24, 0, 10, tzinfo=BANGKOK), date(2026, 11, 23)),  # the worker was off on Monday
        (datetime(2026, 11, 26, 23, 59, tzinfo=BANGKOK), date(2026, 11, 23)),
        (datetime(2026, 11, 27, 0, 0, tzinfo=BANGKOK), None),  # too late: the next one is nearer
    ],
)
def test_a_week_is_due_from_monday_morning_on(local: datetime, week: date | None) -> None:
    assert due_week(local, timezone="Asia/Bangkok") == week


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_the_goal_and_a_good_word(role: Role) -> None:
    assert {Part.GOAL, Part.WORD} <= set(parts_of(role))
    assert (Part.MINE in parts_of(role)) == (role is Role.AGENT)
