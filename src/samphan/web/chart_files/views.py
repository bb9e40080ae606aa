"""Saving a chart as PNG, SVG, CSV or XLSX, and the list of value at risk as CSV or XLSX."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.insights.selectors.rows import MOST_ROWS
from samphan.insights.selectors.scores import scores_at_risk
from samphan.kit import clock
from samphan.web.access import screen
from samphan.web.behaviour import drawings as behaviour
from samphan.web.chart_files.pictures import picture
from samphan.web.chart_files.tables import csv_file, xlsx_file
from samphan.web.components.charts import Chart
from samphan.web.customer_value import drawings as customer_value
from samphan.web.customer_value.listing import cells_of, heads, lines
from samphan.web.customers.alive import alive_chart
from samphan.web.drivers import drawings as drivers
from samphan.web.economics import drawings as economics
from samphan.web.formats import as_date
from samphan.web.insights import drawings as overview
from samphan.web.insights.asked import asked
from samphan.web.insights.frame import Draw, open_frame, question
from samphan.web.insights.rows_page import names_only_for
from samphan.web.retention import drawings as retention
from samphan.web.topics import drawings as topics

TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SCREENS = (overview, retention, customer_value, behaviour, drivers, topics, economics)
CHARTS: Mapping[str, Draw] = {name: draw for drawn in _SCREENS for name, draw in drawn.CHARTS.items()}
# Charts that share a panel answer its question.
_PANELS = {
    "retention-cohorts-later": "retention-cohorts",
    "churn-drivers": "churn-reasons",
    "model-frequency": "model-fit",
    "model-tracking": "model-fit",
    "model-weekly": "model-fit",
}
_MOST_IN_A_FILE = 25 * MOST_ROWS


@screen("insights.read")
def chart(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Save one chart: as a picture, or its table as a spreadsheet."""
    if code not in CHARTS or kind not in TYPES:
        raise Http404
    frame = open_frame(request, tab="insights")
    made = CHARTS[code](frame.asked, frame.values)
    if made is None:
        raise Http404
    return as_file(_written(made, kind, question(_PANELS.get(code, code))), kind, f"{code}-{frame.asked.span.code}")


@screen("insights.read")
def alive(request: HttpRequest, customer_id: int, kind: str) -> HttpResponse:
    """Save one customer's chance of still being one over time."""
    names_only_for(request)
    made = alive_chart(customer_id=customer_id) if kind in TYPES else None
    if made is None:
        raise Http404
    return as_file(_written(made, kind, question("alive")), kind, f"customer-{customer_id}-alive")


@screen("insights.read")
def at_risk(request: HttpRequest, kind: str) -> HttpResponse:
    """Save the list of value at risk, the highest first."""
    names_only_for(request)
    if kind not in {"csv", "xlsx"}:
        raise Http404
    shown = asked(request, now=clock.now())
    page = scores_at_risk(branch_ids=shown.branch_ids, limit=_MOST_IN_A_FILE)
    rows = [cells_of(line) for line in lines(page.scores)]
    title = _("Customers by value at risk")
    content = csv_file(heads(), rows) if kind == "csv" else xlsx_file(title, question("at-risk"), heads(), rows)
    return as_file(content, kind, "value-at-risk")


def _written(made: Chart, kind: str, title: str) -> bytes:
    """Return a chart as a file of one kind."""
    if kind == "csv":
        return csv_file(made.heads, made.rows)
    if kind == "xlsx":
        return xlsx_file(title, made.sentence, made.heads, made.rows)
    return picture(made.wide, kind=kind, title=title, sentence=made.sentence)


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Answer with a file to be saved, named after what it holds and today."""
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{as_date(clock.now()).isoformat()}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
