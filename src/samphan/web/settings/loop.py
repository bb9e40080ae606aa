"""How the loop is closed: how often customers are asked whether it is solved, and what their silence means."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.rules.verification import (
    HIGHEST_SOLVED,
    LOWEST_SOLVED,
    MOST_PATIENCE_DAYS,
    MOST_TRIES,
    OnSilence,
    VerificationSettings,
)
from samphan.cases.selectors import verification_settings
from samphan.cases.services import set_verification
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import screen
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page
from samphan.web.wording import choices

ON_SILENCE = {
    OnSilence.CLOSE.value: N_("Close the case without a confirmation"),
    OnSilence.CALL.value: N_("Ask a colleague to call first"),
}


@screen("settings.read")
def verification(request: HttpRequest) -> HttpResponse:
    """Show how customers are asked whether it is solved."""
    return _page(request, verification_settings())


@screen("settings.write", methods=("POST",))
def save_verification(request: HttpRequest) -> HttpResponse:
    """Store how they are asked."""
    typed = VerificationSettings(
        tries=whole(request.POST.get("tries")) or 0,
        patience_days=whole(request.POST.get("patience_days")) or 0,
        solved_from=whole(request.POST.get("solved_from")) or 0,
        on_silence=request.POST.get("on_silence", ""),
    )
    try:
        set_verification(settings=typed, now=clock.now())
    except Refused as refused:
        return _page(request, typed, error=refused.explain(_))
    toast(request, _("Saved"))
    return redirect(request, "settings_loop")


def _page(request: HttpRequest, shown: VerificationSettings, *, error: str = "") -> HttpResponse:
    return settings_page(
        request,
        "settings/loop.html",
        section="settings_loop",
        status=UNPROCESSABLE if error else 200,
        shown=shown,
        error=error,
        most_tries=MOST_TRIES,
        most_days=MOST_PATIENCE_DAYS,
        scores=[(score, score) for score in range(LOWEST_SOLVED, HIGHEST_SOLVED + 1)],
        silences=choices(ON_SILENCE),
    )
