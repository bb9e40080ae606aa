"""Insights: is loyalty improving, why do customers complain, do they come back, how fast is the loop."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import BranchRow
from samphan.cases.exports import cases_of_cause
from samphan.customers.selectors import shown_name
from samphan.insights import selectors
from samphan.insights.rules.periods import PERIODS, add_months
from samphan.insights.selectors.rows import MOST_ROWS, answers_behind, newcomers_behind
from samphan.insights.services import request_refresh
from samphan.kit import clock
from samphan.web.access import screen
from samphan.web.formats import is_thai
from samphan.web.insights import drawings, wording
from samphan.web.insights.asked import Asked, asked, month_asked
from samphan.web.insights.strip import five_numbers
from samphan.web.render import redirect, render, toast

if TYPE_CHECKING:
    from samphan.accounts.models import Branch


@screen("insights.read")
def insights(request: HttpRequest) -> HttpResponse:
    """Show the stored figures of a period and a branch; nothing is computed here."""
    shown = asked(request, now=clock.now())
    found = selectors.figures(scope=shown.scope, period=shown.span.code)
    context: dict[str, Any] = {
        "asked": shown,
        "periods": [(code, _("Last %(n)s months") % {"n": months}) for code, months in PERIODS.items()],
        "branches": [(row.branch.pk, _branch_option(row)) for row in shown.branches],
        "refresh": selectors.latest_refresh(),
    }
    if not found:
        return render(request, "insights/empty.html", **context)
    values = {name: figure.value for name, figure in found.items()}
    return render(
        request,
        "insights/page.html",
        **context,
        w=wording,
        values=values,
        computed_at=found["nps"].computed_at,
        numbers=five_numbers(values),
        loyalty=drawings.loyalty(values["nps"], values["nps_by_month"]),
        causes=drawings.causes(values["causes"]),
        cause_name=drawings.cause_name,
        cohorts=drawings.cohorts(values["cohorts"]),
        promises=drawings.promises(values["case_times"]),
    )


@screen("insights.write", methods=("POST",))
def refresh(request: HttpRequest) -> HttpResponse:
    """Ask for the figures to be computed afresh."""
    request_refresh(now=clock.now())
    toast(request, _("The figures are being computed."))
    return redirect(request, "insights")


@screen("insights.read")
def progress(request: HttpRequest) -> HttpResponse:
    """Say how far a recomputation is; the page asks every second while one runs, and reloads when it is done."""
    running = selectors.latest_refresh()
    if running is not None and running.is_running:
        return render(request, "insights/_progress.html", refresh=running)
    answer = HttpResponse(status=204)
    answer["HX-Refresh"] = "true"
    return answer


@screen("insights.read")
def answers(request: HttpRequest) -> HttpResponse:
    """List the answers an NPS rests on, of the period or of one month."""
    shown = asked(request, now=clock.now())
    since, until = _stretch(request, shown)
    rows = answers_behind(since=since, until=until, branch_ids=shown.branch_ids)
    return _rows(request, "insights/answers.html", shown, rows=rows, since=since)


@screen("insights.read")
def newcomers(request: HttpRequest) -> HttpResponse:
    """List the customers a repurchase rate rests on."""
    shown = asked(request, now=clock.now())
    since, until = _stretch(request, shown)
    rows = newcomers_behind(since=since, until=until, branch_ids=shown.branch_ids)
    return _rows(request, "insights/newcomers.html", shown, rows=rows, since=since)


@screen("insights.read")
def cause(request: HttpRequest, code: str) -> HttpResponse:
    """List the cases behind one cause."""
    shown = asked(request, now=clock.now())
    since = shown.span.starts_at(shown.span.since)
    rows = cases_of_cause(cause_code=code, opened_from=since, branch_ids=shown.branch_ids, limit=MOST_ROWS)
    figure = selectors.figure(name="causes", scope=shown.scope, period=shown.span.code)
    bars = figure.value["bars"] if figure else []
    name = next((drawings.cause_name(bar) for bar in bars if bar["code"] == code), code)
    return _rows(request, "insights/cause.html", shown, rows=rows, since=since, name=name)


def _rows(request: HttpRequest, template: str, shown: Asked, **context: Any) -> HttpResponse:
    return render(
        request, template, asked=shown, most=MOST_ROWS, name_of=shown_name, branch_name=_name_of_branch, **context
    )


def _stretch(request: HttpRequest, shown: Asked) -> tuple[datetime, datetime]:
    month = month_asked(request)
    if month is None:
        return shown.span.starts_at(shown.span.since), shown.span.starts_at(shown.span.until)
    return shown.span.starts_at(month), shown.span.starts_at(add_months(month, 1))


def _branch_option(row: BranchRow) -> str:
    return "\u2003" * row.depth + _name_of_branch(row.branch)


def _name_of_branch(branch: Branch | None) -> str:
    if branch is None:
        return "–"
    return branch.name_th if is_thai() else branch.name_en or branch.name_th
