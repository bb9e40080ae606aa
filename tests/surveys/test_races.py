"""Two at once: taps on one link, jobs that want to ask the same customer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from samphan.customers.models import ConsentRecord
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.signals.models import Signal
from samphan.signals.rules import rating
from samphan.surveys import services
from samphan.surveys.models import Invitation, Response, Survey
from samphan.surveys.templates import TEMPLATES
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
NOW = world.NOW


def at_once(count: int, action: Callable[[int], object]) -> list[object]:
    """Run an action in threads that start together; return the results, a refusal by its code."""
    gate = Barrier(count)

    def one(number: int) -> object:
        gate.wait()
        try:
            return action(number)
        except services.AlreadyAnswered as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.fixture(autouse=True)
def _firm() -> None:
    world.organisation()
    seed_channels(now=NOW)
    services.seed_surveys(now=NOW)


def willing() -> int:
    customer = world.customer()
    ConsentRecord.objects.create(customer=customer, purpose="survey", is_granted=True, source="form", recorded_at=NOW)
    return customer.pk


def test_many_taps_on_one_link_make_one_response() -> None:
    customer = willing()
    asked = services.invite_customer(
        survey_id=Survey.objects.get(code="nps").pk, customer_id=customer, channel="email", now=NOW, actor=SYSTEM
    )

    def tap(_: int) -> int:
        return services.record_response(
            invitation_id=asked.pk,
            survey_id=asked.survey_id,
            answers=[rating("nps", "nps", 2)],
            now=NOW,
            source="link",
            channel="web",
            finish=False,
        ).pk

    assert len(set(at_once(6, tap))) == 1
    assert Response.objects.count() == 1
    assert Signal.objects.count() == 1
    assert Event.objects.filter(type="survey.response_recorded").count() == 1


def test_many_requests_with_one_reference_make_one_response() -> None:
    def send(_: int) -> int:
        return services.record_response(
            survey_id=None,
            answers=[rating("nps", "nps", 2)],
            now=NOW,
            source="api",
            channel="api",
            external_ref="r-1",
        ).pk

    assert len(set(at_once(6, send))) == 1
    assert Event.objects.filter(type="survey.response_finished").count() == 1


def test_many_jobs_cannot_ask_one_customer_more_than_the_budget() -> None:
    customer = willing()
    surveys = [services.create_survey(draft=TEMPLATES["csat"], now=NOW).pk for _ in range(6)]

    def ask(number: int) -> str:
        return services.invite_customer(
            survey_id=surveys[number], customer_id=customer, channel="email", now=NOW, actor=SYSTEM
        ).skipped_reason

    assert sorted(str(one) for one in at_once(6, ask)) == ["", "", "", *["budget_spent"] * 3]
    assert Invitation.objects.filter(skipped_reason="").count() == 3
    assert Message.objects.count() == 3
