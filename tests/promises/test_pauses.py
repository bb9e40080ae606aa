"""Pauses are typed, need a reason, belong to the work, and stop every clock of it."""

import pytest
from django.db import IntegrityError, transaction

from samphan.kit.errors import Refused
from samphan.promises.models import Clock, Pause
from samphan.promises.selectors import open_clocks
from samphan.promises.services import (
    AlreadyWaiting,
    NoMessageSent,
    PauseKindUnknown,
    PauseReasonMissing,
    pause_work,
    resume_work,
    stop_clock,
    sweep_clocks,
)
from samphan.promises.services.pauses import AgreedDatePast
from tests import world
from tests.promises.cast import MONDAY_NINE, WORK, at, clock, seed, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    seed()


def pause(now: str = "2026-04-20 09:40", **changes: object) -> Pause:
    wanted = {"kind": "third_party", "reason": "รออะไหล่จากโรงงาน", **changes}
    return pause_work(**WORK, now=at(now), actor_id=None, **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"kind": "holiday"}, PauseKindUnknown),
        ({"reason": "  "}, PauseReasonMissing),
        ({"kind": "customer"}, NoMessageSent),
        ({"kind": "agreed_date", "resumes_at": at("2026-04-20 09:40")}, AgreedDatePast),
    ],
)
def test_a_pause_that_is_not_honest_is_refused(changes: dict[str, object], refusal: type[Refused]) -> None:
    ticking = clock()
    with pytest.raises(refusal):
        pause(**changes)
    assert (Pause.objects.count(), told(ticking)) == (0, ["started"])


def test_waiting_for_the_customer_is_fine_once_we_wrote() -> None:
    clock()
    assert pause(kind="customer", message_sent=True).kind == "customer"


def test_work_waits_for_one_thing_at_a_time() -> None:
    pause()
    with pytest.raises(AlreadyWaiting):
        pause(now="2026-04-20 09:50")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(**WORK, kind="third_party", reason="x", started_at=MONDAY_NINE)


def test_a_pause_stops_every_clock_of_the_work_and_no_other() -> None:
    follow_up, resolve, other = clock(), clock("feedback_resolve"), clock(work_id=8)
    agent = world.user()
    pause_work(**WORK, kind="third_party", reason="รออะไหล่", now=at("2026-04-20 09:40"), actor_id=agent.pk)
    for row in (follow_up, resolve, other):
        row.refresh_from_db()
    assert [(c.state, c.due_at) for c in (follow_up, resolve)] == [("paused", None)] * 2
    assert other.state == "running"
    assert told(follow_up) == ["started", "paused", "warned50"]
    sweep_clocks(now=at("2026-04-24 09:00"))
    assert told(follow_up) == ["started", "paused", "warned50"]
    assert open_clocks(work_kind="case", work_ids=[7])[7][0].pause_reason == "รออะไหล่"


def test_resuming_pushes_the_due_time_by_the_working_time_waited() -> None:
    ticking = clock("request_first_response")  # 240 minutes: due at 14:00
    pause(now="2026-04-20 10:30")
    resume_work(**WORK, now=at("2026-04-21 10:30"))
    ticking.refresh_from_db()
    assert (ticking.state, ticking.due_at) == ("running", at("2026-04-21 14:00"))
    assert told(ticking) == ["started", "paused", "resumed"]
    resume_work(**WORK, now=at("2026-04-21 12:00"))
    assert told(ticking) == ["started", "paused", "resumed"]


def test_a_breach_nobody_swept_is_told_when_the_work_pauses() -> None:
    ticking = clock()
    pause(now="2026-04-20 11:00")
    ticking.refresh_from_db()
    assert (ticking.state, ticking.due_at, ticking.breached_at) == (
        "paused",
        at("2026-04-20 10:00"),
        at("2026-04-20 10:00"),
    )
    assert told(ticking) == ["started", "paused", "breached100"]


def test_a_clock_started_while_the_work_waits_begins_paused() -> None:
    pause(now="2026-04-20 08:00")
    ticking = clock()
    assert (ticking.state, ticking.due_at) == ("paused", None)
    resume_work(**WORK, now=at("2026-04-20 11:00"))
    ticking.refresh_from_db()
    assert ticking.due_at == at("2026-04-20 12:00")


def test_a_clock_stopped_while_paused_counts_what_had_run() -> None:
    ticking = clock()
    pause()
    stop_clock(**WORK, metric="follow_up", now=at("2026-04-20 14:00"))
    ticking.refresh_from_db()
    assert (ticking.state, ticking.elapsed_minutes, ticking.paused_minutes) == ("met", 40, 200)


def test_an_agreed_date_resumes_by_itself_at_that_very_time() -> None:
    ticking = clock()
    pause(kind="agreed_date", reason="ลูกค้าสะดวกวันพุธ", resumes_at=at("2026-04-22 09:00"))
    sweep_clocks(now=at("2026-04-22 08:59"))
    assert Pause.objects.get().ended_at is None
    sweep_clocks(now=at("2026-04-22 09:00"))
    ticking.refresh_from_db()
    assert (ticking.state, ticking.due_at) == ("running", at("2026-04-22 09:20"))
    assert Clock.objects.filter(state="paused").count() == 0
