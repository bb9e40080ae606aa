"""How much one customer may be asked: the budget, and the rest people are given after trouble."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.surveys.rules import LONGEST_BUDGET_DAYS, LONGEST_REST_HOURS, MOST_ASKS, AskingPolicy
from samphan.surveys.selectors import asking_policy
from samphan.surveys.services import set_asking_policy
from samphan.web.access import screen
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page

_UNREADABLE = -1


@screen("settings.read")
def policy(request: HttpRequest) -> HttpResponse:
    """Show how much a customer may be asked."""
    return _page(request, asking_policy())


@screen("settings.write", methods=("POST",))
def save_policy(request: HttpRequest) -> HttpResponse:
    """Store how much they may be asked."""
    typed = AskingPolicy(
        most_asks=_number(request, "most_asks"),
        budget_days=_number(request, "budget_days"),
        complaint_hours=_number(request, "complaint_hours"),
        incident_hours=_number(request, "incident_hours"),
    )
    try:
        set_asking_policy(policy=typed, now=clock.now())
    except Refused as refused:
        return _page(request, typed, error=refused.explain(_))
    toast(request, _("Saved"))
    return redirect(request, "settings_asking")


def _number(request: HttpRequest, name: str) -> int:
    """Return what was typed; what is no number is one no limit allows."""
    typed = whole(request.POST.get(name))
    return _UNREADABLE if typed is None else typed


def _page(request: HttpRequest, shown: AskingPolicy, *, error: str = "") -> HttpResponse:
    return settings_page(
        request,
        "settings/asking.html",
        section="settings_asking",
        status=UNPROCESSABLE if error else 200,
        shown=shown,
        error=error,
        most_asks=MOST_ASKS,
        most_days=LONGEST_BUDGET_DAYS,
        most_hours=LONGEST_REST_HOURS,
    )
