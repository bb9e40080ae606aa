"""The board as colleagues see it: vote, suggest, and answer what was suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.selectors import find_idea, idea_counts, ideas_for_staff, problem_list
from samphan.cases.services import answer_idea, suggest_idea_as_colleague, vote_as_colleague
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import reader, screen
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, refuse, render, toast
from samphan.web.wording import choices, label

if TYPE_CHECKING:
    from samphan.cases.models import Idea

STATES = {
    "open": N_("Open for votes"),
    "new": N_("To be looked at"),
    "planned": N_("Planned"),
    "done": N_("Done"),
    "declined": N_("Not now"),
}
TONES = {"open": "acc", "new": "warn", "planned": "good", "done": "good", "declined": "o"}
VOTABLE = ("open", "planned")
ANSWERS = ("open", "planned", "done", "declined")


@screen("ideas.read")
def ideas(request: HttpRequest) -> HttpResponse:
    """List the ideas of one state, those with the most votes first."""
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    user = reader(request)
    return render(
        request,
        "ideas/list.html",
        state=state,
        states=choices(STATES),
        counts=idea_counts(),
        lines=ideas_for_staff(state=state, user_id=user.pk),
        is_votable=state in VOTABLE,
        may_vote=user.may("ideas.vote"),
        may_write=user.may("ideas.write"),
    )


@screen("ideas.vote", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Suggest something."""
    typed = {"title": request.POST.get("title", ""), "body": request.POST.get("body", "")}
    if request.method != "POST":
        return render(request, "ideas/new.html", typed=typed, error="")
    try:
        suggest_idea_as_colleague(user_id=reader(request).pk, now=clock.now(), **typed)
    except Refused as refused:
        return render(request, "ideas/new.html", status=UNPROCESSABLE, typed=typed, error=refused.explain(_))
    toast(request, _("Saved"))
    return redirect(request, "ideas")


@screen("ideas.vote", methods=("POST",))
def vote(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Stand behind an idea, or no longer."""
    found = _idea_or_404(idea_id)
    is_for = request.POST.get("for") == "1"
    try:
        vote_as_colleague(idea_id=found.pk, user_id=reader(request).pk, is_for=is_for, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    return redirect(request, "ideas")


@screen("ideas.write", methods=("GET", "POST"))
def idea(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Answer an idea: where it stands, why, and which problem it would solve."""
    found = _idea_or_404(idea_id)
    if request.method != "POST":
        shown = {"state": found.state, "answer": found.answer, "problem": found.problem_id or ""}
        return _form(request, found, shown)
    typed = {name: request.POST.get(name, "") for name in ("state", "answer", "problem")}
    try:
        answer_idea(
            idea_id=found.pk,
            state=typed["state"],
            answer=typed["answer"],
            problem_id=whole(typed["problem"]),
            actor_id=reader(request).pk,
            now=clock.now(),
        )
    except Refused as refused:
        return _form(request, found, typed, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "ideas")


def _form(request: HttpRequest, found: Idea, typed: dict[str, Any], *, error: Refused | None = None) -> HttpResponse:
    lines = [line for view in ("active", "fixed") for line in problem_list(view=view)]
    return render(
        request,
        "ideas/page.html",
        status=UNPROCESSABLE if error else 200,
        idea=found,
        typed=typed,
        state_name=label(STATES, found.state),
        tone=TONES[found.state],
        states=[(code, label(STATES, code)) for code in ANSWERS],
        problems=[(line.problem.pk, line.problem.title) for line in lines],
        errors={error.code.removeprefix("cases.idea."): error.explain(_)} if error else {},
    )


def _idea_or_404(idea_id: int) -> Idea:
    found = find_idea(idea_id=idea_id)
    if found is None:
        raise Http404
    return found
