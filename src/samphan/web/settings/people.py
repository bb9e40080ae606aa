"""People: adding, roles, switching off, the one-time link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.accounts.policies import Role
from samphan.accounts.selectors import (
    active_staff,
    branch_tree,
    coming_absences,
    firm_timezone,
    get_user,
    presences,
    staff,
)
from samphan.accounts.services import (
    add_user,
    change_role,
    invite_token,
    reactivate_user,
    update_user,
)
from samphan.cases.services import leave_the_firm
from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.messaging.selectors import channel_kinds
from samphan.web.access import reader, screen
from samphan.web.case.wording import CHANNELS
from samphan.web.formats import ENGLISH_LONG_DAYS, THAI_LONG_DAYS, is_thai
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.hours import write_spans
from samphan.web.settings.sections import settings_page
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.accounts.models import User

ABSENCES = {"leave": N_("Leave"), "sick": N_("Sick"), "training": N_("Training"), "other": N_("Other reason")}
ROLES = {
    Role.OWNER.value: (N_("Account owner"), N_("Everything, people and keys included.")),
    Role.MANAGER.value: (N_("Manager"), N_("Surveys, rules, imports, promises and all cases.")),
    Role.AGENT.value: (N_("Agent"), N_("Cases, messages and customers.")),
    Role.ANALYST.value: (N_("Analyst"), N_("Reads everything, keeps figures, writes to nobody.")),
}


def role_options() -> list[tuple[str, str]]:
    """Return the roles with their names."""
    return [(role, _(name)) for role, (name, _what) in ROLES.items()]


def branch_options() -> list[tuple[int, str]]:
    """Return the branches as an indented list of choices."""
    thai = is_thai()
    rows = branch_tree()
    return [
        (
            row.branch.pk,
            "\u2003" * row.depth + (row.branch.name_th if thai else row.branch.name_en or row.branch.name_th),
        )
        for row in rows
    ]


@screen("settings.read")
def users(request: HttpRequest) -> HttpResponse:
    """List everybody with role, branch and teams."""
    people = list(staff())
    return settings_page(
        request,
        "settings/users.html",
        section="settings_users",
        people=people,
        presences=presences(people=people, now=now()),
        roles=ROLES,
    )


@screen("users.write", methods=("GET", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody, then show the link by which they choose a password."""
    error = None
    if request.method == "POST":
        try:
            user = add_user(
                email=request.POST.get("email", ""),
                display_name=request.POST.get("display_name", ""),
                role=request.POST.get("role", ""),
                language=request.POST.get("language", "th"),
                branch_id=whole(request.POST.get("branch", "")),
                now=now(),
            )
        except Refused as refused:
            error = (refused.code, refused.explain(_))
        else:
            toast(request, _("%(name)s is added") % {"name": user.display_name})
            return redirect(request, "settings_user", user.pk)
    return settings_page(
        request,
        "settings/user_add.html",
        section="settings_users",
        status=UNPROCESSABLE if error else 200,
        typed=request.POST,
        error=error,
        roles=role_options(),
        branches=branch_options(),
    )


@screen("users.write", methods=("GET", "POST"))
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show one person: place, what they take on, role, link, switch."""
    error = None
    if request.method == "POST":
        try:
            update_user(
                user_id=user_id,
                display_name=request.POST.get("display_name", ""),
                branch_id=whole(request.POST.get("branch", "")),
                reports_to_id=whole(request.POST.get("reports_to", "")),
            )
        except Refused as refused:
            error = refused.explain(_)
        else:
            toast(request, _("Saved"))
            return redirect(request, "settings_user", user_id)
    return show_person(request, user_id, error=error)


def show_person(
    request: HttpRequest, user_id: int, *, error: str | None = None, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """Show one person's page, with why nothing was saved and what was `typed`; raises Http404."""
    try:
        person = get_user(user_id=user_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    others = [(other.pk, other.display_name) for other in active_staff() if other.pk != user_id]
    return settings_page(
        request,
        "settings/user.html",
        section="settings_users",
        status=UNPROCESSABLE if error else 200,
        person=person,
        error=error,
        roles=role_options(),
        branches=branch_options(),
        others=others,
        is_me=person.pk == reader(request).pk,
        week=_week(person, typed),
        timezone=(typed or {}).get("timezone") or _timezone(person),
        absences=coming_absences(user_id=user_id, now=now()),
        absences_named=ABSENCES,
        reasons=[(code, _(name)) for code, name in ABSENCES.items()],
        typed=typed or {},
        languages=(("th", "ไทย"), ("en", "English")),
        kinds=[(kind, label(CHANNELS, kind), person.channel_capacity.get(kind, "")) for kind in channel_kinds()],
    )


def _timezone(person: User) -> str:
    return str(person.shift.timezone) if hasattr(person, "shift") else firm_timezone()


def _week(person: User, typed: Mapping[str, str] | None) -> list[tuple[int, str, str]]:
    """Return the days with their names and hours, as typed or as stored."""
    names = THAI_LONG_DAYS if is_thai() else ENGLISH_LONG_DAYS
    stored = person.shift.week if hasattr(person, "shift") else {}
    hours = {day: write_spans(stored.get(str(day), [])) for day in range(7)}
    return [(day, names[day], (typed or {}).get(f"day-{day}", hours[day])) for day in range(7)]


@screen("users.write", methods=("POST",))
def role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give somebody another role."""
    change_role(user_id=user_id, role=request.POST.get("role", ""))
    toast(request, _("Role changed"))
    return redirect(request, "settings_user", user_id)


@screen("users.write", methods=("POST",))
def link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show a fresh one-time link; it is made for this answer and stored nowhere."""
    person = get_user(user_id=user_id)
    token = invite_token(user=person)
    return settings_page(
        request,
        "settings/user_link.html",
        section="settings_users",
        person=person,
        link=settings.BASE_URL + reverse("welcome", args=(person.pk, token)),
    )


@screen("users.write", methods=("POST",))
def deactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Switch somebody off; the toast takes it back."""
    person, cases = leave_the_firm(user_id=user_id, actor_id=reader(request).pk, now=now())
    said = _("%(name)s can no longer sign in") % {"name": person.display_name}
    if cases:
        back = ngettext("%(num)s case went back to the queue", "%(num)s cases went back to the queue", cases)
        said = f"{said} · {back % {'num': cases}}"
    toast(
        request,
        said,
        undo_url=reverse("settings_user_on", args=(user_id,)),
    )
    return redirect(request, "settings_users")


@screen("users.write", methods=("POST",))
def reactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Switch somebody on again."""
    person = reactivate_user(user_id=user_id, now=now())
    toast(request, _("%(name)s can sign in again") % {"name": person.display_name})
    return redirect(request, "settings_users")
