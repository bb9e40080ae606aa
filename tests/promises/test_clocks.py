"""Clocks start, warn, break, stop and come back, and tell each once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samphan.eventlog.models import Event
from samphan.promises.models import Calendar, CalendarVersion, Clock, Promise
from samphan.promises.selectors import next_due_at, open_clocks, work_clocks
from samphan.promises.services import (
    UnknownPromise,
    add_calendar,
    cancel_clocks,
    pause_work,
    reopen_clock,
    set_owner,
    start_clock,
    stop_clock,
    sweep_clocks,
)
from samphan.promises.services.clocks import NoCalendar
from tests import world
from tests.promises.cast import MONDAY_NINE, WORK, at, clock, seed, told

pytestmark = pytest.mark.django_db
FOLLOW_UP = {**WORK, "metric": "follow_up"}


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    seed()


def test_a_started_clock_knows_its_due_time() -> None:
    started = clock()
    assert (started.state, started.due_at, started.warn_at) == (
        "running",
        at("2026-04-20 10:00"),
        at("2026-04-20 09:30"),
    )
    assert told(started) == ["started"]


def test_a_target_in_days_ends_with_the_working_day() -> None:
    assert clock("feedback_resolve").due_at == at("2026-04-22 18:00")


def test_the_same_promise_starts_only_once_for_the_same_work() -> None:
    first = clock()
    assert clock(now=at("2026-04-20 09:20")).pk == first.pk
    assert Clock.objects.count() == 1


def test_the_database_refuses_a_second_open_clock() -> None:
    first = clock()
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_an_unknown_or_inactive_promise_is_refused_by_name() -> None:
    Promise.objects.filter(code="request_resolve").update(is_active=False)
    for code in ("no_such", "request_resolve"):
        with pytest.raises(UnknownPromise) as refused:
            clock(code)
        assert code in refused.value.explain(str)


def test_without_any_calendar_the_refusal_says_what_to_do() -> None:
    CalendarVersion.objects.all().delete()
    Calendar.objects.all().delete()
    with pytest.raises(NoCalendar):
        clock()


def test_the_events_carry_work_owner_customer_and_branch() -> None:
    branch, customer, owner = world.branch(), world.customer(), world.user()
    started = clock(branch_id=branch.pk, customer_id=customer.pk, owner_id=owner.pk)
    event = Event.objects.get(subject_kind="clock", subject_id=started.pk)
    assert (event.customer_id, event.branch_id) == (customer.pk, branch.pk)
    assert event.data == {"work_kind": "case", "work_id": 7, "metric": "follow_up", "owner_id": owner.pk}


def test_a_branch_follows_its_own_calendar_or_the_one_above_it() -> None:
    region = world.branch("NORTH", "ภาคเหนือ")
    shop = world.branch("CNX", "สาขาเชียงใหม่")
    shop.parent = region
    shop.save()
    week = {str(n): [["10:00", "20:00"]] for n in range(7)}
    add_calendar(name="ห้าง", timezone="Asia/Bangkok", week=week, exceptions={}, now=MONDAY_NINE, branch_id=region.pk)
    assert clock(branch_id=shop.pk).due_at == at("2026-04-20 11:00")
    assert clock(branch_id=world.branch().pk, work_id=8).due_at == at("2026-04-20 10:00")


def test_the_sweep_warns_at_each_point_once_and_breaches_once() -> None:
    ticking = clock()
    seen = []
    for minute in (0, 29, 30, 31, 32, 47, 49, 59, 60):
        sweep_clocks(now=MONDAY_NINE + timedelta(minutes=minute))
        seen.append(told(ticking)[-1])
    assert seen == ["started"] * 3 + ["warned50"] * 3 + ["warned80"] * 3
    assert sweep_clocks(now=at("2026-04-20 10:00:01")) == 1
    assert sweep_clocks(now=at("2026-04-25 10:00")) == 1  # the last step of the reporting line
    assert sweep_clocks(now=at("2026-04-25 10:01")) == 0
    assert told(ticking) == ["started", "warned50", "warned80", "breached100"]
    ticking.refresh_from_db()
    assert (ticking.state, ticking.breached_at, ticking.warn_at) == ("running", at("2026-04-20 10:00"), None)


def test_a_late_sweep_tells_only_the_most_urgent() -> None:
    ticking = clock()
    sweep_clocks(now=at("2026-04-20 09:55"))
    assert told(ticking) == ["started", "warned80"]
    other = clock(work_id=8)
    sweep_clocks(now=at("2026-04-21 09:55"))
    assert told(other) == ["started", "breached100"]


def test_the_sweep_works_through_more_than_one_batch() -> None:
    for work_id in range(205):
        clock(work_id=100 + work_id)
    assert sweep_clocks(now=at("2026-04-20 11:00")) == 205


@pytest.mark.parametrize(
    ("stopped", "state", "events"),
    [
        ("2026-04-20 10:00", "met", ["started", "met"]),
        ("2026-04-20 10:01", "missed", ["started", "breached100", "missed"]),
    ],
)
def test_stopping_judges_the_clock_and_keeps_the_figures(stopped: str, state: str, events: list[str]) -> None:
    ticking = clock()
    stop_clock(**FOLLOW_UP, now=at(stopped))
    ticking.refresh_from_db()
    assert (ticking.state, ticking.stopped_at) == (state, at(stopped))
    assert (ticking.elapsed_minutes, ticking.paused_minutes) == ((at(stopped) - MONDAY_NINE).seconds // 60, 0)
    assert told(ticking) == events


def test_a_breach_already_told_is_not_told_again_at_the_stop() -> None:
    ticking = clock()
    sweep_clocks(now=at("2026-04-20 10:30"))
    stop_clock(**FOLLOW_UP, now=at("2026-04-20 10:31"))
    assert told(ticking) == ["started", "breached100", "missed"]


def test_a_message_really_sent_in_time_keeps_the_promise_even_when_we_learn_of_it_late() -> None:
    ticking = clock()
    sweep_clocks(now=at("2026-04-20 10:00:30"))
    stop_clock(**FOLLOW_UP, now=at("2026-04-20 09:59"))
    ticking.refresh_from_db()
    assert (ticking.state, ticking.breached_at) == ("met", None)


def test_stopping_concerns_only_its_metric_and_twice_is_once() -> None:
    follow_up, resolve = clock(), clock("feedback_resolve")
    stop_clock(**FOLLOW_UP, now=at("2026-04-20 09:10"))
    stop_clock(**FOLLOW_UP, now=at("2026-04-20 09:20"))
    resolve.refresh_from_db()
    assert resolve.state == "running"
    assert told(follow_up) == ["started", "met"]


def test_a_reopened_clock_runs_on_from_its_first_start() -> None:
    ticking = clock("feedback_resolve")
    stop_clock(**WORK, metric="resolve", now=at("2026-04-21 10:00"))
    again = reopen_clock(**WORK, metric="resolve", now=at("2026-04-22 10:00"))
    assert again is not None
    assert (again.pk, again.state, again.started_at, again.due_at) == (
        ticking.pk,
        "running",
        MONDAY_NINE,
        at("2026-04-22 18:00"),
    )
    assert (again.stopped_at, again.elapsed_minutes) == (None, None)
    assert told(ticking) == ["started", "met", "reopened", "warned50"]


def test_reopening_after_the_due_time_is_a_breach_at_once() -> None:
    ticking = clock()
    stop_clock(**FOLLOW_UP, now=at("2026-04-20 09:10"))
    reopen_clock(**FOLLOW_UP, now=at("2026-04-25 09:10"))
    assert told(ticking) == ["started", "met", "reopened", "breached100"]


def test_reopening_what_never_ran_or_still_runs_changes_nothing() -> None:
    assert reopen_clock(**FOLLOW_UP, now=MONDAY_NINE) is None
    ticking = clock()
    assert reopen_clock(**FOLLOW_UP, now=at("2026-04-20 09:10")) == ticking
    assert told(ticking) == ["started"]


def test_cancelled_clocks_have_no_verdict_and_never_warn() -> None:
    ticking = clock()
    cancel_clocks(**WORK, now=at("2026-04-20 09:10"))
    assert sweep_clocks(now=at("2026-04-25 09:10")) == 0
    ticking.refresh_from_db()
    assert ticking.state == "cancelled"
    assert told(ticking) == ["started", "cancelled"]
    assert start_clock(**WORK, promise_code="feedback_follow_up", now=at("2026-04-27 09:00")).pk != ticking.pk


def test_the_owner_of_the_work_owns_its_ticking_clocks() -> None:
    first, second = world.user(), world.user()
    stopped, ticking = clock(owner_id=first.pk), clock("feedback_resolve", owner_id=first.pk)
    stop_clock(**FOLLOW_UP, now=at("2026-04-20 09:10"))
    set_owner(**WORK, owner_id=second.pk)
    stopped.refresh_from_db()
    ticking.refresh_from_db()
    assert (stopped.owner_id, ticking.owner_id) == (first.pk, second.pk)


def test_all_running_clocks_are_shown_the_nearest_first() -> None:
    clock("feedback_resolve")
    clock()
    views = open_clocks(work_kind="case", work_ids=[7, 8])
    assert [view.metric for view in views[7]] == ["follow_up", "resolve"]
    assert views[8] == []
    assert next_due_at(**WORK) == at("2026-04-20 10:00")
    assert next_due_at(work_kind="case", work_id=8) is None


def test_stopped_clocks_stay_visible_with_their_snapshot() -> None:
    clock()
    stop_clock(**FOLLOW_UP, now=at("2026-04-20 09:10"))
    (view,) = work_clocks(**WORK)
    assert (view.state, view.elapsed_minutes, view.text_en) == ("met", 10, "We will contact you within 1 business hour")
    assert open_clocks(work_kind="case", work_ids=[7]) == {7: []}


def test_fifty_pieces_of_work_cost_two_queries(django_assert_max_num_queries: object) -> None:
    for work_id in range(50):
        clock(work_id=work_id)
        clock("feedback_resolve", work_id=work_id)
    pause_work(
        work_kind="case", work_id=3, kind="third_party", reason="รออะไหล่", now=at("2026-04-20 09:10"), actor_id=None
    )
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        views = open_clocks(work_kind="case", work_ids=list(range(50)))
    assert sum(len(clocks) for clocks in views.values()) == 100
    assert {view.pause_reason for view in views[3]} == {"รออะไหล่"}
