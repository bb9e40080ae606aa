"""What is said and written at a touchpoint, and the list of what is to be redesigned."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.journeys.selectors import (
    find_journey,
    find_redesign,
    find_touchpoint,
    find_wording,
    redesign_candidates,
    redesign_list,
    stage_list,
    what_came,
)
from samphan.journeys.services import plan_redesign, remove_wording, save_wording, set_redesign_state
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import reader, screen
from samphan.web.journey import map as shown_map
from samphan.web.journey.views import period_of
from samphan.web.render import UNPROCESSABLE, redirect, refuse, render, toast
from samphan.web.wording import choices

if TYPE_CHECKING:
    from samphan.journeys.models import Touchpoint, Wording

KINDS = {"wording": N_("What to say"), "mail": N_("Mail template")}
STATES = {"waiting": N_("To do"), "doing": N_("Being redesigned"), "done": N_("Done")}
_FIELDS = ("kind", "name", "subject_th", "subject_en", "body_th", "body_en")


@screen("journeys.write", methods=("GET", "POST"))
def new(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Keep a text at a touchpoint."""
    found = find_touchpoint(touchpoint_id=touchpoint_id)
    if found is None:
        raise Http404
    return _edit(request, found)


@screen("journeys.write", methods=("GET", "POST"))
def wording(request: HttpRequest, wording_id: int) -> HttpResponse:
    """Change a text or take it away."""
    found = find_wording(wording_id=wording_id)
    if found is None:
        raise Http404
    if request.POST.get("do") == "remove":
        remove_wording(wording_id=wording_id)
        toast(request, _("Removed"))
        return redirect(request, "journey_touchpoint", found.touchpoint_id)
    return _edit(request, found.touchpoint, found=found)


@screen("journeys.read")
def redesigns(request: HttpRequest, journey_id: int) -> HttpResponse:
    """Show what is being redesigned, and which touchpoints should be next by their figures."""
    found = find_journey(journey_id=journey_id)
    if found is None:
        raise Http404
    touchpoints = [one for _stage, inside in stage_list(journey_id=journey_id) for one in inside]
    period = period_of(request)
    came = what_came(since=period.since, until=period.until)
    candidates = redesign_candidates(touchpoints=touchpoints, came=came)
    rows = redesign_list(journey_id=journey_id)
    return render(
        request,
        "journey/redesign.html",
        journey=found,
        rows=[(row, came.figures(row.touchpoint)) for row in rows],
        candidates=[(one, came.figures(one), round(weight)) for one, weight in candidates],
        states=choices(STATES),
        days=period.days,
        may_write=reader(request).may("journeys.write"),
        w=shown_map,
        t=shown_map.in_language,
    )


@screen("journeys.write", methods=("POST",))
def plan(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Put a touchpoint on the redesign list."""
    found = find_touchpoint(touchpoint_id=touchpoint_id)
    if found is None:
        raise Http404
    goal = request.POST.get("goal", "")
    try:
        plan_redesign(touchpoint_id=touchpoint_id, goal=goal, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Saved"))
    return redirect(request, "journey_redesigns", found.stage.journey_id)


@screen("journeys.write", methods=("POST",))
def redesign_state(request: HttpRequest, redesign_id: int) -> HttpResponse:
    """Say how far a redesign is."""
    found = find_redesign(redesign_id=redesign_id)
    if found is None:
        raise Http404
    try:
        set_redesign_state(redesign_id=redesign_id, state=request.POST.get("state", ""), now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Saved"))
    return redirect(request, "journey_redesigns", found.touchpoint.stage.journey_id)


def _edit(request: HttpRequest, touchpoint: "Touchpoint", *, found: "Wording | None" = None) -> HttpResponse:
    if request.method != "POST":
        shown = {name: getattr(found, name) if found else "" for name in _FIELDS}
        return _form(request, touchpoint, {**shown, "kind": shown["kind"] or "wording"}, found=found)
    typed = {name: request.POST.get(name, "") for name in _FIELDS}
    try:
        save_wording(touchpoint_id=touchpoint.pk, **typed, wording_id=found.pk if found else None, now=clock.now())
    except Refused as refused:
        return _form(request, touchpoint, typed, found=found, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "journey_touchpoint", touchpoint.pk)


def _form(
    request: HttpRequest,
    touchpoint: "Touchpoint",
    typed: dict[str, Any],
    *,
    found: "Wording | None",
    error: Refused | None = None,
) -> HttpResponse:
    return render(
        request,
        "journey/text.html",
        status=UNPROCESSABLE if error else 200,
        touchpoint=touchpoint,
        wording=found,
        typed=typed,
        kinds=choices(KINDS),
        t=shown_map.in_language,
        error=error.explain(_) if error else "",
    )
