"""One test for each setting of a promise that no other file tries by itself. Where the others are:

- half-open spans, several a day, a due time on the day's end, zones, days and minutes: `tests/kit`, `test_rules`,
  `test_clock_oracle`; holidays, versions, recomputing, snapshots: `test_calendars`;
- pause kinds, reasons, the message before a wait: `test_pauses`; warnings, breaches, re-opening: `test_clocks`;
- agreements, forward / recompute / keep, progress updates: `test_agreements`; the reporting line: `test_escalation`;
- what counts as a response, and a trailing "thanks": `tests/flows/test_responses.py`.
"""

from datetime import timedelta

import pytest

from samphan.jobs.periodic import periodic_tasks
from samphan.promises import tasks
from samphan.promises.models import CalendarVersion, Clock, Metric
from samphan.promises.rules import Kept, Stretch, Wait, Work, stretches
from samphan.promises.selectors import (
    attainment,
    current_version,
    find_ledger,
    open_clocks,
    pause_shares,
    work_calendar,
)
from samphan.promises.services import (
    add_calendar,
    copy_default_calendar,
    pause_work,
    reopen_clock,
    resume_work,
    save_calendar_version,
    stop_clock,
    sweep_clocks,
)
from tests import world
from tests.promises.cast import MONDAY_NINE, WORK, at, clock, seed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    seed()


def test_the_sweep_comes_at_least_once_a_minute() -> None:
    now = world.NOW
    (sweep,) = [periodic for periodic in periodic_tasks() if periodic.task is tasks.sweep]
    assert sweep.interval_at(now).ends_at <= now + timedelta(minutes=1)


def test_each_of_the_six_metrics_runs_stops_alone_and_all_running_are_shown() -> None:
    codes = {
        Metric.ACKNOWLEDGE: "request_acknowledge",
        Metric.FIRST_RESPONSE: "request_first_response",
        Metric.NEXT_RESPONSE: "request_next_response",
        Metric.PROGRESS: "request_progress",
        Metric.RESOLVE: "request_resolve",
        Metric.FOLLOW_UP: "feedback_follow_up",
    }
    assert set(codes) == set(Metric)
    for code in codes.values():
        clock(code)
    left = set(codes)
    for metric in codes:
        assert {view.metric for view in open_clocks(work_kind="case", work_ids=[7])[7]} == left
        stop_clock(**WORK, metric=metric, now=at("2026-04-20 09:30"))
        left.remove(metric)
    assert set(Clock.objects.values_list("state", flat=True)) == {"met"}


def test_one_day_that_differs_reaches_running_work_at_once() -> None:
    ticking = clock("request_first_response", now=at("2026-04-20 15:00"))  # four hours: Tuesday 10:00
    before = current_version(calendar_id=ticking.calendar_version.calendar_id)
    short = {**before.exceptions, "2026-04-20": {"name_th": "ปิดเร็ว", "spans": [["09:00", "12:00"], ["13:00", "16:00"]]}}
    save_calendar_version(
        calendar_id=before.calendar_id,
        timezone=before.timezone,
        week=before.week,
        exceptions=short,
        now=at("2026-04-20 15:05"),
    )
    ticking.refresh_from_db()
    assert ticking.due_at == at("2026-04-21 12:00")


def test_hours_given_to_a_branch_hold_at_once_there_and_beneath_and_nowhere_else() -> None:
    region, shop = world.branch("NORTH", "ภาคเหนือ"), world.branch("CNX", "สาขาเชียงใหม่")
    shop.parent = region
    shop.save()
    there, elsewhere = clock(branch_id=shop.pk), clock(branch_id=world.branch().pk, work_id=8)
    stopped = clock("feedback_resolve", branch_id=shop.pk)
    stop_clock(**WORK, metric="resolve", now=at("2026-04-20 09:05"))
    week = {str(n): [["10:00", "20:00"]] for n in range(7)}
    add_calendar(
        name="ห้าง", timezone="Asia/Bangkok", week=week, exceptions={}, now=at("2026-04-20 09:10"), branch_id=region.pk
    )
    for row in (there, elsewhere, stopped):
        row.refresh_from_db()
    assert (there.due_at, elsewhere.due_at) == (at("2026-04-20 11:00"), at("2026-04-20 10:00"))
    assert stopped.calendar_version.calendar.name == "เวลาทำการ"


def test_hours_of_a_branch_begin_as_the_default_ones() -> None:
    made = copy_default_calendar(branch_id=world.branch().pk, name="ลาดพร้าว", now=MONDAY_NINE)
    version, default = current_version(calendar_id=made.pk), CalendarVersion.objects.order_by("pk")[0]
    assert (version.week, version.timezone, made.is_default) == (default.week, default.timezone, False)
    assert version.exceptions.keys() >= default.exceptions.keys()


