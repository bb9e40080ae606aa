"""The cases and the promises behind the figures of the loop."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.selectors.counted import COUNTED, counted_cases, counted_clocks
from samphan.kit import clock
from samphan.kit.errors import N_
from samphan.web.access import screen
from samphan.web.formats import format_date, is_thai
from samphan.web.insights import wording
from samphan.web.insights.asked import Asked, asked
from samphan.web.insights.rows_page import names_only_for, show_rows

_HEADINGS = {
    "": N_("Cases of the period"),
    "open": N_("Cases of the period still in progress"),
    "contacted": N_("Cases whose customer was contacted"),
    "solved": N_("Cases that were solved"),
    "asked": N_("Cases whose customer was asked whether it is solved"),
    "confirmed": N_("Cases the customer confirmed"),
    "ended": N_("Cases solved at least once"),
    "reopened": N_("Cases opened again"),
}


@screen("insights.read")
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases opened in the period, with `counted` those of them a figure counted."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    counted = request.GET.get("counted", "")
    if counted not in COUNTED:
        raise Http404
    rows = counted_cases(counted=counted, **_opened(shown))
    return show_rows(
        request, "insights/cases.html", shown, rows=rows, heading=_(_HEADINGS[counted]), about=opened_since(shown)
    )


@screen("insights.read")
def promises(request: HttpRequest) -> HttpResponse:
    """List the promises of the cases opened in the period that are over, of one kind or of all, or only those kept."""
    shown = asked(request, now=clock.now())
    metric, only_kept = request.GET.get("metric", ""), bool(request.GET.get("kept"))
    if metric and metric not in wording.METRICS:
        raise Http404
    rows = counted_clocks(metric=metric, only_kept=only_kept, **_opened(shown))
    heading = _("Promises kept") if only_kept else _("Promises that are over")
    if metric:
        heading = f"{heading} · {wording.metric(metric)}"
    return show_rows(
        request,
        "insights/promises.html",
        shown,
        rows=rows,
        heading=heading,
        about=opened_since(shown),
        metric=wording.metric,
    )


def opened_since(shown: Asked) -> str:
    """Say from which day on cases count."""
    return _("Since %(date)s") % {"date": format_date(_first(shown), thai=is_thai())}


def _first(shown: Asked) -> datetime:
    return shown.span.starts_at(shown.span.since)


def _opened(shown: Asked) -> dict[str, Any]:
    """Return which cases the figures of the loop count."""
    return {
        "opened_from": _first(shown),
        "opened_until": shown.computed_at("case_times"),
        "branch_ids": shown.branch_ids,
    }
