"""Retention, and the customers behind a cohort's cell and behind a month's losses."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.exports import customers_of_cause
from samphan.insights.rules.debts import STATED_WITHIN
from samphan.insights.rules.periods import add_months
from samphan.insights.selectors.behind import (
    Stretch,
    active_customers,
    buyers,
    cohort_members,
    lost_customers,
    quiet_customers,
    reactivated_customers,
)
from samphan.insights.selectors.said import waited_purchases
from samphan.kit import clock
from samphan.web.access import screen
from samphan.web.customer_value.listing import cause_names
from samphan.web.formats import format_month, is_thai
from samphan.web.insights import codes
from samphan.web.insights import wording as shared
from samphan.web.insights.asked import Asked, asked, month_asked
from samphan.web.insights.frame import open_frame
from samphan.web.insights.rows_page import names_only_for, show_rows
from samphan.web.insights.sheets import table_context
from samphan.web.numbers import whole
from samphan.web.render import render
from samphan.web.retention import drawings, wording

if TYPE_CHECKING:
    from samphan.customers.models import Customer
    from samphan.insights.selectors.paging import Rows

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
        **table_context(frame, drawings.TABLES),
        grid=drawings.GRIDS[grid],
        grids=[
            {"label": label, "href": frame.asked.query(TAB, grid=code), "current": code == grid}
            for code, label in labels.items()
        ],
    )


@screen("insights.read")
def cohort(request: HttpRequest) -> HttpResponse:
    """List the customers won in a month, or those of them who ordered so many months later."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    first, known_until = shown.counted("churn_by_month")
    month = month_asked(request) or first
    step = min(whole(request.GET.get("at")) or 0, _MOST_MONTHS)
    is_exact = step and request.GET.get("grid") != "unbounded"
    active_until = min(add_months(month, step + 1), known_until) if is_exact else known_until
    rows = cohort_members(
        won_from=shown.span.starts_at(month),
        won_until=shown.span.starts_at(min(add_months(month, 1), known_until)),
        active_from=shown.span.starts_at(add_months(month, step)) if step else None,
        active_until=shown.span.starts_at(active_until),
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
    """List the customers whose window ran out in a month, or who were active or came back; with `now` all lost by now.

    With `now`, `cause` leaves only those who have complained of it, and `did` "all" is everybody they are a share of.
    """
    names_only_for(request)
    shown = asked(request, now=clock.now())
    known_until, window = _counted(shown)
    about = _("No order within %(days)s days") % {"days": window.days}
    if request.GET.get("now") and request.GET.get("did") == "all":
        rows = buyers(until=shown.span.starts_at(known_until), branch_ids=shown.branch_ids)
        heading, about = _("Everybody who has ordered"), ""
    elif request.GET.get("now"):
        rows, heading = _lost_by_now(request, shown, known_until, window), _("Lost by now")
        cause = request.GET.get("cause", "")
        about = f"{about} · {cause_names().get(cause, cause)}" if cause else about
    else:
        did = request.GET.get("did", "")
        month = month_asked(request) or (known_until - timedelta(days=1)).replace(day=1)
        ends = min(add_months(month, 1), known_until)
        days = {"since": month, "until": ends, "quiet_since": month - window, "quiet_until": ends - window}
        within = Stretch(**{name: shown.span.starts_at(day) for name, day in days.items()})
        read = {"active": active_customers, "reactivated": reactivated_customers}.get(did, lost_customers)
        rows = read(within=within, branch_ids=shown.branch_ids)
        text = {"active": _("Active at the end of %(month)s"), "reactivated": _("Reactivated in %(month)s")}.get(did)
        heading = (text or _("Lost in %(month)s")) % {"month": format_month(month, thai=is_thai())}
        if text:
            about = _("A window of %(days)s days") % {"days": window.days}
    return show_rows(request, "insights/customers.html", shown, rows=rows, heading=heading, about=about, tab=TAB)


@screen("insights.read")
def waited(request: HttpRequest) -> HttpResponse:
    """List the purchases behind one curve of how long customers stay away, each with the next one."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    attitude = request.GET.get("attitude", "")
    if attitude not in codes.ATTITUDES:
        raise Http404
    first, known_until = shown.counted("waiting")
    known = shown.known(shown.span.starts_at(known_until))
    rows = waited_purchases(attitude=attitude, known=known, since=first)
    heading = _("Orders of: %(group)s") % {"group": codes.attitude(attitude)}
    return show_rows(request, "retention/waited.html", shown, rows=rows, heading=heading, tab=TAB)


def _lost_by_now(request: HttpRequest, shown: Asked, known_until: date, window: timedelta) -> "Rows[Customer]":
    among = None
    if cause := request.GET.get("cause", ""):
        among = customers_of_cause(cause_code=cause, opened_from=shown.computed_at("churn_reasons") - STATED_WITHIN)
    return quiet_customers(
        since=shown.span.starts_at(known_until - window),
        until=shown.span.starts_at(known_until),
        branch_ids=shown.branch_ids,
        among=among,
    )


def _counted(shown: Asked) -> tuple[date, timedelta]:
    """Return the day the engine's figures end before, and the window they counted with."""
    figure = shown.figures.get("churn_by_month")
    if figure is None:
        return shown.span.until, timedelta(days=_USUAL_WINDOW_DAYS)
    return date.fromisoformat(figure.value["until"]), timedelta(days=figure.value["window_days"])
