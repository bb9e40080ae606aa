"""Counts of answers and invitations by month and branch."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from samphan.insights.rules.loyalty import AnswerCounts
from samphan.signals.models import Scale, Signal
from samphan.surveys.models import Invitation, Purpose, Response

_PROMOTER_FROM, _DETRACTOR_TO = 9, 6


@dataclass(frozen=True, kw_only=True)
class AskedCounts:
    """Answers and invitations of one month and one branch."""

    month: date
    branch_id: int | None
    answered: int = 0
    invited: int = 0
    invited_answered: int = 0


def nps_signals() -> QuerySet[Signal]:
    """Return every NPS answer that speaks for the relationship."""
    return without_verifications(Signal.objects.filter(scale=Scale.NPS, score__isnull=False))


def without_verifications(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    """Leave out answers to "is it solved now?": they come from complaints alone, and a score would drop by asking."""
    verifications = Response.objects.filter(survey__purpose=Purpose.VERIFICATION).values("id")
    return signals.exclude(submission_kind="response", submission_id__in=verifications)


def nps_answers(*, customer_ids: Collection[int], since: datetime, until: datetime) -> dict[int, int]:
    """Return the newest NPS answer (0..10) that each of these customers gave in a stretch of time."""
    answers = nps_signals().filter(customer_id__in=set(customer_ids), occurred_at__gte=since, occurred_at__lt=until)
    # Later answers overwrite earlier ones.
    pairs = answers.order_by("occurred_at", "pk").values_list("customer_id", "score")
    return {customer_id: score for customer_id, score in pairs if customer_id is not None and score is not None}


def nps_counts(*, since: datetime, until: datetime, timezone: str) -> list[AnswerCounts]:
    """Return promoters, passives and detractors by local month and branch for `since <= answered < until`."""
    rows = (
        nps_signals()
        .filter(occurred_at__gte=since, occurred_at__lt=until)
        .annotate(month=TruncMonth("occurred_at", tzinfo=ZoneInfo(timezone)))
        .values("month", "branch_id")
        .annotate(
            promoters=Count("id", filter=Q(score__gte=_PROMOTER_FROM)),
            detractors=Count("id", filter=Q(score__lte=_DETRACTOR_TO)),
            answers=Count("id"),
        )
        .order_by("month", "branch_id")
    )
    return [
        AnswerCounts(
            month=row["month"].date(),
            branch_id=row["branch_id"],
            promoters=row["promoters"],
            passives=row["answers"] - row["promoters"] - row["detractors"],
            detractors=row["detractors"],
        )
        for row in rows
    ]


def responses(*, since: datetime, until: datetime) -> QuerySet[Response]:
    """Return what came back in `since <= answered < until`."""
    return Response.objects.filter(answered_at__gte=since, answered_at__lt=until)


def invitations(*, since: datetime, until: datetime) -> QuerySet[Invitation]:
    """Return the invitations that went out in `since <= sent < until`, but to anonymous surveys.

    Of those nobody can know who answered, so that they would all count as unanswered.
    """
    return Invitation.objects.filter(sent_at__gte=since, sent_at__lt=until, survey__is_anonymous=False)


def asked_counts(*, since: datetime, until: datetime, timezone: str) -> list[AskedCounts]:
    """Return answers and invitations that went out, by local month and branch (an invitation's: its customer's)."""
    zone = ZoneInfo(timezone)
    answered = (
        responses(since=since, until=until)
        .annotate(month=TruncMonth("answered_at", tzinfo=zone))
        .values("month", "branch_id")
        .annotate(n=Count("id"))
        .order_by("month", "branch_id")
    )
    invited = (
        invitations(since=since, until=until)
        .annotate(month=TruncMonth("sent_at", tzinfo=zone))
        .values("month", "customer__branch_id")
        .annotate(n=Count("id"), n_answered=Count("response__id"))
        .order_by("month", "customer__branch_id")
    )
    return [
        AskedCounts(month=row["month"].date(), branch_id=row["branch_id"], answered=row["n"]) for row in answered
    ] + [
        AskedCounts(
            month=row["month"].date(),
            branch_id=row["customer__branch_id"],
            invited=row["n"],
            invited_answered=row["n_answered"],
        )
        for row in invited
    ]
