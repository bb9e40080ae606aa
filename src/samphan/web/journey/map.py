"""What the map shows of each touchpoint: its figures in words, its colour, and what it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.analytics.intervals import Disclosure
from samphan.cases.selectors import causes_by_code
from samphan.journeys.rules import Figures, Segment, band, differs
from samphan.journeys.selectors import Came, newest_unhappy
from samphan.kit.errors import N_
from samphan.web.formats import format_number, is_thai
from samphan.web.wording import label

if TYPE_CHECKING:
    from datetime import datetime

    from samphan.cases.models import Cause
    from samphan.journeys.models import Stage, Touchpoint
    from samphan.signals.models import Signal

SCALES = {"nps": N_("NPS 0-10"), "csat": N_("Satisfaction 1-5"), "stars": N_("Stars 1-5")}
KINDS = {"response": N_("Survey answers"), "review": N_("Reviews"), "message": N_("Messages")}
CHANNELS = {
    "email": N_("E-mail"),
    "file": N_("File"),
    "web": N_("Web"),
    "line": N_("LINE"),
    "sms": N_("SMS"),
    "phone": N_("Phone"),
    "store": N_("Branch"),
}
BANDS = {
    "surely_below": N_("surely below target"),
    "below": N_("below target, may be chance"),
    "above": N_("at or above target"),
    "surely_above": N_("surely above target"),
    "unknown": N_("no score yet"),
}
_LARGEST_DOT = 9.0


@dataclass(frozen=True)
class Cell:
    """One touchpoint on the map."""

    touchpoint: "Touchpoint"
    figures: Figures
    causes: Sequence[tuple[str, str, str]]  # (code, name, how many cases)
    quote: "Signal | None"
    radius: float  # of its dot, in pixels: the area grows with the volume

    @property
    def band(self) -> str:
        """Return the code of its colour."""
        return band(self.figures.score, self.touchpoint.target_points).value

    @property
    def score(self) -> str:
        """Return the score in points with its sign, or what stands for it."""
        return score_words(self.figures)


@dataclass(frozen=True)
class Compared:
    """A part of the customers beside the rest, at one touchpoint."""

    part: Figures
    rest: Figures

    @property
    def is_different(self) -> bool:
        """Return whether the two differ by more than noise."""
        return differs(self.part, self.rest)


def cells_of(
    stages: "Sequence[tuple[Stage, list[Touchpoint]]]", came: Came, *, since: "datetime", until: "datetime"
) -> dict[int, Cell]:
    """Return every touchpoint of a map by id."""
    touchpoints = [touchpoint for _stage, inside in stages for touchpoint in inside]
    figures = {touchpoint.pk: came.figures(touchpoint) for touchpoint in touchpoints}
    causes = causes_by_code(codes={cause for one in figures.values() for cause, _n in one.causes})
    quotes = newest_unhappy(touchpoints=touchpoints, since=since, until=until)
    most = max((one.volume for one in figures.values()), default=0)
    return {
        touchpoint.pk: Cell(
            touchpoint,
            figures[touchpoint.pk],
            cause_names(figures[touchpoint.pk], causes),
            quotes.get(touchpoint.pk),
            round(_LARGEST_DOT * sqrt(figures[touchpoint.pk].volume / most), 1) if most else 0.0,
        )
        for touchpoint in touchpoints
    }


def compare(touchpoints: "Sequence[Touchpoint]", came: Came, part: Segment) -> dict[int, Compared]:
    """Return a part of the customers beside all others, by touchpoint."""
    rest = Segment(branch_id=part.branch_id, channel=part.channel, is_the_rest=True)
    return {one.pk: Compared(came.figures(one, segment=part), came.figures(one, segment=rest)) for one in touchpoints}


def cause_names(figures: Figures, causes: "Mapping[str, Cause]") -> list[tuple[str, str, str]]:
    """Return the root causes of a touchpoint's cases with how many each, most first; few are not told apart."""
    known = [(code, count) for code, count in figures.causes if code in causes]
    return [(code, in_language(causes[code], "name"), few_or(count)) for code, count in known]


def few_or(count: int) -> str:
    """Return a count of people, or that it is fewer than five: who they are could be guessed."""
    return _("fewer than 5") if 0 < count < 5 else format_number(count)


def score_words(figures: Figures) -> str:
    """Return a score in points with its sign, or what stands for it where too few answered."""
    if figures.score is not None:
        return _points(figures.score.estimate)
    if figures.shows is Disclosure.COUNTS:
        answers = figures.answers
        return _("%(satisfied)s satisfied, %(unhappy)s unhappy") % {
            "satisfied": answers.promoters,
            "unhappy": answers.detractors,
        }
    return few_or(figures.n) if figures.n else _("no answers")


def sure_words(figures: Figures) -> str:
    """Return the interval and how many answered, or only how many."""
    answers = ngettext("%(num)s answer", "%(num)s answers", figures.n) % {"num": format_number(figures.n)}
    if figures.score is None:
        return answers if figures.shows is Disclosure.COUNTS else ""
    low, high = _points(figures.score.low), _points(figures.score.high)
    return f"{_('%(low)s to %(high)s') % {'low': low, 'high': high}} · {answers}"


def in_language(row: object, part: str) -> str:
    """Return a text of ours in the reader's language, or in the other where it is not written."""
    first, second = ("th", "en") if is_thai() else ("en", "th")
    return str(getattr(row, f"{part}_{first}") or getattr(row, f"{part}_{second}"))


def channel_name(touchpoint: "Touchpoint") -> str:
    """Return by what a touchpoint reaches the firm: the channel it names, else the kind of signal."""
    if touchpoint.channel:
        return label(CHANNELS, touchpoint.channel)
    return label(KINDS, touchpoint.kind) if touchpoint.kind else ""


def _points(value: float) -> str:
    rounded = round(value)
    return f"+{rounded}" if rounded > 0 else str(rounded).replace("-", "−")
