"""Five hundred customers and one incident: told, heard, left in peace, apologised to, credited once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Sum
from time_machine import TimeMachineFixture

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation.models import RuleTreeVersion
from samphan.automation.services import seed_installation
from samphan.cases.models import Case
from samphan.cases.services import NewCase, open_case
from samphan.customers.models import ContactPoint, Customer, Order
from samphan.eventlog.events import SYSTEM
from samphan.eventlog.models import Event
from samphan.jobs.models import Job
from samphan.jobs.worker import run_until_idle
from samphan.messaging.models import Channel, Message, Notice, Suppression
from samphan.messaging.services import deliver_message, receive_message, seed_channels
from samphan.outreach import services as outreach
from samphan.outreach.models import Incident, IncidentContact, IncidentNotice, IncidentRun
from samphan.outreach.selectors import AffectedPlan, incident_of_case
from samphan.outreach.services import IncidentWords, UpdateWords
from samphan.promises.models import Credit, CreditEntry, Promise, Service
from samphan.promises.rules import Tier
from samphan.promises.selectors import credit_balance, service_uptimes
from samphan.promises.services import (
    CreditDecided,
    approve_credit,
    decline_credit,
    save_credit_terms,
    save_service,
    sweep_clocks,
)
from samphan.signals.rules import comment, rating
from samphan.surveys.models import Survey
from samphan.surveys.rules import AskingPolicy
from samphan.surveys.services import invite_customer, record_response, set_asking_policy
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW
BEGAN = NOW - timedelta(hours=2)
MANY = 500


@pytest.fixture(autouse=True)
def _at_now(time_machine: TimeMachineFixture) -> None:
    """Stop the clock, which jobs read, at the world's present."""
    time_machine.move_to(NOW, tick=False)


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


def email_of(customer: Customer) -> str:
    return f"buyer{customer.pk}@example.com"


