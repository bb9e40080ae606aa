"""NPS answers with what came with them: how the comment spoke of each topic, and how touchpoints were rated."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When

from samphan.insights.selectors.answers import nps_signals
from samphan.insights.sources import RatedField, touchpoints
from samphan.signals.models import Scale, Signal, SignalType
from samphan.surveys.models import Response

MEANT = {"positive": 1.0, "negative": -1.0}
_IN_ORDER = ("occurred_at", "id")
_Submission = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class DriverAnswer:
    """One NPS answer that came with a comment somebody has read, or with a rating of a touchpoint.

    `spoke` holds the topics that were spoken of well (1) or badly (-1), what was only named is not in it; `rated` the
    ratings (1 to 5) by the code of their touchpoint.
    """

    signal_id: int
    answered_at: datetime
    branch_id: int | None
    score: int
    spoke: Mapping[str, float]
    rated: Mapping[str, float]


def driver_answers(*, since: datetime, until: datetime) -> list[DriverAnswer]:
    """Return the NPS answers of a stretch of time that say more than a score, oldest first.

    Always in one order: samples drawn from them, and so the intervals on the page, must not change by themselves.
    """
    signals = Signal.objects.filter(occurred_at__gte=since, occurred_at__lt=until)
    spoke, rated = _spoken_of(signals), _rated(signals)
    scores = (
        nps_signals()
        .filter(occurred_at__gte=since, occurred_at__lt=until)
        .order_by(*_IN_ORDER)
        .values_list("id", "occurred_at", "submission_kind", "submission_id", "branch_id", "score")
    )
    return [
        DriverAnswer(
            signal_id=signal_id,
            answered_at=answered_at,
            branch_id=branch_id,
            score=score,
            spoke=spoke.get((kind, submission_id), {}),
            rated=rated.get((kind, submission_id), {}),
        )
        for signal_id, answered_at, kind, submission_id, branch_id, score in scores.iterator(chunk_size=5000)
        if score is not None and ((kind, submission_id) in spoke or (kind, submission_id) in rated)
    ]


def _spoken_of(signals: QuerySet[Signal]) -> dict[_Submission, dict[str, float]]:
    """Return how each read comment meant its topics, by submission; a comment without any has an empty one."""
    read: dict[_Submission, dict[str, str]] = defaultdict(dict)
    columns = ("submission_kind", "submission_id", "topic_spans", "topics", "sentiment")
    comments = signals.filter(type=SignalType.TEXT).exclude(read_with="").order_by(*_IN_ORDER).values_list(*columns)
    for kind, submission_id, spans, topics, sentiment in comments.iterator(chunk_size=5000):
        meant = {span["code"]: span.get("sentiment") or sentiment for span in spans if "code" in span}
        read[kind, submission_id] |= {topic: meant.get(topic, sentiment) for topic in topics}
    return {
        submission: {topic: MEANT[tone] for topic, tone in sorted(meant.items()) if tone in MEANT}
        for submission, meant in read.items()
    }


def _rated(signals: QuerySet[Signal]) -> dict[_Submission, dict[str, float]]:
    """Return how touchpoints were rated beside an NPS answer, by submission; several ratings of one as their mean."""
    known = touchpoints()
    if not known:
        return {}
    about: dict[RatedField, list[str]] = {}
    found: dict[_Submission, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for submission, field, score in _ratings_beside(signals):
        if field not in about:
            about[field] = [touchpoint.code for touchpoint in known if touchpoint.is_rated_by(field)]
        for code in about[field]:
            found[submission][code].append(score)
    return {
        submission: {code: fmean(scores) for code, scores in sorted(given.items())}
        for submission, given in found.items()
    }


def _ratings_beside(signals: QuerySet[Signal]) -> Iterator[tuple[_Submission, RatedField, int]]:
    """Yield the five-point ratings of submissions that also hold an NPS answer: a score does not explain itself."""
    same = {"submission_kind": OuterRef("submission_kind"), "submission_id": OuterRef("submission_id")}
    survey = Response.objects.filter(pk=OuterRef("submission_id")).values("survey_id")[:1]
    ratings = (
        signals.filter(Exists(nps_signals().filter(**same)), type=SignalType.RATING)
        .filter(scale__in=(Scale.CSAT, Scale.STARS), score__isnull=False)
        .annotate(of_survey=Case(When(submission_kind="response", then=Subquery(survey)), default=None))
        .order_by(*_IN_ORDER)
    )
    columns = ("submission_kind", "submission_id", "of_survey", "source", "channel", "branch_id", "scale", "field")
    for *row, score in ratings.values_list(*columns, "score").iterator(chunk_size=5000):
        kind, submission_id, survey_id, source, channel, branch_id, scale, field = row
        rated = RatedField(
            kind=kind,
            survey_id=survey_id,
            source=source,
            channel=channel,
            branch_id=branch_id,
            scale=scale,
            field=field,
        )
        yield (kind, submission_id), rated, score
