"""Credits: what waits for approval, and what was decided."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.customers.selectors import shown_name
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.outreach.selectors import find_incident, incident_cause, incidents_of_causes
from samphan.promises.selectors import credit_list, credit_sums
from samphan.promises.services import approve_credit, decline_credit
from samphan.web.access import reader, screen
from samphan.web.credits import wording
from samphan.web.incidents.wording import title_of
from samphan.web.numbers import whole
from samphan.web.render import redirect, refuse, render, toast
from samphan.web.wording import label

PAGE = 50


@screen("credits.read")
def credit_page(request: HttpRequest) -> HttpResponse:
    """List the credits of a state, of all causes or of one incident."""
    state, number = request.GET.get("state", ""), whole(request.GET.get("incident"))
    state = state if state in wording.STATES else "proposed"
    incident = find_incident(incident_id=number) if number is not None else None
    cause = incident_cause(incident.pk) if incident else ""
    rows = credit_list(state=state, cause=cause, before=whole(request.GET.get("before")), limit=PAGE)
    sums = credit_sums(cause=cause)
    return render(
        request,
        "credits/list.html",
        w=wording,
        label=label,
        state=state,
        states=[(code, label(wording.STATES, code), sums.n(code)) for code in wording.STATES],
        sums=sums,
        rows=rows[:PAGE],
        next_before=rows[PAGE - 1].pk if len(rows) > PAGE else None,
        causes=_titles([one.cause for one in rows]),
        incident=incident,
        incident_title=title_of(incident) if incident else "",
        shown_name=shown_name,
        may_approve=reader(request).may("credits.approve"),
    )


def _titles(causes: list[str]) -> dict[str, str]:
    """Return what the incidents among the causes are called, by cause."""
    return {incident_cause(one.pk): title_of(one) for one in incidents_of_causes(causes=causes)}


@screen("credits.approve", methods=("POST",))
def decide(request: HttpRequest, credit_id: int) -> HttpResponse:
    """Approve a credit, or decline it with a reason."""
    actor_id, now = reader(request).pk, clock.now()
    try:
        if request.POST.get("approve") == "1":
            approve_credit(credit_id=credit_id, actor_id=actor_id, now=now)
            toast(request, _("Posted. The customer is told."))
        else:
            reason = request.POST.get("reason", "")
            decline_credit(credit_id=credit_id, reason=reason, actor_id=actor_id, now=now)
            toast(request, _("Declined"))
    except Refused as refused:
        return refuse(request, refused)
    return redirect(request, "credits")
