"""What every request passes: strict headers, the reader's language and time zone, first run, deny by default."""

from collections.abc import Callable
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from samphan.accounts.selectors import find_organisation
from samphan.kit.errors import Refused
from samphan.web.render import refuse

# Views of libraries, which cannot carry our mark; every other view must name its action.
_LIBRARY_MODULES = ("allauth.", "django.views.i18n", "django.contrib.staticfiles", "ninja.")
# What a customer typed is never thrown back at them: this page leaves out what cannot be stored.
_CUSTOMERS_OWN_PAGE = "samphan.web.survey_form."
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_LARGEST_ID = 2**63 - 1
LANGUAGE_COOKIE = "language"
NextStep = Callable[[HttpRequest], HttpResponse]


class AccessMiddleware:
    """Refuse any view that neither names an action nor is marked public; turn a refusal into words."""

    def __init__(self, get_response: NextStep) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Run before every view; raising here means the view never ran."""
        if getattr(view, "samphan_action", None) is None and not view.__module__.startswith(_LIBRARY_MODULES):
            raise PermissionDenied
        if any(isinstance(value, int) and value > _LARGEST_ID for value in kwargs.values()):
            raise Http404  # a number no row can have, and no database takes

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view did not: a refusal in words, and what is not there (`get_x` raised) as not found."""
        if isinstance(exception, ObjectDoesNotExist):
            raise Http404 from exception
        return refuse(request, exception) if isinstance(exception, Refused) else None


class PlainTextMiddleware:
    """Refuse an address or a form with a NUL in it: no keyboard types one, and PostgreSQL stores none."""

    def __init__(self, get_response: NextStep) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Look once a view is known, so that nothing is stored of what is refused."""
        takes_any_words = view.__module__.startswith(_CUSTOMERS_OWN_PAGE)
        sent = chain(request.GET.lists(), () if takes_any_words else request.POST.lists())
        if "\x00" in request.path or any("\x00" in name or "\x00" in "".join(values) for name, values in sent):
            raise BadRequest("a NUL in the request")


class HeadersMiddleware:
    """Set the headers that keep a page to its own scripts and styles, and a browser to https."""

    def __init__(self, get_response: NextStep) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if settings.SECURE_HSTS_SECONDS:  # over plain http a browser passes over it (RFC 6797, 8.1)
            response.headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        return response


class ReaderMiddleware:
    """Write each answer in the reader's language and on the firm's clock.

    A member of staff has a stored language; a guest is asked by cookie, then by browser, and is Thai by default.
    """

    def __init__(self, get_response: NextStep) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.organisation = SimpleLazyObject(find_organisation)  # type: ignore[attr-defined]
        language = _language(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Set the clock once a view is known: unknown addresses need no query."""
        timezone.activate(_zone(request))


class FirstRunMiddleware:
    """Until the firm is set up every page leads to its set-up."""

    def __init__(self, get_response: NextStep) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Redirect any page but the set-up itself, the language switch and what machines call."""
        if getattr(view, "samphan_before_set_up", False) or request.path.startswith(("/v1/", "/health")):
            return None
        return None if request.organisation else HttpResponseRedirect(reverse("first_run"))  # type: ignore[attr-defined]


def before_set_up(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that works before the firm exists."""
    view.samphan_before_set_up = True  # type: ignore[attr-defined]
    return view


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return request.user.language
    known = {code for code, _name in settings.LANGUAGES}
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in known:
        return chosen
    # Thai first: a browser that lists Thai anywhere belongs to somebody who reads it.
    offered = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")]
    return "th" if "th" in offered or not offered else next((code for code in offered if code in known), "th")


def _zone(request: HttpRequest) -> ZoneInfo:
    organisation = request.organisation  # type: ignore[attr-defined]
    return ZoneInfo(organisation.timezone if organisation else "Asia/Bangkok")
