"""The themes of a week, their texts, their names, and the list as a file."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.eventlog.events import user_actor
from samphan.insights.rules.themes import LONGEST_NAME, NOT_UNDERSTOOD
from samphan.insights.rules.tones import TONES
from samphan.insights.selectors.themes import find_theme, theme_texts, week_themes
from samphan.insights.services import name_theme
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.chart_files.tables import csv_file, xlsx_file
from samphan.web.chart_files.views import as_file
from samphan.web.insights.asked import asked
from samphan.web.insights.frame import open_frame, question
from samphan.web.insights.rows_page import names_only_for
from samphan.web.insights.texts import show_texts
from samphan.web.reading.shown import SENTIMENTS
from samphan.web.render import redirect, render, toast
from samphan.web.themes import wording
from samphan.web.themes.cards import cards, heads, row_of
from samphan.web.wording import label

TAB = "insights_themes"
_FILES = ("csv", "xlsx")


@screen("insights.read")
def themes(request: HttpRequest) -> HttpResponse:
    """Show a week's themes, the largest first."""
    frame = open_frame(request, tab=TAB)
    found = week_themes(week=_week(request))
    # Without figures and themes the page still says what they need.
    context = frame.context | {"computed_at": found.run.computed_at if found else None, "is_empty": False}
    return render(
        request,
        "themes/page.html",
        **context,
        w=wording,
        run=found.run if found else None,
        weeks=[(week.isoformat(), wording.week_name(week)) for week in found.weeks] if found else [],
        cards=cards(frame.asked, found) if found else [],
        saved_as=[
            (kind.upper(), frame.asked.query("insights_themes_file", kind, week=found.run.week)) for kind in _FILES
        ]
        if found
        else [],
        longest=LONGEST_NAME,
        may_write=reader(request).may("insights.write"),
    )


@screen("insights.read")
def texts(request: HttpRequest, theme_id: int) -> HttpResponse:
    """List the texts of a theme in a week, of one tone or of all."""
    names_only_for(request)
    shown = asked(request, now=clock.now())
    theme, week, tone = find_theme(theme_id=theme_id), _week(request), request.GET.get("tone", "")
    if theme is None or week is None or tone not in {"", *TONES, NOT_UNDERSTOOD}:
        raise Http404
    rows = theme_texts(theme_id=theme_id, week=week, tone=tone)
    heading = wording.theme_name(theme)
    if tone:
        heading = f"{heading} · {label(SENTIMENTS, tone)}"
    about = _("Week of %(week)s") % {"week": wording.week_name(week)}
    return show_texts(request, shown, texts=rows, heading=heading, about=about, tab=TAB)


@screen("insights.write", methods=("POST",))
def name(request: HttpRequest, theme_id: int) -> HttpResponse:
    """Call a theme what the firm calls it."""
    name_theme(
        theme_id=theme_id,
        name_th=request.POST.get("name_th", ""),
        name_en=request.POST.get("name_en", ""),
        now=clock.now(),
        actor=user_actor(reader(request).pk),
    )
    toast(request, _("Saved. The theme keeps this name as long as people write about it."))
    shown, week = asked(request, now=clock.now()), _week(request)
    return redirect(request, shown.query(TAB, week=week.isoformat() if week else ""))


@screen("insights.read")
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """Save a week's themes as CSV or XLSX, with three quotes each."""
    names_only_for(request)
    found = week_themes(week=_week(request))
    if kind not in _FILES or found is None:
        raise Http404
    shown = asked(request, now=clock.now())
    rows = [row_of(found, card) for card in cards(shown, found)]
    sentence = f"{question('themes')} {wording.stretch(found.run)}"
    content = csv_file(heads(), rows) if kind == "csv" else xlsx_file(_("Themes"), sentence, heads(), rows)
    return as_file(content, kind, f"themes-{found.run.week.isoformat()}")


def _week(request: HttpRequest) -> date | None:
    """Return the Monday an address names, or None for anything else."""
    try:
        return date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return None
