"""Which signals are about a touchpoint, and what may be said of how it feels. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from samphan.analytics.intervals import Disclosure, Interval, NpsCounts, disclosure, nps_change, nps_interval
from samphan.signals.rules import category_of


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where signals came from; one submission has one origin. `survey_id` is None for what answers no survey."""

    kind: str
    survey_id: int | None
    source: str
    channel: str
    branch_id: int | None


@dataclass(frozen=True, kw_only=True)
class Link:
    """Which signals are about a touchpoint: what is empty or None asks for nothing."""

    survey_id: int | None = None
    kind: str = ""
    source: str = ""
    channel: str = ""
    branch_id: int | None = None
    scale: str = "csat"
    field: str = ""

    @property
    def is_measured(self) -> bool:
        """Return whether it asks for anything: a link that does not would claim every signal there is."""
        return any((self.survey_id, self.kind, self.source, self.channel, self.branch_id))

    def takes(self, origin: Origin) -> bool:
        """Say whether signals of this origin are about the touchpoint."""
        return (
            self.is_measured
            and self.survey_id in (None, origin.survey_id)
            and self.kind in ("", origin.kind)
            and self.source in ("", origin.source)
            and self.channel in ("", origin.channel)
            and self.branch_id in (None, origin.branch_id)
        )


@dataclass(frozen=True, kw_only=True)
class Rated:
    """`count` ratings of one origin, field, scale and score."""

    origin: Origin
    field: str
    scale: str
    score: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """`count` submissions of one origin; with a case or without, and the code of its root cause once it is known."""

    origin: Origin
    has_case: bool
    cause: str
    count: int


class Feeling(StrEnum):
    """How a rating feels."""

    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    UNHAPPY = "unhappy"


# By the groups of NPS, so that its score is NPS.
_FELT = {"promoter": Feeling.SATISFIED, "passive": Feeling.NEUTRAL, "detractor": Feeling.UNHAPPY}


class Band(StrEnum):
    """How a score stands to its target; "surely" where the whole interval lies on one side."""

    UNKNOWN = "unknown"
    SURELY_BELOW = "surely_below"
    BELOW = "below"
    ABOVE = "above"
    SURELY_ABOVE = "surely_above"


@dataclass(frozen=True, kw_only=True)
class Segment:
    """The part of the signals that is looked at; None and empty: all. With `is_the_rest` it is all but that part."""

    branch_id: int | None = None
    channel: str = ""
    is_the_rest: bool = False

    def holds(self, origin: Origin) -> bool:
        """Say whether signals of this origin belong to the part."""
        is_of_it = self.branch_id in (None, origin.branch_id) and self.channel in ("", origin.channel)
        return is_of_it != self.is_the_rest


EVERYBODY = Segment()


@dataclass(frozen=True)
class Figures:
    """What is known of a touchpoint in a period: submissions, ratings by feeling, cases, cases by code of a cause."""

    volume: int = 0
    answers: NpsCounts = field(default_factory=lambda: NpsCounts(promoters=0, passives=0, detractors=0))
    cases: int = 0
    causes: tuple[tuple[str, int], ...] = ()

    @property
    def n(self) -> int:
        """Return how many ratings the score rests on."""
        return self.answers.n

    @property
    def shows(self) -> Disclosure:
        """Return how much may be shown: nothing below 5 ratings, counts below 30, then the score."""
        return disclosure(self.n)

    @property
    def score(self) -> Interval | None:
        """Return satisfied minus unhappy in points (-100..100) with its 95 % interval; None below 30 ratings."""
        return nps_interval(self.answers) if self.shows is Disclosure.FULL else None


def feeling(scale: str, score: int) -> Feeling:
    """Return how a rating feels. Raises KeyError for a scale without cuts."""
    return _FELT[category_of(scale, score)]


def figures_of(
    link: Link, rated: Iterable[Rated], submitted: Iterable[Submitted], *, segment: Segment = EVERYBODY
) -> Figures:
    """Return the figures of one touchpoint from the groups of everything that came in."""
    felt: Counter[Feeling] = Counter()
    for group in rated:
        if group.scale == link.scale and link.field in ("", group.field) and _counts(link, segment, group.origin):
            felt[feeling(group.scale, group.score)] += group.count
    volume = cases = 0
    causes: Counter[str] = Counter()
    for some in submitted:
        if not _counts(link, segment, some.origin):
            continue
        volume += some.count
        cases += some.count if some.has_case else 0
        if some.cause:
            causes[some.cause] += some.count
    return Figures(
        volume=volume,
        answers=NpsCounts(
            promoters=felt[Feeling.SATISFIED], passives=felt[Feeling.NEUTRAL], detractors=felt[Feeling.UNHAPPY]
        ),
        cases=cases,
        causes=tuple(sorted(causes.items(), key=lambda item: (-item[1], item[0]))),
    )


def band(score: Interval | None, target_points: int) -> Band:
    """Return how a score stands to its target, both in points."""
    if score is None:
        return Band.UNKNOWN
    if score.high < target_points:
        return Band.SURELY_BELOW
    if score.low > target_points:
        return Band.SURELY_ABOVE
    return Band.BELOW if score.estimate < target_points else Band.ABOVE


def differs(one: Figures, other: Figures) -> bool:
    """Say whether two independent scores differ by more than noise (a z test); never where one may not be shown."""
    if one.score is None or other.score is None:
        return False
    return nps_change(other.answers, one.answers).is_change


def redesign_weight(figures: Figures, *, target_points: int, is_moment_of_truth: bool) -> float:
    """Return how much a redesign could give: answers that would have to change from unhappy to satisfied.

    Only a score that is surely below its target counts, because a smaller gap may be noise; a moment of truth counts
    twice, as people remember it. 0 where nothing is proven.
    """
    score = figures.score
    if score is None or band(score, target_points) is not Band.SURELY_BELOW:
        return 0.0
    # One answer moved from unhappy to satisfied changes the difference by two.
    to_change = (target_points - score.estimate) / 100 * figures.n / 2
    return to_change * (2 if is_moment_of_truth else 1)


def _counts(link: Link, segment: Segment, origin: Origin) -> bool:
    return link.takes(origin) and segment.holds(origin)
