"""The journey everything hangs on: an unhappy answer becomes a case that ends when the customer says so."""

import pytest

from samphan.cases.models import Case
from samphan.eventlog.models import Event
from samphan.kit import clock
from samphan.messaging.models import Message
from samphan.promises.models import Clock, Metric
from samphan.sample.loop import ANSWER, play_loop, prepare_stage

pytestmark = pytest.mark.django_db


def test_an_unhappy_answer_is_owned_answered_reopened_and_at_last_confirmed() -> None:
    agent = prepare_stage(now=clock.now())

    played = play_loop(agent=agent)

    case = Case.objects.get(pk=played.case_id)
    assert played.seconds_to_case < 2
    assert played.states == ["open", "resolved", "open", "resolved", "verified"]
    assert case.owner_id == agent.pk
    assert played.notices >= 2  # the case was assigned to them, and came back
    assert case.reopened_count == 1
    assert case.priority == 1  # very unhappy is high; a failed verification goes one level up


def test_the_reopened_case_keeps_its_old_clock() -> None:
    agent = prepare_stage(now=clock.now())

    played = play_loop(agent=agent)

    first, again = played.resolve_started_at
    assert first == again
    assert Clock.objects.filter(work_id=played.case_id, metric=Metric.RESOLVE).count() == 1


def test_the_timeline_shows_every_step() -> None:
    agent = prepare_stage(now=clock.now())

    played = play_loop(agent=agent)

    assert played.timeline == [
        "case.opened",
        "case.assigned",
        "case.customer_contacted",
        "case.cause_recorded",
        "case.action_recorded",
        "case.resolved",
        "case.verification_asked",
        "case.reopened",
        "case.resolved",
        "case.verification_asked",
        "case.verified",
    ]


def test_the_customer_got_the_answer_and_no_event_holds_a_word_of_it() -> None:
    agent = prepare_stage(now=clock.now())

    play_loop(agent=agent)

    assert Message.objects.filter(body__contains=ANSWER[:30], state="sent").count() == 1
    assert not [event for event in Event.objects.all() if "ช่าง" in str(event.data)]
