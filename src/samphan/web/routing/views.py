"""Last week once more with other settings: what waiting, promises and loads would have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from samphan.accounts.policies import Role
from samphan.accounts.selectors import staff
from samphan.cases.selectors import find_trial, routing_settings
from samphan.cases.services import TrialPlan, request_trial
from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.promises.rules import Kept
from samphan.web.access import reader, screen
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, render
from samphan.web.settings.hours import parse_spans, write_spans

if TYPE_CHECKING:
    from samphan.accounts.models import User
    from samphan.cases.models import RoutingTrial


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many cases somebody was given, and would have been."""

    name: str
    was: int
    tried: int


@screen("cases.oversee")
def page(request: HttpRequest) -> HttpResponse:
    """Show what can be tried, and what the last trial came to."""
    return _page(request)


@screen("cases.oversee", methods=("POST",))
def ask(request: HttpRequest) -> HttpResponse:
    """Have last week played again."""
    try:
        request_trial(plan=_plan(request.POST), actor_id=reader(request).pk, now=now())
    except Refused as refused:
        return _page(request, error=refused.explain(_), typed=request.POST)
    return redirect(request, "routing_trial")


@screen("cases.oversee")
def progress(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Show how far a trial is, or what it came to."""
    trial = find_trial(trial_id=trial_id)
    if trial is None:
        raise Http404
    return render(request, "routing/_trial.html", trial=trial, loads=_loads(trial), kept=_kept(trial))


def _page(request: HttpRequest, *, error: str | None = None, typed: QueryDict | None = None) -> HttpResponse:
    trial, chosen = find_trial(), routing_settings()
    tried: dict[str, Any] = trial.plan if trial else {}
    values = {
        "extra": tried.get("extra", 0),
        "extra_capacity": tried.get("extra_capacity", 20),
        "hours": write_spans(tried.get("hours", [])),
        "ramp_limit": tried.get("ramp_limit", chosen.ramp_limit),
        "ramp_minutes": tried.get("ramp_minutes", chosen.ramp_minutes),
    }
    capacity = tried.get("capacity", {})
    people = [(user, capacity.get(str(user.pk), user.capacity if user.is_available else 0)) for user in _people()]
    if typed is not None:
        values |= {name: typed.get(name, "") for name in values}
        people = [(user, typed.get(f"capacity-{user.pk}", "")) for user, _load in people]
    return render(
        request,
        "routing/page.html",
        status=UNPROCESSABLE if error else 200,
        error=error,
        values=values,
        people=people,
        trial=trial,
        loads=_loads(trial),
        kept=_kept(trial),
    )


def _people() -> list[User]:
    """Return whom routing may give cases to; an owner of the firm is never one of them."""
    return [user for user in staff() if user.is_active and user.may("cases.write") and user.role != Role.OWNER]


def _plan(form: QueryDict) -> TrialPlan:
    return TrialPlan(
        capacity={user.pk: _number(form, f"capacity-{user.pk}") for user in _people()},
        extra=_number(form, "extra"),
        extra_capacity=_number(form, "extra_capacity"),
        hours=parse_spans(form.get("hours", "")),
        ramp_limit=_number(form, "ramp_limit"),
        ramp_minutes=_number(form, "ramp_minutes"),
    )


def _number(form: QueryDict, name: str) -> int:
    """Return a typed number; -1, which the service refuses, for what is none."""
    number = whole(form.get(name, "").strip())
    return -1 if number is None else number


def _kept(trial: RoutingTrial | None) -> list[Kept]:
    """Return how many promised contacts came in time, as it was and as tried."""
    if trial is None or trial.result is None:
        return []
    sides = (trial.result[side] for side in ("was", "tried"))
    return [Kept(met=side["kept"], missed=side["promised"] - side["kept"]) for side in sides]


def _loads(trial: RoutingTrial | None) -> list[Load]:
    """Return everybody who was given something, or would have been, by name; people who were only added come last."""
    if trial is None or trial.result is None:
        return []
    was, tried = (trial.result[side]["by_owner"] for side in ("was", "tried"))
    names = {str(user.pk): user.display_name for user in staff()}
    loads = [
        Load(name=name, was=was.get(key, 0), tried=tried.get(key, 0))
        for key, name in names.items()
        if key in was or key in tried
    ]
    added = sorted(-int(key) for key in tried if int(key) < 0)
    return loads + [
        Load(name=_("Added person %(number)s") % {"number": number}, was=0, tried=tried[str(-number)])
        for number in added
    ]
