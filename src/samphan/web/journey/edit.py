"""Editing a journey: templates, stages, touchpoints, their order and the pins. Everything by forms and buttons."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff, branch_tree
from samphan.journeys.rules import Link
from samphan.journeys.selectors import (
    find_journey,
    find_stage,
    find_touchpoint,
    linkable_surveys,
    origins_known,
    stage_list,
)
from samphan.journeys.services import (
    TouchpointFields,
    move_stage,
    move_touchpoint,
    pin_touchpoint,
    remove_journey,
    remove_stage,
    remove_touchpoint,
    save_journey,
    save_stage,
    save_touchpoint,
    start_journey,
)
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.promises.selectors import promise_list
from samphan.web.access import screen
from samphan.web.journey.map import CHANNELS, KINDS, SCALES, in_language
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, refuse, render, toast
from samphan.web.wording import choices, label

if TYPE_CHECKING:
    from samphan.journeys.models import Stage, Touchpoint

_TEXTS = (
    *("name_th", "name_en", "need_th", "need_en", "questions_th", "questions_en", "problems_th", "problems_en"),
    *("owner", "promise", "survey", "kind", "source", "channel", "branch", "scale", "field", "target", "stage"),
)
_STEPS = {"earlier": -1, "later": 1}
_NO_ROW = -1  # what was typed as an id and is none: the service refuses it with the remedy
_NO_TARGET = 1000


@screen("journeys.write", methods=("POST",))
def start(request: HttpRequest) -> HttpResponse:
    """Start a journey from a template, or an empty one."""
    template = request.POST.get("template", "")
    try:
        if template == "empty":
            made = save_journey(name_th="เส้นทางลูกค้า", name_en="Customer journey", now=clock.now())
        else:
            made = start_journey(template=template, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    return redirect(request, "journey_map", made.pk)


@screen("journeys.write", methods=("GET", "POST"))
def journey(request: HttpRequest, journey_id: int) -> HttpResponse:
    """Rename a journey or take it away."""
    found = find_journey(journey_id=journey_id)
    if found is None:
        raise Http404
    back = ("journey_map", journey_id)
    if request.method != "POST":
        return _name_form(request, _("Edit the journey"), back, found.name_th, found.name_en, may_move=False)
    if request.POST.get("do") == "remove":
        remove_journey(journey_id=journey_id)
        toast(request, _("Removed"))
        return redirect(request, "journey")
    thai, english = _typed_names(request)
    try:
        save_journey(name_th=thai, name_en=english, now=clock.now(), journey_id=journey_id)
    except Refused as refused:
        return _name_form(request, _("Edit the journey"), back, thai, english, may_move=False, error=refused)
    toast(request, _("Saved"))
    return redirect(request, *back)


@screen("journeys.write", methods=("GET", "POST"))
def new_stage(request: HttpRequest, journey_id: int) -> HttpResponse:
    """Add a stage at the end."""
    if find_journey(journey_id=journey_id) is None:
        raise Http404
    return _stage(request, journey_id)


@screen("journeys.write", methods=("GET", "POST"))
def stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Rename, move or take away a stage."""
    found = find_stage(stage_id=stage_id)
    if found is None:
        raise Http404
    do = request.POST.get("do", "")
    if do in _STEPS:
        move_stage(stage_id=stage_id, step=_STEPS[do])
        return redirect(request, "journey_stage", stage_id)
    if do == "remove":
        remove_stage(stage_id=stage_id)
        toast(request, _("Removed"))
        return redirect(request, "journey_map", found.journey_id)
    return _stage(request, found.journey_id, found=found)


