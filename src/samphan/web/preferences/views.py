"""How one reader wants to see the house: name, language, theme, shortcuts, password."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from samphan.accounts.selectors import coming_absences
from samphan.accounts.services import change_password, set_digest, set_preferences
from samphan.cases.services import ask_for_days_away, come_back, take_new_cases
from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.render import UNPROCESSABLE, redirect, render, toast
from samphan.web.settings.people import ABSENCES
from samphan.web.settings.shifts import read_day
from samphan.web.wording import choices, label


@screen("preferences.write", methods=("GET", "POST"))
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and store the reader's own choices."""
    error = None
    if request.method == "POST":
        try:
            set_preferences(
                user_id=reader(request).pk,
                display_name=request.POST.get("display_name", ""),
                language=request.POST.get("language", ""),
                theme=request.POST.get("theme", ""),
                shortcuts_on="shortcuts_on" in request.POST,
                particle=request.POST.get("particle", ""),
            )
        except Refused as refused:
            error = refused.explain(_)
        else:
            toast(request, _("Saved"))
            return redirect(request, "preferences")
    return _page(request, error=error)


@screen("preferences.write", methods=("POST",))
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change the reader's own password and keep this session."""
    try:
        user = change_password(
            user_id=reader(request).pk,
            present=request.POST.get("present", ""),
            password=request.POST.get("password", ""),
        )
    except Refused as refused:
        return _page(request, password_error=refused.explain(_))
    update_session_auth_hash(request, user)
    toast(request, _("Your password is changed"))
    return redirect(request, "preferences")


@screen("preferences.write", methods=("POST",))
def availability(request: HttpRequest) -> HttpResponse:
    """Say whether new cases may be given to the reader."""
    is_available = request.POST.get("is_available") == "yes"
    take_new_cases(user_id=reader(request).pk, is_available=is_available, now=now())
    toast(request, _("You get new cases again") if is_available else _("You get no new cases now"))
    return redirect(request, "preferences")


@screen("preferences.write", methods=("POST",))
def digest(request: HttpRequest) -> HttpResponse:
    """Say whether the reader gets the weekly mail."""
    set_digest(user_id=reader(request).pk, is_on="digest_on" in request.POST)
    toast(request, _("Saved"))
    return redirect(request, "preferences")


@screen("preferences.write", methods=("POST",))
def days_away(request: HttpRequest) -> HttpResponse:
    """Ask for days away."""
    try:
        first, last = (read_day(request.POST.get(name, "")) for name in ("first_day", "last_day"))
        reason = request.POST.get("reason", "")
        made = ask_for_days_away(user_id=reader(request).pk, first_day=first, last_day=last, reason=reason, now=now())
    except Refused as refused:
        return _page(request, days_error=refused.explain(_))
    toast(request, _("Asked. You hear what your lead says.") if made.asked_at else _("Saved"))
    return redirect(request, "preferences")


@screen("preferences.write", methods=("POST",))
def back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Take days away back, end those that have begun, or put away what was refused."""
    user_id = reader(request).pk
    come_back(user_id=user_id, absence_id=absence_id, actor_id=user_id, now=now())
    toast(request, _("Taken off your list") if request.POST.get("do") == "put_away" else _("Taken back"))
    return redirect(request, "preferences")


def _page(
    request: HttpRequest,
    *,
    error: str | None = None,
    password_error: str | None = None,
    days_error: str | None = None,
) -> HttpResponse:
    return render(
        request,
        "preferences/page.html",
        status=UNPROCESSABLE if error or password_error or days_error else 200,
        error=error,
        password_error=password_error,
        days_error=days_error,
        absences=coming_absences(user_id=reader(request).pk, now=now()),
        absences_named=ABSENCES,
        asks_nobody=reader(request).may("users.write"),
        label=label,
        reasons=choices(ABSENCES),
        typed=request.POST if days_error else {},
    )
