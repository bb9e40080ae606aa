"""How promises were kept, by promise, branch, region, team, owner or week, with the clocks and ledgers behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import branch_tree, get_organisation, staff, team_names
from samphan.kit import clock
from samphan.kit.errors import N_
from samphan.promises.rules import together
from samphan.promises.selectors import (
    GROUPS,
    Region,
    attainment,
    clocks_behind,
    find_ledger,
    is_public_page_on,
    pause_shares,
    promise_list,
    region_attainment,
    regions,
)
from samphan.promises.services import switch_public_page
from samphan.web.access import reader, screen
from samphan.web.formats import format_date, is_thai
from samphan.web.numbers import whole
from samphan.web.promises.views import METRICS, target_words
from samphan.web.render import redirect, render, toast
from samphan.web.wording import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samphan.accounts.models import Branch
    from samphan.promises.rules import Kept

GROUP_NAMES = {
    "promise": N_("Promise"),
    "branch": N_("Branch"),
    "region": N_("Region"),
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
    """One row of the report; `group` and `key` go into the address of the clocks behind it."""

    group: str
    key: str
    name: str
    kept: Kept
    depth: int = 0


@dataclass(frozen=True)
class Asked:
    """What the reader asked for: how to group, how many days back, and of which region, None for all branches."""

    group: str
    days: int
    until: datetime
    timezone: str
    region: Region | None = None

    @property
    def branch_ids(self) -> frozenset[int] | None:
        """Return the branches that count, None for all."""
        return self.region.branch_ids if self.region else None

    @property
    def address(self) -> str:
        """Return it as an address carries it on."""
        return f"view={self.group}&days={self.days}{self.part}"

    @property
    def part(self) -> str:
        """Return the region as an address carries it on."""
        return f"&branch={self.region.branch.pk}" if self.region else ""

    @property
    def since(self) -> datetime:
        """Return where the period begins."""
        return self.until - timedelta(days=self.days)


@screen("promises.read")
def report(request: HttpRequest) -> HttpResponse:
    """Show the share kept with its interval, and how much the clocks of each colleague waited."""
    known = regions()
    asked = _asked(request, known)
    groups = [(code, _(GROUP_NAMES[code])) for code in GROUP_NAMES if known or code != "region"]
    return render(
        request,
        "promises/report.html",
        asked=asked,
        lines=_lines(asked, known),
        groups=groups,
        regions=[(one.branch.pk, "– " * one.depth + _branch_name(one.branch)) for one in known],
        periods=[(str(days), _("%(days)s days") % {"days": days}) for days in PERIODS],
        shares=pause_shares(since=asked.since, until=asked.until, branch_ids=asked.branch_ids),
        is_public=is_public_page_on(),
        may_write=reader(request).may("promises.write"),
    )


@screen("promises.read")
def behind(request: HttpRequest) -> HttpResponse:
    """List the clocks behind one line of the report."""
    known = regions()
    asked = _asked(request, known)
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
        branch_ids=asked.branch_ids,
        within=known,
    )
    return render(
        request,
        "promises/behind.html",
        asked=asked,
        at=typed,
        name=_name(key, _names(asked.group, known), nobody=_nobody(asked.group)),
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


def _asked(request: HttpRequest, known: Sequence[Region]) -> Asked:
    group, days = request.GET.get("view", ""), whole(request.GET.get("days", ""))
    wanted = whole(request.GET.get("branch", ""))
    return Asked(
        group=group if group in GROUPS else "promise",
        days=days if days in PERIODS else PERIODS[1],
        until=clock.now(),
        timezone=get_organisation().timezone,
        region=next((one for one in known if one.branch.pk == wanted), None),
    )


def _lines(asked: Asked, known: Sequence[Region]) -> list[Line]:
    """Return the rows of the report; of one region, a last row with all of it together."""
    since, until, timezone, branch_ids = asked.since, asked.until, asked.timezone, asked.branch_ids
    depths: dict[object, int] = {}
    if asked.group == "region":
        within = [one for one in known if branch_ids is None or one.branch.pk in branch_ids]
        depths = {one.branch.pk: one.depth for one in within}
        rows = region_attainment(within=within, since=since, until=until, timezone=timezone, branch_ids=branch_ids)
    else:
        rows = attainment(group=asked.group, since=since, until=until, timezone=timezone, branch_ids=branch_ids)
    names, nobody = _names(asked.group, known), _nobody(asked.group)
    lines = [
        Line(asked.group, _key(row.key), _name(row.key, names, nobody=nobody), row.kept, depths.get(row.key, 0))
        for row in rows
    ]
    if asked.region is not None and asked.group != "region" and len(lines) > 1:
        whole_of_it = _("%(region)s together") % {"region": _branch_name(asked.region.branch)}
        lines.append(Line("region", str(asked.region.branch.pk), whole_of_it, together(line.kept for line in lines)))
    return lines


def _names(group: str, known: Sequence[Region]) -> dict[int, str]:
    thai = is_thai()
    if group == "promise":
        return {promise.pk: promise.text_th if thai else promise.text_en for promise in promise_list()}
    if group == "region":
        return {one.branch.pk: _branch_name(one.branch) for one in known}
    if group == "branch":
        return {row.branch.pk: _branch_name(row.branch) for row in branch_tree()}
    if group == "team":
        return dict(team_names())
    return {user.pk: user.display_name for user in staff()} if group == "owner" else {}


def _branch_name(branch: Branch) -> str:
    return branch.name_th if is_thai() else branch.name_en or branch.name_th


def _nobody(group: str) -> str:
    """Return what the row is called of clocks that belong to none of a group."""
    return _("In no region") if group == "region" else _("None")


def _name(key: int | date | None, names: dict[int, str], *, nobody: str) -> str:
    if isinstance(key, date):
        return _("Week of %(week)s") % {"week": format_date(key, thai=is_thai())}
    return names.get(key, _("No longer there")) if key is not None else nobody


def _key(key: int | date | None) -> str:
    return "" if key is None else key.isoformat() if isinstance(key, date) else str(key)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
