"""Sentences over themes, in the reader's language."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.insights.rules.themes import FEWEST_TEXTS, WINDOWS_WEEKS
from samphan.web.formats import format_date, format_number, is_thai
from samphan.web.insights.wording import percent

if TYPE_CHECKING:
    from samphan.insights.models import Theme, ThemeRun

_NAMING_TERMS = 3
_FEWEST_WEEKS = 3  # of a line


def theme_name(theme: "Theme") -> str:
    """Return what the firm calls a theme, in the reader's language when it can; else its most telling terms."""
    names = (theme.name_th, theme.name_en) if is_thai() else (theme.name_en, theme.name_th)
    return names[0] or names[1] or " · ".join(theme.terms[:_NAMING_TERMS])


def more_terms(theme: "Theme") -> list[str]:
    """Return the terms its name does not say."""
    return list(theme.terms if theme.name_th or theme.name_en else theme.terms[_NAMING_TERMS:])


def week_name(week: date) -> str:
    """Write a week by its first and last day."""
    last = week + timedelta(days=6)
    return f"{format_date(week, thai=is_thai())} – {format_date(last, thai=is_thai())}"


def stretch(run: "ThemeRun") -> str:
    """Say which texts were looked at."""
    told = {
        "n": format_number(run.texts),
        "weeks": run.weeks,
        "date": format_date(run.week + timedelta(days=6), thai=is_thai()),
    }
    if run.weeks == WINDOWS_WEEKS[0]:
        return _("%(n)s texts of the week up to %(date)s") % told
    return _("%(n)s texts of the %(weeks)s weeks up to %(date)s") % told


def sentence(run: "ThemeRun", count: int) -> str:
    """Say how much of what was written belongs to a theme."""
    return ngettext(
        "%(themed)s of %(n)s texts belong to %(count)s theme; the others stand alone.",
        "%(themed)s of %(n)s texts belong to %(count)s themes; the others stand alone.",
        count,
    ) % {"themed": format_number(run.themed), "n": format_number(run.texts), "count": format_number(count)}


def window_note(run: "ThemeRun") -> str:
    """Say why more than a week was looked at."""
    if run.weeks == WINDOWS_WEEKS[0]:
        return ""
    return _("One week alone holds too few texts here, so each week is looked at together with the weeks before it.")


def trend(shares: Sequence[float]) -> str:
    """Say in words what the small line shows."""
    if len(shares) < _FEWEST_WEEKS:
        return ""
    return _("Share of texts in %(weeks)s weeks, from %(first)s to %(last)s") % {
        "weeks": len(shares),
        "first": percent(shares[0]),
        "last": percent(shares[-1]),
    }


def missing(run: "ThemeRun | None") -> str:
    """Say why there is no theme, and how many texts are needed."""
    if run is None:
        return _(
            "Themes have not been looked for yet. They are every night, or now with Refresh; %(needed)s texts are "
            "needed."
        ) % {"needed": FEWEST_TEXTS}
    if run.texts < FEWEST_TEXTS:
        return _(
            "Themes need at least %(needed)s texts in %(weeks)s weeks that are over; there are %(n)s. What came this "
            "week counts from Monday."
        ) % {
            "needed": FEWEST_TEXTS,
            "weeks": WINDOWS_WEEKS[-1],
            "n": format_number(run.texts),
        }
    return _(
        "%(n)s texts were looked at, and too few of them share words. Themes need at least %(needed)s that do."
    ) % {"n": format_number(run.texts), "needed": FEWEST_TEXTS}
