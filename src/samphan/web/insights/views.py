"""Insights: is loyalty improving, why do customers complain, do they come back, how fast is the loop."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.exports import cases_of_cause
from samphan.insights import selectors
from samphan.insights.rules.periods import add_months
from samphan.insights.selectors.rows import (
    answers_about,
    answers_behind,
    invitations_behind,
    newcomers_behind,
    responses_behind,
)
from samphan.insights.services import request_refresh
from samphan.kit import clock
from samphan.web.access import screen
from samphan.web.formats import format_date, is_thai
from samphan.web.insights import codes, drawings, wording
from samphan.web.insights.asked import Asked, asked, end_asked, month_asked
from samphan.web.insights.frame import TABS, open_frame
from samphan.web.insights.loop import opened_since
from samphan.web.insights.rows_page import names_only_for, show_rows
from samphan.web.insights.strip import five_numbers
from samphan.web.numbers import whole
from samphan.web.render import redirect, render, toast

ANY_TOPIC = "any"
_LONGEST_WINDOW = 3650


@screen("insights.read")
def insights(request: HttpRequest) -> HttpResponse:
    """Show the stored figures of a period and a branch; nothing is computed here."""
    frame = open_frame(request, tab="insights")
    if "nps" not in frame.values:
        return render(request, "insights/frame.html", **frame.context | {"is_empty": True})
    return render(
        request,
        "insights/page.html",
        **frame.context,
        w=wording,
        numbers=five_numbers(frame.asked, frame.values),
        charts=frame.draw(drawings.CHARTS),
        cause_name=drawings.cause_name,
    )


@screen("insights.write", methods=("POST",))
def refresh(request: HttpRequest) -> HttpResponse:
    """Ask for the figures to be computed afresh."""
    request_refresh(now=clock.now())
    toast(request, _("The figures are being computed."))
    return redirect(request, _came_from(request))


@screen("insights.read")
def progress(request: HttpRequest) -> HttpResponse:
    """Say how far a recomputation is; the page asks every second while one runs, and reloads when it has ended."""
    running = selectors.refresh_standing(now=clock.now()).running
    if running is not None:
        return render(request, "insights/_progress.html", running=running)
    answer = HttpResponse(status=204)
    answer["HX-Refresh"] = "true"
    return answer


@screen("insights.read")
def answers(request: HttpRequest) -> HttpResponse:
    """List the answers an NPS rests on, of the period or of one month; with `topic` those that speak of this driver.

    "any" is every answer that says more than a score. A touchpoint is named as the drivers' figure has it.
    """
    names_only_for(request)
    shown = asked(request, now=clock.now())
    since, until = _stretch(request, shown)
    topic, about = request.GET.get("topic", ""), _since(since)
    if topic:
        until = min(until, shown.computed_at("drivers"))
        one = None if topic == ANY_TOPIC else topic
        rows = answers_about(driver=one, since=since, until=until, branch_ids=shown.branch_ids)
        about = f"{_driver_name(shown, topic)} · {about}" if one else about
    else:
        until = min(until, shown.computed_at("nps"))
        rows = answers_behind(since=since, until=until, branch_ids=shown.branch_ids)
    return show_rows(request, "insights/answers.html", shown, rows=rows, about=about)


@screen("insights.read")
def responses(request: HttpRequest) -> HttpResponse:
    """List what came back in the period, or with `of=asked` whom a survey was sent to."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    since, end = shown.counted("answers")
    stretch = {
        "since": shown.span.starts_at(since),
        "until": min(shown.span.starts_at(end), shown.computed_at("answers")),
    }
    about = _since(stretch["since"])
    if request.GET.get("of") == "asked":
        sent = invitations_behind(**stretch, branch_ids=shown.branch_ids)
        return show_rows(request, "insights/invitations.html", shown, rows=sent, about=about)
    rows = responses_behind(**stretch, branch_ids=shown.branch_ids)
    return show_rows(request, "insights/responses.html", shown, rows=rows, about=about)


@screen("insights.read")
def newcomers(request: HttpRequest) -> HttpResponse:
    """List the customers a repurchase rate rests on, of the period or of one month.

    With `within` those whose window of so many days is over, with `back` those who bought again in it; `until` is the
    day a figure ended with.
    """
    names_only_for(request)
    shown = asked(request, now=clock.now())
    month, until = month_asked(request), end_asked(request)
    first, end = shown.counted("repurchase")
    ended = shown.span.starts_at(until) if until else min(shown.computed_at("repurchase"), shown.span.starts_at(end))
    within = min(whole(request.GET.get("within")) or 0, _LONGEST_WINDOW)
    is_back = bool(within and request.GET.get("back"))
    rows = newcomers_behind(
        known=shown.known(ended),
        since=month or first,
        until=add_months(month, 1) if month else end,
        within_days=within or None,
        only_back=is_back,
    )
    about = _since(shown.span.starts_at(month or first))
    if within:
        text = _("bought again within %(days)s days") if is_back else _("their %(days)s days are over")
        about = f"{about} · {text % {'days': within}}"
    heading = _("New customers of the period")
    return show_rows(request, "insights/customers.html", shown, rows=rows, about=about, heading=heading)


@screen("insights.read")
def cause(request: HttpRequest, code: str) -> HttpResponse:
    """List the cases behind one cause."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    figure = shown.figures.get("causes")
    rows = cases_of_cause(
        cause_code=code,
        opened_from=shown.span.starts_at(shown.span.since),
        opened_until=shown.computed_at("causes"),
        branch_ids=shown.branch_ids,
    )
    bars = figure.value["bars"] if figure else []
    name = next((drawings.cause_name(bar) for bar in bars if bar["code"] == code), code)
    heading = _("Cases caused by: %(cause)s") % {"cause": name}
    return show_rows(request, "insights/cases.html", shown, rows=rows, heading=heading, about=opened_since(shown))


def _driver_name(shown: Asked, code: str) -> str:
    figure = shown.figures.get("drivers")
    rows = figure.value["rows"] if figure else []
    return codes.in_language(next((row for row in rows if row["code"] == code), {"code": code}))


def _stretch(request: HttpRequest, shown: Asked) -> tuple[datetime, datetime]:
    month = month_asked(request)
    if month is None:
        return shown.span.starts_at(shown.span.since), shown.span.starts_at(shown.span.until)
    return shown.span.starts_at(month), shown.span.starts_at(add_months(month, 1))


def _since(moment: datetime) -> str:
    return _("Since %(date)s") % {"date": format_date(moment, thai=is_thai())}


def _came_from(request: HttpRequest) -> str:
    """Return the screen of Insights the button was pressed on."""
    name = request.POST.get("tab", "")
    return name if name in TABS else "insights"
