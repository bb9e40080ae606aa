"""Working hours and special days: every save is a new edition, and running clocks follow it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import branch_tree
from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.promises.selectors import calendar_list, calendar_versions, current_version
from samphan.promises.services import add_thai_holidays, copy_default_calendar, save_calendar_version
from samphan.web.access import reader, screen
from samphan.web.formats import ENGLISH_LONG_DAYS, THAI_LONG_DAYS, as_date, is_thai
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page

if TYPE_CHECKING:
    from samphan.promises.models import Calendar, CalendarVersion


def parse_spans(text: str) -> list[list[str]]:
    """Return hours typed as "09:00-12:00, 13:00-18:00"; what cannot be read is left for the service to refuse."""
    spans = []
    for part in text.replace("–", "-").replace("\u2212", "-").split(","):
        if part.strip():
            start, _dash, end = part.partition("-")
            spans.append([start.strip().replace(".", ":"), end.strip().replace(".", ":")])
    return spans


def write_spans(spans: list[list[str]]) -> str:
    """Return hours as people type them."""
    return ", ".join(f"{start}-{end}" for start, end in spans)


@screen("settings.read")
def calendars(request: HttpRequest) -> HttpResponse:
    """Show each calendar with its week and its coming special days."""
    return _list(request)


@screen("settings.write", methods=("POST",))
def add_branch_calendar(request: HttpRequest) -> HttpResponse:
    """Give a branch hours of its own: they begin as the default ones are, and are then edited."""
    branch_id = whole(request.POST.get("branch", ""))
    branch = next((row.branch for row in branch_tree() if row.branch.pk == branch_id), None)
    if branch is None:
        raise Http404
    try:
        made = copy_default_calendar(branch_id=branch.pk, name=branch.name_th, now=now(), actor_id=reader(request).pk)
    except Refused as refused:
        return _list(request, error=refused.explain(_))
    toast(request, _("The branch has its own hours now. Change what differs."))
    return redirect(request, "settings_calendar", made.pk)


@screen("settings.write", methods=("GET", "POST"))
def calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Edit the weekly hours of one calendar."""
    version = _version(calendar_id)
    error = None
    if request.method == "POST":
        week = {str(day): parse_spans(request.POST.get(f"day-{day}", "")) for day in range(7)}
        version.timezone = request.POST.get("timezone", "").strip() or version.timezone
        error = _save(request, version, week=week, exceptions=version.exceptions)
        if error is None:
            return redirect(request, "settings_calendar", calendar_id)
    return _editor(request, version, error=error)


@screen("settings.write", methods=("POST",))
def add_day(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Add a day that differs from its weekday; no hours means closed."""
    version = _version(calendar_id)
    name = request.POST.get("name", "").strip()[:120]
    special = {"name_th": name, "name_en": name, "spans": parse_spans(request.POST.get("spans", ""))}
    exceptions = {**version.exceptions, request.POST.get("day", ""): special}
    error = _save(request, version, week=version.week, exceptions=exceptions)
    return redirect(request, "settings_calendar", calendar_id) if error is None else _editor(request, version, error)


@screen("settings.write", methods=("POST",))
def remove_day(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Take a special day away; the weekday's own hours hold again."""
    version = _version(calendar_id)
    exceptions = {day: special for day, special in version.exceptions.items() if day != request.POST.get("day")}
    error = _save(request, version, week=version.week, exceptions=exceptions)
    return redirect(request, "settings_calendar", calendar_id) if error is None else _editor(request, version, error)


@screen("settings.write", methods=("POST",))
def add_holidays(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Add next year's Thai public holidays."""
    year = as_date(now()).year + 1
    add_thai_holidays(calendar_id=calendar_id, years=[year], now=now(), actor_id=reader(request).pk)
    toast(request, _("The public holidays of next year are in the calendar"))
    return redirect(request, "settings_calendar", calendar_id)


def _save(
    request: HttpRequest,
    version: CalendarVersion,
    *,
    week: Mapping[str, list[list[str]]],
    exceptions: Mapping[str, Mapping[str, object]],
) -> str | None:
    try:
        save_calendar_version(
            calendar_id=version.calendar_id,
            timezone=version.timezone,
            week=week,
            exceptions=exceptions,
            now=now(),
            actor_id=reader(request).pk,
        )
    except Refused as refused:
        return refused.explain(_)
    toast(request, _("Saved; running clocks follow the new hours"))
    return None


def _list(request: HttpRequest, error: str | None = None) -> HttpResponse:
    calendars = calendar_list()
    taken = {calendar.branch_id for calendar in calendars}
    free = [row.branch for row in branch_tree() if row.branch.is_active and row.branch.pk not in taken]
    return settings_page(
        request,
        "settings/calendars.html",
        section="settings_calendars",
        status=UNPROCESSABLE if error else 200,
        calendars=[_shown(calendar) for calendar in calendars],
        branches=[(branch.pk, branch.name_th if is_thai() else branch.name_en or branch.name_th) for branch in free],
        error=error,
    )


def _version(calendar_id: int) -> CalendarVersion:
    try:
        return current_version(calendar_id=calendar_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _editor(request: HttpRequest, version: CalendarVersion, error: str | None = None) -> HttpResponse:
    shown = next(_shown(found) for found in calendar_list() if found.pk == version.calendar_id)
    return settings_page(
        request,
        "settings/calendar.html",
        section="settings_calendars",
        status=UNPROCESSABLE if error else 200,
        shown=shown,
        editions=calendar_versions(calendar_id=version.calendar_id)[:10],
        error=error,
    )


def _shown(calendar: Calendar) -> dict[str, object]:
    """Return a calendar as its page reads it: the week in words, special days from today on."""
    version = current_version(calendar_id=calendar.pk)
    names = THAI_LONG_DAYS if is_thai() else ENGLISH_LONG_DAYS
    week = [(day, names[day], write_spans(version.week.get(str(day), []))) for day in range(7)]
    today = as_date(now()).isoformat()
    language = "name_th" if is_thai() else "name_en"
    days = [
        (
            day,
            date.fromisoformat(day),
            special.get(language) or special.get("name_th") or "",
            write_spans(special.get("spans", [])),
        )
        for day, special in sorted(version.exceptions.items())
        if day >= today
    ]
    return {"calendar": calendar, "version": version, "week": week, "days": days}
