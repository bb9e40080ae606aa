"""The charts of the weekly mail, made of the same pieces as those on the screens; each with its sentence and table."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from samphan.promises.rules.attainment import Kept
from samphan.promises.selectors import KeptRow
from samphan.web.components import cells, charts
from samphan.web.components.charts import DETRACTOR, PROMOTER, Chart
from samphan.web.formats import format_date, format_month, format_number, is_thai
from samphan.web.insights.wording import nps_sentence, signed

Value = Mapping[str, Any]
_MET, _LATE = "met", "late"
_FEWEST_POINTS = 2


def loyalty(total: Value | None, months: Sequence[Value], *, goal: int | None) -> Chart | None:
    """Draw the NPS by month with its interval and the goal; None while fewer than two months bear a figure."""
    scored = [row for row in months if "nps" in row]
    if total is None or len(scored) < _FEWEST_POINTS:
        return None
    rows = [
        {"label": _month(row["month"]), "value": row["nps"], "low": row["low"], "high": row["high"]} for row in scored
    ]
    said = [nps_sentence(total)]
    if goal is not None:
        said.append(_("The dotted line is the goal: %(target)s.") % {"target": signed(goal)})
    return Chart(
        name="loyalty",
        sentence=" ".join(said),
        heads=[_("Month"), _("NPS"), _("Low (95%)"), _("High (95%)"), "n"],
        rows=[
            (_month(row["month"]), signed(row["nps"]), signed(row["low"]), signed(row["high"]), cells.count(row["n"]))
            for row in scored
        ],
        wide=charts.trend(rows, goal=goal),
    )


def kept_by_week(weeks: Sequence[KeptRow], *, name: str) -> Chart | None:
    """Draw promises kept and broken by week as counts; None while there were none."""
    by_monday = {row.key: row.kept for row in weeks if isinstance(row.key, date) and row.kept.n}
    if not by_monday:
        return None
    # A week in which nothing was due has its place as well: a gap that is not seen bends the picture.
    mondays = range((max(by_monday) - min(by_monday)).days // 7 + 1)
    shown = [
        (monday, by_monday.get(monday, Kept())) for monday in (min(by_monday) + timedelta(weeks=n) for n in mondays)
    ]
    rows = [
        {"label": _day(monday), "part": part, "count": count}
        for monday, kept in shown
        for part, count in ((_MET, kept.met), (_LATE, kept.missed))
    ]
    return Chart(
        name=name,
        sentence=_kept_sentence(shown[-1][1]),
        heads=[_("Week from"), _("Kept in time"), _("Late")],
        rows=[(_day(monday), cells.count(kept.met), cells.count(kept.missed)) for monday, kept in shown],
        wide=charts.stacked(rows, order=[_LATE, _MET], colours=[DETRACTOR, PROMOTER], height=150, as_share=False),
    )


def causes(bars: Sequence[tuple[str, int]]) -> Chart | None:
    """Draw the causes of a week's cases as sorted bars; None while there were none."""
    if not bars:
        return None
    rows = [{"label": label, "value": count} for label, count in bars]
    return Chart(
        name="causes",
        sentence=_("Most often: %(cause)s, in %(n)s cases.") % {"cause": bars[0][0], "n": format_number(bars[0][1])},
        heads=[_("Cause"), _("Cases")],
        rows=[(label, cells.count(count)) for label, count in bars],
        wide=charts.ranked(rows, highlight=1),
    )


def _kept_sentence(kept: Kept) -> str:
    said = _(
        "In the latest week %(met)s of %(n)s promises were kept in time (teal); the others were late (orange)."
    ) % {
        "met": format_number(kept.met),
        "n": format_number(kept.n),
    }
    if kept.interval is None:
        return said
    sure = _("Allowing for chance, that is between %(low)s and %(high)s.") % {
        "low": f"{format_number(100 * kept.interval.low)}%",
        "high": f"{format_number(100 * kept.interval.high)}%",
    }
    return f"{said} {sure}"


def _month(iso: str) -> str:
    return format_month(date.fromisoformat(iso), thai=is_thai())


def _day(monday: date) -> str:
    return format_date(monday, thai=is_thai()).rsplit(" ", 1)[0]
