"""The status page: how services stand, for everybody. No sign-in, nobody's data, off until it is switched on."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from samphan.kit import clock
from samphan.outreach.selectors import public_incidents
from samphan.promises.selectors import is_status_page_on, service_standings
from samphan.web.access import public
from samphan.web.incidents import wording
from samphan.web.render import render
from samphan.web.wording import label

DAYS = 90
SHOWN_DAYS = 30
# So long a copy may be handed on: in a bad hour everybody looks at once.
SECONDS = 60
_LANGUAGES = ("th", "en")


@public
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show each service and its parts as they stand now, and the incidents of the last month with their updates."""
    if not is_status_page_on():
        raise Http404
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in _LANGUAGES else translation.get_language_from_request(request)
    now = clock.now()
    with translation.override(language):
        response = render(
            request,
            "incidents/public.html",
            w=wording,
            label=label,
            standings=service_standings(since=now - timedelta(days=DAYS), until=now, now=now, only_public=True),
            incidents=public_incidents(since=now - timedelta(days=SHOWN_DAYS)),
            days=DAYS,
            shown_days=SHOWN_DAYS,
            now=now,
            others=[(code, name) for code, name in (("th", "ไทย"), ("en", "English")) if code != language],
        )
    # The same for everybody who asks in one language.
    response["Vary"] = "Accept-Language"
    response["Content-Language"] = language
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response