@screen("journeys.write", methods=("GET", "POST"))
def new_touchpoint(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Add a touchpoint to a stage."""
    found = find_stage(stage_id=stage_id)
    if found is None:
        raise Http404
    return _touchpoint(request, found)


@screen("journeys.write", methods=("GET", "POST"))
def touchpoint(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Change, move or take away a touchpoint."""
    found = find_touchpoint(touchpoint_id=touchpoint_id)
    if found is None:
        raise Http404
    do = request.POST.get("do", "")
    if do in _STEPS:
        move_touchpoint(touchpoint_id=touchpoint_id, step=_STEPS[do])
        return redirect(request, "journey_touchpoint_edit", touchpoint_id)
    if do == "remove":
        remove_touchpoint(touchpoint_id=touchpoint_id)
        toast(request, _("Removed"))
        return redirect(request, "journey_map", found.stage.journey_id)
    return _touchpoint(request, found.stage, found=found)


@screen("journeys.write", methods=("POST",))
def pin(request: HttpRequest, touchpoint_id: int) -> HttpResponse:
    """Mark a moment of truth, or take the mark away."""
    if find_touchpoint(touchpoint_id=touchpoint_id) is None:
        raise Http404
    pin_touchpoint(touchpoint_id=touchpoint_id, is_moment_of_truth=request.POST.get("on") == "yes")
    return redirect(request, "journey_touchpoint", touchpoint_id)


def _stage(request: HttpRequest, journey_id: int, *, found: "Stage | None" = None) -> HttpResponse:
    title, back = (_("Edit the stage") if found else _("New stage")), ("journey_map", journey_id)
    if request.method != "POST":
        names = (found.name_th, found.name_en) if found else ("", "")
        return _name_form(request, title, back, *names, may_move=found is not None, is_new=found is None)
    thai, english = _typed_names(request)
    try:
        save_stage(journey_id=journey_id, name_th=thai, name_en=english, stage_id=found.pk if found else None)
    except Refused as refused:
        return _name_form(
            request, title, back, thai, english, may_move=found is not None, is_new=found is None, error=refused
        )
    toast(request, _("Saved"))
    return redirect(request, *back)


def _name_form(
    request: HttpRequest,
    title: str,
    back: tuple[str, int],
    thai: str,
    english: str,
    *,
    may_move: bool,
    is_new: bool = False,
    error: Refused | None = None,
) -> HttpResponse:
    return render(
        request,
        "journey/name.html",
        status=UNPROCESSABLE if error else 200,
        title=title,
        back=back,
        thai=thai,
        english=english,
        may_move=may_move,
        is_new=is_new,
        error=error.explain(_) if error else "",
    )


def _typed_names(request: HttpRequest) -> tuple[str, str]:
    return request.POST.get("name_th", ""), request.POST.get("name_en", "")


def _touchpoint(request: HttpRequest, stage: "Stage", *, found: "Touchpoint | None" = None) -> HttpResponse:
    if request.method != "POST":
        return _form(request, stage, _shown(stage, found), found=found)
    typed: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in _TEXTS}
    typed["is_moment_of_truth"] = "is_moment_of_truth" in request.POST
    asked = find_stage(stage_id=whole(typed["stage"]) or stage.pk)
    is_of_journey = asked is not None and asked.journey_id == stage.journey_id
    try:
        made = save_touchpoint(
            stage_id=asked.pk if asked is not None and is_of_journey else stage.pk,
            fields=_fields(typed),
            touchpoint_id=found.pk if found else None,
        )
    except Refused as refused:
        return _form(request, stage, typed, found=found, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "journey_touchpoint", made.pk)


def _form(
    request: HttpRequest,
    stage: "Stage",
    typed: dict[str, Any],
    *,
    found: "Touchpoint | None" = None,
    error: Refused | None = None,
) -> HttpResponse:
    known = origins_known()
    return render(
        request,
        "journey/touchpoint.html",
        status=UNPROCESSABLE if error else 200,
        stage=stage,
        touchpoint=found,
        typed=typed,
        t=in_language,
        error=error.explain(_) if error else "",
        errors={error.code.removeprefix("journeys."): error.explain(_)} if error else {},
        stages=[(one.pk, in_language(one, "name")) for one, _inside in stage_list(journey_id=stage.journey_id)],
        people=[(user.pk, user.display_name) for user in active_staff()],
        promises=[(promise.pk, in_language(promise, "text")) for promise in promise_list()],
        surveys=[(survey.pk, in_language(survey, "name")) for survey in linkable_surveys()],
        branches=[(row.branch.pk, in_language(row.branch, "name")) for row in branch_tree()],
        kinds=choices(KINDS),
        scales=choices(SCALES),
        sources=_with(known["source"], typed["source"]),
        channels=[(code, label(CHANNELS, code)) for code, _name in _with(known["channel"], typed["channel"])],
    )


def _with(known: list[str], chosen: str) -> list[tuple[str, str]]:
    """Return what a form offers, with what is chosen already even where nothing comes from there any more."""
    return [(code, code) for code in sorted({*known, *([chosen] if chosen else [])})]


def _shown(stage: "Stage", found: "Touchpoint | None") -> dict[str, Any]:
    if found is None:
        empty = dict.fromkeys(_TEXTS, "")
        return {**empty, "stage": stage.pk, "scale": "csat", "target": 50, "is_moment_of_truth": False}
    plain = {name: getattr(found, name) for name in (*_TEXTS[:8], "kind", "source", "channel", "scale", "field")}
    keys = {name: getattr(found, f"{name}_id") or "" for name in ("owner", "promise", "survey", "branch", "stage")}
    return {**plain, **keys, "target": found.target_points, "is_moment_of_truth": found.is_moment_of_truth}


def _fields(typed: dict[str, Any]) -> TouchpointFields:
    return TouchpointFields(
        **{name: typed[name] for name in _TEXTS[:8]},
        owner_id=_key(typed["owner"]),
        promise_id=_key(typed["promise"]),
        target_points=_target(typed["target"]),
        is_moment_of_truth=typed["is_moment_of_truth"],
        link=Link(
            survey_id=_key(typed["survey"]),
            kind=typed["kind"],
            source=typed["source"][:40],
            channel=typed["channel"][:16],
            branch_id=_key(typed["branch"]),
            scale=typed["scale"],
            field=typed["field"][:40],
        ),
    )


def _key(text: str) -> int | None:
    return (whole(text) or _NO_ROW) if text else None


def _target(text: str) -> int:
    """Return a target with its sign, however people type the minus; what is no number the service refuses."""
    plain = text.replace("−", "-")
    amount = whole(plain.removeprefix("-").removeprefix("+"))
    return _NO_TARGET if amount is None else -amount if plain.startswith("-") else amount
