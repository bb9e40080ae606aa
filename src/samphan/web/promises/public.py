"""The page for customers: what we promise and how we did. No sign-in, off until the firm switches it on."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from samphan.accounts.selectors import find_organisation
from samphan.kit import clock
from samphan.promises.selectors import is_public_page_on, public_attainment
from samphan.web.access import public
from samphan.web.render import render

DAYS = 90
_LANGUAGES = ("th", "en")


@public
@require_safe
def our_promises(request: HttpRequest) -> HttpResponse:
    """Show each promise with the share kept, its number and interval; below 30 only the counts."""
    firm = find_organisation()
    if firm is None or not is_public_page_on():
        raise Http404
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in _LANGUAGES else translation.get_language_from_request(request)
    now = clock.now()
    since = now - timedelta(days=DAYS)
    with translation.override(language):
        return render(
            request,
            "promises/public.html",
            rows=public_attainment(since=since, until=now, timezone=firm.timezone),
            since=since,
            until=now,
            thai=language == "th",
            others=[(code, name) for code, name in (("th", "ไทย"), ("en", "English")) if code != language],
        )
