"""First run: the firm, its first owner, then a way to start. It closes by itself once an organisation exists."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from samphan.accounts.selectors import find_organisation
from samphan.accounts.services import AlreadySetUp, set_up_organisation
from samphan.accounts.sessions import BACKEND
from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.sample.services import request_load
from samphan.web.access import public, screen
from samphan.web.middleware import LANGUAGE_COOKIE, before_set_up
from samphan.web.render import UNPROCESSABLE, redirect, render


def industries() -> list[tuple[str, str]]:
    """Return the kinds of business a set-up may name."""
    return [
        ("retail", _("Shop or online shop")),
        ("restaurant", _("Restaurant or café")),
        ("clinic", _("Clinic or beauty")),
        ("service", _("Repair, installation, service")),
        ("b2b", _("Selling to businesses")),
    ]


@public
@before_set_up
@never_cache
@sensitive_post_parameters("password")
def first_run(request: HttpRequest) -> HttpResponse:
    """Make the firm and its first owner; afterwards this address only leads to the start."""
    if find_organisation() is not None:
        return HttpResponseRedirect("/")
    error: tuple[str, str] | None = None
    if request.method == "POST":
        try:
            owner = set_up_organisation(
                name=request.POST.get("name", ""),
                language=translation.get_language() or "th",
                industry=request.POST.get("industry", "retail"),
                owner_name=request.POST.get("owner_name", ""),
                email=request.POST.get("email", ""),
                password=request.POST.get("password", ""),
                now=now(),
            )
        except AlreadySetUp:
            return HttpResponseRedirect("/")
        except Refused as refused:
            error = (_field(refused.code), refused.explain(_))
        else:
            login(request, owner, backend=BACKEND)
            response = HttpResponseRedirect("/first-run/start/")
            response.delete_cookie(LANGUAGE_COOKIE)
            return response
    return render(
        request,
        "first_run/page.html",
        status=UNPROCESSABLE if error else 200,
        typed=request.POST,
        error=error,
        industries=industries(),
    )


@screen("settings.write")
def start(request: HttpRequest) -> HttpResponse:
    """Offer the three ways to a first result: sample data, a file, a survey link."""
    return render(request, "first_run/start.html")


@screen("sample.write", methods=("POST",))
def sample(request: HttpRequest) -> HttpResponse:
    """Have the sample business loaded, and show how far it is."""
    request_load(now=now())
    return redirect(request, "settings_sample")


def _field(code: str) -> str:
    """Return the field a refusal is about, so that it is shown beside it."""
    return {"accounts.email": "email", "accounts.password": "password"}.get(code.rpartition(".")[0], "name")
