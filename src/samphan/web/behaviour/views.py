"""Satisfaction beside behaviour, and the customers of one quadrant."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse

from samphan.insights.selectors.said import said_customers
from samphan.kit import clock
from samphan.web.access import screen
from samphan.web.behaviour import drawings, wording
from samphan.web.insights import codes
from samphan.web.insights import wording as shared
from samphan.web.insights.asked import asked
from samphan.web.insights.frame import open_frame
from samphan.web.insights.rows_page import names_only_for, show_rows
from samphan.web.render import render

TAB = "insights_behaviour"
_USUAL_HORIZON_DAYS = 180


@screen("insights.read")
def behaviour(request: HttpRequest) -> HttpResponse:
    """Show attitude beside behaviour."""
    frame = open_frame(request, tab=TAB)
    return render(
        request,
        "behaviour/page.html",
        **frame.context,
        w=wording,
        shared=shared,
        codes=codes,
        charts=frame.draw(drawings.CHARTS),
        behind_cell=lambda cell: drawings.behind(frame.asked, cell),
    )


@screen("insights.read")
def quadrant(request: HttpRequest) -> HttpResponse:
    """List the customers of one attitude ("any": all who answered), and of one behaviour when it is asked for.

    Answers count from the window before the period on, with `said=period` from its first day.
    """
    names_only_for(request)
    shown = asked(request, now=clock.now())
    attitude, did = request.GET.get("attitude", ""), request.GET.get("did", "")
    if attitude not in codes.ATTITUDES:
        raise Http404
    figure = shown.figures.get("quadrants")
    horizon_days = figure.value["horizon_days"] if figure else _USUAL_HORIZON_DAYS
    first, known_until = shown.counted("quadrants")
    before = 0 if request.GET.get("said") == "period" else horizon_days
    rows = said_customers(
        attitude=attitude,
        behaviour=did if did in codes.BEHAVIOURS else None,
        known=shown.known(shown.span.starts_at(known_until)),
        since=first - timedelta(days=before),
        within_days=horizon_days,
    )
    heading = codes.attitude(attitude)
    if did in codes.BEHAVIOURS:
        heading = f"{heading} · {codes.named(codes.BEHAVIOURS, did)}"
    return show_rows(request, "behaviour/customers.html", shown, rows=rows, heading=heading, tab=TAB)