def write(customer: Customer, body: str, number: int) -> None:
    """Let a customer write a mail."""
    receive_message(
        channel_id=Channel.objects.get(kind="email").pk,
        from_address=email_of(customer), from_name="", subject="สอบถาม", body=body,
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
    set_asking_policy(policy=AskingPolicy(incident_hours=30), now=NOW)
    apology = UpdateWords(body_th="ขออภัยอย่างยิ่ง แก้ไขแล้ว", key="sorry")
    outreach.resolve_incident(incident_id=incident.pk, ended_at=NOW, apology=apology, actor_id=lead.pk, now=NOW)
    assert asked(people[2], 29) == "incident"
    outreach.end_calm(incident_id=incident.pk, now=NOW + timedelta(hours=29))
    assert asked(people[3], 29) == "incident"
    outreach.end_calm(incident_id=incident.pk, now=NOW + timedelta(hours=30))
    assert asked(people[3], 30) == ""

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


def test_where_no_tree_is_in_use_what_the_affected_say_is_linked_all_the_same(lead: User) -> None:
    RuleTreeVersion.objects.filter(state="active").update(state="retired")
    affected, stranger = buyers(2)
    incident = opened(lead, words="จ่ายไม่ผ่าน")
    finish(outreach.add_from_list(incident_id=incident.pk, lines=[email_of(affected)], actor_id=lead.pk, now=NOW)[0])
    for number, (who, body) in enumerate(
        [(affected, "จ่ายไม่ผ่านค่ะ"), (affected, "ขอบคุณค่ะ"), (affected, "โซฟามาส่งวันไหนคะ"), (stranger, "จ่ายไม่ผ่าน")]
    ):
        write(who, body, number)
    run_until_idle(NOW)
    contact = IncidentContact.objects.get()
    assert (contact.customer_id, contact.reason, contact.case_id) == (affected.pk, "words", None)
    survey = Survey.objects.get(code="nps")
    record_response(
        survey_id=survey.pk, customer_id=affected.pk, source="test", channel="web", external_ref="r1", now=NOW,
        answers=[rating("nps", "nps", 2), comment("comment", "จ่ายไม่ผ่านทั้งวัน")],
    )  # fmt: skip
    run_until_idle(NOW + timedelta(minutes=5))
    assert set(IncidentContact.objects.values_list("submission_kind", flat=True)) == {"message", "response"}


def break_promises(customer: Customer, *codes: str, days: float = 16) -> Case:
    """Open a case some days ago, let what was promised for it be broken, and the reactions run."""
    new = NewCase(kind="feedback", title="รอนาน", customer_id=customer.pk, promise_codes=codes)
    case = open_case(new=new, now=NOW - timedelta(days=days))
    sweep_clocks(now=NOW)
    run_until_idle(NOW)
    return case


def test_a_broken_promise_is_proposed_approved_and_posted_once_a_cause(lead: User) -> None:
    for code in ("feedback_follow_up", "request_first_response"):
        save_credit_terms(promise_id=Promise.objects.get(code=code).pk, amount_satang=30_000, cap_satang=50_000)
    customer = world.customer()
    # Two promises of one case, broken within the day: one cause is counted once.
    case = break_promises(customer, "feedback_follow_up", "request_first_response")
    credit = Credit.objects.get()
    assert (credit.customer_id, credit.cause, credit.amount_satang) == (customer.pk, f"case:{case.pk}", 30_000)
    told = Notice.objects.get(kind="credit_proposed")
    assert (told.user_id, told.data) == (lead.pk, {"amount": "300.00"})
    # Another case is another cause; the limit of the month leaves 200 baht for it, and nothing for a third.
    terms_id = credit.terms_id
    code = Promise.objects.get(terms=terms_id).code
    break_promises(customer, code)
    break_promises(customer, code)
    amounts = Credit.objects.order_by("pk").values_list("amount_satang", "is_capped")
    assert list(amounts) == [(30_000, False), (20_000, True)]
    for _ in range(2):
        approve_credit(credit_id=credit.pk, actor_id=lead.pk, now=NOW)
    assert credit_balance(customer_id=customer.pk) == 30_000
    assert Message.objects.filter(body__contains="฿300.00").count() == 1
    with pytest.raises(CreditDecided):
        decline_credit(credit_id=credit.pk, reason="ไม่ให้", actor_id=lead.pk, now=NOW)


def test_a_case_about_an_incident_is_credited_for_the_incident_only(lead: User) -> None:
    save_credit_terms(promise_id=Promise.objects.get(code="feedback_follow_up").pk, amount_satang=5_000)
    parts = [one.pk for one in service().components.all()]
    incident, customer, other = (
        opened(lead, kind="force_majeure", component_ids=parts),
        world.customer(),
        world.customer(),
    )
    new = NewCase(kind="request", title="ใช้งานไม่ได้", customer_id=customer.pk, promise_codes=["feedback_follow_up"])
    cases = [
        open_case(new=new, now=NOW - timedelta(days=1)),
        open_case(new=replace(new, customer_id=other.pk), now=NOW),
    ]
    for case in cases:
        outreach.link_case(incident_id=incident.pk, case_id=case.pk, actor_id=lead.pk, now=NOW)
    sweep_clocks(now=NOW)
    run_until_idle(NOW)
    assert Credit.objects.get().cause == f"incident:{incident.pk}"
    words = UpdateWords(body_th="ขออภัย", key="sorry")
    with pytest.raises(outreach.CreditsTooSoon):
        outreach.start_crediting(incident_id=incident.pk, actor_id=lead.pk, now=NOW)
    outreach.resolve_incident(incident_id=incident.pk, ended_at=NOW, apology=words, actor_id=lead.pk, now=NOW)
    # Force majeure: nothing is owed for the time down, whatever the tiers; a goodwill may be given to all the same.
    run = outreach.start_crediting(incident_id=incident.pk, actor_id=lead.pk, now=NOW, goodwill_satang=9_000)
    finish(run)
    found = Credit.objects.order_by("pk").values_list("customer_id", "reason", "amount_satang")
    assert list(found) == [(customer.pk, "breach", 5_000), (other.pk, "goodwill", 9_000)]


def test_who_comes_late_to_the_list_gets_the_newest_update_and_nobody_twice(lead: User) -> None:
    incident, people = opened(lead), buyers(3)
    first, second = (
        outreach.send_update(
            incident_id=incident.pk, words=UpdateWords(body_th=text, key=text), actor_id=lead.pk, now=NOW
        )
        for text in ("แจ้งครั้งแรก", "แจ้งครั้งที่สอง")
    )
    run_until_idle(NOW)
    assert not IncidentNotice.objects.exists()
    lines = [f"buyer{one.pk}@example.com" for one in people]
    outreach.add_from_list(incident_id=incident.pk, lines=lines[:2], actor_id=lead.pk, now=NOW)
    run_until_idle(NOW)
    outreach.add_from_list(incident_id=incident.pk, lines=lines, actor_id=lead.pk, now=NOW)
    run_until_idle(NOW)
    assert first.notices.count() == 0
    assert sorted(second.notices.values_list("customer_id", flat=True)) == [one.pk for one in people]
    assert Message.objects.filter(state="sent").count() == 3


def test_a_called_off_incident_counts_nowhere(lead: User) -> None:
    made, people = service(), buyers(3)
    incident = opened(lead, component_ids=list(made.components.values_list("pk", flat=True)))
    collected(incident, lead)
    month = {"since": NOW - timedelta(days=30), "until": NOW, "now": NOW}
    assert service_uptimes(service_ids=[made.pk], **month)[made.pk].down == timedelta(hours=2)
    words = UpdateWords(body_th="ขัดข้อง", key="first")
    update = outreach.send_update(incident_id=incident.pk, words=words, actor_id=lead.pk, now=NOW)
    outreach.call_off_incident(incident_id=incident.pk, actor_id=lead.pk, now=NOW)
    assert finish(update.run) == [0]
    assert not Message.objects.exists()
    assert service_uptimes(service_ids=[made.pk], **month)[made.pk].down == timedelta(0)
    assert not people[0].asking_pauses.filter(ended_at=None).exists()


def test_who_leads_is_reminded_of_the_promised_update_once_and_only_while_it_is_due(lead: User) -> None:
    incident = opened(lead, update_every_minutes=30)
    run_until_idle(NOW + timedelta(minutes=29))
    assert not Notice.objects.exists()
    due = NOW + timedelta(minutes=30)
    for _ in range(2):
        outreach.remind_owner(incident_id=incident.pk, now=due)
    notice = Notice.objects.get()
    assert (notice.user_id, notice.kind) == (lead.pk, "incident_update_due")
    words = UpdateWords(body_th="กำลังแก้", key="second")
    outreach.send_update(incident_id=incident.pk, words=words, actor_id=lead.pk, now=due)
    outreach.remind_owner(incident_id=incident.pk, now=due + timedelta(minutes=1))
    assert Notice.objects.count() == 1
