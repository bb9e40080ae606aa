"""Economics, the form of what only the business knows, and the customers who came back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.eventlog.events import user_actor
from samphan.insights.rules.economics import DAYS_A_YEAR
from samphan.insights.selectors.behind import buyers, returning_customers
from samphan.insights.selectors.rows import newcomers_behind
from samphan.insights.selectors.scores import economics_assumption
from samphan.insights.services import set_economics
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.kit.money import to_minor_units
from samphan.web.access import reader, screen
from samphan.web.economics import drawings, wording
from samphan.web.formats import format_date, is_thai
from samphan.web.insights import wording as shared
from samphan.web.insights.asked import asked, end_asked
from samphan.web.insights.frame import open_frame
from samphan.web.insights.rows_page import names_only_for, show_rows
from samphan.web.insights.sheets import table_context
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, render, toast

TAB = "insights_economics"
FIELDS = ("margin", "acquisition", "retention")
_NOT_AN_AMOUNT = -1  # out of every range, so that the service refuses it with the remedy


@dataclass(frozen=True)
class Form:
    """What was typed, and what is wrong with it, by field."""

    typed: dict[str, str]
    errors: dict[str, str | None]
    changed_at: datetime | None = None
    is_refused: bool = False


@screen("insights.read")
def economics(request: HttpRequest) -> HttpResponse:
    """Show what staying is worth."""
    return _page(request, _stored_form())


@screen("insights.write", methods=("POST",))
def assumptions(request: HttpRequest) -> HttpResponse:
    """Keep the margin and the costs; a refused value comes back as it was typed, with what to do."""
    typed = {name: request.POST.get(name, "").strip()[:40] for name in FIELDS}
    try:
        set_economics(
            margin_percent=whole(typed["margin"].removesuffix("%").strip()) or 0,
            acquisition_cost_satang=_satang(typed["acquisition"]),
            retention_cost_satang_a_year=_satang(typed["retention"]),
            now=clock.now(),
            actor=user_actor(reader(request).pk),
        )
    except Refused as refused:
        field = refused.code.removeprefix("insights.economics.")
        errors = dict.fromkeys(FIELDS) | {field: refused.explain(_)}
        return _page(request, Form(typed, errors, is_refused=True), status=UNPROCESSABLE)
    toast(request, _("Saved. The figures follow with the next computation: tonight, or now with Refresh."))
    return redirect(request, TAB)


@screen("insights.read")
def returning(request: HttpRequest) -> HttpResponse:
    """List the customers won before the period who bought in it.

    With `of` "earlier" all who were won before it; with "first_year" who was won one to two years before its end.
    """
    names_only_for(request)
    shown = asked(request, now=clock.now())
    first, end = shown.counted("economics")
    since, until = shown.span.starts_at(first), shown.span.starts_at(end_asked(request) or end)
    about = _("Since %(date)s") % {"date": format_date(since, thai=is_thai())}
    of = request.GET.get("of", "")
    if of == "earlier":
        heading, about = _("Earlier customers"), _("Won before %(date)s") % {"date": format_date(since, thai=is_thai())}
        rows = buyers(until=since, branch_ids=shown.branch_ids)
    elif of == "first_year":
        heading, about = _("Customers won one to two years ago"), ""
        known, days = shown.known(shown.span.starts_at(end)), timedelta(days=DAYS_A_YEAR)
        rows = newcomers_behind(known=known, since=end - 2 * days, until=end - days)
    else:
        heading = _("Returning customers")
        rows = returning_customers(since=since, until=until, branch_ids=shown.branch_ids)
    return show_rows(request, "insights/customers.html", shown, rows=rows, heading=heading, about=about, tab=TAB)


def _page(request: HttpRequest, form: Form, *, status: int = 200) -> HttpResponse:
    frame = open_frame(request, tab=TAB)
    return render(
        request,
        "economics/page.html",
        status=status,
        **frame.context,
        w=wording,
        shared=shared,
        charts=frame.draw(drawings.CHARTS),
        **table_context(frame, drawings.TABLES),
        form=form,
        may_write=reader(request).may("insights.write"),
    )


def _stored_form() -> Form:
    kept = economics_assumption()
    if kept is None:
        return Form(dict.fromkeys(FIELDS, ""), dict.fromkeys(FIELDS))
    typed = {
        "margin": str(kept.margin_percent),
        "acquisition": _baht(kept.acquisition_cost_satang),
        "retention": _baht(kept.retention_cost_satang_a_year),
    }
    return Form(typed, dict.fromkeys(FIELDS), kept.changed_at)


def _satang(text: str) -> int:
    try:
        return to_minor_units(text)
    except ValueError:
        return _NOT_AN_AMOUNT


def _baht(satang: int) -> str:
    units, minor = divmod(satang, 100)
    return f"{units:,}" + (f".{minor:02d}" if minor else "")
