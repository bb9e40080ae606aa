"""The charts of Economics: sales of new and returning customers, and the part that is bad profit."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samphan.kit.errors import N_
from samphan.web.components import cells, charts
from samphan.web.components.cells import Table
from samphan.web.components.charts import Chart
from samphan.web.economics import wording
from samphan.web.formats import format_money
from samphan.web.insights import codes
from samphan.web.insights.asked import Asked
from samphan.web.insights.frame import Draw, Values
from samphan.web.insights.sheets import MakeTable
from samphan.web.insights.wording import few, percent

PARTS = {
    "detractors": N_("Unhappy customers"),
    "fees": N_("Fees complained about"),
}

_ROW, _LABEL = 36, 190


def economics(asked: Asked, values: Values) -> Chart | None:
    """Draw what new and what returning customers bought."""
    value = values.get("economics")
    if value is None or not value["n"]:
        return None
    new, returning = value["revenue_new_satang"], value["revenue_returning_satang"]
    total = (new + returning) or 1
    parts = [
        (
            _("Returning customers"),
            returning,
            value["returning"],
            asked.query("insights_returning", until=value["until"]),
        ),
        (_("New customers"), new, value["newcomers"], asked.query("insights_newcomers", until=value["until"])),
    ]
    bars = [_bar(label, sales, percent(sales / total)) for label, sales, _n, _behind in parts]
    return Chart(
        name="economics",
        sentence=wording.revenue_sentence(value),
        heads=[_("Who"), _("Sales"), _("Share"), _("Customers")],
        rows=[
            (label, cells.money(sales), cells.share(sales / total), cells.count(n, behind))
            for label, sales, n, behind in parts
        ],
        wide=charts.ranked(bars, highlight=1, row_height=_ROW),
        narrow=_narrow(bars, highlight=1),
    )


def bad_profit(asked: Asked, values: Values) -> Chart | None:
    """Draw the parts of bad profit as sorted bars."""
    value = values.get("bad_profit")
    if value is None or few(value) or not any(part["satang"] for part in value["parts"]):
        return None
    parts = sorted(value["parts"], key=lambda part: -part["satang"])
    revenue = value["revenue_satang"] or 1
    behind = asked.query("insights_quadrant", attitude="detractor", said="period")
    bars = [
        _bar(codes.named(PARTS, part["code"]), part["satang"], percent(part["satang"] / revenue, digits=1))
        for part in parts
    ]
    return Chart(
        name="bad-profit",
        sentence=wording.bad_profit_sentence(value),
        heads=[_("Part"), _("Amount"), _("Share of sales")],
        rows=[
            (
                codes.named(PARTS, part["code"]),
                cells.money(part["satang"], behind if part["code"] == "detractors" else ""),
                cells.share(part["satang"] / revenue),
            )
            for part in parts
        ],
        wide=charts.ranked(bars, highlight=0, row_height=_ROW, label_limit=_LABEL),
        narrow=_narrow(bars, highlight=0),
    )


def results(asked: Asked, values: Values) -> Table | None:
    """Return how many stay and what follows from the assumptions, with these."""
    value = values.get("economics")
    if value is None or few(value["retention"]):
        return None
    kept, told = value["retention"], value["assumptions"]
    earlier, nothing = asked.query("insights_returning", of="earlier"), cells.count(None)
    came_back = cells.share(kept["share"], href=asked.query("insights_returning"))
    rows: list[tuple[object, ...]] = [
        (_("Earlier customers who bought"), came_back, cells.count(kept["n"], earlier)),
        (_("Low (95%)"), cells.share(kept["low"]), nothing),
        (_("High (95%)"), cells.share(kept["high"]), nothing),
    ]
    first_year = asked.query("insights_returning", of="first_year")
    for at, (label, cell) in enumerate(wording.results(value, first_year=first_year)):
        n = cells.count(value["result"]["first_year_customers"], first_year) if at == 0 else nothing
        rows.append((label, cell, n))
    if told is not None:
        rows += [
            (_("Margin of sales"), cells.share(told["margin_percent"] / 100, digits=0), nothing),
            (_("Winning one customer costs, baht"), cells.money(told["acquisition_cost_satang"]), nothing),
            (_("Keeping one customer a year costs, baht"), cells.money(told["retention_cost_satang_a_year"]), nothing),
        ]
    return Table(
        name="economics-results",
        sentence=wording.retention_sentence(value),
        heads=[pgettext("column", "What"), _("Value"), "n"],
        rows=rows,
    )


def _bar(label: str, satang: int, share: str) -> dict[str, Any]:
    return {"label": label, "value": satang / 100, "text": format_money(satang, whole=True), "share": share}


def _narrow(bars: Sequence[Mapping[str, Any]], *, highlight: int) -> dict[str, Any]:
    """Return the bars for a phone: amounts leave no room for a column of shares, which the table has."""
    alone = [{**bar, "share": ""} for bar in bars]
    return charts.ranked(alone, highlight=highlight, row_height=_ROW)


CHARTS: Mapping[str, Draw] = {"economics": economics, "bad-profit": bad_profit}
TABLES: Mapping[str, MakeTable] = {"economics-results": results}
