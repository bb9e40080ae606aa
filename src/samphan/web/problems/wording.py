"""What the screens of problems call things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.kit.errors import N_
from samphan.web.case.reading import cause_name
from samphan.web.formats import format_money, format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samphan.analytics.intervals import Interval, NpsCounts
    from samphan.cases.models import Cause
    from samphan.cases.selectors import Comparison

STATES = {
    "open": N_("Known"),
    "fixing": N_("Being fixed"),
    "fixed": N_("Fixed"),
    "told": N_("Customers told"),
    "dropped": N_("Let go"),
}
TONES = {"open": "o", "fixing": "acc", "fixed": "good", "told": "good", "dropped": "o"}
MOVES = {
    "fixing": N_("Start fixing"),
    "fixed": N_("It is fixed"),
    "open": N_("Open it again"),
    "dropped": N_("Let it go"),
}
VIEWS = {"active": N_("To be fixed"), "fixed": N_("Fixed"), "dropped": N_("Let go")}
MEASURES = {"cases": N_("Cases"), "customers": N_("Customers"), "value": N_("Value at risk")}


def names_of(codes: list[str], causes: Mapping[str, Cause]) -> list[str]:
    """Return causes in the reader's language, by their codes."""
    return [cause_name(causes[code]) if code in causes else code for code in codes]


def amount(value: int, measure: str) -> str:
    """Return a weight as its measure is written."""
    return format_money(value, whole=True) if measure == "value" else format_number(value)


def vital_sentence(*, vital: int, total: int, measure: str) -> str:
    """Say how few causes make 80 % of what is counted."""
    sentences = {
        "cases": ngettext(
            "%(vital)s of %(total)s causes makes 80%% of the cases.",
            "%(vital)s of %(total)s causes make 80%% of the cases.",
            vital,
        ),
        "customers": ngettext(
            "%(vital)s of %(total)s causes makes 80%% of the customers concerned.",
            "%(vital)s of %(total)s causes make 80%% of the customers concerned.",
            vital,
        ),
        "value": ngettext(
            "%(vital)s of %(total)s causes makes 80%% of the value at risk.",
            "%(vital)s of %(total)s causes make 80%% of the value at risk.",
            vital,
        ),
    }
    return sentences[measure] % {"vital": vital, "total": total}


def again_sentence(found: Comparison) -> str:
    """Say whether those who reported it came back less often after the fix."""
    return {
        "fewer": _("Fewer of them reported it again than before the fix."),
        "more": _("More of them reported it again than before the fix: the fix does not hold."),
        "same": _("The difference could be chance: so far this is no change."),
        "few": _("Fewer than 30 people on one side: counts only, no verdict."),
    }[found.again.verdict]


def nps_sentence(found: Comparison) -> str:
    """Say whether the affected recommend us more than before."""
    return {
        "better": _("They recommend us more than before the fix."),
        "worse": _("They recommend us less than before the fix."),
        "same": _("The difference could be chance: so far this is no change."),
        "few": _("Fewer than 30 answers on one side: counts only, no score."),
    }[found.nps.verdict]


def share(pair: tuple[int, int], interval: Interval | None) -> str:
    """Return a share with its interval, or only its counts."""
    counts = _("%(some)s of %(all)s") % {"some": format_number(pair[0]), "all": format_number(pair[1])}
    if interval is None:
        return counts
    low, high, middle = (format_number(100 * part) for part in (interval.low, interval.high, interval.estimate))
    return f"{middle}% ({low}–{high}) · {counts}"


def score(counts: NpsCounts, interval: Interval | None) -> str:
    """Return an NPS with its interval, or only how many answered."""
    n = ngettext("%(num)s answer", "%(num)s answers", counts.n) % {"num": format_number(counts.n)}
    if interval is None:
        return n
    low, high, middle = (format_number(part) for part in (interval.low, interval.high, interval.estimate))
    return f"{middle} ({low}…{high}) · {n}"


def difference(interval: Interval | None, *, times: float, unit: str) -> str:
    """Return a difference with its interval and sign, "–" when too few are behind it."""
    if interval is None:
        return "–"
    low, high, middle = (_signed(times * part) for part in (interval.low, interval.high, interval.estimate))
    return f"{middle} {unit} ({low}…{high})"


def _signed(value: float) -> str:
    rounded = round(value)
    return f"+{rounded}" if rounded > 0 else f"−{-rounded}" if rounded < 0 else "0"
