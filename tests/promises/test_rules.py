"""The clock as a pure function: worked examples (`test_clock_oracle` counts minute by minute beside it)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from samphan.kit.calendars import WorkCalendar, read_calendar
from samphan.promises.rules import ClockReading, Target, Ticking, Wait, Work, read_clock

BANGKOK = ZoneInfo("Asia/Bangkok")
OFFICE = read_calendar(
    timezone="Asia/Bangkok",
    week={str(n): [["09:00", "12:00"], ["13:00", "18:00"]] for n in range(5)},
    exceptions={f"2026-04-{day}": {"spans": []} for day in (13, 14, 15)},
)
NO_LUNCH = read_calendar(timezone="Asia/Bangkok", week={str(n): [["09:00", "17:00"]] for n in range(5)}, exceptions={})
HOUR, DAY, TWO_DAYS = Target(minutes=60), Target(minutes=480), Target(days=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


def read(
    start: str,
    target: Target,
    now: str,
    waits: list[tuple[str, str | None]] | None = None,
    stopped: str | None = None,
    calendar: WorkCalendar = OFFICE,
) -> ClockReading:
    ledger = [Wait(at(a), at(b) if b else None) for a, b in waits or []]
    work = Work(at(start), ledger, at(stopped) if stopped else None)
    return read_clock(work=work, calendar=calendar, target=target, now=at(now))


@pytest.mark.parametrize(
    ("start", "target", "waits", "calendar", "due"),
    [
        ("2026-04-10 16:00", DAY, [], OFFICE, "2026-04-16 16:00"),
        ("2026-04-11 03:00", HOUR, [], OFFICE, "2026-04-16 10:00"),
        ("2026-04-20 09:00", DAY, [("2026-04-20 11:00", "2026-04-21 11:00")], OFFICE, "2026-04-21 18:00"),
        ("2026-04-17 16:30", HOUR, [], NO_LUNCH, "2026-04-20 09:30"),
        ("2026-04-20 09:00", DAY, [], OFFICE, "2026-04-20 18:00"),
        ("2026-04-20 10:00", TWO_DAYS, [], OFFICE, "2026-04-22 18:00"),
        ("2026-04-20 10:00", TWO_DAYS, [("2026-04-21 11:00", "2026-04-22 11:00")], OFFICE, "2026-04-23 18:00"),
        ("2026-04-20 10:00", TWO_DAYS, [("2026-04-25 11:00", "2026-04-26 11:00")], OFFICE, "2026-04-22 18:00"),
        # A pause outside working hours costs nobody anything.
        ("2026-04-20 10:00", HOUR, [("2026-04-20 12:00", "2026-04-20 13:00")], OFFICE, "2026-04-20 11:00"),
        # A pause that began before the clock counts only from the clock's start.
        ("2026-04-20 10:00", HOUR, [("2026-04-20 09:00", "2026-04-20 10:30")], OFFICE, "2026-04-20 11:30"),
        # Two pauses add up, and the first may push the due time into the second.
        (
            "2026-04-20 09:00",
            HOUR,
            [("2026-04-20 09:30", "2026-04-20 10:00"), ("2026-04-20 10:15", "2026-04-20 11:00")],
            OFFICE,
            "2026-04-20 11:15",
        ),
        # A pause that begins at the due time itself comes too late to move it.
        ("2026-04-20 09:00", HOUR, [("2026-04-20 10:00", "2026-04-20 11:00")], OFFICE, "2026-04-20 10:00"),
    ],
)
def test_the_due_time_is_the_golden_one(
    start: str, target: Target, waits: list[tuple[str, str | None]], calendar: WorkCalendar, due: str
) -> None:
    assert read(start, target, "2026-04-30 12:00", waits, calendar=calendar).due_at == at(due)


@pytest.mark.parametrize(
    ("now", "percent", "next_warning"),
    [
        ("2026-04-20 09:00", 0, "2026-04-20 09:30"),
        ("2026-04-20 09:30", 0, "2026-04-20 09:30"),
        ("2026-04-20 09:30:01", 50, "2026-04-20 09:48"),
        ("2026-04-20 09:48:01", 80, "2026-04-20 10:00"),
        ("2026-04-20 10:00", 80, "2026-04-20 10:00"),
        ("2026-04-20 10:00:01", 100, None),
    ],
)
def test_a_running_clock_says_how_far_it_is(now: str, percent: int, next_warning: str | None) -> None:
    reading = read("2026-04-20 09:00", HOUR, now)
    assert reading.state is Ticking.RUNNING
    assert reading.percent == percent
    assert reading.next_warning_at == (at(next_warning) if next_warning else None)


def test_while_paused_there_is_no_due_time_and_no_warning() -> None:
    reading = read("2026-04-20 09:00", HOUR, "2026-04-22 15:00", [("2026-04-20 09:40", None)])
    assert (reading.state, reading.due_at, reading.next_warning_at) == (Ticking.PAUSED, None, None)
    assert (reading.percent, reading.elapsed_minutes) == (50, 40)


def test_a_pause_after_the_due_time_does_not_mend_a_broken_promise() -> None:
    reading = read("2026-04-20 09:00", HOUR, "2026-04-22 15:00", [("2026-04-20 11:00", None)])
    assert (reading.state, reading.due_at, reading.percent) == (Ticking.PAUSED, at("2026-04-20 10:00"), 100)


@pytest.mark.parametrize(
    ("stopped", "waits", "state", "elapsed", "paused"),
    [
        ("2026-04-20 09:45", [], Ticking.MET, 45, 0),
        ("2026-04-20 10:00", [], Ticking.MET, 60, 0),
        ("2026-04-20 10:00:01", [], Ticking.MISSED, 60, 0),
        ("2026-04-20 11:00", [("2026-04-20 09:30", "2026-04-20 10:30")], Ticking.MET, 60, 60),
        ("2026-04-20 11:00", [("2026-04-20 09:30", None)], Ticking.MET, 30, 90),
        ("2026-04-20 11:00", [("2026-04-20 10:30", None)], Ticking.MISSED, 90, 30),
        ("2026-04-20 08:00", [], Ticking.MET, 0, 0),
    ],
)
def test_a_stopped_clock_is_judged(
    stopped: str, waits: list[tuple[str, str | None]], state: Ticking, elapsed: int, paused: int
) -> None:
    reading = read("2026-04-20 09:00", HOUR, "2026-05-20 12:00", waits, stopped)
    assert (reading.state, reading.elapsed_minutes, reading.paused_minutes) == (state, elapsed, paused)
    assert reading.next_warning_at is None


def test_a_target_is_in_minutes_or_days_never_both() -> None:
    with pytest.raises(ValueError, match="minutes or in days"):
        Target()
    with pytest.raises(ValueError, match="minutes or in days"):
        Target(minutes=60, days=1)
