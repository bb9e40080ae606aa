from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from samphan.accounts.models import Organisation
from samphan.customers.models import Customer
from samphan.eventlog import services as eventlog
from samphan.eventlog.events import Actor, DomainEvent
from samphan.kit.errors import N_, Refused
from samphan.messaging.services import send_message
from samphan.surveys.events import InvitationDelayed, InvitationSent, InvitationSkipped
from samphan.surveys.models import AskingPause, Invitation, Purpose, Survey
from samphan.surveys.rules import LINK_LIFE, Decision, decide, fill
from samphan.surveys.selectors import anonymous_url, asking_facts, invitation_url, spoken, spoken_name

_CHUNK = 200


class SurveyInactive(Refused):
    code = "surveys.invite.inactive"
    message = N_("This survey is switched off. Switch it on before sending it.")


@dataclass(frozen=True, kw_only=True)
class InviteSummary:
    """What happened to a list of asks: each customer is in exactly one of the counts."""

    reserved_count: int
    delayed_count: int
    skipped: Mapping[str, int]  # rule -> customers


@transaction.atomic
def invite_customer(
    *,
    survey_id: int,
    customer_id: int,
    channel: str,
    now: datetime,
    actor: Actor,
    case_id: int | None = None,
    order_id: int | None = None,
) -> Invitation:
    """Ask one customer one survey, if the asking rules allow it now; a delay or a skip is stored with its rule.

    The customer's row is locked while asks are counted and the invitation, which is the reservation, is written: of two
    jobs that want to ask at once, the second sees the first one's ask.
    """
    survey = _active(survey_id)
    made = _reserve(survey, [customer_id], channel=channel, now=now, actor=actor, case_id=case_id, order_id=order_id)[0]
    if made.due_at is not None and made.due_at <= now:
        _send(made, now=now, actor=actor)
    return made


def invite_customers(
    *, survey_id: int, customer_ids: Sequence[int], channel: str, now: datetime, actor: Actor
) -> InviteSummary:
    """Reserve an ask for each customer of a list; the sending job takes them from there, so that a face answers soon.

    Each chunk is its own transaction: a long list never holds its customers locked for long.
    """
    survey = _active(survey_id)
    ids = list(dict.fromkeys(customer_ids))
    made: list[Invitation] = []
    for start in range(0, len(ids), _CHUNK):
        with transaction.atomic():
            made += _reserve(survey, ids[start : start + _CHUNK], channel=channel, now=now, actor=actor)
    skipped: dict[str, int] = {}
    for one in made:
        if one.skipped_reason:
            skipped[one.skipped_reason] = skipped.get(one.skipped_reason, 0) + 1
    delayed = sum(1 for one in made if one.delayed_reason)
    return InviteSummary(
        reserved_count=len(made) - delayed - sum(skipped.values()), delayed_count=delayed, skipped=skipped
    )


def _active(survey_id: int) -> Survey:
    survey = Survey.objects.get(pk=survey_id)
    if not survey.is_active:
        raise SurveyInactive
    return survey


def _reserve(
    survey: Survey,
    customer_ids: Sequence[int],
    *,
    channel: str,
    now: datetime,
    actor: Actor,
    case_id: int | None = None,
    order_id: int | None = None,
) -> list[Invitation]:
    # Locked in id order, so that two lists cannot wait for each other.
    locked = Customer.objects.select_for_update().filter(pk__in=customer_ids).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    facts = asking_facts(survey=survey, customer_ids=ids, channel=channel, now=now, case_id=case_id)
    made = [
        _invitation(
            survey,
            number,
            decide(facts[number], now=now),
            channel=channel,
            now=now,
            actor=actor,
            case_id=case_id,
            order_id=order_id,
        )
        for number in ids
    ]
    Invitation.objects.bulk_create(made)
    events = [event for event in (_event_of(one) for one in made) if event is not None]
    eventlog.record_many(events=events, occurred_at=[now] * len(events), actor=actor)
    return made


