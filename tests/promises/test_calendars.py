"""Calendars are seeded, edited by editions, and open work follows while history stays."""

from copy import deepcopy
from datetime import date

import pytest

from samphan.kit.calendars import InvalidCalendar, NoOpenTime
from samphan.promises.holidays_th import thai_holidays
from samphan.promises.models import Calendar, CalendarVersion, Metric, Promise
from samphan.promises.selectors import (
    calendar_list,
    calendar_versions,
    current_version,
    last_planned_year,
    promise_list,
    work_calendar,
)
from samphan.promises.services import (
    add_calendar,
    add_thai_holidays,
    pause_work,
    save_calendar_version,
    save_promise,
    seed_calendars,
    seed_promises,
    stop_clock,
    sweep_clocks,
)
from samphan.promises.services.calendars import BranchHasCalendar, CalendarNameMissing, TooManySpecialDays
from samphan.promises.services.promises import PromiseTargetInvalid, PromiseTextMissing
from tests import world
from tests.promises.cast import MONDAY_NINE, WORK, at, clock, seed, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    seed()


def default() -> Calendar:
    return Calendar.objects.get(is_default=True)


def close(*days: str, now: str = "2026-04-20 09:10") -> CalendarVersion:
    version = current_version(calendar_id=default().pk)
    exceptions = deepcopy(version.exceptions) | {day: {"name_en": "Closed", "spans": []} for day in days}
    return save_calendar_version(
        calendar_id=default().pk,
        timezone=version.timezone,
        week=version.week,
        exceptions=exceptions,
        now=at(now),
        actor_id=world.user().pk,
    )


def test_thai_holidays_have_substitutes_and_bridges_but_no_childrens_day() -> None:
    holidays = thai_holidays([2025, 2026])
    assert holidays["2026-04-13"] == {"name_th": "วันสงกรานต์", "name_en": "Songkran Festival", "spans": []}
    assert {"2026-06-01", "2026-12-07", "2026-01-02", "2025-06-02", "2025-08-11"} <= holidays.keys()
    assert "2026-01-10" not in holidays


def test_seeding_twice_changes_nothing_and_a_new_year_is_added_beside_edits() -> None:
    close("2026-04-21")
    seed_calendars(now=MONDAY_NINE, years=[2026, 2027])
    assert current_version(calendar_id=default().pk).number == 2
    seed_calendars(now=MONDAY_NINE, years=[2026, 2027, 2028])
    version = current_version(calendar_id=default().pk)
    assert (version.number, last_planned_year(calendar_id=default().pk)) == (3, 2028)
    assert version.exceptions["2026-04-21"]["name_en"] == "Closed"
    assert [v.number for v in calendar_versions(calendar_id=default().pk)] == [3, 2, 1]


def test_a_holiday_taken_out_by_people_comes_back_only_when_asked_for() -> None:
    version = current_version(calendar_id=default().pk)
    kept = {day: special for day, special in version.exceptions.items() if day != "2026-04-13"}
    save_calendar_version(
        calendar_id=default().pk, timezone="Asia/Bangkok", week=version.week, exceptions=kept, now=MONDAY_NINE
    )
    seed_calendars(now=MONDAY_NINE, years=[2026])
    assert "2026-04-13" not in current_version(calendar_id=default().pk).exceptions
    add_thai_holidays(calendar_id=default().pk, years=[2026], now=MONDAY_NINE)
    assert "2026-04-13" in current_version(calendar_id=default().pk).exceptions


def test_an_edit_recomputes_what_ticks_and_leaves_what_is_over() -> None:
    over, ticking = clock(work_id=8), clock("feedback_resolve")
    stop_clock(work_kind="case", work_id=8, metric="follow_up", now=at("2026-04-20 09:05"))
    over.refresh_from_db()
    before = (over.state, over.due_at, over.elapsed_minutes, over.calendar_version_id)
    version = close("2026-04-21")
    ticking.refresh_from_db()
    over.refresh_from_db()
    assert (ticking.due_at, ticking.calendar_version_id) == (at("2026-04-23 18:00"), version.pk)
    assert (over.state, over.due_at, over.elapsed_minutes, over.calendar_version_id) == before


