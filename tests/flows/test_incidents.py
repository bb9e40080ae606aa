"""Five hundred customers and one incident: told, heard, left in peace, apologised to, credited once."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases.models import Case
from samphan.customers.models import ContactPoint, Customer, Order
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.jobs.models import Job
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Message, Notice, Suppression
from samphan.messaging.services import deliver_message, receive_message, seed_channels
from samphan.outreach import services as outreach
from samphan.outreach.models import Incident, IncidentContact, IncidentNotice, IncidentRun
from samphan.outreach.selectors import AffectedPlan, incident_of_case
from samphan.outreach.services import IncidentWords, UpdateWords
from samphan.promises.models import Credit, CreditEntry, Promise, Service
from samphan.promises.rules import Tier
from samphan.promises.selectors import credit_balance, service_uptimes
from samphan.promises.services import decline_credit, save_credit_terms, save_service, start_clock, sweep_clocks
from samphan.surveys.models import Survey
from samphan.surveys.services import invite_customer
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW
BEGAN = NOW - timedelta(hours=2)
MANY = 500


@pytest.fixture
def lead() -> User:
    world.organisation()
    seed_installation(now=NOW)
    seed_channels(now=NOW)
    return world.user(Role.MANAGER)


def buyers(number: int) -> list[Customer]:
    """Make customers with an address who bought yesterday."""
    made = Customer.objects.bulk_create(
        Customer(first_name=f"ลูกค้า{n}", created_at=NOW, updated_at=NOW) for n in range(number)
    )
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=one, kind="email", value=f"buyer{one.pk}@example.com", is_primary=True, created_at=NOW)
        for one in made
    )
    Order.objects.bulk_create(
        Order(
            customer=one, external_ref=f"B{one.pk}", total_satang=90_000, ordered_at=NOW - timedelta(days=1),
            created_at=NOW,
        )
        for one in made
    )  # fmt: skip
    return made


def service() -> Service:
    """Make a service of two parts that costs 1,000 baht a month and gives 10 % below 99.9 %."""
    made = save_service(
        name_th="แอปสั่งของ", name_en="App", components=[("ชำระเงิน", "Payment"), ("ค้นหา", "Search")], target_ppm=999_000
    )
    save_credit_terms(service_id=made.pk, amount_satang=100_000, tiers=[Tier(999_000, 10), Tier(990_000, 25)])
    return made


def opened(lead: User, *, component_ids: list[int] | None = None, **facts: object) -> Incident:
    words = {"title_th": "ชำระเงินไม่ได้", "started_at": BEGAN, "component_ids": component_ids or [], **facts}
    return outreach.open_incident(words=IncidentWords(**words), actor_id=lead.pk, now=NOW)  # type: ignore[arg-type]


def finish(run: IncidentRun, *, limit: int = 200) -> list[int]:
    """Do a run batch after batch, as the worker does."""
    sizes = []
    while not IncidentRun.objects.get(pk=run.pk).finished_at:
        sizes.append(outreach.go_on_with_run(run_id=run.pk, now=NOW, limit=limit))
    return sizes


def collected(incident: Incident, lead: User) -> list[int]:
    since, until = (NOW - timedelta(days=2)).isoformat(), NOW.isoformat()
    plan = AffectedPlan(source="orders", since=since, until=until)
    return finish(outreach.start_collecting(incident_id=incident.pk, plan=plan, actor_id=lead.pk, now=NOW))


def write(customer: Customer, body: str, number: int) -> None:
    """Let a customer write a mail."""
    receive_message(
        channel_id=1 if not Message.objects.exists() else Message.objects.all()[0].conversation.channel_id,
        from_address=f"buyer{customer.pk}@example.com", from_name="", subject="สอบถาม", body=body,
        header_message_id=f"<{number}@example.com>", in_reply_to="", references="", now=NOW,
    )  # fmt: skip


def test_five_hundred_are_told_heard_left_in_peace_and_credited_once(lead: User) -> None:
    people, parts = buyers(MANY), list(service().components.order_by("position"))
    stranger = world.customer()
    incident = opened(lead, component_ids=[parts[0].pk], words="จ่ายไม่ผ่าน", update_every_minutes=60)
    assert collected(incident, lead) == [200, 200, 100]
    assert collected(incident, lead) == [200, 200, 100]  # asked again it finds nobody new
    assert incident.affected.count() == MANY

    # Told in batches, each once: a job that dies is done again, a form that is pressed twice writes nothing new.
    words = UpdateWords(body_th="ระบบชำระเงินขัดข้อง", body_en="Payment is down", key="first")
    update = outreach.send_update(incident_id=incident.pk, words=words, actor_id=lead.pk, now=NOW)
    assert outreach.send_update(incident_id=incident.pk, words=words, actor_id=lead.pk, now=NOW).pk == update.pk
    assert (update.kind, finish(update.run)) == ("first", [200, 200, 100])
    assert outreach.go_on_with_run(run_id=update.run.pk, now=NOW) == 0
    letters = Message.objects.filter(body__contains="ระบบชำระเงินขัดข้อง")
    assert letters.values("conversation__customer").distinct().count() == letters.count() == MANY
    assert set(letters.values_list("purpose", "author_kind")) == {("service", "system")}
    assert Job.objects.filter(task="samphan.messaging.tasks.deliver").count() == MANY
    Suppression.objects.create(customer=people[1], reason="bereavement", purposes=["service"], started_at=NOW)
    for customer in people[:2]:
        deliver_message(message_id=letters.get(conversation__customer=customer).pk, now=NOW)
    states = letters.filter(conversation__customer__in=people[:2]).order_by("conversation__customer")
    assert list(states.values_list("state", flat=True)) == ["sent", "refused"]

    # What they say by themselves finds the incident; what others say, or what is about something else, does not.
    Job.objects.all().delete()
    write(people[0], "กดจ่ายไม่ผ่านเลยค่ะ ช่วยดูให้หน่อย", 1)
    write(people[1], "โซฟาที่สั่งไว้จะมาส่งวันไหนคะ", 2)
    write(stranger, "จ่ายไม่ผ่าน", 3)
    run_until_idle(NOW)
    contact = IncidentContact.objects.get()
    assert (contact.customer_id, contact.reason, contact.submission_kind) == (people[0].pk, "words", "message")
    assert contact.case_id is not None
    assert incident_of_case(case_id=contact.case_id) == incident

    # Nobody affected is asked, until the calm after the end has passed.
    survey = Survey.objects.get(code="nps")
    for one in people[2:4]:
        one.consents.create(purpose="survey", is_granted=True, source="test", recorded_at=NOW)

    def asked(customer: Customer, hours: float) -> str:
        at = NOW + timedelta(hours=hours)
        ask = {"survey_id": survey.pk, "customer_id": customer.pk, "channel": "email"}
        return invite_customer(**ask, now=at, actor=SYSTEM).skipped_reason  # type: ignore[arg-type]

    assert asked(people[2], 0) == "incident"
    apology = UpdateWords(body_th="ขออภัยอย่างยิ่ง แก้ไขแล้ว", key="sorry")
    outreach.resolve_incident(incident_id=incident.pk, ended_at=NOW, apology=apology, actor_id=lead.pk, now=NOW)
    assert asked(people[2], 71) == "incident"
    outreach.end_calm(incident_id=incident.pk, now=NOW + timedelta(hours=71))
    assert asked(people[3], 71) == "incident"
    outreach.end_calm(incident_id=incident.pk, now=NOW + timedelta(hours=72))
    assert asked(people[3], 72) == ""

    # The apology goes on in the thread of the first notice.
    finish(IncidentRun.objects.get(update__kind="apology"))
    assert IncidentNotice.objects.count() == 2 * MANY
    notices = Message.objects.filter(conversation__customer=people[4])
    assert notices.values("conversation").distinct().count() == 1

    # Two hours of a month of 30 days are below 99.9 %: 10 % of 1,000 baht for each, approved and posted once.
    finish(outreach.start_crediting(incident_id=incident.pk, actor_id=lead.pk, now=NOW))
    finish(outreach.start_crediting(incident_id=incident.pk, actor_id=lead.pk, now=NOW))
    assert set(Credit.objects.values_list("amount_satang", "reason", "state")) == {(10_000, "uptime", "proposed")}
    assert Credit.objects.count() == MANY
    declined = Credit.objects.get(customer=people[0])
    decline_credit(credit_id=declined.pk, reason="พนักงานของเราเอง", actor_id=lead.pk, now=NOW)
    finish(outreach.start_approving(incident_id=incident.pk, actor_id=lead.pk, now=NOW))
    with pytest.raises(outreach.NothingToApprove):
        outreach.start_approving(incident_id=incident.pk, actor_id=lead.pk, now=NOW)
    assert Event.objects.filter(type="credit.posted").count() == MANY - 1
    assert CreditEntry.objects.filter(account="active").aggregate(n=Sum("amount_satang"))["n"] == (MANY - 1) * 10_000
    assert CreditEntry.objects.aggregate(n=Sum("amount_satang"))["n"] == 0
    assert (credit_balance(customer_id=people[1].pk), credit_balance(customer_id=people[0].pk)) == (10_000, 0)
