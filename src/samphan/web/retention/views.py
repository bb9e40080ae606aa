"""Retention, and the customers behind a cohort's cell and behind a month's losses."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.insights import selectors
from samphan.insights.rules.periods import add_months
from samphan.insights.selectors.behind import cohort_members, lost_customers, quiet_customers
from samphan.kit import clock
from samphan.web.access import screen
from samphan.web.formats import format_month, is_thai
from samphan.web.insights import codes
from samphan.web.insights import wording as shared
from samphan.web.insights.asked import asked, month_asked
from samphan.web.insights.frame import open_frame
from samphan.web.insights.rows_page import show_rows
from samphan.web.numbers import whole
from samphan.web.render import render
from samphan.web.retention import drawings, wording

TAB = "insights_retention"
_MOST_MONTHS = 12
_USUAL_WINDOW_DAYS = 180


@screen("insights.read")
def retention(request: HttpRequest) -> HttpResponse:
    """Show who stays, who is lost, and what is known of why."""
    frame = open_frame(request, tab=TAB)
    grid = "unbounded" if request.GET.get("grid") == "unbounded" else "exact"
    labels = {"exact": _("In that month"), "unbounded": _("Then or later")}
    return render(
        request,
        "retention/page.html",
        **frame.context,
        w=wording,
        shared=shared,
        codes=codes,
        charts=frame.draw(drawings.CHARTS),
        grid=drawings.GRIDS[grid],
        grids=[
            {"label": label, "href": frame.asked.query(TAB, grid=code), "current": code == grid}
            for code, label in labels.items()
        ],
    )


@screen("insights.read")
def cohort(request: HttpRequest) -> HttpResponse:
    """List the customers won in a month, or those of them who ordered so many months later."""
    shown = asked(request, now=clock.now())
    month = month_asked(request) or shown.span.since
    step = min(whole(request.GET.get("at")) or 0, _MOST_MONTHS)
    active_from = shown.span.starts_at(add_months(month, step)) if step else None
    is_exact = step and request.GET.get("grid") != "unbounded"
    rows = cohort_members(
        won_from=shown.span.starts_at(month),
        won_until=shown.span.starts_at(add_months(month, 1)),
        active_from=active_from,
        active_until=shown.span.starts_at(add_months(month, step + 1)) if is_exact else None,
        branch_ids=shown.branch_ids,
    )
    said = {
        "month": format_month(month, thai=is_thai()),
        "later": format_month(add_months(month, step), thai=is_thai()),
    }
    heading = _("New customers of %(month)s") % said
    if step:
        text = _("First in %(month)s, ordered in %(later)s") if is_exact else _("First in %(month)s, since %(later)s")
        heading = text % said
    return show_rows(request, "insights/customers.html", shown, rows=rows, heading=heading, tab=TAB)


@screen("insights.read")
def lost(request: HttpRequest) -> HttpResponse:
    """List the customers whose window ran out in a month, or with `now` all who are lost by now."""
    shown = asked(request, now=clock.now())
    figure = selectors.figure(name="churn_by_month", scope=shown.scope, period=shown.span.code)
    window = timedelta(days=figure.value["window_days"] if figure else _USUAL_WINDOW_DAYS)
    known_until = date.fromisoformat(figure.value["until"]) if figure else shown.span.until
    about = _("No order within %(days)s days") % {"days": window.days}
    if request.GET.get("now"):
        rows = quiet_customers(since=shown.span.starts_at(known_until - window), branch_ids=shown.branch_ids)
        heading = _("Lost by now")
    else:
        month = month_asked(request) or known_until.replace(day=1)
        ends = min(add_months(month, 1), known_until)
        rows = lost_customers(
            since=shown.span.starts_at(month),
            until=shown.span.starts_at(ends),
            quiet_since=shown.span.starts_at(month - window),
            quiet_until=shown.span.starts_at(ends - window),
            branch_ids=shown.branch_ids,
        )
        heading = _("Lost in %(month)s") % {"month": format_month(month, thai=is_thai())}
    return show_rows(request, "insights/customers.html", shown, rows=rows, heading=heading, about=about, tab=TAB)
