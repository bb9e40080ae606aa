"""Working time, against worked examples and against a calculator that walks minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samphan.kit.calendars import (
    InvalidCalendar,
    NoOpenTime,
    Span,
    WorkCalendar,
    add_minutes,
    end_of_business_day,
    minutes_between,
    read_calendar,
    time_between,
)

BANGKOK = ZoneInfo("Asia/Bangkok")
WEEK = {str(n): [["09:00", "12:00"], ["13:00", "18:00"]] for n in range(5)}
SONGKRAN = {
    f"2026-04-{day}": {"name_th": "วันสงกรานต์", "name_en": "Songkran Festival", "spans": []} for day in (13, 14, 15)
}
OFFICE = read_calendar(timezone="Asia/Bangkok", week=WEEK, exceptions=SONGKRAN)
NO_LUNCH = read_calendar(timezone="Asia/Bangkok", week={str(n): [["09:00", "17:00"]] for n in range(5)}, exceptions={})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "due"),
    [
        (OFFICE, "2026-04-10 16:00", 480, "2026-04-16 16:00"),
        (OFFICE, "2026-04-11 03:00", 60, "2026-04-16 10:00"),
        (NO_LUNCH, "2026-04-17 16:30", 60, "2026-04-20 09:30"),
        (OFFICE, "2026-04-20 09:00", 480, "2026-04-20 18:00"),  # exactly the day's end stays on that day
        (OFFICE, "2026-04-20 18:00", 1, "2026-04-21 09:01"),
        (OFFICE, "2026-04-20 11:30", 30, "2026-04-20 12:00"),
        (OFFICE, "2026-04-20 12:00", 1, "2026-04-20 13:01"),
        (OFFICE, "2026-04-20 12:30", 0, "2026-04-20 12:30"),
    ],
)
def test_a_due_time_is_found(calendar: WorkCalendar, start: str, minutes: int, due: str) -> None:
    assert add_minutes(calendar, at(start), minutes) == at(due)


def test_seconds_are_not_lost() -> None:
    assert add_minutes(OFFICE, at("2026-04-20 17:59:30"), 1) == at("2026-04-21 09:00:30")
    assert minutes_between(OFFICE, at("2026-04-20 09:00:30"), at("2026-04-20 09:02:00")) == 1


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-04-20 10:00", 1, "2026-04-21 18:00"),
        ("2026-04-20 23:00", 1, "2026-04-21 18:00"),
        ("2026-04-10 10:00", 1, "2026-04-16 18:00"),
        ("2026-04-11 10:00", 2, "2026-04-17 18:00"),
    ],
)
def test_business_days_end_with_the_working_day(start: str, n: int, due: str) -> None:
    assert end_of_business_day(OFFICE, at(start), n) == at(due)


def test_working_time_backwards_is_none() -> None:
    assert time_between(OFFICE, at("2026-04-21 10:00"), at("2026-04-20 10:00")) == timedelta(0)


def test_a_calendar_that_never_opens_is_refused_and_ends() -> None:
    closed = read_calendar(timezone="Asia/Bangkok", week={}, exceptions={})
    with pytest.raises(NoOpenTime):
        add_minutes(closed, at("2026-04-20 10:00"), 1)
    with pytest.raises(NoOpenTime):
        end_of_business_day(closed, at("2026-04-20 10:00"), 1)


def test_an_extra_open_day_counts() -> None:
    saturday = read_calendar(
        timezone="Asia/Bangkok", week=WEEK, exceptions={"2026-04-18": {"spans": [["10:00", "14:00"]]}}
    )
    assert add_minutes(saturday, at("2026-04-17 17:00"), 120) == at("2026-04-18 11:00")


@pytest.mark.parametrize(
    ("timezone", "week", "exceptions"),
    [
        ("Asia/Krungthep", {}, {}),
        ("", {}, {}),
        ("../etc/passwd", {}, {}),
        ("Asia/Bangkok", {"7": []}, {}),
        ("Asia/Bangkok", {"0": [["12:00", "09:00"]]}, {}),
        ("Asia/Bangkok", {"0": [["09:00", "09:00"]]}, {}),
        ("Asia/Bangkok", {"0": [["13:00", "18:00"], ["09:00", "12:00"]]}, {}),
        ("Asia/Bangkok", {"0": [["09:00", "13:00"], ["12:00", "18:00"]]}, {}),
        ("Asia/Bangkok", {"0": [["9", "12:00"]]}, {}),
        ("Asia/Bangkok", {"0": [["09:60", "12:00"]]}, {}),
        ("Asia/Bangkok", {"0": [["09:00", "24:01"]]}, {}),
        ("Asia/Bangkok", {"0": [["-1:00", "12:00"]]}, {}),
        ("Asia/Bangkok", {"0": "09:00-18:00"}, {}),
        ("Asia/Bangkok", {}, {"2569-13-01": {"spans": []}}),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(timezone: str, week: dict, exceptions: dict) -> None:
    with pytest.raises(InvalidCalendar):
        read_calendar(timezone=timezone, week=week, exceptions=exceptions)


def test_the_whole_day_may_be_worked() -> None:
    always = read_calendar(
        timezone="America/New_York", week={str(n): [["00:00", "24:00"]] for n in range(7)}, exceptions={}
    )
    start = datetime(2026, 3, 1, tzinfo=UTC)
    assert time_between(always, start, start + timedelta(days=300)) == timedelta(days=300)


# An independent calculator: it walks every minute and asks the local clock, knowing nothing of offsets or jumps.

MINUTE = timedelta(minutes=1)


def open_minutes(calendar: WorkCalendar, start: datetime, n_minutes: int) -> list[bool]:
    """Say for each minute from start whether it is worked: the clock has reached a span's start and not its end."""
    zone = ZoneInfo(calendar.timezone)
    walk = start - timedelta(days=1)  # far enough back to have seen the local day begin
    answers, day, highest = [], None, -1
    while walk < start + n_minutes * MINUTE:
        local = walk.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if local.date() != day:
            day, highest = local.date(), -1
        highest = max(highest, minute)
        if walk >= start:
            answers.append(any(span.start <= highest < span.end for span in calendar.spans_on(local.date())))
        walk += MINUTE
    return answers


