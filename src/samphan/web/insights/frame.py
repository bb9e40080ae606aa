"""What every screen of Insights shares: its tabs, the period and branch asked for, and the stored figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from samphan.accounts.selectors import BranchRow
from samphan.insights import selectors
from samphan.insights.rules.periods import PERIODS, is_long_quiet, local_date
from samphan.kit import clock
from samphan.kit.errors import N_
from samphan.web.components.charts import Chart
from samphan.web.formats import is_thai
from samphan.web.how.explanations import EXPLANATIONS
from samphan.web.insights.asked import Asked, asked
from samphan.web.insights.failure import told

if TYPE_CHECKING:
    from samphan.accounts.models import Branch
    from samphan.surveys.models import Survey

Value = Mapping[str, Any]
Values = Mapping[str, Value]
Draw = Callable[[Asked, Values], Chart | None]
FILE_KINDS = {"PNG": "png", "SVG": "svg", "CSV": "csv", "XLSX": "xlsx"}
TABS = {
    "insights": N_("Overview"),
    "insights_retention": N_("Retention"),
    "insights_value": N_("Customer value"),
    "insights_behaviour": N_("Satisfaction and behaviour"),
    "insights_drivers": N_("Drivers"),
    "insights_topics": N_("Topics"),
    "insights_themes": N_("Themes"),
    "insights_economics": N_("Economics"),
}
# The stored figures each tab draws; Themes shows runs of its own instead.
SHOWN = {
    "insights": ("answers", "nps", "nps_by_month", "causes", "case_times", "repurchase", "cohorts"),
    "insights_retention": (
        "retention_cohorts",
        "repurchase",
        "churn_by_month",
        "churn_now",
        "churn_reasons",
        "waiting",
    ),
    "insights_value": ("clv", "risk", "model_fit"),
    "insights_behaviour": ("quadrants",),
    "insights_drivers": ("drivers",),
    "insights_topics": ("tones",),
    "insights_themes": (),
    "insights_economics": ("economics", "bad_profit", "ror"),
}
# None of their figures is about buying.
_ABOUT_WORDS = frozenset({"insights_drivers", "insights_topics", "insights_themes"})


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One screen of Insights as it was asked for, with the figures it shows."""

    asked: Asked
    values: Values
    context: dict[str, Any]

    def draw(self, charts: Mapping[str, Draw]) -> dict[str, Chart | None]:
        """Return each chart by its name; None where a figure is missing or too few stand behind it."""
        return {name: draw(self.asked, self.values) for name, draw in charts.items()}


def open_frame(request: HttpRequest, *, tab: str) -> Frame:
    """Read the address and the stored figures; nothing is computed here. `tab` is the screen's URL name."""
    now = clock.now()
    shown = asked(request, now=now)
    values = shown.values
    standing = selectors.refresh_standing(now=now)
    computed_at = _computed_at(shown, tab)
    context: dict[str, Any] = {
        "asked": shown,
        "tab": tab,
        "tabs": [
            {"label": _(label), "href": shown.query(name), "current": name == tab} for name, label in TABS.items()
        ],
        "periods": [(code, _("Last %(n)s months") % {"n": months}) for code, months in PERIODS.items()],
        "branches": [(row.branch.pk, _branch_option(row)) for row in shown.branches],
        "running": standing.running,
        "failed": told(standing.failed),
        "computed_at": computed_at,
        "is_empty": not values,
        "bought_until": None if tab in _ABOUT_WORDS else _bought_until(shown),
        "orders_left_out": 0 if tab in _ABOUT_WORDS else _orders_left_out(shown),
        "question": question,
        "files": lambda name: files(shown, name),
        "values": values,
    }
    return Frame(asked=shown, values=values, context=context)


def _computed_at(shown: Asked, tab: str) -> datetime | None:
    """Return when the oldest of a tab's figures was computed: a computation that failed half way renews only some."""
    found = (shown.figures[name].computed_at for name in SHOWN[tab] if name in shown.figures)
    return min(found, default=None)


def _bought_until(shown: Asked) -> date | None:
    """Return the day the figures about buying end with, where that is long before they were computed; else None."""
    figure = shown.figures.get("repurchase")
    if figure is None:
        return None
    last = date.fromisoformat(figure.value["until"]) - timedelta(days=1)
    return last if is_long_quiet(last, today=local_date(figure.computed_at, shown.span.timezone)) else None


def _orders_left_out(shown: Asked) -> int:
    """Return how many orders no figure about buying counts: those of another currency than the firm's."""
    figure = shown.figures.get("repurchase")
    return int(figure.value.get("orders_left_out", 0)) if figure else 0


def question(code: str) -> str:
    """Return the title of a panel: what it answers."""
    return _(EXPLANATIONS[code].question)


def files(shown: Asked, name: str) -> dict[str, str]:
    """Return where a chart is saved from, by the kind of file."""
    return {label: shown.query("insights_chart_file", name, kind) for label, kind in FILE_KINDS.items()}


def local_name(named: "Branch | Survey | None") -> str:
    """Return the name of a branch or a survey in the reader's language; a dash for none."""
    if named is None:
        return "–"
    return named.name_th if is_thai() else named.name_en or named.name_th


def _branch_option(row: BranchRow) -> str:
    return "\u2003" * row.depth + local_name(row.branch)
