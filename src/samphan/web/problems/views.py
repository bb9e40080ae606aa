"""Problems: causes by weight with the problems that collect them, and one problem from its cases to its effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.cases.rules.outer_loop import MEASURES, MOVES, ranked
from samphan.cases.selectors import (
    cause_weights,
    causes_by_code,
    comparison,
    find_problem,
    live_problems,
    problem_cases,
    problem_causes,
    problem_line,
    problem_list,
    telling_counts,
)
from samphan.cases.services import (
    add_case_to_problem,
    letter_to,
    move_problem,
    start_telling,
    take_case_from_problem,
)
from samphan.insights.selectors.scores import is_value_at_risk_known
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.case.reading import cause_name
from samphan.web.inbox.rows import rows_of
from samphan.web.numbers import whole
from samphan.web.problems import wording
from samphan.web.render import redirect, refuse, render, toast
from samphan.web.wording import LETTERS, choices, label

if TYPE_CHECKING:
    from samphan.cases.models import Problem

PERIODS = (30, 90, 365)
SHOWN_CASES = 20
SHOWN_CAUSES = 12


@dataclass(frozen=True, kw_only=True)
class CauseBar:
    """One line of the Pareto; `problem_id` is the problem that collects it, `amount` what the bar is long by."""

    code: str
    name: str
    cases: int
    customers: int
    value_satang: int
    amount: int
    cumulative: float
    is_vital: bool
    problem_id: int | None


@screen("problems.read")
def problems(request: HttpRequest) -> HttpResponse:
    """Show causes ranked by cases, customers or value at risk, and the problems of one view."""
    days, measure, view = whole(request.GET.get("days")), request.GET.get("by", ""), request.GET.get("view", "")
    days, measure = days if days in PERIODS else 90, measure if measure in MEASURES else "cases"
    view = view if view in wording.VIEWS else "active"
    bars = _bars(days=days or 90, measure=measure)
    vital = sum(bar.is_vital for bar in bars)
    return render(
        request,
        "problems/list.html",
        w=wording,
        bars=bars[:SHOWN_CAUSES],
        more=max(0, len(bars) - SHOWN_CAUSES),
        sentence=wording.vital_sentence(vital=vital, total=len(bars), measure=measure) if vital else "",
        days=days,
        measure=measure,
        view=view,
        lines=problem_list(view=view),
        label=label,
        views=choices(wording.VIEWS),
        measures=choices(wording.MEASURES),
        periods=[(str(number), _("%(days)s days") % {"days": number}) for number in PERIODS],
        is_value_known=is_value_at_risk_known(),
        may_write=reader(request).may("problems.write"),
    )


@screen("problems.read")
def problem(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Show one problem: its cases, who fixes it, what customers are told, and what changed."""
    found = problem_or_404(problem_id)
    codes = problem_causes(problem=found)
    release = getattr(found, "release", None)
    return render(
        request,
        "problems/page.html",
        w=wording,
        label=label,
        problem=found,
        line=problem_line(problem=found),
        causes=wording.names_of(codes, causes_by_code(codes=codes)),
        rows=rows_of(problem_cases(problem=found, limit=SHOWN_CASES)),
        steps=[(state, _(wording.MOVES[state])) for state in MOVES[found.state]],
        release=release,
        letter=letter_to(release, name="…", language=reader(request).language)[1] if release else "",
        telling=telling_counts(problem=found),
        letters=LETTERS,
        found=comparison(problem=found, now=clock.now()),
        is_value_known=is_value_at_risk_known(),
        may_write=reader(request).may("problems.write"),
    )


@screen("problems.write", methods=("POST",))
def move(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Take the problem one step on."""
    found = problem_or_404(problem_id)
    try:
        move_problem(
            problem_id=found.pk,
            state=request.POST.get("state", ""),
            reason=request.POST.get("reason", ""),
            actor_id=reader(request).pk,
            now=clock.now(),
        )
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Saved"))
    return redirect(request, "problem", found.pk)


@screen("problems.write", methods=("POST",))
def tell(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Begin to write to everybody who reported it."""
    found = problem_or_404(problem_id)
    try:
        people = start_telling(problem_id=found.pk, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    text = ngettext("%(num)s person is being written to.", "%(num)s people are being written to.", people)
    toast(request, text % {"num": people})
    return redirect(request, "problem", found.pk)


@screen("problems.write", methods=("POST",))
def cases(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Add a case by its number, or take one out that was added by hand."""
    found = problem_or_404(problem_id)
    number = whole(request.POST.get("case", "").strip().upper().removeprefix("SP-"))
    act = take_case_from_problem if request.POST.get("do") == "remove" else add_case_to_problem
    try:
        act(problem_id=found.pk, case_id=number or 0, actor_id=reader(request).pk, now=clock.now())
    except ObjectDoesNotExist:
        toast(request, _("There is no case of this number. It looks like SP-1042."), tone="bad")
        return redirect(request, "problem", found.pk)
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Saved"))
    return redirect(request, "problem", found.pk)


def problem_or_404(problem_id: int) -> Problem:
    """Return the problem of an address."""
    found = find_problem(problem_id=problem_id)
    if found is None:
        raise Http404
    return found


def _bars(*, days: int, measure: str) -> list[CauseBar]:
    weights = cause_weights(since=clock.now() - timedelta(days=days))
    codes = [weight.code for weight in weights]
    causes, live = causes_by_code(codes=codes), live_problems(codes=codes)
    return [
        CauseBar(
            code=weight.code,
            name=cause_name(causes[weight.code]),
            cases=weight.cases,
            customers=weight.customers,
            value_satang=weight.value_satang,
            amount=bar.count,
            cumulative=bar.cumulative_share,
            is_vital=bar.is_vital,
            problem_id=live[weight.code].pk if weight.code in live else None,
        )
        for bar, weight in ranked(weights, measure=measure)
    ]