def _invitation(
    survey: Survey,
    customer_id: int,
    decision: Decision,
    *,
    channel: str,
    now: datetime,
    actor: Actor,
    case_id: int | None,
    order_id: int | None,
) -> Invitation:
    is_skip = decision.outcome == "skip"
    return Invitation(
        survey=survey,
        customer_id=customer_id,
        case_id=case_id,
        order_id=order_id,
        channel=channel,
        created_by_id=actor.id if actor.kind == "user" else None,
        created_at=now,
        due_at=None if is_skip else decision.until_at or now,
        delayed_reason=decision.rule if decision.outcome == "delay" else "",
        skipped_reason=decision.rule if is_skip else "",
        expires_at=(decision.until_at or now) + LINK_LIFE,
    )


def _event_of(made: Invitation) -> DomainEvent | None:
    rule = made.skipped_reason or made.delayed_reason
    if not rule:
        return None
    kind = InvitationSkipped if made.skipped_reason else InvitationDelayed
    return kind(
        subject_id=made.pk, customer_id=made.customer_id, survey_id=made.survey_id, rule=rule, case_id=made.case_id
    )


@transaction.atomic
def send_due_invitations(*, now: datetime, actor: Actor, limit: int = 100) -> int:
    """Send the reserved asks whose time has come; return how many were taken up, so that the caller can go on.

    A reserved ask is looked at again: a case opened or a consent withdrawn since then stops it.
    """
    due = list(
        Invitation.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("survey")
        .filter(sent_at=None, skipped_reason="", due_at__lte=now)
        .order_by("due_at", "id")[:limit]
    )
    for one in due:
        rule = _late_objection(one, now)
        if rule:
            one.skipped_reason, one.due_at = rule, None
            one.save(update_fields=["skipped_reason", "due_at"])
            event = InvitationSkipped(
                subject_id=one.pk,
                customer_id=one.customer_id,
                survey_id=one.survey_id,
                rule=rule,
                case_id=one.case_id,
            )
            eventlog.record(event=event, now=now, actor=actor)
        else:
            _send(one, now=now, actor=actor)
    return len(due)


def _late_objection(one: Invitation, now: datetime) -> str:
    if not one.survey.is_active:
        return "survey_off"
    facts = asking_facts(
        survey=one.survey, customer_ids=[one.customer_id], channel=one.channel, now=now, case_id=one.case_id
    )[one.customer_id]
    decision = decide(facts, now=now, is_reserved=True)
    return decision.rule if decision.outcome == "skip" else ""


def _send(one: Invitation, *, now: datetime, actor: Actor) -> None:
    customer = Customer.objects.get(pk=one.customer_id)
    with translation.override(customer.language):
        subject, body = _letter(one, customer)
    send_message(
        customer_id=customer.pk,
        subject=subject,
        body=body,
        purpose="service" if one.survey.purpose == Purpose.VERIFICATION else "survey",
        now=now,
        idempotency_key=f"invitation:{one.pk}",
    )
    one.sent_at = now
    one.save(update_fields=["sent_at"])
    event = InvitationSent(
        subject_id=one.pk,
        customer_id=one.customer_id,
        survey_id=one.survey_id,
        channel=one.channel,
        purpose=one.survey.purpose,
        case_id=one.case_id,
    )
    eventlog.record(event=event, now=now, actor=actor)


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


@transaction.atomic
def mark_opened(*, invitation_id: int, now: datetime) -> None:
    """Note the first opening of a link. Mail scanners open links too, so this counts openings and proves nothing."""
    Invitation.objects.filter(pk=invitation_id, opened_at=None).update(opened_at=now)


@transaction.atomic
def pause_asking(*, customer_id: int, reason: str, reason_id: int, now: datetime) -> None:
    """Stop asking a customer while something is wrong, for example reason "case" and the case's id; twice is once."""
    pause, _ = AskingPause.objects.get_or_create(
        customer_id=customer_id, reason=reason, reason_id=reason_id, defaults={"started_at": now}
    )
    if pause.ended_at is not None:
        pause.started_at, pause.ended_at = now, None
        pause.save(update_fields=["started_at", "ended_at"])


@transaction.atomic
def resume_asking(*, reason: str, reason_id: int, now: datetime) -> None:
    """End a pause; ending one that does not exist or has ended changes nothing."""
    AskingPause.objects.filter(reason=reason, reason_id=reason_id, ended_at=None).update(ended_at=now)
