"""Dates, waiting and money are written as Thai and English readers write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from samphan.web import formats

MORNING = datetime(2026, 11, 21, 2, 42, tzinfo=UTC)  # 09:42 in Bangkok


@pytest.fixture(autouse=True)
def _in_bangkok_in_english() -> None:
    timezone.activate(ZoneInfo("Asia/Bangkok"))
    translation.activate("en")


@pytest.mark.parametrize(
    ("value", "options", "thai", "english"),
    [
        (date(2026, 11, 21), {}, "21 พ.ย. 2569", "21 Nov 2026"),
        (date(2026, 11, 21), {"weekday": True}, "ส. 21 พ.ย. 2569", "Sat 21 Nov 2026"),
        (date(2024, 2, 29), {"long": True}, "29 กุมภาพันธ์ 2567", "29 February 2024"),
        (date(2026, 11, 21), {"long": True, "weekday": True}, "วันเสาร์ที่ 21 พฤศจิกายน 2569", "Saturday 21 November 2026"),
        (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), {}, "1 ม.ค. 2570", "1 Jan 2027"),
    ],
)
def test_a_day_is_written_in_the_readers_calendar(
    value: date, options: dict[str, bool], thai: str, english: str
) -> None:
    assert formats.format_date(value, thai=True, **options) == thai
    assert formats.format_date(value, thai=False, **options) == english


def test_another_years_day_carries_its_year() -> None:
    assert formats.format_when(MORNING, today=date(2028, 1, 1), thai=True) == "21 พ.ย. 69"
    assert formats.format_moment(MORNING, today=date(2028, 1, 1), thai=False).startswith("Sat 21 Nov 2026 ")
    assert not formats.format_moment(MORNING, today=date(2026, 1, 1), thai=False).startswith("Sat 21 Nov 2026")


def test_a_time_carries_its_thai_word() -> None:
    assert formats.format_time(MORNING, thai=True) == "09:42 น."
    assert formats.format_time(MORNING, thai=False) == "09:42"


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [(0, "09:42"), (1, "Yesterday"), (2, "Thu"), (6, "Sun"), (7, "14 Nov"), (99, "14 Aug")],
)
def test_when_is_as_short_as_is_clear(days_ago: int, expected: str) -> None:
    value = MORNING - timedelta(days=days_ago)
    assert formats.format_when(value, today=date(2026, 11, 21), thai=False) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "0 min"),
        (18, "18 min"),
        (59.6, "1 h"),
        (72, "1 h 12 min"),
        (1440, "1 d"),
        (3120, "2 d 4 h"),
        (20160, "14 d"),
    ],
)
def test_a_length_of_time_is_written_in_its_two_largest_units(minutes: float, expected: str) -> None:
    assert formats.format_duration(minutes) == expected


@pytest.mark.parametrize(
    ("satang", "options", "expected"),
    [
        (123450, {}, "฿1,234.50"),
        (8430000, {}, "฿84,300"),
        (-50000, {}, "\u2212฿500"),
        (5, {}, "฿0.05"),
        (123450, {"whole": True}, "฿1,234"),
        (990, {"currency": "USD"}, "$9.90"),
        (990, {"currency": "LAK"}, "9.90 LAK"),
    ],
)
def test_money_is_written_from_whole_satang(satang: int, options: dict[str, object], expected: str) -> None:
    assert formats.FILTERS["money"](satang, **options) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ณัฐวุฒิ ปิ่นแก้ว", "ณป"),
        ("เอก ใจดี", "อจ"),
        ("James Whitfield", "JW"),
        ("บจก. สุขใจก่อสร้าง", "บส"),
        ("", "?"),
        ("😀", "?"),
    ],
)
def test_initials_are_consonants_that_stand_alone(name: str, expected: str) -> None:
    assert formats.initials(name) == expected


def test_a_deadline_says_what_is_left_or_over() -> None:
    with time_machine.travel(MORNING, tick=False):
        assert formats.due(MORNING + timedelta(minutes=18)) == "18 min"
        assert formats.due(MORNING - timedelta(minutes=26)) == "26 min over"
        assert formats.due_tone(MORNING - timedelta(minutes=1)) == "bad"
        assert formats.due_tone(MORNING + timedelta(minutes=60)) == "warn"
        assert formats.due_tone(MORNING + timedelta(minutes=61)) == "o"
        assert formats.ago(MORNING - timedelta(seconds=20)) == "just now"
        assert formats.ago(MORNING - timedelta(minutes=5)) == "5 min ago"
        assert formats.ago(MORNING - timedelta(days=3, hours=5)) == "3 d ago"
        assert formats.ago(MORNING - timedelta(days=364)) == "364 d ago"
        assert formats.ago(MORNING - timedelta(days=5468)) == "14 y 11 mo ago"


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        formats.local(MORNING.replace(tzinfo=None))
