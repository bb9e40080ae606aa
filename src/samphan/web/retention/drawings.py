"""The charts of Retention."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samphan.insights.rules.periods import add_months
from samphan.web.components import cells, charts, curves
from samphan.web.components.cells import Cell, Table
from samphan.web.components.charts import ACCENT, DETRACTOR, PROMOTER, TEXT_3, Chart
from samphan.web.formats import format_month, format_number, is_thai
from samphan.web.insights import codes
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Value, Values
from samphan.web.insights.sheets import MakeTable
from samphan.web.insights.wording import few, percent, repurchase_sentence
from samphan.web.retention import wording

GRIDS = {"exact": "retention-cohorts", "unbounded": "retention-cohorts-later"}
_NARROW_MONTHS, _NARROW_STEPS = 12, 6
_DAYS = (30, 60, 90, 180, 365)
# Grey for those in the middle would vanish beside those who never answered, so they take the accent.
_GROUPS = {"promoter": PROMOTER, "passive": ACCENT, "detractor": DETRACTOR, "none": TEXT_3}


def cohorts(asked: Asked, values: Values, *, grid: str) -> Chart | None:
    """Draw the share of each month's newcomers that bought in each later month, as a grid of one hue."""
    value = values.get("retention_cohorts")
    rows = value["grids"][grid] if value else []
    drawn = [row for row in rows if row["shown"] == "full" and any(n is not None for n in row["active"][1:])]
    if not drawn:
        return None
    steps = max(at for row in drawn for at, n in enumerate(row["active"]) if n is not None)
    return Chart(
        name=GRIDS[grid],
        sentence=wording.cohorts_sentence(grid),
        heads=[_("First order in"), _("Customers"), *(_month_after(step) for step in range(1, steps + 1))],
        rows=[_cohort_row(asked, row, steps, grid) for row in rows],
        wide=_cohort_drawing(drawn, steps),
        narrow=_cohort_drawing(drawn[-_NARROW_MONTHS:], min(steps, _NARROW_STEPS)),
    )


def repurchase(asked: Asked, values: Values) -> Chart | None:
    """Draw how many bought again within each window, as estimates with intervals."""
    value = values.get("repurchase")
    windows = {days: share for days, share in value["windows"].items() if not few(share)} if value else {}
    if value is None or not windows:
        return None
    return Chart(
        name="repurchase",
        sentence=repurchase_sentence(value),
        heads=[_("Within"), _("Bought again"), _("Low (95%)"), _("High (95%)"), _("Change"), "n"],
        rows=[
            (
                wording.days(int(days)),
                cells.share(share["share"], href=asked.query("insights_newcomers", within=days, back=1)),
                cells.share(share["low"]),
                cells.share(share["high"]),
                wording.change(share),
                cells.count(share["n"], asked.query("insights_newcomers", within=days)),
            )
            for days, share in windows.items()
        ],
        wide=charts.whiskers(
            [{"label": wording.days(int(days)), **_percentages(share)} for days, share in windows.items()],
            row_height=44,
        ),
    )


def churn(asked: Asked, values: Values) -> Chart | None:
    """Draw the share of active customers lost each month with its interval; the table has the running month, too.

    A line that ended with the losses of nine days beside those of whole months would seem to fall.
    """
    value = values.get("churn_by_month")
    months = value["months"] if value else []
    sure = [row for row in months if value and _is_over(row, value) and not few(row["lost"])]
    if value is None or len(sure) < 2:
        return None
    rows = [{"label": _month(row["month"]), **_percentages(row["lost"])} for row in sure]
    return Chart(
        name="churn",
        sentence=wording.churn_sentence(value, sure[-1]),
        heads=[_("Month"), _("Active"), _("Lost"), _("Share"), _("Low (95%)"), _("High (95%)"), _("Reactivated")],
        rows=[_churn_row(asked, row, value) for row in months],
        wide=charts.trend(rows, digits=1, height=210),
        narrow=charts.trend(rows[-_NARROW_MONTHS:], digits=1, height=150),
    )


def stated_reasons(asked: Asked, values: Values) -> Chart | None:
    """Draw the root causes customers who left had complained of, as sorted bars."""
    value = values.get("churn_reasons")
    stated = sorted(value["stated"], key=lambda row: -row["count"]) if value else []
    if not stated:
        return None
    return Chart(
        name="churn-reasons",
        sentence=wording.stated_sentence(stated),
        heads=[_("Cause"), _("Customers")],
        rows=[
            (
                codes.in_language(row),
                cells.count(row["count"], asked.query("insights_lost", now=1, cause=row["code"])),
            )
            for row in stated
        ],
        wide=charts.ranked([{"label": codes.in_language(row), "value": row["count"]} for row in stated]),
    )


def churn_drivers(asked: Asked, values: Values) -> Chart | None:
    """Draw what is seen together with staying away: for how many of the explained customers each is stable."""
    value = values.get("churn_reasons")
    found = sorted(value["associated"], key=lambda row: -row["weight"]) if value else []
    if value is None or not found:
        return None
    return Chart(
        name="churn-drivers",
        sentence=wording.associated_sentence(value, found[0]),
        heads=[_("Seen together with staying away"), _("Customers"), _("Share")],
        rows=[
            (
                codes.in_language(row),
                cells.count(row["count"], asked.query("insights_reason", row["code"])),
                cells.share(row["weight"], digits=0),
            )
            for row in found
        ],
        wide=charts.ranked(
            [
                {"label": codes.in_language(row), "value": row["count"], "share": percent(row["weight"])}
                for row in found
            ],
            highlight=0,
            label_limit=170,
        ),
    )


