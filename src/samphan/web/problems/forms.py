"""The forms of a problem: what is said of it, and what those who reported it are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff
from samphan.cases.rules.outer_loop import WINDOW_CHOICES, WINDOW_DAYS
from samphan.cases.selectors import assignable_causes, causes_by_code, problem_causes
from samphan.cases.services import ProblemWords, edit_problem, open_problem, save_release
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.case.reading import cause_name
from samphan.web.numbers import whole
from samphan.web.problems.views import problem_or_404
from samphan.web.problems.wording import names_of
from samphan.web.render import UNPROCESSABLE, redirect, render, toast

if TYPE_CHECKING:
    from samphan.cases.models import Problem

_BOTH = ("GET", "POST")
_RELEASE = ("you_said_th", "you_said_en", "we_did_th", "we_did_en")


@screen("problems.write", methods=_BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Name a problem; a cause in the address is chosen already."""
    if request.method != "POST":
        code = request.GET.get("cause", "")
        names = names_of([code], causes_by_code(codes=[code])) if code else [""]
        title = "" if names[0] == code else names[0].rpartition(" › ")[2]
        return _form(request, _shown(ProblemWords(title=title, cause_codes=[code])))
    typed = _typed(request)
    try:
        made = open_problem(words=typed, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return _form(request, _shown(typed), error=refused)
    toast(request, _("Saved"))
    return redirect(request, "problem", made.pk)


@screen("problems.write", methods=_BOTH)
def edit(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Change what is said of a problem."""
    found = problem_or_404(problem_id)
    if request.method != "POST":
        return _form(request, {**_shown(found), "causes": problem_causes(problem=found)}, found=found)
    typed = _typed(request)
    try:
        edit_problem(problem_id=found.pk, words=typed, now=clock.now())
    except Refused as refused:
        return _form(request, _shown(typed), found=found, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "problem", found.pk)


@screen("problems.write", methods=_BOTH)
def release(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Write what customers said and what was done."""
    found = problem_or_404(problem_id)
    stored = getattr(found, "release", None)
    if request.method != "POST":
        return _release_form(request, found, {name: getattr(stored, name, "") for name in _RELEASE})
    typed = {name: request.POST.get(name, "") for name in _RELEASE}
    try:
        save_release(
            problem_id=found.pk,
            you_said={"th": typed["you_said_th"], "en": typed["you_said_en"]},
            we_did={"th": typed["we_did_th"], "en": typed["we_did_en"]},
            actor_id=reader(request).pk,
            now=clock.now(),
        )
    except Refused as refused:
        return _release_form(request, found, typed, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "problem", found.pk)


def _typed(request: HttpRequest) -> ProblemWords:
    return ProblemWords(
        title=request.POST.get("title", ""),
        cause_codes=request.POST.getlist("causes"),
        description=request.POST.get("description", ""),
        owner_id=whole(request.POST.get("owner")),
        expected_effect=request.POST.get("expected_effect", ""),
        window_days=whole(request.POST.get("window_days")) or 0,
    )


def _shown(said: ProblemWords | Problem) -> dict[str, Any]:
    return {
        "title": said.title,
        "causes": list(said.cause_codes) if isinstance(said, ProblemWords) else [],
        "description": said.description,
        "owner": said.owner_id or "",
        "expected_effect": said.expected_effect,
        "window_days": said.window_days or WINDOW_DAYS,
    }


def _form(
    request: HttpRequest, typed: dict[str, Any], *, found: Problem | None = None, error: Refused | None = None
) -> HttpResponse:
    causes = [(cause.code, cause_name(cause)) for cause in assignable_causes()]
    # A cause that is no longer in the tree stays chosen until somebody takes it out.
    old = sorted(set(typed["causes"]) - {code for code, _name in causes} - {""})
    return render(
        request,
        "problems/form.html",
        status=UNPROCESSABLE if error else 200,
        typed=typed,
        problem=found,
        causes=[*causes, *zip(old, names_of(old, causes_by_code(codes=old)), strict=True)],
        people=[(user.pk, user.display_name) for user in active_staff() if user.may("problems.write")],
        windows=[(days, _("%(days)s days") % {"days": days}) for days in WINDOW_CHOICES],
        errors={error.code.removeprefix("cases.problem."): error.explain(_)} if error else {},
    )


def _release_form(
    request: HttpRequest, found: Problem, typed: dict[str, str], *, error: Refused | None = None
) -> HttpResponse:
    return render(
        request,
        "problems/release.html",
        status=UNPROCESSABLE if error else 200,
        typed=typed,
        problem=found,
        error=error.explain(_) if error else "",
    )
