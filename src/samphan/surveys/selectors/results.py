"""What the staff screens show of surveys: lists, figures with their interval, the stream of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from samphan.analytics.intervals import Disclosure, Interval, NpsCounts, disclosure, nps_interval, wilson_interval
from samphan.customers.rules import display_name
from samphan.signals.models import Signal, SignalType
from samphan.signals.rules import category_of
from samphan.signals.selectors import primary_rating, signals_of
from samphan.surveys.models import Invitation, Purpose, Response, Survey
from samphan.surveys.templates import QuestionDraft, SurveyDraft


@dataclass(frozen=True, kw_only=True)
class ScoreFigure:
    """The answers to a survey's score in a period. `interval` is None where n is too small to show a rate.

    NPS is on -100..100; the share of the satisfied (CSAT 4-5) or of the solved (7-10) is a share, 0..1.
    """

    measure: str  # "nps", "csat" or "solved"
    n: int
    happy: int
    middle: int
    unhappy: int
    disclosure: Disclosure
    interval: Interval | None
    by_score: Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class SurveySummary:
    """One row of the list of surveys, over one period."""

    survey: Survey
    sent_count: int
    skipped_count: int
    answered_count: int
    figure: ScoreFigure


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """How far the asks of a period came; `answered` counts every response, `invited_answered` those of asks."""

    sent: int
    opened: int
    invited_answered: int
    answered: int
    skipped: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class StreamItem:
    """One answer as the stream shows it."""

    response_id: int
    customer_id: int | None
    customer_name: str
    answered_at: datetime
    scale: str
    score: int | None
    category: str
    text: str
    sentiment: str
    said: Signal | None  # the answer in words, with its reading; the longest where there are several
    reasons: Sequence[str]
    wants_contact: bool


def survey_summaries(*, since: datetime) -> list[SurveySummary]:
    """Return every survey, those in use first, with what happened since then; four queries however many there are."""
    surveys = list(Survey.objects.order_by("-is_active", "pk"))
    asks: dict[int, tuple[int, int]] = {
        row["survey_id"]: (row["sent"], row["skipped"])
        for row in Invitation.objects.filter(created_at__gte=since)
        .values("survey_id")
        .annotate(sent=Count("pk", filter=Q(sent_at__isnull=False)), skipped=Count("pk", filter=~Q(skipped_reason="")))
    }
    answered = dict(
        Response.objects.filter(answered_at__gte=since).values_list("survey_id").annotate(Count("pk")).order_by()
    )
    counts = _score_counts(since=since)
    return [
        SurveySummary(
            survey=survey,
            sent_count=asks.get(survey.pk, (0, 0))[0],
            skipped_count=asks.get(survey.pk, (0, 0))[1],
            answered_count=answered.get(survey.pk, 0),
            figure=_figure(survey, counts.get(survey.pk, {})),
        )
        for survey in surveys
    ]


def score_figure(*, survey: Survey, since: datetime) -> ScoreFigure:
    """Return the figure of one survey since then."""
    return _figure(survey, _score_counts(since=since, survey_id=survey.pk).get(survey.pk, {}))


def _score_counts(*, since: datetime, survey_id: int | None = None) -> dict[int, dict[tuple[str, int], int]]:
    rated = Signal.objects.filter(
        submission_kind="response", submission_id=OuterRef("pk"), type=SignalType.RATING
    ).order_by("pk")
    responses = Response.objects.filter(answered_at__gte=since, survey_id__isnull=False)
    if survey_id is not None:
        responses = responses.filter(survey_id=survey_id)
    rows = (
        responses.annotate(scale=Subquery(rated.values("scale")[:1]), score=Subquery(rated.values("score")[:1]))
        .filter(score__isnull=False)
        .values_list("survey_id", "scale", "score")
        .annotate(Count("pk"))
        .order_by()
    )
    counts: dict[int, dict[tuple[str, int], int]] = {}
    for number, scale, score, count in rows:
        counts.setdefault(number or 0, {})[scale, score] = count
    return counts


def _figure(survey: Survey, counts: Mapping[tuple[str, int], int]) -> ScoreFigure:
    groups = {"promoter": 0, "passive": 0, "detractor": 0, "none": 0}
    by_score: dict[int, int] = {}
    for (scale, score), count in counts.items():
        groups[category_of(scale, score)] += count
        by_score[score] = by_score.get(score, 0) + count
    happy, middle, unhappy = groups["promoter"], groups["passive"], groups["detractor"]
    n = happy + middle + unhappy
    shown = disclosure(n)
    is_nps = any(scale == "nps" for scale, _ in counts) if counts else survey.purpose == Purpose.RELATIONSHIP
    measure = "solved" if survey.purpose == Purpose.VERIFICATION else "nps" if is_nps else "csat"
    interval = None
    if shown is Disclosure.FULL and measure == "nps":
        interval = nps_interval(NpsCounts(promoters=happy, passives=middle, detractors=unhappy))
    elif shown is Disclosure.FULL:
        interval = wilson_interval(happy + middle if measure == "solved" else happy, n)
    return ScoreFigure(
        measure=measure,
        n=n,
        happy=happy,
        middle=middle,
        unhappy=unhappy,
        disclosure=shown,
        interval=interval,
        by_score=dict(sorted(by_score.items())),
    )


def survey_funnel(*, survey_id: int, since: datetime) -> Funnel:
    """Return how far the asks of one survey came since then, and why others were not asked."""
    asks = Invitation.objects.filter(survey_id=survey_id, created_at__gte=since)
    counted = asks.filter(sent_at__isnull=False).aggregate(
        sent=Count("pk"), opened=Count("pk", filter=Q(opened_at__isnull=False)), answered=Count("response")
    )
    answered = Response.objects.filter(survey_id=survey_id, answered_at__gte=since).count()
    skipped = asks.exclude(skipped_reason="").values_list("skipped_reason").annotate(n=Count("pk")).order_by("-n")
    return Funnel(
        sent=counted["sent"],
        opened=counted["opened"],
        invited_answered=counted["answered"],
        answered=answered,
        skipped=dict(skipped),
    )


def response_stream(
    *,
    survey_id: int,
    limit: int = 25,
    before_id: int | None = None,
    from_id: int | None = None,
    category: str = "",
) -> list[StreamItem]:
    """Return a survey's answers, the latest first; two queries. `category` keeps promoters, passives or detractors.

    The page starts after the answer `before_id`, or with the answer `from_id`.
    """
    rows = Response.objects.filter(survey_id=survey_id).select_related("customer").order_by("-answered_at", "-pk")
    start = before_id if before_id is not None else from_id
    last = Response.objects.filter(pk=start).values_list("answered_at", flat=True).first() if start else None
    if start and last is not None:
        same = Q(answered_at=last, pk__lt=start) if before_id is not None else Q(answered_at=last, pk__lte=start)
        rows = rows.filter(Q(answered_at__lt=last) | same)
    if category:
        rated = Signal.objects.filter(submission_kind="response", type=SignalType.RATING, submission_id=OuterRef("pk"))
        rows = rows.annotate(
            scale=Subquery(rated.order_by("pk").values("scale")[:1]),
            score=Subquery(rated.order_by("pk").values("score")[:1]),
        ).filter(_in_category(category))
    page = list(rows[:limit])
    signals = signals_of(kind="response", ids=[row.pk for row in page])
    return [_item(row, signals.get(row.pk, [])) for row in page]


def surveys_of_responses(*, ids: Sequence[int]) -> dict[int, int]:
    """Return which survey each response answered, by response id; those of no survey of ours are left out."""
    rows = Response.objects.filter(pk__in=list(ids), survey_id__isnull=False)
    return {pk: survey_id for pk, survey_id in rows.values_list("pk", "survey_id") if survey_id is not None}


def _in_category(category: str) -> Q:
    wanted = Q(pk__in=[])
    for scale, highest in (("nps", 10), ("csat", 5), ("stars", 5)):
        scores = [score for score in range(highest + 1) if category_of(scale, score) == category]
        wanted |= Q(scale=scale, score__in=scores)
    return wanted


def _item(row: Response, signals: Sequence[Signal]) -> StreamItem:
    rating = primary_rating(signals)
    said = max((s for s in signals if s.type == SignalType.TEXT), key=lambda s: len(s.text), default=None)
    customer = row.customer
    return StreamItem(
        response_id=row.pk,
        customer_id=row.customer_id,
        customer_name=display_name(
            first_name=customer.first_name,
            last_name=customer.last_name,
            nickname=customer.nickname,
            title=customer.title,
        )
        if customer
        else "",
        answered_at=row.answered_at,
        scale=rating.scale if rating else "",
        score=rating.score if rating else None,
        category=category_of(rating.scale, rating.score) if rating else "none",
        text=said.text if said else "",
        sentiment=said.sentiment if said else "",
        said=said,
        reasons=[code for s in signals if s.type == SignalType.CHOICE and s.field == "reasons" for code in s.choices],
        wants_contact=row.wants_contact,
    )


def get_survey(*, survey_id: int) -> Survey:
    """Return a survey; raises Survey.DoesNotExist."""
    return Survey.objects.get(pk=survey_id)


def find_survey(*, survey_id: int) -> Survey | None:
    """Return a survey, or None."""
    return Survey.objects.filter(pk=survey_id).first()


def survey_draft(*, survey: Survey) -> SurveyDraft:
    """Return a stored survey in the shape it is written in, for the form."""
    return SurveyDraft(
        code=survey.code,
        name_th=survey.name_th,
        name_en=survey.name_en,
        purpose=survey.purpose,
        is_anonymous=survey.is_anonymous,
        contact_me_offered=survey.contact_me_offered,
        review_url=survey.review_url,
        questions=tuple(
            QuestionDraft(
                field=q.field,
                kind=q.kind,
                text_th=q.text_th,
                text_en=q.text_en,
                low_th=q.low_th,
                low_en=q.low_en,
                high_th=q.high_th,
                high_en=q.high_en,
                options=tuple((o["code"], o.get("th", ""), o.get("en", "")) for o in q.options),
                is_required=q.is_required,
            )
            for q in survey.questions.order_by("position")
        ),
    )


def has_answers(*, survey_id: int) -> bool:
    """Say whether a survey was answered, which fixes its questions."""
    return Response.objects.filter(survey_id=survey_id).exists()


def is_finished(*, response_id: int) -> bool:
    """Say whether a response holds everything the customer wanted to say."""
    return Response.objects.filter(pk=response_id, finished_at__isnull=False).exists()