def waiting(asked: Asked, values: Values) -> Chart | None:
    """Draw who has not ordered again yet, by days since the order before and by what they said."""
    value = values.get("waiting")
    groups = [one for one in value["groups"] if one["shown"] == "full" and one["points"]] if value else []
    if not groups:
        return None
    names = {one["code"]: codes.attitude(one["code"]) for one in groups}
    points = [
        {"group": names[one["code"]], **{key: point[key] for key in ("day", "share", "low", "high")}}
        for one in groups
        for point in one["points"]
    ]
    draw = partial(
        curves.survival,
        points,
        order=list(names.values()),
        colours=[_GROUPS.get(code, ACCENT) for code in names],
        x_title=_("Days since the order before"),
    )
    return Chart(
        name="waiting",
        sentence=wording.waiting_sentence(groups),
        heads=[_("Group"), *(wording.days(day) for day in _DAYS), "n"],
        rows=[_waiting_row(asked, one) for one in groups],
        wide=draw(),
        narrow=draw(height=190),
    )


def churn_now(asked: Asked, values: Values) -> Table | None:
    """Return who is lost by now: counted, and where leaving can be told as the model expects."""
    value = values.get("churn_now")
    if value is None or few(value) or "share" not in value["lost"]:
        return None
    lost, expected = value["lost"], value["expected"] if value["attrition"]["detected"] else None
    gone, everybody = asked.query("insights_lost", now=1), asked.query("insights_lost", now=1, did="all")
    rows: list[tuple[object, ...]] = [
        (
            _("Counted as lost"),
            *(cells.share(lost[part]) for part in ("share", "low", "high")),
            cells.count(lost["successes"], gone),
            cells.count(lost["n"], everybody),
        )
    ]
    if expected:
        shares = (cells.share(expected[part]) for part in ("share", "low", "high"))
        rows.append((_("Expected to be gone for good"), *shares, cells.count(None), cells.count(lost["n"], everybody)))
    return Table(
        name="churn-now",
        sentence=wording.churn_now_sentence(value),
        heads=[pgettext("column", "How"), _("Share"), _("Low (95%)"), _("High (95%)"), _("Customers"), "n"],
        rows=rows,
    )


def _is_over(row: Value, value: Value) -> bool:
    """Say whether the figure counts all of a month's days."""
    return add_months(date.fromisoformat(row["month"]), 1) <= date.fromisoformat(value["until"])


def _month(iso: str) -> str:
    return format_month(date.fromisoformat(iso), thai=is_thai())


def _month_after(step: int) -> str:
    return _("Month %(n)s") % {"n": step}


def _percentages(value: Value) -> dict[str, float]:
    return {
        "value": round(100 * value["share"], 2),
        "low": round(100 * value["low"], 2),
        "high": round(100 * value["high"], 2),
    }


def _cohort_row(asked: Asked, row: Value, steps: int, grid: str) -> tuple[object, ...]:
    first = asked.query("insights_cohort", month=row["month"])
    made: list[object] = [_month(row["month"]), cells.count(row["customers"], first)]
    for step in range(1, steps + 1):
        n = row["active"][step] if step < len(row["active"]) else None
        behind = asked.query("insights_cohort", month=row["month"], at=step, grid=grid)
        if n is None:
            made.append(Cell(""))
        elif row["shown"] == "full":
            made.append(cells.share(n / row["customers"], href=behind if n else ""))
        else:
            made.append(cells.count(n, behind))
    return tuple(made)


def _cohort_drawing(rows: Sequence[Value], steps: int) -> dict[str, Any]:
    return charts.heat(
        [
            {
                "row": f"{_month(row['month'])} · {format_number(row['customers'])}",
                "column": str(step),
                "value": row["active"][step] / row["customers"],
                "text": f"{100 * row['active'][step] / row['customers']:.0f}",
            }
            for row in rows
            for step in range(1, steps + 1)
            if step < len(row["active"]) and row["active"][step] is not None
        ],
        row_height=34,
    )


def _churn_row(asked: Asked, row: Value, value: Value) -> tuple[object, ...]:
    lost, month = row["lost"], _month(row["month"])
    lost_now, active, back = (
        asked.query("insights_lost", month=row["month"], did=did) for did in ("", "active", "reactivated")
    )
    return (
        month if _is_over(row, value) else _("%(month)s so far") % {"month": month},
        cells.count(row["active"], active),
        cells.count(lost.get("successes"), lost_now),
        cells.share(lost.get("share")),
        cells.share(lost.get("low")),
        cells.share(lost.get("high")),
        cells.count(row["reactivated"], back),
    )


def _waiting_row(asked: Asked, group: Value) -> tuple[object, ...]:
    behind = asked.query("insights_waited", attitude=group["code"])
    return (
        cells.words(codes.attitude(group["code"]), behind),
        *(cells.share(share_at(group["points"], day), digits=0) for day in _DAYS),
        cells.count(group["n"], behind),
    )


def share_at(points: Sequence[Value], day: int) -> float | None:
    """Return the height of falling steps on a day; None after the last one, where nobody was watched any more."""
    if not points or day > points[-1]["day"]:
        return None
    return next((float(point["share"]) for point in reversed(points) if point["day"] <= day), 1.0)


CHARTS: Mapping[str, Draw] = {
    "retention-cohorts": lambda asked, values: cohorts(asked, values, grid="exact"),
    "retention-cohorts-later": lambda asked, values: cohorts(asked, values, grid="unbounded"),
    "repurchase": repurchase,
    "churn": churn,
    "churn-reasons": stated_reasons,
    "churn-drivers": churn_drivers,
    "waiting": waiting,
}
TABLES: Mapping[str, MakeTable] = {"churn-now": churn_now}
