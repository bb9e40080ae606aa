"""The facts the asking rules decide on, for one customer or many, in a fixed number of queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from samphan.accounts.models import Organisation
from samphan.customers.models import ConsentPurpose, ConsentRecord, ContactPoint, Customer
from samphan.signals.selectors import last_unhappy_at
from samphan.surveys.models import AskingPause, AskingSettings, Invitation, Survey
from samphan.surveys.rules import AskingFacts, AskingPolicy, QuietHours, decide

# The reason of a pause that is an incident's; every other reason is a case.
INCIDENT = "incident"


@dataclass(frozen=True, kw_only=True)
class AskingPreview:
    """What sending would do, counted by the very rules that send."""

    total: int
    ask_count: int
    delay_count: int
    skipped: Mapping[str, int]  # rule -> customers


def asking_facts(
    *, survey: Survey, customer_ids: Sequence[int], channel: str, now: datetime, case_id: int | None = None
) -> dict[int, AskingFacts]:
    """Return what the asking rules need, by customer id; a fixed number of queries however many are asked about.

    An ask of any survey over any address counts, because the customer is one person with one patience.
    """
    policy = asking_policy()
    ids = list(customer_ids)
    hours = _quiet_hours()
    reachable = set(
        ContactPoint.objects.filter(customer_id__in=ids, kind=channel).values_list("customer_id", flat=True)
    )
    pauses = set(AskingPause.objects.filter(customer_id__in=ids, ended_at=None).values_list("customer_id", "reason"))
    paused = {number for number, reason in pauses if reason != INCIDENT}
    unhappy = last_unhappy_at(customer_ids=ids, since=now - timedelta(hours=policy.complaint_hours))
    consents = _consents(ids, channel)
    asked, waiting = _asked(survey, ids, since=now - timedelta(days=policy.budget_days))
    still_open = _open_invitations(survey, ids, now, case_id)
    return {
        number: AskingFacts(
            purpose=survey.purpose,
            is_anonymous_survey=survey.is_anonymous,
            has_address=number in reachable,
            consent=consents.get(number),
            is_paused=number in paused,
            is_in_incident=(number, INCIDENT) in pauses,
            last_unhappy_at=unhappy.get(number),
            has_open_invitation=number in still_open,
            asked_at=tuple(asked.get(number, ())),
            waiting=tuple(waiting.get(number, ())),
            quiet_hours=hours,
            policy=policy,
        )
        for number in ids
    }


def asking_policy() -> AskingPolicy:
    """Return how much a customer may be asked: the firm's settings, or what we propose."""
    stored = AskingSettings.objects.order_by("pk").first()
    if stored is None:
        return AskingPolicy()
    return AskingPolicy(
        most_asks=stored.most_asks,
        budget_days=stored.budget_days,
        complaint_hours=stored.complaint_hours,
        incident_hours=stored.incident_hours,
    )


def waiting_asks(*, survey: Survey, customer_ids: Sequence[int]) -> QuerySet[Invitation]:
    """Return the asks of other surveys that are reserved for these customers and not written yet."""
    mine = Invitation.objects.filter(customer_id__in=customer_ids, sent_at=None, message=None, skipped_reason="")
    return mine.exclude(survey=survey)


def _quiet_hours() -> QuietHours:
    firm = Organisation.objects.first()
    if firm is None:
        return QuietHours()
    return QuietHours(starts=firm.quiet_from, ends=firm.quiet_until, timezone=firm.timezone)


def _consents(ids: Sequence[int], channel: str) -> dict[int, bool]:
    """Return each customer's standing answer about surveys; the newest entry for the channel or for any holds."""
    entries = ConsentRecord.objects.filter(
        customer_id__in=ids, purpose=ConsentPurpose.SURVEY, channel__in=[channel, "any"]
    )
    return dict(entries.order_by("recorded_at", "id").values_list("customer_id", "is_granted"))


def _asked(
    survey: Survey, ids: Sequence[int], *, since: datetime
) -> tuple[dict[int, list[datetime]], dict[int, list[str]]]:
    """Return when each customer was asked, and the purposes of other surveys' asks that wait for them."""
    asked: dict[int, list[datetime]] = {}
    waiting: dict[int, list[str]] = {}
    rows = Invitation.objects.filter(customer_id__in=ids, skipped_reason="", created_at__gt=since)
    columns = ("customer_id", "created_at", "survey_id", "survey__purpose", "message_id", "sent_at")
    for number, at, survey_id, purpose, message_id, sent_at in rows.values_list(*columns):
        asked.setdefault(number, []).append(at)
        if survey_id != survey.pk and message_id is None and sent_at is None:
            waiting.setdefault(number, []).append(purpose)
    return asked, waiting


def _open_invitations(survey: Survey, ids: Sequence[int], now: datetime, case_id: int | None) -> set[int]:
    rows = Invitation.objects.filter(
        survey=survey, customer_id__in=ids, skipped_reason="", expires_at__gt=now, response=None, case_id=case_id
    )
    return set(rows.values_list("customer_id", flat=True))


def asking_preview(*, survey: Survey, customer_ids: Sequence[int], channel: str, now: datetime) -> AskingPreview:
    """Return how many of these customers would be asked now, later or not at all, and by which rules."""
    facts = asking_facts(survey=survey, customer_ids=customer_ids, channel=channel, now=now)
    decisions = [decide(one, now=now) for one in facts.values()]
    return AskingPreview(
        total=len(decisions),
        ask_count=sum(d.outcome == "ask" for d in decisions),
        delay_count=sum(d.outcome == "delay" for d in decisions),
        skipped=dict(Counter(d.rule for d in decisions if d.outcome == "skip").most_common()),
    )


def recent_buyers(*, since: datetime, limit: int) -> list[int]:
    """Return the customers who bought since then, latest first: the usual audience of a survey after a purchase."""
    rows = Customer.objects.filter(last_order_at__gte=since).order_by("-last_order_at", "-id")
    return list(rows.values_list("pk", flat=True)[:limit])
