"""Who is promised what: the most specific agreement in force, its editions, and what a change does to what ticks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from samphan.kit.conditions import InvalidCondition
from samphan.kit.errors import Refused
from samphan.promises.models import Agreement, AgreementVersion, Clock, Pause, Promise
from samphan.promises.selectors import agreement_list, agreement_versions
from samphan.promises.services import (
    Manner,
    change_priority,
    note_update,
    pause_work,
    resume_updates,
    resume_work,
    save_agreement,
    save_promise,
    start_agreed_clocks,
    stop_clock,
    sweep_clocks,
)
from samphan.promises.services.agreements import (
    AgreementChangeUnknown,
    AgreementDatesInvalid,
    AgreementNameMissing,
    AgreementNameTaken,
    AgreementScopeUnknown,
    AgreementTargetInvalid,
)
from tests import world
from tests.promises.cast import MONDAY_NINE, WORK, at, clock, seed, told

pytestmark = pytest.mark.django_db
LONG_AGO = at("2026-01-05 09:00")


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    seed()


def target(minutes: int | None = None, metric: str = "follow_up", **more: Any) -> dict[str, Any]:
    return {"metric": metric, "minutes": minutes, **more}


def agree(name: str, *targets: dict[str, Any], now: datetime = LONG_AGO, **fields: Any) -> Agreement:
    return save_agreement(name=name, targets=targets, now=now, valid_from=fields.pop("valid_from", now), **fields)


def minutes_of(row: Clock) -> int | None:
    row.refresh_from_db()
    return row.target_minutes


def test_the_most_specific_agreement_wins_customer_segment_branch_channel_everybody() -> None:
    branch, other = world.branch(), world.branch("CNX", "สาขาเชียงใหม่")
    loyal, named = world.customer(order_count=10), world.customer(order_count=10)
    agree("ทุกคน", target(50))
    agree("อีเมล", target(40), channel="email")
    agree("ลาดพร้าว", target(30), branch_id=branch.pk)
    agree("ลูกค้าประจำ", target(20), segment={">=": [{"var": "order_count"}, 5]})
    agree("คุณพิม", target(10), customer_id=named.pk)
    stranger = world.customer()
    for work_id, (customer, place, channel, minutes) in enumerate(
        [
            (stranger, other, "file", 50),
            (stranger, other, "email", 40),
            (stranger, branch, "email", 30),
            (loyal, branch, "email", 20),
            (named, branch, "email", 10),
        ]
    ):
        row = clock(work_id=work_id, customer_id=customer.pk, branch_id=place.pk, channel=channel)
        assert row.target_minutes == minutes


def test_an_agreement_of_a_region_holds_for_its_branches_and_the_nearer_one_wins() -> None:
    region, shop = world.branch("NORTH", "ภาคเหนือ"), world.branch("CNX", "สาขาเชียงใหม่")
    shop.parent = region
    shop.save()
    agree("ภาคเหนือ", target(30), branch_id=region.pk)
    assert clock(branch_id=shop.pk).target_minutes == 30
    agree("เชียงใหม่", target(20), branch_id=shop.pk)
    assert clock(branch_id=shop.pk, work_id=8).target_minutes == 20


def test_an_agreement_speaks_only_of_the_metrics_it_names() -> None:
    customer = world.customer()
    agree("ทุกคน", target(99, "first_response"))
    agree("คุณพิม", target(10), customer_id=customer.pk)
    assert clock("request_first_response", customer_id=customer.pk).target_minutes == 99
    assert clock("feedback_resolve", customer_id=customer.pk).target_days == 2


def test_a_target_may_be_in_days_and_differ_by_priority() -> None:
    agree("ทุกคน", target(45), {"metric": "follow_up", "days": 1, "priority": 4})
    assert clock(priority=1).target_minutes == 45
    assert clock(priority=4, work_id=8).due_at == at("2026-04-21 18:00")


def test_an_agreement_holds_between_its_dates_and_editions_are_kept() -> None:
    made = agree("เมษายน", target(10), valid_from=at("2026-04-20 00:00"), valid_until=at("2026-04-21 00:00"))
    agree("เมษายน", target(15), valid_from=at("2026-04-22 00:00"), agreement_id=made.pk)
    days = ("2026-04-17", "2026-04-20", "2026-04-21", "2026-04-22")
    got = [clock(work_id=n, now=at(f"{day} 10:00")).target_minutes for n, day in enumerate(days)]
    assert got == [60, 10, 60, 15]
    assert [version.number for version in agreement_versions(agreement_id=made.pk)] == [2, 1]


def test_an_agreement_that_is_switched_off_holds_for_nobody() -> None:
    made = agree("ทุกคน", target(10))
    agree("ทุกคน", target(10), agreement_id=made.pk, is_active=False)
    assert clock().target_minutes == 60


def test_the_clock_remembers_the_edition_that_set_its_target() -> None:
    made = agree("ทุกคน", target(10))
    assert clock().agreement_version == AgreementVersion.objects.get(agreement=made)


@pytest.mark.parametrize(
    ("on_change", "minutes", "due"),
    [
        ("keep", 60, "2026-04-20 10:00"),
        ("recompute", 30, "2026-04-20 09:30"),
        ("forward", 30, "2026-04-20 09:50"),
    ],
)
def test_a_new_edition_reaches_ticking_clocks_as_it_says(on_change: str, minutes: int, due: str) -> None:
    ticking = clock()
    agree("ทุกคน", target(30), now=at("2026-04-20 09:20"), on_change=on_change)
    assert minutes_of(ticking) == minutes
    assert (ticking.due_at, ticking.started_at) == (at(due), MONDAY_NINE)


def test_forward_leaves_what_is_broken_broken_and_recompute_does_not() -> None:
    ticking = clock()
    sweep_clocks(now=at("2026-04-20 10:10"))
    made = agree("ทุกคน", target(120), now=at("2026-04-20 10:20"), on_change="forward")
    assert (minutes_of(ticking), ticking.breached_at) == (60, at("2026-04-20 10:00"))
    agree("ทุกคน", target(120), now=at("2026-04-20 10:20"), on_change="recompute", agreement_id=made.pk)
    assert (minutes_of(ticking), ticking.breached_at, ticking.due_at) == (120, None, at("2026-04-20 11:00"))


def test_forward_keeps_the_whole_time_used_in_the_snapshot() -> None:
    ticking = clock()
    agree("ทุกคน", target(30), now=at("2026-04-20 09:20"), on_change="forward")
    stop_clock(**WORK, metric="follow_up", now=at("2026-04-20 09:45"))
    ticking.refresh_from_db()
    assert (ticking.state, ticking.elapsed_minutes) == ("met", 45)


def test_an_edition_dated_ahead_reaches_ticking_clocks_when_its_time_comes() -> None:
    ticking = clock("feedback_resolve")
    agree("ทุกคน", target(600, "resolve"), now=MONDAY_NINE, valid_from=at("2026-04-20 12:00"), on_change="recompute")
    sweep_clocks(now=at("2026-04-20 11:59"))
    assert minutes_of(ticking) is None
    sweep_clocks(now=at("2026-04-20 12:00"))
    assert (minutes_of(ticking), ticking.due_at) == (600, at("2026-04-21 11:00"))


@pytest.mark.parametrize(
    ("on_change", "due"),
    [("keep", "2026-04-20 10:00"), ("recompute", "2026-04-20 09:30"), ("forward", "2026-04-20 09:40")],
)
def test_a_change_of_priority_follows_the_agreement(on_change: str, due: str) -> None:
    agree("ทุกคน", target(60), target(30, priority=1), on_change=on_change)
    ticking = clock()
    change_priority(**WORK, priority=1, now=at("2026-04-20 09:10"))
    ticking.refresh_from_db()
    assert (ticking.priority, ticking.due_at) == (1, at(due))


def test_a_change_keeps_the_pauses_of_the_work() -> None:
    agree("ทุกคน", target(60), target(40, priority=1), on_change="recompute")
    ticking = clock()
    pause_work(**WORK, kind="third_party", reason="รออะไหล่", now=at("2026-04-20 09:10"))
    change_priority(**WORK, priority=1, now=at("2026-04-20 09:20"))
    ticking.refresh_from_db()
    assert (ticking.state, ticking.due_at) == ("paused", None)
    resume_work(**WORK, now=at("2026-04-20 09:30"))
    ticking.refresh_from_db()
    assert (ticking.due_at, Pause.objects.count()) == (at("2026-04-20 10:00"), 1)


@pytest.mark.parametrize(
    ("on_change", "minutes", "due"),
    [("keep", 60, "10:00"), ("recompute", 90, "10:30"), ("forward", 90, "10:40")],
)
def test_a_changed_promise_reaches_ticking_clocks_as_it_says(on_change: str, minutes: int, due: str) -> None:
    ticking = clock()
    promise = Promise.objects.get(code="feedback_follow_up")
    save_promise(
        code=promise.code,
        metric=promise.metric,
        text_th=promise.text_th,
        text_en=promise.text_en,
        target_minutes=90,
        manner=Manner(on_change=on_change),
        now=at("2026-04-20 09:10"),
    )
    assert (minutes_of(ticking), ticking.due_at) == (minutes, at(f"2026-04-20 {due}"))


def test_what_agreements_promise_beyond_the_rule_starts_with_the_work() -> None:
    agree("ทุกคน", target(15, "acknowledge"), target(30), target(5, "next_response"))
    clock()
    start_agreed_clocks(**WORK, now=MONDAY_NINE)
    got = sorted(Clock.objects.values_list("metric", "target_minutes"))
    assert got == [("acknowledge", 15), ("follow_up", 30)]


def test_a_progress_update_is_due_again_after_each_update_until_the_work_ends() -> None:
    first = clock("request_progress")
    note_update(**WORK, now=at("2026-04-21 10:00"))
    first.refresh_from_db()
    second = Clock.objects.get(metric="progress", state="running")
    assert (first.state, second.started_at, second.due_at) == ("met", at("2026-04-21 10:00"), at("2026-04-22 18:00"))
    note_update(**WORK, now=at("2026-04-23 09:00"))
    second.refresh_from_db()
    assert second.state == "missed"
    stop_clock(**WORK, metric="progress", now=at("2026-04-23 10:00"))
    note_update(**WORK, now=at("2026-04-23 11:00"))
    assert not Clock.objects.filter(metric="progress", state="running").exists()
    resume_updates(**WORK, now=at("2026-04-24 09:00"))
    resume_updates(**WORK, now=at("2026-04-24 09:30"))
    assert Clock.objects.get(metric="progress", state="running").started_at == at("2026-04-24 09:00")


def test_a_promise_not_in_use_is_not_started_again() -> None:
    clock("request_progress")
    Promise.objects.filter(code="request_progress").update(is_active=False)
    note_update(**WORK, now=at("2026-04-21 10:00"))
    assert not Clock.objects.filter(state="running").exists()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, AgreementNameMissing),
        ({"name": "ทุกคน"}, AgreementNameTaken),
        ({"targets": []}, AgreementTargetInvalid),
        ({"targets": [target(0)]}, AgreementTargetInvalid),
        ({"targets": [target(10, days=1)]}, AgreementTargetInvalid),
        ({"targets": [target(10, "kindness")]}, AgreementTargetInvalid),
        ({"targets": [target(10, priority=9)]}, AgreementTargetInvalid),
        ({"valid_until": LONG_AGO}, AgreementDatesInvalid),
        ({"on_change": "surprise"}, AgreementChangeUnknown),
        ({"customer_id": 10**9}, AgreementScopeUnknown),
        ({"branch_id": 10**9}, AgreementScopeUnknown),
        ({"segment": {"==": [{"var": "mood"}, "sad"]}}, InvalidCondition),
    ],
)
def test_an_agreement_that_makes_no_sense_is_refused(changes: dict[str, Any], refusal: type[Refused]) -> None:
    agree("ทุกคน", target(10))
    with pytest.raises(refusal):
        save_agreement(**{"name": "ใหม่", "targets": [target(10)], "now": LONG_AGO, "valid_from": LONG_AGO, **changes})
    assert Agreement.objects.count() == 1


def test_the_list_shows_what_is_in_force_in_two_queries(django_assert_num_queries: Any) -> None:
    for n in range(10):
        agree(f"ข้อตกลง {n}", target(10), valid_from=LONG_AGO + timedelta(days=n * 30))
    with django_assert_num_queries(2):
        rows = agreement_list(now=LONG_AGO + timedelta(days=65))
    assert [row.current is not None for row in rows] == [True] * 3 + [False] * 7


def test_a_clock_costs_no_more_for_many_agreements(django_assert_max_num_queries: Any) -> None:
    branch, customer = world.branch(), world.customer()
    for n in range(20):
        agree(f"ข้อตกลง {n}", target(10 + n), branch_id=branch.pk, segment={">=": [{"var": "order_count"}, n]})
    with django_assert_max_num_queries(20):
        row = clock(branch_id=branch.pk, customer_id=customer.pk)
    assert (row.target_minutes, told(row)) == (10, ["started"])
