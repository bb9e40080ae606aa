"""Error pages and the language switch."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samphan.accounts.services import choose_language as store_language
from samphan.web.access import public
from samphan.web.middleware import LANGUAGE_COOKIE, before_set_up
from samphan.web.render import is_fragment, render

ONE_YEAR_SECONDS = 31_536_000


@public
@before_set_up
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language: with the account when signed in, else in a cookie."""
    language = request.POST.get("language", "")
    language = language if language in {"th", "en"} else "th"
    wanted = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    response = HttpResponseRedirect(wanted if is_ours else "/")
    if request.user.is_authenticated:
        store_language(user_id=request.user.pk, language=language)
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=ONE_YEAR_SECONDS, httponly=True, samesite="Lax")
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _problem(request, 400, _("This request could not be read."), _("Go back, check the form and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the role does not hold this action."""
    return _problem(
        request, 403, _("Your role does not open this page."), _("Ask an owner of this account if you need it.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or cookies are off."""
    return _problem(
        request, 403, _("This form has expired."), _("Go back, reload the page and send it again. Cookies must be on.")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such address, or no such row."""
    return _problem(request, 404, _("There is nothing at this address."), _("It may have been removed or mistyped."))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: tried too often."""
    return _problem(request, 429, _("Too many tries."), _("Wait a few minutes, then try again."))


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was stored half."""
    return _problem(
        request, 500, _("Something went wrong on our side."), _("Nothing was half-saved. Try again in a moment.")
    )


def _problem(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    if is_fragment(request):
        response = render(request, "shell/_problem_toast.html", status=status, title=title, advice=advice)
        response["HX-Reswap"] = "none"
        return response
    return render(request, "shell/problem.html", status=status, code=status, title=title, advice=advice)
