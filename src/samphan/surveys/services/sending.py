"""From a reserved ask to what became of it: the letter is written, and the send gate says whether it was an ask."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from samphan.accounts.models import Organisation
from samphan.customers.models import Customer
from samphan.eventlog.events import Actor, user_actor
from samphan.eventlog.services import record
from samphan.jobs.services import NewJob, enqueue_many
from samphan.messaging.services import send_message
from samphan.surveys.events import InvitationSent, InvitationSkipped
from samphan.surveys.models import Invitation, Purpose
from samphan.surveys.rules import decide, fill
from samphan.surveys.selectors import anonymous_url, asking_facts, invitation_url, spoken, spoken_name

SEND = "samphan.surveys.tasks.send_invitation"
_DUE_AT_ONCE = 500


@transaction.atomic
def send_due_invitations(*, now: datetime, limit: int = _DUE_AT_ONCE) -> int:
    """Give each reserved ask whose time has come to a job of its own; return how many.

    One that cannot be sent stops no other: its job keeps the error, is tried again and at last lies on the list of
    failed work.
    """
    due = Invitation.objects.select_for_update(skip_locked=True).filter(
        sent_at=None, skipped_reason="", due_at__lte=now
    )
    ids = list(due.order_by("due_at", "id").values_list("pk", flat=True)[:limit])
    jobs = [NewJob(task=SEND, arguments={"invitation_id": pk}, dedupe_key=f"invitation:{pk}") for pk in ids]
    enqueue_many(jobs=jobs, now=now)
    Invitation.objects.filter(pk__in=ids).update(due_at=None)
    return len(ids)


@transaction.atomic
def send_invitation(*, invitation_id: int, now: datetime, actor: Actor) -> None:
    """Write the letter of a reserved ask, once.

    It is looked at again: a case opened or a consent withdrawn since it was reserved stops it.
    """
    asks = Invitation.objects.select_for_update(of=("self",)).select_related("survey")
    one = asks.filter(pk=invitation_id, message=None, skipped_reason="").first()
    if one is None:
        return
    if rule := _late_objection(one, now):
        _skip(one, rule=rule, now=now, actor=actor)
    else:
        write_invitation(one, now=now)


def write_invitation(one: Invitation, *, now: datetime) -> None:
    """Write the letter of an ask and queue its way through the send gate, in the caller's transaction."""
    customer = Customer.objects.get(pk=one.customer_id)
    with translation.override(customer.language):
        subject, body = _letter(one, customer)
    one.message = send_message(
        customer_id=customer.pk,
        subject=subject,
        body=body,
        purpose="service" if one.survey.purpose == Purpose.VERIFICATION else "survey",
        now=now,
        idempotency_key=f"invitation:{one.pk}",
    )
    one.due_at = None
    one.save(update_fields=["message", "due_at"])


@transaction.atomic
def count_sent_invitation(*, message_id: int, now: datetime) -> None:
    """Count an ask whose letter the gate let through; a message that asks nothing changes nothing."""
    one = _written(message_id)
    if one is None:
        return
    one.sent_at, one.skipped_reason = now, ""
    one.save(update_fields=["sent_at", "skipped_reason"])
    event = InvitationSent(
        subject_id=one.pk,
        customer_id=one.customer_id,
        survey_id=one.survey_id,
        channel=one.channel,
        purpose=one.survey.purpose,
        case_id=one.case_id,
    )
    record(event=event, now=now, actor=_asker(one))


@transaction.atomic
def withdraw_invitation(*, message_id: int, rule: str, now: datetime) -> Invitation | None:
    """Take back an ask whose letter did not go out, by the rule that stopped it: the customer's budget is theirs again.

    Returns the ask, or None when the message asks nothing or has been taken back already.
    """
    one = _written(message_id)
    if one is None or one.skipped_reason:
        return None
    _skip(one, rule=rule, now=now, actor=_asker(one))
    return one


def _written(message_id: int) -> Invitation | None:
    """Return the locked ask a message carries, while it does not count as sent."""
    asks = Invitation.objects.select_for_update(of=("self",)).select_related("survey")
    return asks.filter(message_id=message_id, sent_at=None).first()


def _asker(one: Invitation) -> Actor:
    return Actor() if one.created_by_id is None else user_actor(one.created_by_id)


def _skip(one: Invitation, *, rule: str, now: datetime, actor: Actor) -> None:
    one.skipped_reason, one.due_at = rule, None
    one.save(update_fields=["skipped_reason", "due_at"])
    event = InvitationSkipped(
        subject_id=one.pk, customer_id=one.customer_id, survey_id=one.survey_id, rule=rule, case_id=one.case_id
    )
    record(event=event, now=now, actor=actor)


def _late_objection(one: Invitation, now: datetime) -> str:
    if not one.survey.is_active:
        return "survey_off"
    facts = asking_facts(
        survey=one.survey, customer_ids=[one.customer_id], channel=one.channel, now=now, case_id=one.case_id
    )[one.customer_id]
    decision = decide(facts, now=now, is_reserved=True)
    return decision.rule if decision.outcome == "skip" else ""


def _letter(one: Invitation, customer: Customer) -> tuple[str, str]:
    """Return subject and body in the language that is active now: one question, one link, and what the link knows."""
    firm = Organisation.objects.first()
    brand = firm.name if firm else ""
    name = spoken_name(customer, customer.language)
    question = one.survey.questions.order_by("position").first()
    asked = fill(spoken(question, "text", customer.language), name=name, brand=brand) if question else ""
    if one.survey.is_anonymous:
        link = anonymous_url(one.survey_id)
        notice = gettext("This survey is anonymous: your answer cannot be traced back to you.")
    else:
        link = invitation_url(one.pk)
        notice = gettext("This link is yours alone. One tap on a score is enough.")
    lines = [
        gettext("Dear %(name)s,") % {"name": name},
        asked,
        link,
        notice,
        brand,
    ]
    subject = gettext("%(brand)s would like to hear from you") % {"brand": brand}
    return subject, "\n\n".join(line for line in lines if line)