def test_an_edit_keeps_the_pauses_of_the_work() -> None:
    ticking = clock("feedback_resolve")
    pause_work(**WORK, kind="third_party", reason="รออะไหล่", now=at("2026-04-20 09:05"))
    close("2026-04-21")
    ticking.refresh_from_db()
    assert (ticking.state, ticking.due_at) == ("paused", None)


def test_a_holiday_entered_late_takes_a_breach_back_and_may_breach_again() -> None:
    ticking = clock()
    sweep_clocks(now=at("2026-04-20 11:00"))
    close("2026-04-20", now="2026-04-20 11:30")
    ticking.refresh_from_db()
    assert (ticking.breached_at, ticking.due_at) == (None, at("2026-04-21 10:00"))
    sweep_clocks(now=at("2026-04-21 10:01"))
    assert told(ticking) == ["started", "breached100", "breached100"]


def test_an_edition_that_never_opens_or_makes_no_sense_is_refused_whole() -> None:
    ticking = clock()
    for week, refusal in (({}, NoOpenTime), ({"0": [["18:00", "09:00"]]}, InvalidCalendar)):
        with pytest.raises(refusal):
            save_calendar_version(
                calendar_id=default().pk, timezone="Asia/Bangkok", week=week, exceptions={}, now=MONDAY_NINE
            )
    ticking.refresh_from_db()
    assert ticking.due_at == at("2026-04-20 10:00")
    assert current_version(calendar_id=default().pk).number == 1


def test_a_calendar_needs_a_name_a_free_branch_and_a_sane_size() -> None:
    hours = {"timezone": "Asia/Bangkok", "week": {"0": [["09:00", "18:00"]]}, "now": MONDAY_NINE}
    branch = world.branch()
    added = add_calendar(name="สาขา", exceptions={}, branch_id=branch.pk, **hours)
    assert (added.is_default, [c.pk for c in calendar_list()]) == (False, [default().pk, added.pk])
    with pytest.raises(CalendarNameMissing):
        add_calendar(name=" ", exceptions={}, **hours)
    with pytest.raises(BranchHasCalendar):
        add_calendar(name="อีกครั้ง", exceptions={}, branch_id=branch.pk, **hours)
    with pytest.raises(TooManySpecialDays):
        add_calendar(name="มากไป", exceptions={str(n): {} for n in range(2001)}, **hours)


def test_a_stored_edition_reads_as_working_hours() -> None:
    hours = work_calendar(current_version(calendar_id=default().pk))
    assert hours.spans_on(date(2026, 4, 13)) == ()
    assert len(hours.spans_on(date(2026, 4, 20))) == 2


def test_starter_promises_are_added_once_and_edits_survive() -> None:
    save_promise(
        code="feedback_follow_up",
        metric=Metric.FOLLOW_UP,
        text_th="ภายใน 30 นาที",
        text_en="In 30 min",
        target_minutes=30,
    )
    seed_promises()
    assert len(promise_list()) == 7
    changed = Promise.objects.get(code="feedback_follow_up")
    assert (changed.target_minutes, changed.version) == (30, 2)


@pytest.mark.parametrize(
    ("minutes", "days"), [(None, None), (60, 1), (0, None), (None, 0), (100_001, None), (None, 251)]
)
def test_a_promise_needs_one_sensible_target(minutes: int | None, days: int | None) -> None:
    with pytest.raises(PromiseTargetInvalid):
        save_promise(code="x", metric="resolve", text_th="ก", text_en="a", target_minutes=minutes, target_days=days)


def test_a_promise_is_told_in_both_languages() -> None:
    with pytest.raises(PromiseTextMissing):
        save_promise(code="x", metric="resolve", text_th="ก", text_en=" ", target_days=1)