# The nights on which these clocks jump, and ordinary weeks.
PLACES = st.sampled_from(
    [
        ("America/New_York", datetime(2026, 3, 7, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 10, 31, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 23, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 3, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 2, tzinfo=UTC)),
        ("Asia/Bangkok", datetime(2026, 4, 10, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 4, 10, tzinfo=UTC)),
    ]
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = draw(st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted))
    return tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def situations(draw: st.DrawFn) -> tuple[WorkCalendar, datetime]:
    zone, around = draw(PLACES)
    start = around + draw(st.integers(0, 2 * 1440)) * MINUTE
    week = tuple(draw(spans()) for _ in range(7))
    closed = draw(st.sets(st.integers(0, 6), max_size=2))
    exceptions: dict[date, tuple[Span, ...]] = {(start + timedelta(days=n)).date(): () for n in closed}
    return WorkCalendar(zone, week, exceptions), start


@settings(max_examples=120, deadline=None)
@given(situation=situations(), n_minutes=st.integers(0, 3 * 1440))
def test_minutes_between_agrees_with_the_minute_walk(situation: tuple[WorkCalendar, datetime], n_minutes: int) -> None:
    calendar, start = situation
    assert minutes_between(calendar, start, start + n_minutes * MINUTE) == sum(open_minutes(calendar, start, n_minutes))


@settings(max_examples=120, deadline=None)
@given(situation=situations(), target=st.integers(1, 1200))
def test_add_minutes_agrees_with_the_minute_walk(situation: tuple[WorkCalendar, datetime], target: int) -> None:
    calendar, start = situation
    worked = 0
    for n, is_open in enumerate(open_minutes(calendar, start, 5 * 1440)):
        worked += is_open
        if worked == target:
            assert add_minutes(calendar, start, target) == start + (n + 1) * MINUTE
            return
