"""Who takes which cases: what each person takes on, and how routing behaves for the whole firm."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from samphan.cases.selectors import routing_settings
from samphan.cases.services import change_desk, save_routing_settings
from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.messaging.selectors import channel_kinds
from samphan.web.access import reader, screen
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.people import show_person
from samphan.web.settings.sections import settings_page

STEPS = (
    N_("Only people at work who have every skill it needs, and room for it."),
    N_("Of them those who speak the customer's language, if anybody does."),
    N_("Whoever knows the customer from the case before."),
    N_("Else whoever carries least for what they can carry; among equals, whoever was given nothing for the longest."),
)


@screen("users.write", methods=("POST",))
def desk(request: HttpRequest, user_id: int) -> HttpResponse:
    """Store how much somebody carries and what they can do."""
    try:
        change_desk(
            user_id=user_id,
            capacity=_number(request.POST, "capacity"),
            channel_capacity=_channel_limits(request.POST),
            skills=request.POST.get("skills", "").split(","),
            languages=request.POST.getlist("languages"),
            actor_id=reader(request).pk,
            now=now(),
        )
    except Refused as refused:
        return show_person(request, user_id, error=refused.explain(_))
    toast(request, _("Saved"))
    return redirect(request, "settings_user", user_id)


@screen("settings.read")
def routing(request: HttpRequest) -> HttpResponse:
    """Show how cases are given to people, and what can be set about it."""
    return _routing(request)


@screen("settings.write", methods=("POST",))
def save_routing(request: HttpRequest) -> HttpResponse:
    """Store how cases are given to people."""
    try:
        save_routing_settings(
            ramp_limit=_number(request.POST, "ramp_limit"),
            ramp_minutes=_number(request.POST, "ramp_minutes"),
            silence_minutes=_number(request.POST, "silence_minutes"),
        )
    except Refused as refused:
        return _routing(request, error=refused.explain(_))
    toast(request, _("Saved"))
    return redirect(request, "settings_routing")


def _routing(request: HttpRequest, error: str | None = None) -> HttpResponse:
    return settings_page(
        request,
        "settings/routing.html",
        section="settings_routing",
        status=UNPROCESSABLE if error else 200,
        chosen=routing_settings(),
        steps=STEPS,
        error=error,
    )


def _channel_limits(form: QueryDict) -> dict[str, int]:
    """Return the limits typed for kinds of channel; an empty field is no limit."""
    typed = {kind: f"channel-{kind}" for kind in channel_kinds()}
    return {kind: _number(form, name) for kind, name in typed.items() if form.get(name, "").strip()}


def _number(form: QueryDict, name: str) -> int:
    """Return a typed number; -1, which every service refuses, for what is none."""
    number = whole(form.get(name, "").strip())
    return -1 if number is None else number
