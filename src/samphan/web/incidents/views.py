"""Incidents: the list with how services stand, and one incident from its first minute to its credits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import branch_tree
from samphan.customers.selectors import shown_name
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.kit.money import to_minor_units
from samphan.outreach.selectors import (
    affected_counts,
    affected_page,
    find_incident,
    incident_cause,
    incident_contacts,
    incident_list,
    notice_counts,
    runs_of,
    updates_of,
)
from samphan.outreach.services import call_off_incident, link_case, start_approving, start_crediting
from samphan.promises.selectors import credit_sums, is_status_page_on, service_standings
from samphan.promises.services import switch_status_page
from samphan.surveys.selectors import asking_policy
from samphan.web.access import reader, screen
from samphan.web.case.views import done
from samphan.web.formats import is_thai
from samphan.web.incidents import wording
from samphan.web.numbers import whole
from samphan.web.render import redirect, refuse, render, toast
from samphan.web.wording import choices, label

if TYPE_CHECKING:
    from samphan.outreach.models import Incident

VIEWS = {"open": N_("Going on"), "past": N_("Over")}
DAYS = 30
PAGE = 50


@screen("incidents.read")
def incidents(request: HttpRequest) -> HttpResponse:
    """List the incidents of a view, with how each service stood in the last 30 days."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "open"
    now = clock.now()
    return render(
        request,
        "incidents/list.html",
        w=wording,
        label=label,
        view=view,
        views=choices(VIEWS),
        lines=incident_list(view=view),
        standings=service_standings(since=now - timedelta(days=DAYS), until=now, now=now),
        days=DAYS,
        is_public=is_status_page_on(),
        may_write=reader(request).may("incidents.write"),
        may_publish=reader(request).may("promises.write"),
    )


@screen("incidents.read")
def incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Show one incident; while long work goes on, its progress asks for itself again."""
    found = incident_or_404(incident_id)
    sources = affected_counts(incident=found)
    updates, sums = updates_of(incident=found), credit_sums(cause=incident_cause(found.pk))
    affected = sum(sources.values())
    return render(
        request,
        "incidents/page.html",
        partial="incidents/_progress.html",
        w=wording,
        label=label,
        incident=found,
        parts=[f"{wording.name_of(one.service)} › {wording.name_of(one)}" for one in found.components.all()],
        runs=runs_of(incident=found),
        sources=sorted(sources.items()),
        affected=affected,
        updates=updates,
        letters=notice_counts(incident=found),
        contacts=incident_contacts(incident=found),
        sums=sums,
        steps=_steps(
            found, affected=affected, is_told=bool(updates), is_credited=bool(sums.counts) and not sums.n("proposed")
        ),
        shown_name=shown_name,
        branches=branches(),
        rest_hours=asking_policy().incident_hours,
        may_write=reader(request).may("incidents.write"),
        may_approve=reader(request).may("credits.approve"),
    )


@screen("incidents.read")
def affected(request: HttpRequest, incident_id: int) -> HttpResponse:
    """List who is affected, the latest found first."""
    found = incident_or_404(incident_id)
    rows = affected_page(incident=found, before=whole(request.GET.get("before")), limit=PAGE)
    return render(
        request,
        "incidents/affected.html",
        w=wording,
        label=label,
        incident=found,
        rows=rows[:PAGE],
        next_before=rows[PAGE - 1].pk if len(rows) > PAGE else None,
        shown_name=shown_name,
    )


@screen("incidents.write", methods=("POST",))
def call_off(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Say that it was none."""
    found = incident_or_404(incident_id)
    try:
        call_off_incident(incident_id=found.pk, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Called off: it counts nowhere, and surveys go on."))
    return redirect(request, "incident", found.pk)


@screen("cases.write", methods=("POST",))
def link(request: HttpRequest, incident_id: int, case_id: int) -> HttpResponse:
    """Say that a case is about this incident, where the case is read; its customer is affected from now on."""
    found = incident_or_404(incident_id)
    try:
        link_case(incident_id=found.pk, case_id=case_id, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Linked. The customer hears of every update from now on."))
    return done(request, case_id)


@screen("incidents.write", methods=("POST",))
def propose(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Begin to propose credits to everybody affected."""
    found = incident_or_404(incident_id)
    amount = read_satang(request.POST.get("goodwill", ""))
    try:
        start_crediting(
            incident_id=found.pk,
            goodwill_satang=-1 if amount is None else amount,
            actor_id=reader(request).pk,
            now=clock.now(),
        )
    except Refused as refused:
        return refuse(request, refused)
    return redirect(request, "incident", found.pk)


@screen("credits.approve", methods=("POST",))
def approve(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Begin to post every credit of the incident that waits."""
    found = incident_or_404(incident_id)
    try:
        start_approving(incident_id=found.pk, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    return redirect(request, "incident", found.pk)


@screen("promises.write", methods=("POST",))
def switch_page(request: HttpRequest) -> HttpResponse:
    """Show customers how services stand, or hide it."""
    is_on = request.POST.get("on") == "1"
    switch_status_page(is_on=is_on, actor_id=reader(request).pk, now=clock.now())
    toast(request, _("Customers can open the page now.") if is_on else _("The page is hidden."))
    return redirect(request, "incidents")


def incident_or_404(incident_id: int) -> Incident:
    """Return the incident of an address."""
    found = find_incident(incident_id=incident_id)
    if found is None:
        raise Http404
    return found


def branches() -> list[tuple[int, str]]:
    """Return the branches as choices, in the reader's language."""
    rows = [row.branch for row in branch_tree()]
    return [(one.pk, one.name_th if is_thai() or not one.name_en else one.name_en) for one in rows]


def read_satang(text: str) -> int | None:
    """Return an amount in baht as satang; an empty one is 0, one that is none is None."""
    if not text.strip():
        return 0
    try:
        return to_minor_units(text)
    except ValueError:
        return None


def _steps(found: Incident, *, affected: int, is_told: bool, is_credited: bool) -> list[dict[str, Any]]:
    """Return the way of an incident; the first step that is not done is the one to take now."""
    way = (
        (_("Incident opened"), True),
        (_("Who is affected"), affected > 0),
        (_("Told"), is_told),
        (_("Over, with an apology"), found.state == "resolved"),
        (_("Credited"), is_credited),
    )
    steps, is_now_named = [], False
    for text, is_done in way:
        state = "done" if is_done else "" if is_now_named else "now"
        is_now_named = is_now_named or state == "now"
        steps.append({"label": text, "state": state})
    return steps