def test_the_pause_share_is_waiting_time_in_the_working_time_of_each_owner() -> None:
    patient, quick = world.user(name="อรทัย"), world.user(name="ณัฐ")
    clock(owner_id=patient.pk)
    clock(owner_id=quick.pk, work_id=8)
    pause_work(**WORK, kind="third_party", reason="รออะไหล่", now=at("2026-04-20 09:10"))
    resume_work(**WORK, now=at("2026-04-20 09:40"))
    for work_id in (7, 8):
        stop_clock(work_kind="case", work_id=work_id, metric="follow_up", now=at("2026-04-20 09:50"))
    shares = pause_shares(since=MONDAY_NINE, until=at("2026-04-21 09:00"))
    assert [(s.name, s.clocks, s.waited_minutes, s.worked_minutes, s.share) for s in shares] == [
        ("อรทัย", 1, 30, 20, 0.6),
        ("ณัฐ", 1, 0, 50, 0.0),
    ]


def test_the_ledger_adds_up_to_the_snapshot_and_later_editions_never_change_it() -> None:
    ticking = clock("feedback_resolve")
    for begin, end in (("09:30", "10:00"), ("11:00", "14:00")):
        pause_work(**WORK, kind="third_party", reason="รออะไหล่", now=at(f"2026-04-20 {begin}"))
        resume_work(**WORK, now=at(f"2026-04-20 {end}"))
    stop_clock(**WORK, metric="resolve", now=at("2026-04-20 15:00"))
    ticking.refresh_from_db()
    before = ticking.calendar_version
    save_calendar_version(
        calendar_id=before.calendar_id,
        timezone=before.timezone,
        week={"0": [["14:00", "15:00"]]},
        exceptions={},
        now=at("2026-05-01 09:00"),
    )
    found = find_ledger(clock_id=ticking.pk, now=at("2026-06-01 09:00"))
    assert found is not None
    assert [line.worked // timedelta(minutes=1) for line in found.lines] == [30, 30, 60, 120, 60]
    assert [line.pause.kind if line.pause else "" for line in found.lines] == ["", "third_party", "", "third_party", ""]
    assert (found.ran, found.waited) == (timedelta(minutes=150), timedelta(minutes=150))
    assert (ticking.elapsed_minutes, ticking.paused_minutes, found.is_as_stored) == (150, 150, True)
    assert found.clock.calendar_version == before


def test_a_reopened_clock_counts_the_time_between_in_its_ledger() -> None:
    ticking = clock("feedback_resolve")
    stop_clock(**WORK, metric="resolve", now=at("2026-04-20 10:00"))
    reopen_clock(**WORK, metric="resolve", now=at("2026-04-20 11:00"))
    found = find_ledger(clock_id=ticking.pk, now=at("2026-04-20 12:00"))
    assert found is not None
    assert found.ran == timedelta(hours=3)


def test_stretches_have_no_gaps_and_name_their_pause() -> None:
    calendar = work_calendar(CalendarVersion.objects.get())
    early = at("2026-04-20 08:00")
    work = Work(MONDAY_NINE, [Wait(early, at("2026-04-20 09:30")), Wait(at("2026-04-20 17:00"))])
    assert stretches(work, calendar, now=at("2026-04-21 10:00")) == [
        Stretch(MONDAY_NINE, at("2026-04-20 09:30"), timedelta(minutes=30), early),
        Stretch(at("2026-04-20 09:30"), at("2026-04-20 17:00"), timedelta(hours=6.5)),
        Stretch(at("2026-04-20 17:00"), at("2026-04-21 10:00"), timedelta(hours=2), at("2026-04-20 17:00")),
    ]


def test_attainment_counts_what_ended_and_what_is_late_now_in_its_period() -> None:
    for work_id, ended in enumerate(("2026-04-20 09:30", "2026-04-20 10:30", "2026-05-20 09:00", None)):
        clock(work_id=work_id)
        if ended:
            stop_clock(work_kind="case", work_id=work_id, metric="follow_up", now=at(ended))
    clock(work_id=9, now=at("2026-04-24 17:30"))  # due on Monday: neither kept nor broken yet
    sweep_clocks(now=at("2026-04-24 18:00"))
    rows = attainment(group="week", since=MONDAY_NINE, until=at("2026-04-27 00:00"), timezone="Asia/Bangkok")
    assert [(str(row.key), row.kept) for row in rows] == [("2026-04-20", Kept(met=1, missed=2))]


@pytest.mark.parametrize(("met", "missed", "shown"), [(29, 0, None), (28, 2, (0.933, 0.787, 0.982)), (0, 0, None)])
def test_a_share_needs_thirty_clocks_and_has_its_wilson_interval(
    met: int, missed: int, shown: tuple[float, float, float] | None
) -> None:
    interval = Kept(met, missed).interval
    got = interval and tuple(round(value, 3) for value in (interval.estimate, interval.low, interval.high))
    assert got == shown
