"""Customer value, the list of value at risk, and the customers behind a bin."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.insights.selectors.returned import returned_purchases
from samphan.insights.selectors.scores import (
    PAGE,
    count_at_risk,
    most_valuable_tenth,
    scores_at_risk,
    scores_between,
    scores_with_reason,
)
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.customer_value import checks, drawings, wording
from samphan.web.customer_value.listing import cut_note, lines
from samphan.web.formats import format_date, is_thai
from samphan.web.insights import codes
from samphan.web.insights import wording as shared
from samphan.web.insights.asked import Asked, asked, end_asked, start_asked
from samphan.web.insights.frame import open_frame
from samphan.web.insights.rows_page import names_only_for, show_rows
from samphan.web.insights.sheets import sheet_files, table_context
from samphan.web.numbers import whole
from samphan.web.render import render

TAB = "insights_value"
_SHOWN_ON_THE_SCREEN = 8
_LARGEST = 1e18  # what a column of either database holds


@screen("insights.read")
def value(request: HttpRequest) -> HttpResponse:
    """Show what customers will be worth, who may not come back, and the first of those to call."""
    frame = open_frame(request, tab=TAB)
    names_allowed = reader(request).may("customers.read")
    total = count_at_risk(branch_ids=frame.asked.branch_ids)
    first = scores_at_risk(branch_ids=frame.asked.branch_ids, limit=_SHOWN_ON_THE_SCREEN) if names_allowed else None
    return render(
        request,
        "customer_value/page.html",
        **frame.context,
        w=wording,
        shared=shared,
        charts=frame.draw(drawings.CHARTS),
        **table_context(frame, checks.TABLES),
        lines=list(lines(first.scores)) if first else [],
        at_risk=total,
        cut=cut_note(total),
        list_files=_list_files(request, frame.asked),
    )


@screen("insights.read")
def at_risk(request: HttpRequest) -> HttpResponse:
    """List the customers with most value at risk, a page at a time."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    after, total = whole(request.GET.get("after")), count_at_risk(branch_ids=shown.branch_ids)
    page = scores_at_risk(after=after, branch_ids=shown.branch_ids, limit=PAGE)
    if after is not None and not page.scores and total:
        raise Http404
    return render(
        request,
        "customer_value/at_risk.html",
        asked=shown,
        lines=list(lines(page.scores)),
        total=total,
        cut=cut_note(total),
        w=wording,
        shared=shared,
        next_page=shown.query("insights_at_risk", after=page.next_after) if page.next_after else None,
        first_page=shown.query("insights_at_risk") if after else None,
        missing=wording.at_risk_missing(shown.values.get("clv"), shown.values.get("risk")),
        list_files=_list_files(request, shown),
    )


def _list_files(request: HttpRequest, shown: Asked) -> dict[str, str]:
    """Return where the whole list is saved from; nowhere for whoever may read customers one by one only."""
    return sheet_files(shown, "insights_at_risk_file") if reader(request).may("customers.export") else {}


@screen("insights.read")
def behind_bin(request: HttpRequest, measure: str) -> HttpResponse:
    """List the customers of one bar of a histogram."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    low, high = _number(request.GET.get("low")), _number(request.GET.get("high"))
    headings = {
        "clv": _("Expected value: %(range)s"),
        "risk": _("Chance of no order: %(range)s"),
        "frequency": _("Ordered again on: %(range)s"),
    }
    if measure not in headings or low is None:
        raise Http404
    # The last bin of a chance holds the certain ones too.
    end = None if measure == "risk" and high is not None and high >= 1 else high
    rows = scores_between(measure=measure, low=low, high=end, branch_ids=shown.branch_ids)
    heading = headings[measure] % {"range": drawings.bin_name(measure, low, high)}
    return show_rows(request, "insights/scores.html", shown, rows=rows, heading=heading, tab=TAB)


@screen("insights.read")
def top(request: HttpRequest) -> HttpResponse:
    """List the most valuable tenth of the customers."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    rows = most_valuable_tenth(branch_ids=shown.branch_ids)
    return show_rows(request, "insights/scores.html", shown, rows=rows, heading=_("The most valuable tenth"), tab=TAB)


@screen("insights.read")
def returns(request: HttpRequest) -> HttpResponse:
    """List the returns from one day to another (`since`, `until`) of the customers the picture of the model follows.

    Without `since` from the beginning.
    """
    names_only_for(request)
    shown = asked(request, now=clock.now())
    figure = shown.figures.get("model_fit")
    track = figure.value["track"] if figure else None
    until = end_asked(request)
    if track is None or until is None:
        raise Http404
    since = start_asked(request)
    _first, end = shown.counted("model_fit")
    rows = returned_purchases(
        known=shown.known(shown.span.starts_at(end)),
        won_until=date.fromisoformat(track["origin"]),
        since=since or date.min,
        until=until,
    )
    heading = _("Returns of the week until %(date)s") if since else _("Returns until %(date)s")
    heading %= {"date": format_date(until, thai=is_thai())}
    return show_rows(request, "customer_value/returns.html", shown, rows=rows, heading=heading, tab=TAB)


@screen("insights.read")
def behind_reason(request: HttpRequest, code: str) -> HttpResponse:
    """List the customers whose risk goes along with one fact."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    rows = scores_with_reason(code=code, branch_ids=shown.branch_ids)
    heading = _("Seen together: %(what)s") % {"what": codes.driver(code)}
    return show_rows(request, "insights/scores.html", shown, rows=rows, heading=heading, tab="insights_retention")


def _number(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if abs(found) < _LARGEST else None
