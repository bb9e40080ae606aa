"""An ask is one when its letter passed the send gate, and one letter that cannot be written stops no other."""

from datetime import datetime, timedelta

import pytest

from samphan.customers.models import ConsentRecord, Customer
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.jobs.models import Job, JobState
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Message
from samphan.messaging.services import seed_channels
from samphan.surveys import services
from samphan.surveys.models import Invitation, Survey
from samphan.surveys.selectors import spoken_name, survey_funnel
from samphan.surveys.templates import TEMPLATES
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


@pytest.fixture(autouse=True)
def _firm() -> None:
    world.organisation()
    seed_channels(now=NOW)
    services.seed_surveys(now=NOW)


def willing() -> Customer:
    customer = world.customer()
    ConsentRecord.objects.create(customer=customer, purpose="survey", is_granted=True, source="form", recorded_at=NOW)
    return customer


def ask(customer: Customer, code: str = "csat", *, now: datetime = NOW) -> Invitation:
    return services.invite_customer(
        survey_id=Survey.objects.get(code=code).pk, customer_id=customer.pk, channel="email", now=now, actor=SYSTEM
    )


def letter_of(one: Invitation) -> Message:
    one.refresh_from_db()
    assert one.message is not None
    return one.message


def asked_count() -> int:
    return survey_funnel(survey_id=Survey.objects.get(code="csat").pk, since=NOW - timedelta(days=1)).sent


def test_an_ask_counts_when_the_gate_let_its_letter_through() -> None:
    one = ask(willing())
    assert (one.sent_at, asked_count()) == (None, 0)
    assert not Event.objects.filter(type="survey.invited").exists()

    for _ in range(2):
        services.count_sent_invitation(message_id=letter_of(one).pk, now=NOW)

    one.refresh_from_db()
    assert (one.sent_at, asked_count()) == (NOW, 1)
    assert Event.objects.filter(type="survey.invited").count() == 1


def test_a_letter_the_gate_refuses_is_kept_with_its_rule_and_gives_the_budget_back() -> None:
    customer = willing()
    for _ in range(3):
        services.create_survey(draft=TEMPLATES["csat"], now=NOW)
    asks = [ask(customer, code) for code in ("csat", "csat-2", "csat-3")]
    assert ask(customer, "csat-4").skipped_reason == "budget_spent"

    for _ in range(2):
        services.withdraw_invitation(message_id=letter_of(asks[0]).pk, rule="bereavement", now=NOW)

    asks[0].refresh_from_db()
    assert (asks[0].skipped_reason, asks[0].sent_at) == ("bereavement", None)
    told = Event.objects.filter(type="survey.invitation_skipped", subject_id=asks[0].pk)
    assert [event.data["rule"] for event in told] == ["bereavement"]
    assert ask(customer, "csat-4").skipped_reason == ""


def test_a_letter_that_failed_and_went_out_after_all_was_an_ask() -> None:
    one = ask(willing())
    services.withdraw_invitation(message_id=letter_of(one).pk, rule="not_delivered", now=NOW)
    services.count_sent_invitation(message_id=letter_of(one).pk, now=NOW)

    one.refresh_from_db()
    assert (one.sent_at, one.skipped_reason) == (NOW, "")


def test_a_message_that_asks_nothing_is_no_ask() -> None:
    assert services.withdraw_invitation(message_id=404, rule="bereavement", now=NOW) is None
    services.count_sent_invitation(message_id=404, now=NOW)
    assert not Event.objects.exists()


def test_one_ask_that_cannot_be_sent_stops_no_other_and_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [willing() for _ in range(3)]
    broken = people[1].pk
    services.invite_customers(
        survey_id=Survey.objects.get(code="csat").pk,
        customer_ids=[one.pk for one in people],
        channel="email",
        now=NOW,
        actor=SYSTEM,
    )

    def fail(customer: Customer, language: str) -> str:
        if customer.pk == broken:
            raise LookupError("no such form of address")
        return spoken_name(customer, language)

    monkeypatch.setattr("samphan.surveys.services.sending.spoken_name", fail)
    services.send_due_invitations(now=NOW)
    run_until_idle(now=NOW, raise_errors=False)

    written = Invitation.objects.filter(message__isnull=False).values_list("customer_id", flat=True)
    assert set(written) == {one.pk for one in people} - {broken}
    job = Job.objects.get(task="samphan.surveys.tasks.send_invitation", state__in=(JobState.READY, JobState.DEAD))
    assert "no such form of address" in job.error

    monkeypatch.undo()
    services.send_invitation(invitation_id=job.arguments["invitation_id"], now=NOW, actor=SYSTEM)
    assert Invitation.objects.filter(message__isnull=False).count() == 3
