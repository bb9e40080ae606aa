"""One act on every ticked case, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.cases.selectors import cases_by_ids, find_label
from samphan.cases.services import BulkAct, BulkOutcome, act_on_cases
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import reader, screen
from samphan.web.case.asking import post_number, way_back
from samphan.web.case.wording import PRIORITIES
from samphan.web.cases.choices import ACTS, bar_choices
from samphan.web.cases.waking import posted_until
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, refuse, render, toast
from samphan.web.wording import label

if TYPE_CHECKING:
    from datetime import datetime

    from samphan.cases.models import Case


class PriorityUnknown(Refused):
    code = "case.bulk.priority_unknown"
    message = N_("Choose a priority.")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What became of one case."""

    number: str
    title: str
    case_id: int
    refused: str


@screen("cases.write")
def bar(request: HttpRequest) -> HttpResponse:
    """Show what can be done at once: the list asks for it with the first tick."""
    return render(request, "cases/_bulk.html", bar=bar_choices(request.GET.get("view", "")))


@screen("cases.write", methods=("POST",))
def bulk(request: HttpRequest) -> HttpResponse:
    """Do it; when all went well say so above the list, else show how it went with each case."""
    now = clock.now()
    ids = [number for number in map(whole, request.POST.getlist("case")) if number is not None]
    try:
        act = _act(request, ids, now=now)
        outcomes = act_on_cases(case_ids=ids, act=act, actor_id=reader(request).pk, now=now)
    except Refused as refused:
        return refuse(request, refused, status=UNPROCESSABLE)
    done = sum(outcome.refused is None for outcome in outcomes)
    back = way_back(request)
    if done == len(outcomes):
        toast(request, ngettext("Done: %(num)s case", "Done: %(num)s cases", done) % {"num": done})
        return redirect(request, back or "cases")
    return render(
        request,
        "cases/outcome.html",
        act=label(ACTS, act.kind),
        lines=_lines(outcomes),
        done=done,
        refused=len(outcomes) - done,
        back=back,
    )


def _act(request: HttpRequest, ids: list[int], *, now: datetime) -> BulkAct:
    kind = request.POST.get("act", "")
    if kind == "assign":
        return BulkAct(kind=kind, number=post_number(request, "owner"))
    if kind == "priority":
        number = post_number(request, "priority")
        if number not in PRIORITIES:
            raise PriorityUnknown
        return BulkAct(kind=kind, number=number)
    if kind == "label":
        known = find_label(label_id=post_number(request, "label"))
        return BulkAct(kind=kind, label=request.POST.get("new_label", "").strip() or (known.name if known else ""))
    if kind == "unlabel":
        known = find_label(label_id=post_number(request, "label"))
        return BulkAct(kind=kind, label=known.name if known else "")
    if kind == "snooze":
        return BulkAct(kind=kind, until=posted_until(request, branch_id=None, now=now))
    return BulkAct(kind=kind, number=min(ids, default=0) if kind == "merge" else 0)


def _lines(outcomes: list[BulkOutcome]) -> list[Line]:
    cases: dict[int, Case] = cases_by_ids(case_ids=[outcome.case_id for outcome in outcomes])
    lines = [
        Line(
            number=f"SP-{outcome.case_id}",
            title=cases[outcome.case_id].title if outcome.case_id in cases else "",
            case_id=outcome.case_id,
            refused=outcome.refused.explain(_) if outcome.refused else "",
        )
        for outcome in outcomes
    ]
    return sorted(lines, key=lambda line: not line.refused)
