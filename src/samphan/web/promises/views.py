"""Promises: the list with how each is kept, and the form of one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.analytics.intervals import Interval
from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.promises.rules import Kept
from samphan.promises.selectors import PromiseFigures, calendar_list, find_promise, promise_figures, promise_list
from samphan.promises.services import Manner, add_promise, save_promise
from samphan.web.access import reader, screen
from samphan.web.formats import format_duration
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, render, toast

if TYPE_CHECKING:
    from samphan.promises.models import Promise

FIGURE_DAYS = 90
METRICS = {
    "acknowledge": N_("Acknowledge"),
    "first_response": N_("First answer"),
    "next_response": N_("Each further answer"),
    "progress": N_("Progress update"),
    "resolve": N_("Solution"),
    "follow_up": N_("Contact after bad feedback"),
}
ON_CHANGE = {
    "keep": N_("keep the target they started with"),
    "recompute": N_("get the new target, counted from their start"),
    "forward": N_("get the new target, counted from now"),
}
_DELAYS = ("tell_owner_after", "tell_lead_after", "tell_manager_after")
_MOST = 1_000_000


@dataclass(frozen=True)
class Card:
    """One promise in the list."""

    promise: "Promise"
    metric: str
    target: str
    figures: PromiseFigures

    @property
    def ended(self) -> int:
        """Return how many clocks ended in the period."""
        return self.figures.met + self.figures.missed

    @property
    def interval(self) -> Interval | None:
        """Return the share kept with its interval, None when too few ended for a share."""
        return Kept(self.figures.met, self.figures.missed).interval


@screen("promises.read")
def promises(request: HttpRequest) -> HttpResponse:
    """List what customers are told, and how it was kept in the last 90 days."""
    figures = promise_figures(since=now() - timedelta(days=FIGURE_DAYS))
    cards = [
        Card(
            promise,
            _(METRICS[promise.metric]),
            target_words(promise.target_minutes, promise.target_days),
            figures.get(promise.pk, PromiseFigures()),
        )
        for promise in promise_list()
    ]
    may_write = reader(request).may("promises.write")
    return render(request, "promises/list.html", cards=cards, days=FIGURE_DAYS, may_write=may_write)


@screen("promises.write", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Add a promise."""
    if request.method != "POST":
        return _form(request, {"unit": "minutes", "is_active": True, **_manner_shown(Manner())})
    typed = _typed(request)
    try:
        add_promise(code=typed["code"], **_fields(typed))
    except Refused as refused:
        return _form(request, typed, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "promises")


@screen("promises.write", methods=("GET", "POST"))
def promise(request: HttpRequest, promise_code: str) -> HttpResponse:
    """Change a promise; ticking clocks follow as the promise says."""
    found = find_promise(code=promise_code)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _form(request, _shown(found), code=promise_code)
    typed = _typed(request)
    try:
        save_promise(code=promise_code, is_active=typed["is_active"], now=now(), **_fields(typed))
    except Refused as refused:
        return _form(request, typed, code=promise_code, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "promises")


def _form(
    request: HttpRequest, typed: dict[str, Any], *, code: str | None = None, error: Refused | None = None
) -> HttpResponse:
    return render(
        request,
        "promises/form.html",
        status=UNPROCESSABLE if error else 200,
        typed=typed,
        code=code,
        # A refusal stands beside its field: the last words of its code say which.
        errors={error.code.removeprefix("promises."): error.explain(_)} if error else {},
        metrics=[(metric, _(label)) for metric, label in METRICS.items()],
        calendars=[(calendar.pk, calendar.name) for calendar in calendar_list()],
        changes=[(code, _(words)) for code, words in ON_CHANGE.items()],
    )


def _typed(request: HttpRequest) -> dict[str, Any]:
    names = ("code", "metric", "text_th", "text_en", "amount", "unit", "calendar", "on_change", *_DELAYS)
    typed: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in names}
    return {**typed, "is_active": "is_active" in request.POST, "is_public": "is_public" in request.POST}


def _shown(found: "Promise") -> dict[str, Any]:
    return {
        "metric": found.metric,
        "text_th": found.text_th,
        "text_en": found.text_en,
        "amount": found.target_minutes or found.target_days,
        "unit": "days" if found.target_days else "minutes",
        "calendar": found.calendar_id or "",
        "is_active": found.is_active,
        **_manner_shown(found),
    }


def _manner_shown(manner: "Manner | Promise") -> dict[str, Any]:
    delays = {name: "" if (delay := getattr(manner, name)) is None else delay for name in _DELAYS}
    return {**delays, "on_change": manner.on_change, "is_public": manner.is_public}


def _manner(typed: dict[str, Any]) -> Manner:
    """Return the manner as typed: an empty delay is never, one that is no number is refused by the service."""
    owner, lead, manager = (_delay(typed[name]) for name in _DELAYS)
    return Manner(
        on_change=typed["on_change"],
        tell_owner_after=owner,
        tell_lead_after=lead,
        tell_manager_after=manager,
        is_public=typed["is_public"],
    )


def _delay(text: str) -> int | None:
    if not text:
        return None
    minutes = whole(text)
    return -1 if minutes is None else min(minutes, _MOST)


def _fields(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what the service takes; a number that is none becomes 0, which it refuses with the remedy."""
    amount, calendar = _whole(typed["amount"]), typed["calendar"]
    return {
        "metric": typed["metric"],
        "text_th": typed["text_th"],
        "text_en": typed["text_en"],
        "target_minutes": None if typed["unit"] == "days" else amount,
        "target_days": amount if typed["unit"] == "days" else None,
        "calendar_id": _whole(calendar) if calendar else None,
        "manner": _manner(typed),
    }


def _whole(text: str) -> int:
    return min(whole(text) or 0, _MOST)


def target_words(minutes: int | None, days: int | None) -> str:
    """Return a target in words; minutes never become days, because "1 day" of 24 office hours does not exist."""
    if days is not None:
        return ngettext("%(num)s business day", "%(num)s business days", days) % {"num": days}
    hours, rest = divmod(minutes or 0, 60)
    if not rest:
        return ngettext("%(num)s business hour", "%(num)s business hours", hours) % {"num": hours}
    return _("%(time)s of working time") % {"time": format_duration(minutes or 0)}
