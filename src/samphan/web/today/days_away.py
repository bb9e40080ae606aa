"""Days away a lead decides on, where the day begins."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.services import decide_days_away
from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.case.asking import way_back
from samphan.web.render import redirect, refuse, toast


@screen("cases.oversee", methods=("POST",))
def decide(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Grant days away a colleague asks for, or refuse them with a word why."""
    is_granted, why = request.POST.get("do") == "grant", request.POST.get("why", "")
    try:
        decide_days_away(absence_id=absence_id, is_granted=is_granted, actor_id=reader(request).pk, now=now(), why=why)
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Granted: your colleague is told") if is_granted else _("Not granted: your colleague is told"))
    return redirect(request, way_back(request) or "today")
