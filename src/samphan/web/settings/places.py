"""The firm itself, its teams and its branches."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff, branch_tree, get_branch, get_organisation, get_team, teams
from samphan.accounts.services import rename_organisation, save_branch, save_team, set_team_active
from samphan.kit.errors import Refused
from samphan.web.access import screen
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.people import branch_options
from samphan.web.settings.sections import settings_page


@screen("settings.read")
def business(request: HttpRequest) -> HttpResponse:
    """Show the name customers see."""
    return _business(request)


@screen("settings.write", methods=("POST",))
def save_business(request: HttpRequest) -> HttpResponse:
    """Store the name and the language customers are first written to."""
    try:
        rename_organisation(name=request.POST.get("name", ""), language=request.POST.get("language", ""))
    except Refused as refused:
        return _business(request, error=refused.explain(_))
    toast(request, _("Saved"))
    return redirect(request, "settings_business")


def _business(request: HttpRequest, error: str | None = None) -> HttpResponse:
    return settings_page(
        request,
        "settings/business.html",
        section="settings_business",
        status=UNPROCESSABLE if error else 200,
        organisation=get_organisation(),
        error=error,
    )


@screen("settings.read")
def team_list(request: HttpRequest) -> HttpResponse:
    """List the teams."""
    return settings_page(request, "settings/teams.html", section="settings_teams", teams=teams())


@screen("settings.write", methods=("GET", "POST"))
def team(request: HttpRequest, team_id: int | None = None) -> HttpResponse:
    """Make a team, or change one."""
    error = None
    if request.method == "POST":
        try:
            saved = save_team(
                team_id=team_id,
                name=request.POST.get("name", ""),
                lead_id=whole(request.POST.get("lead", "")),
                member_ids=[number for one in request.POST.getlist("members") if (number := whole(one)) is not None],
            )
        except Refused as refused:
            error = refused.explain(_)
        else:
            toast(request, _("%(name)s is saved") % {"name": saved.name})
            return redirect(request, "settings_teams")
    try:
        shown = get_team(team_id=team_id) if team_id else None
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return settings_page(
        request,
        "settings/team.html",
        section="settings_teams",
        status=UNPROCESSABLE if error else 200,
        team=shown,
        member_ids={member.pk for member in shown.members.all()} if shown else set(),
        people=list(active_staff()),
        error=error,
    )


@screen("settings.write", methods=("POST",))
def switch_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Close a team or open it again."""
    is_active = request.POST.get("is_active", "yes") == "yes"
    saved = set_team_active(team_id=team_id, is_active=is_active)
    undo = "" if is_active else reverse("settings_team_switch", args=(team_id,))
    text = _("%(name)s is open again") if is_active else _("%(name)s is closed")
    toast(request, text % {"name": saved.name}, undo_url=undo)
    return redirect(request, "settings_teams")


@screen("settings.read")
def branches(request: HttpRequest) -> HttpResponse:
    """Show the branch tree."""
    return settings_page(request, "settings/branches.html", section="settings_branches", rows=branch_tree())


@screen("settings.write", methods=("GET", "POST"))
def branch(request: HttpRequest, branch_id: int | None = None) -> HttpResponse:
    """Make a branch, or change one."""
    error = None
    if request.method == "POST":
        try:
            saved = save_branch(
                branch_id=branch_id,
                code=request.POST.get("code", ""),
                name_th=request.POST.get("name_th", ""),
                name_en=request.POST.get("name_en", ""),
                parent_id=whole(request.POST.get("parent", "")),
                is_active="is_active" in request.POST,
            )
        except Refused as refused:
            error = refused.explain(_)
        else:
            toast(request, _("%(name)s is saved") % {"name": saved.code})
            return redirect(request, "settings_branches")
    try:
        shown = get_branch(branch_id=branch_id) if branch_id else None
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return settings_page(
        request,
        "settings/branch.html",
        section="settings_branches",
        status=UNPROCESSABLE if error else 200,
        branch=shown,
        typed=request.POST,
        parents=[option for option in branch_options() if option[0] != branch_id],
        error=error,
    )
