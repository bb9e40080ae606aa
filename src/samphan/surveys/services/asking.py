from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from samphan.customers.models import Customer
from samphan.eventlog import services as eventlog
from samphan.eventlog.events import Actor, DomainEvent
from samphan.kit.errors import N_, Refused
from samphan.surveys.events import InvitationDelayed, InvitationSkipped
from samphan.surveys.models import AskingPause, AskingSettings, Invitation, Purpose, Survey
from samphan.surveys.rules import LINK_LIFE, AskingPolicy, Decision, decide, outranks, policy_is_possible
from samphan.surveys.selectors import asking_facts, waiting_asks
from samphan.surveys.services.sending import write_invitation

_CHUNK = 200


class SurveyInactive(Refused):
    code = "surveys.invite.inactive"
    message = N_("This survey is switched off. Switch it on before sending it.")


class AskingPolicyInvalid(Refused):
    code = "surveys.asking.policy_invalid"
    message = N_("Ask 1 to 12 times in 1 to 365 days, and let people rest for 0 to 720 hours.")


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

    The letter still has to pass the send gate (see `sending`); only then is the customer asked.

    The customer's row is locked while asks are counted and the invitation, which is the reservation, is written: of two
    jobs that want to ask at once, the second sees the first one's ask.
    """
    survey = _active(survey_id)
    made = _reserve(survey, [customer_id], channel=channel, now=now, actor=actor, case_id=case_id, order_id=order_id)[0]
    if made.due_at is not None and made.due_at <= now:
        write_invitation(made, now=now)
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
    _give_up_outranked(survey, [one.customer_id for one in made if not one.skipped_reason], now=now, actor=actor)
    Invitation.objects.bulk_create(made)
    _tell(made, now=now, actor=actor)
    return made


def _give_up_outranked(survey: Survey, customer_ids: Sequence[int], *, now: datetime, actor: Actor) -> None:
    """Take back what waits for these customers and is less important than what they are asked now."""
    lesser = [purpose for purpose in Purpose.values if outranks(survey.purpose, purpose)]
    waiting = waiting_asks(survey=survey, customer_ids=customer_ids).filter(survey__purpose__in=lesser)
    given_up = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    for one in given_up:
        one.skipped_reason, one.due_at = "merged", None
    Invitation.objects.bulk_update(given_up, ["skipped_reason", "due_at"])
    _tell(given_up, now=now, actor=actor)


@transaction.atomic
def set_asking_policy(*, policy: AskingPolicy, now: datetime) -> None:
    """Change how much a customer may be asked; asks on their way are looked at again by it before they are sent."""
    if not policy_is_possible(policy):
        raise AskingPolicyInvalid
    values = {**asdict(policy), "changed_at": now}
    stored = AskingSettings.objects.select_for_update().order_by("pk").first()
    if stored is None:
        AskingSettings.objects.create(**values)
    else:
        AskingSettings.objects.filter(pk=stored.pk).update(**values)


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


def _tell(invitations: Sequence[Invitation], *, now: datetime, actor: Actor) -> None:
    events = [event for event in map(_event_of, invitations) if event is not None]
    eventlog.record_many(events=events, occurred_at=[now] * len(events), actor=actor)


def _event_of(made: Invitation) -> DomainEvent | None:
    rule = made.skipped_reason or made.delayed_reason
    if not rule:
        return None
    kind = InvitationSkipped if made.skipped_reason else InvitationDelayed
    return kind(
        subject_id=made.pk, customer_id=made.customer_id, survey_id=made.survey_id, rule=rule, case_id=made.case_id
    )


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
def pause_asking_many(*, customer_ids: Sequence[int], reason: str, reason_id: int, now: datetime) -> None:
    """Stop asking many customers for one reason, in three statements; twice is once."""
    AskingPause.objects.filter(
        customer__in=customer_ids, reason=reason, reason_id=reason_id, ended_at__isnull=False
    ).update(started_at=now, ended_at=None)
    AskingPause.objects.bulk_create(
        (AskingPause(customer_id=pk, reason=reason, reason_id=reason_id, started_at=now) for pk in customer_ids),
        ignore_conflicts=True,
    )


@transaction.atomic
def resume_asking(*, reason: str, reason_id: int, now: datetime) -> None:
    """End a pause; ending one that does not exist or has ended changes nothing."""
    AskingPause.objects.filter(reason=reason, reason_id=reason_id, ended_at=None).update(ended_at=now)
