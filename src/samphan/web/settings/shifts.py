"""When one person works: the week's shifts and the days away, on the page of the person."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from samphan.accounts.services import AbsenceWrong, add_absence
from samphan.cases.services import change_shifts, come_back
from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.render import redirect, toast
from samphan.web.settings.hours import parse_spans
from samphan.web.settings.people import show_person


@screen("users.write", methods=("POST",))
def shifts(request: HttpRequest, user_id: int) -> HttpResponse:
    """Store when somebody works each week; a week left empty means no fixed hours."""
    try:
        change_shifts(
            user_id=user_id,
            timezone=request.POST.get("timezone", "").strip(),
            week={str(day): parse_spans(request.POST.get(f"day-{day}", "")) for day in range(7)},
            actor_id=reader(request).pk,
            now=now(),
        )
    except Refused as refused:
        return show_person(request, user_id, error=refused.explain(_), typed=request.POST)
    toast(request, _("Saved"))
    return redirect(request, "settings_user", user_id)


@screen("users.write", methods=("POST",))
def absence(request: HttpRequest, user_id: int) -> HttpResponse:
    """Say that somebody is away for some days."""
    try:
        first, last = (read_day(request.POST.get(name, "")) for name in ("first_day", "last_day"))
        add_absence(user_id=user_id, first_day=first, last_day=last, reason=request.POST.get("reason", ""))
    except Refused as refused:
        return show_person(request, user_id, error=refused.explain(_), typed=request.POST)
    toast(request, _("Saved"))
    return redirect(request, "settings_user", user_id)


@screen("users.write", methods=("POST",))
def back(request: HttpRequest, user_id: int, absence_id: int) -> HttpResponse:
    """Say that somebody is there after all."""
    come_back(user_id=user_id, absence_id=absence_id, actor_id=reader(request).pk, now=now())
    toast(request, _("The absence is over"))
    return redirect(request, "settings_user", user_id)


def read_day(text: str) -> date:
    """Return a day as a form's date field sends it; anything else is refused by AbsenceWrong."""
    try:
        day = parse_date(text)
    except ValueError:  # looks like a day and is none
        day = None
    if day is None:
        raise AbsenceWrong
    return day
