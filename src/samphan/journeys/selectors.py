"""Journeys with their figures. Figures of a whole map are counted in two passes, however many touchpoints it has."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, When

from samphan.cases.models import Case, Idea, Problem, ProblemCase
from samphan.cases.selectors import cause_mapping, codes_counted_as
from samphan.journeys.models import Journey, Redesign, RedesignState, Stage, Touchpoint, Wording
from samphan.journeys.rules import (
    EVERYBODY,
    Feeling,
    Figures,
    Link,
    Origin,
    Rated,
    Segment,
    Submitted,
    figures_of,
    redesign_weight,
)
from samphan.signals.models import Signal, SignalType
from samphan.signals.rules import CUTS
from samphan.surveys.models import Response, Survey

_ORIGIN = ("submission_kind", "of_survey", "source", "channel", "branch_id")
MOST_ROWS = 200
MOST_WORK = 10  # problems and ideas beside a touchpoint
# How many of the newest texts topics are counted in.
TEXTS_READ = 1000


@dataclass(frozen=True)
class Came:
    """All that came in during a period, in groups."""

    rated: Sequence[Rated]
    submitted: Sequence[Submitted]

    @property
    def channels(self) -> list[str]:
        """Return the channels anything came by, for comparing one with the others."""
        return sorted({some.origin.channel for some in self.submitted if some.origin.channel})

    def figures(self, touchpoint: Touchpoint, *, segment: Segment = EVERYBODY) -> Figures:
        """Return the figures of one touchpoint."""
        return figures_of(link_of(touchpoint), self.rated, self.submitted, segment=segment)


@dataclass(frozen=True)
class Talk:
    """What is said at a touchpoint: the newest texts, and topics with how many of the newest texts speak of each."""

    texts: Sequence[Signal]
    topics: Sequence[tuple[str, int]]
    texts_read: int


def journey_list() -> list[Journey]:
    """Return all journeys, the oldest first."""
    return list(Journey.objects.order_by("pk"))


def find_journey(*, journey_id: int) -> Journey | None:
    """Return a journey, or None."""
    return Journey.objects.filter(pk=journey_id).first()


def find_stage(*, stage_id: int) -> Stage | None:
    """Return a stage with its journey, or None."""
    return Stage.objects.select_related("journey").filter(pk=stage_id).first()


def find_touchpoint(*, touchpoint_id: int) -> Touchpoint | None:
    """Return a touchpoint with all that it names, or None."""
    return _touchpoints().filter(pk=touchpoint_id).first()


def stage_list(*, journey_id: int) -> list[tuple[Stage, list[Touchpoint]]]:
    """Return the stages of a journey with their touchpoints, both in order."""
    by_stage: dict[int, list[Touchpoint]] = {}
    for touchpoint in _touchpoints().filter(stage__journey_id=journey_id).order_by("position", "pk"):
        by_stage.setdefault(touchpoint.stage_id, []).append(touchpoint)
    stages = Stage.objects.filter(journey_id=journey_id).order_by("position", "pk")
    return [(stage, by_stage.get(stage.pk, [])) for stage in stages]


def what_came(*, since: datetime, until: datetime) -> Came:
    """Count everything that came in from `since` to before `until`, by where it came from."""
    signals = _signals(since, until)
    ratings = signals.filter(type=SignalType.RATING, scale__in=CUTS, score__isnull=False)
    rated = ratings.values_list(*_ORIGIN, "field", "scale", "score").annotate(n=Count("pk")).order_by()
    case = Case.objects.filter(submission_kind=OuterRef("submission_kind"), submission_id=OuterRef("submission_id"))
    submitted = (
        signals.annotate(of_case=Subquery(case.values("pk")[:1]), of_cause=Subquery(case.values("cause__code")[:1]))
        .annotate(has_case=Choice(When(of_case__isnull=False, then=1), default=0))
        .values_list(*_ORIGIN, "has_case", "of_cause")
        .annotate(n=Count("submission_id", distinct=True))
        .order_by()
    )
    today = cause_mapping()
    return Came(
        [Rated(origin=_origin(row), field=row[5], scale=row[6], score=row[7], count=row[8]) for row in rated],
        [
            Submitted(origin=_origin(row), has_case=bool(row[5]), cause=today.get(row[6], row[6] or ""), count=row[7])
            for row in submitted
        ],
    )


def newest_unhappy(*, touchpoints: Sequence[Touchpoint], since: datetime, until: datetime) -> dict[int, Signal]:
    """Return the newest unhappy text at each touchpoint, looking through the newest TEXTS_READ of all."""
    texts = _signals(since, until).filter(type=SignalType.TEXT, sentiment="negative").exclude(text="")
    newest = list(texts.order_by("-occurred_at", "-pk").values_list(*_ORIGIN, "pk")[:TEXTS_READ])
    links = [(touchpoint.pk, link_of(touchpoint)) for touchpoint in touchpoints]
    found: dict[int, int] = {}
    for row in newest:
        for key, link in links:
            if key not in found and link.takes(_origin(row)):
                found[key] = row[5]
    said = Signal.objects.in_bulk(list(found.values()))
    return {key: said[signal_id] for key, signal_id in found.items() if signal_id in said}


def linkable_surveys() -> list[Survey]:
    """Return the surveys a touchpoint may be measured by, those in use first."""
    return list(Survey.objects.order_by("-is_active", "pk"))


def origins_known() -> dict[str, list[str]]:
    """Return the sources and channels signals have come from, for a form to offer."""
    return {
        column: sorted(Signal.objects.exclude(**{column: ""}).values_list(column, flat=True).distinct().order_by())
        for column in ("source", "channel")
    }


def rows_behind(
    *, touchpoint: Touchpoint, since: datetime, until: datetime, feeling: Feeling | None = None
) -> list[Signal]:
    """Return the ratings behind a score (of one feeling, or all), the newest first, at most MOST_ROWS."""
    signals = _of(touchpoint, since, until).filter(type=SignalType.RATING, scale=touchpoint.scale, score__isnull=False)
    if touchpoint.field:
        signals = signals.filter(field=touchpoint.field)
    unhappy, satisfied = CUTS[touchpoint.scale]
    if feeling is not None:
        asked = {
            Feeling.SATISFIED: Q(score__gte=satisfied),
            Feeling.NEUTRAL: Q(score__gt=unhappy, score__lt=satisfied),
            Feeling.UNHAPPY: Q(score__lte=unhappy),
        }
        signals = signals.filter(asked[feeling])
    return list(signals.select_related("customer", "branch").order_by("-occurred_at", "-pk")[:MOST_ROWS])


def submissions_behind(*, touchpoint: Touchpoint, since: datetime, until: datetime) -> list[Signal]:
    """Return the first signal of each submission behind a volume, the newest first, at most MOST_ROWS."""
    signals = _of(touchpoint, since, until)
    firsts = signals.values("submission_kind", "submission_id").annotate(first=Min("pk")).order_by().values("first")
    chosen = Signal.objects.filter(pk__in=firsts).select_related("customer", "branch")
    return list(chosen.order_by("-occurred_at", "-pk")[:MOST_ROWS])


def cases_behind(
    *, touchpoint: Touchpoint, since: datetime, until: datetime, cause: str = "", limit: int = MOST_ROWS
) -> list[Case]:
    """Return the cases opened by what was said at a touchpoint (of one root cause, or all), the newest first."""
    said = _of(touchpoint, since, until).filter(
        submission_kind=OuterRef("submission_kind"), submission_id=OuterRef("submission_id")
    )
    cases = Case.objects.filter(Exists(said)).select_related("customer", "owner", "cause")
    if cause:
        cases = cases.filter(cause__code__in=codes_counted_as(cause))
    return list(cases.order_by("-opened_at", "-pk")[:limit])


def work_on(*, touchpoint: Touchpoint, since: datetime, until: datetime) -> tuple[list[Problem], list[Idea]]:
    """Return the problems that collect cases from a touchpoint, and the ideas against these, the newest first."""
    said = _of(touchpoint, since, until).filter(
        submission_kind=OuterRef("case__submission_kind"), submission_id=OuterRef("case__submission_id")
    )
    collected = ProblemCase.objects.filter(Exists(said)).values("problem_id")
    problems = list(Problem.objects.filter(pk__in=collected).order_by("-changed_at", "-pk")[:MOST_WORK])
    ideas = Idea.objects.filter(problem__in=[problem.pk for problem in problems])
    return problems, list(ideas.order_by("-changed_at", "-pk")[:MOST_WORK])


def talk_at(*, touchpoint: Touchpoint, since: datetime, until: datetime, limit: int = 5) -> Talk:
    """Return what is said at a touchpoint; topics are counted in the newest TEXTS_READ texts."""
    texts = _of(touchpoint, since, until).filter(type=SignalType.TEXT).exclude(text="")
    newest = texts.order_by("-occurred_at", "-pk")
    found = list(newest.values_list("topics", flat=True)[:TEXTS_READ])
    counted = Counter(topic for topics in found for topic in set(topics))
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return Talk(list(newest.select_related("customer")[:limit]), ranked, len(found))


def touchpoint_signals(*, touchpoint: Touchpoint, since: datetime, until: datetime) -> QuerySet[Signal]:
    """Return what came in about a touchpoint from `since` to before `until`; nothing of one that is not measured."""
    return _of(touchpoint, since, until)


def wordings_of(*, touchpoint_id: int) -> list[Wording]:
    """Return what to say and to write at a touchpoint, by name."""
    return list(Wording.objects.filter(touchpoint_id=touchpoint_id).order_by("kind", "name"))


def find_wording(*, wording_id: int) -> Wording | None:
    """Return one wording with its touchpoint, or None."""
    return Wording.objects.select_related("touchpoint__stage__journey").filter(pk=wording_id).first()


def redesign_list(*, journey_id: int) -> list[Redesign]:
    """Return what is to be redesigned: what is being worked on, what waits, then what is done."""
    rows = Redesign.objects.filter(touchpoint__stage__journey_id=journey_id).select_related("touchpoint__owner")
    order = [RedesignState.DOING, RedesignState.WAITING, RedesignState.DONE]
    return sorted(rows, key=lambda row: (order.index(RedesignState(row.state)), row.pk))


def find_redesign(*, redesign_id: int) -> Redesign | None:
    """Return one redesign with its touchpoint, or None."""
    return Redesign.objects.select_related("touchpoint__stage").filter(pk=redesign_id).first()


def redesign_candidates(*, touchpoints: Iterable[Touchpoint], came: Came) -> list[tuple[Touchpoint, float]]:
    """Return touchpoints surely below their target that nobody redesigns yet, with what it could give, most first."""
    taken = set(Redesign.objects.exclude(state=RedesignState.DONE).values_list("touchpoint_id", flat=True))
    weighed = [
        (
            touchpoint,
            redesign_weight(
                came.figures(touchpoint),
                target_points=touchpoint.target_points,
                is_moment_of_truth=touchpoint.is_moment_of_truth,
            ),
        )
        for touchpoint in touchpoints
        if touchpoint.pk not in taken
    ]
    return sorted(((one, weight) for one, weight in weighed if weight > 0), key=lambda item: -item[1])


def link_of(touchpoint: Touchpoint) -> Link:
    """Return which signals are about a touchpoint."""
    return Link(
        survey_id=touchpoint.survey_id,
        kind=touchpoint.kind,
        source=touchpoint.source,
        channel=touchpoint.channel,
        branch_id=touchpoint.branch_id,
        scale=touchpoint.scale,
        field=touchpoint.field,
    )


def _touchpoints() -> QuerySet[Touchpoint]:
    return Touchpoint.objects.select_related("stage__journey", "owner", "promise", "survey", "branch")


def _signals(since: datetime, until: datetime) -> QuerySet[Signal]:
    """Return the signals of a period with the survey they answer: only responses answer one."""
    survey = Response.objects.filter(pk=OuterRef("submission_id")).values("survey_id")[:1]
    return Signal.objects.filter(occurred_at__gte=since, occurred_at__lt=until).annotate(
        of_survey=Choice(When(submission_kind="response", then=Subquery(survey)), default=None)
    )


def _of(touchpoint: Touchpoint, since: datetime, until: datetime) -> QuerySet[Signal]:
    """Return the signals about a touchpoint: the same choice as `rules.Link.takes`, made by the database."""
    link, signals = link_of(touchpoint), _signals(since, until)
    if not link.is_measured:
        return signals.none()
    asked: dict[str, object] = {
        "of_survey": link.survey_id,
        "submission_kind": link.kind,
        "source": link.source,
        "channel": link.channel,
        "branch_id": link.branch_id,
    }
    return signals.filter(**{column: value for column, value in asked.items() if value})


def _origin(row: tuple[Any, ...]) -> Origin:
    kind, survey_id, source, channel, branch_id = row[:5]
    return Origin(kind=kind, survey_id=survey_id, source=source, channel=channel, branch_id=branch_id)
