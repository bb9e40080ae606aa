"""Saving a chart as PNG, SVG, CSV or XLSX, and the list of value at risk as CSV or XLSX."""

from collections.abc import Mapping
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import TypeVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from samphan.eventlog.events import user_actor
from samphan.insights.selectors.scores import count_at_risk, every_score_at_risk
from samphan.insights.services import note_export
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.behaviour import drawings as behaviour
from samphan.web.chart_files.pictures import picture
from samphan.web.chart_files.tables import MOST_IN_A_SHEET, csv_file, write_csv, write_xlsx, xlsx_file
from samphan.web.components.cells import Table
from samphan.web.components.charts import Chart
from samphan.web.customer_value import checks
from samphan.web.customer_value import drawings as customer_value
from samphan.web.customer_value.listing import cells_of, cut_note, heads, lines
from samphan.web.customers.alive import alive_chart
from samphan.web.drivers import drawings as drivers
from samphan.web.economics import drawings as economics
from samphan.web.formats import as_date
from samphan.web.insights import drawings as overview
from samphan.web.insights.asked import asked
from samphan.web.insights.frame import Draw, open_frame, question
from samphan.web.insights.rows_page import names_only_for
from samphan.web.insights.sheets import SHEET_KINDS, MakeTable
from samphan.web.retention import drawings as retention
from samphan.web.topics import drawings as topics

Answer = TypeVar("Answer", bound=HttpResponseBase)
TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SCREENS = (overview, retention, customer_value, behaviour, drivers, topics, economics)
CHARTS: Mapping[str, Draw] = {name: draw for drawn in _SCREENS for name, draw in drawn.CHARTS.items()}
TABLES: Mapping[str, MakeTable] = {**retention.TABLES, **checks.TABLES, **economics.TABLES}
# Charts and tables that share a panel answer its question.
_PANELS = {
    "retention-cohorts-later": "retention-cohorts",
    "churn-drivers": "churn-reasons",
    "model-frequency": "model-fit",
    "model-tracking": "model-fit",
    "model-weekly": "model-fit",
    "clv-quality": "clv",
    "risk-quality": "risk",
    "economics-results": "economics",
}
_IN_MEMORY = 2**20  # bytes of a list kept there before it goes to a file, which is gone once it was sent


@screen("insights.read")
def chart(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Save one chart, as a picture or its table as a spreadsheet, or a table that is not drawn as a spreadsheet."""
    make = CHARTS.get(code) or TABLES.get(code)
    if make is None or kind not in TYPES:
        raise Http404
    frame = open_frame(request, tab="insights")
    made = make(frame.asked, frame.values)
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


@screen("customers.export")
def at_risk(request: HttpRequest, kind: str) -> FileResponse:
    """Save the whole list of value at risk, the highest first; who saved it is recorded.

    It is written to a temporary file before it is sent: a list of any length in the memory of one chunk, and never a
    part of one that looks whole because the database failed on the way.
    """
    names_only_for(request)
    if kind not in SHEET_KINDS.values():
        raise Http404
    now = clock.now()
    shown = asked(request, now=now)
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the answer closes it once it was sent)
    rows = (cells_of(line) for line in lines(every_score_at_risk(branch_ids=shown.branch_ids)))
    if kind == "csv":
        written = write_csv(file, heads(), rows)
    else:
        cut = cut_note(count_at_risk(branch_ids=shown.branch_ids))
        said = f"{question('at-risk')} {cut}".strip()
        written = write_xlsx(file, _("Customers by value at risk"), said, heads(), islice(rows, MOST_IN_A_SHEET))
    actor = user_actor(reader(request).pk)
    if request.method == "GET":  # of a HEAD nothing leaves
        note_export(what="value_at_risk", kind=kind, rows=written, branch_id=shown.branch_id, now=now, actor=actor)
    file.seek(0)
    return _to_be_saved(FileResponse(file), kind, "value-at-risk")


def _written(made: Chart | Table, kind: str, title: str) -> bytes:
    """Return a chart or a table as a file of one kind; raises Http404 for a picture of what is not drawn."""
    if kind == "csv":
        return csv_file(made.heads, made.rows)
    if kind == "xlsx":
        return xlsx_file(title, made.sentence, made.heads, made.rows)
    if isinstance(made, Table):
        raise Http404
    return picture(made.wide, kind=kind, title=title, sentence=made.sentence)


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Answer with a file to be saved, named after what it holds and today."""
    return _to_be_saved(HttpResponse(content), kind, name)


def _to_be_saved(answer: Answer, kind: str, name: str) -> Answer:
    answer["Content-Type"] = TYPES[kind]
    answer["Content-Disposition"] = f'attachment; filename="{name}-{as_date(clock.now()).isoformat()}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
