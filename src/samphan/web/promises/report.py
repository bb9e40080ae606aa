"""How promises were kept, by promise, branch, team, owner or week, with the clocks and the ledger behind each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import branch_tree, get_organisation, staff, team_names
from samphan.kit import clock
from samphan.kit.errors import N_
from samphan.promises.selectors import (
    GROUPS,
    attainment,
    clocks_behind,
    find_ledger,
    is_public_page_on,
    pause_shares,
    promise_list,
)
from samphan.promises.services import switch_public_page
from samphan.web.access import reader, screen
from samphan.web.formats import format_date, is_thai
from samphan.web.numbers import whole
from samphan.web.promises.views import METRICS, target_words
from samphan.web.render import redirect, render, toast
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.promises.rules import Kept

GROUP_NAMES = {
    "promise": N_("Promise"),
    "branch": N_("Branch"),
    "team": N_("Team"),
    "owner": N_("Owner"),
    "week": N_("Week"),
}
PERIODS = (30, 90, 365)
PAGE = 50
STATES = {
    "running": N_("Running"),
    "paused": N_("Waiting"),
    "met": N_("Kept"),
    "missed": N_("Broken"),
    "cancelled": N_("Called off"),
}
PAUSE_KINDS = {
    "customer": N_("waiting for the customer"),
    "third_party": N_("waiting for somebody else"),
    "agreed_date": N_("agreed date"),
}


@dataclass(frozen=True)
class Line:
    """One row of the report; `key` goes into the address of the clocks behind it."""

    key: str
    name: str
    kept: "Kept"


@dataclass(frozen=True)
class Asked:
    """What the reader asked for: how to group, and how many days back."""

    group: str
    days: int
    until: datetime
    timezone: str

    @property
    def since(self) -> datetime:
        """Return where the period begins."""
        return self.until - timedelta(days=self.days)


@screen("promises.read")
def report(request: HttpRequest) -> HttpResponse:
    """Show the share kept with its interval, and how much the clocks of each colleague waited."""
    asked = _asked(request)
    rows = attainment(group=asked.group, since=asked.since, until=asked.until, timezone=asked.timezone)
    names = _names(asked.group)
    return render(
        request,
        "promises/report.html",
        asked=asked,
        lines=[Line(_key(row.key), _name(row.key, names), row.kept) for row in rows],
        groups=[(code, _(name)) for code, name in GROUP_NAMES.items()],
        periods=[(str(days), _("%(days)s days") % {"days": days}) for days in PERIODS],
        shares=pause_shares(since=asked.since, until=asked.until),
        is_public=is_public_page_on(),
        may_write=reader(request).may("promises.write"),
    )


@screen("promises.read")
def behind(request: HttpRequest) -> HttpResponse:
    """List the clocks behind one line of the report."""
    asked = _asked(request)
    typed = request.GET.get("at", "")
    key = _day(typed) if asked.group == "week" else whole(typed)
    if typed and key is None:
        raise Http404
    found = clocks_behind(
        group=asked.group,
        key=key,
        since=asked.since,
        until=asked.until,
        timezone=asked.timezone,
        before=whole(request.GET.get("before", "")),
        size=PAGE,
    )
    return render(
        request,
        "promises/behind.html",
        asked=asked,
        at=typed,
        name=_name(key, _names(asked.group)),
        clocks=found[:PAGE],
        more=found[PAGE - 1].pk if len(found) > PAGE else None,
        metrics={code: _(name) for code, name in METRICS.items()},
        states={code: _(name) for code, name in STATES.items()},
    )


@screen("promises.read")
def ledger(request: HttpRequest, clock_id: int) -> HttpResponse:
    """Show when a clock ran, when it waited and why, and by which edition of which calendar."""
    found = find_ledger(clock_id=clock_id, now=clock.now())
    if found is None:
        raise Http404
    return render(
        request,
        "promises/ledger.html",
        found=found,
        metric=label(METRICS, found.clock.metric),
        target=target_words(found.clock.target_minutes, found.clock.target_days),
        state=label(STATES, found.clock.state),
        kinds={code: _(name) for code, name in PAUSE_KINDS.items()},
    )


@screen("promises.write", methods=("POST",))
def switch(request: HttpRequest) -> HttpResponse:
    """Show customers the page of what we promise and how we did, or take it away."""
    is_on = request.POST.get("on") == "1"
    switch_public_page(is_on=is_on, actor_id=reader(request).pk, now=clock.now())
    toast(request, _("Customers can read the page now.") if is_on else _("The page is hidden from customers."))
    return redirect(request, "promise_report")


def _asked(request: HttpRequest) -> Asked:
    group, days = request.GET.get("view", ""), whole(request.GET.get("days", ""))
    return Asked(
        group=group if group in GROUPS else "promise",
        days=days if days in PERIODS else PERIODS[1],
        until=clock.now(),
        timezone=get_organisation().timezone,
    )


def _names(group: str) -> dict[int, str]:
    thai = is_thai()
    if group == "promise":
        return {promise.pk: promise.text_th if thai else promise.text_en for promise in promise_list()}
    if group == "branch":
        branches = [row.branch for row in branch_tree()]
        return {branch.pk: branch.name_th if thai else branch.name_en or branch.name_th for branch in branches}
    if group == "team":
        return dict(team_names())
    return {user.pk: user.display_name for user in staff()} if group == "owner" else {}


def _name(key: int | date | None, names: dict[int, str]) -> str:
    if isinstance(key, date):
        return _("Week of %(week)s") % {"week": format_date(key, thai=is_thai())}
    return names.get(key, _("No longer there")) if key is not None else _("None")


def _key(key: int | date | None) -> str:
    return "" if key is None else key.isoformat() if isinstance(key, date) else str(key)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
