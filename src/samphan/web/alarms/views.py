"""Alarms: the list with what each read last, one alarm with its history and episodes, on and off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.automation import services
from samphan.automation.selectors import find_trigger, trigger_episodes, trigger_history, trigger_line, trigger_lines
from samphan.cases.selectors import causes_by_code
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.alarms import wording
from samphan.web.case.reading import cause_name
from samphan.web.render import redirect, render, toast

if TYPE_CHECKING:
    from samphan.automation.models import Trigger


@screen("rules.read")
def alarms(request: HttpRequest) -> HttpResponse:
    """List the alarms, those that are on first."""
    may_write = reader(request).may("rules.write")
    return render(request, "alarms/list.html", w=wording, lines=trigger_lines(), may_write=may_write)


@screen("rules.read")
def alarm(request: HttpRequest, trigger_id: int) -> HttpResponse:
    """Show one alarm: what it watches, what it read day by day, and when it was on."""
    trigger = trigger_or_404(trigger_id)
    causes = causes_by_code(codes=[trigger.cause_code]) if trigger.cause_code else {}
    return render(
        request,
        "alarms/page.html",
        w=wording,
        line=trigger_line(trigger=trigger),
        opens=_(wording.OPENS[trigger.opens]),
        cause=cause_name(causes[trigger.cause_code]) if trigger.cause_code in causes else trigger.cause_code,
        history=trigger_history(trigger=trigger),
        episodes=trigger_episodes(trigger=trigger),
        ended={code: _(text) for code, text in wording.ENDED.items()},
        may_write=reader(request).may("rules.write"),
    )


@screen("rules.write", methods=("POST",))
def switch(request: HttpRequest, trigger_id: int) -> HttpResponse:
    """Switch an alarm on or off."""
    trigger = trigger_or_404(trigger_id)
    is_on = request.POST.get("on") == "yes"
    services.switch_trigger(trigger_id=trigger.pk, is_active=is_on, actor_id=reader(request).pk, now=clock.now())
    toast(request, _("The alarm is switched on") if is_on else _("The alarm is switched off"))
    return redirect(request, "alarm", trigger.pk)


@screen("rules.write", methods=("POST",))
def remove(request: HttpRequest, trigger_id: int) -> HttpResponse:
    """Throw an alarm away."""
    services.remove_trigger(trigger_id=trigger_or_404(trigger_id).pk)
    toast(request, _("The alarm is removed"))
    return redirect(request, "alarms")


def trigger_or_404(trigger_id: int) -> Trigger:
    """Return the alarm of an address."""
    found = find_trigger(trigger_id=trigger_id)
    if found is None:
        raise Http404
    return found
