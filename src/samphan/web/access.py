"""Who may open which screen: every view names its action, or says that it is public."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from samphan.accounts.models import User


View = Callable[..., HttpResponseBase]
PUBLIC = "public"


def screen(action: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Let only roles holding `action` (see `accounts.policies`) reach a view, and only by these methods."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_place_of(request, methods))
            if not request.user.may(action):
                raise PermissionDenied
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)

        guarded.samphan_action = action  # type: ignore[attr-defined]
        guarded.samphan_methods = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


def _place_of(request: HttpRequest, methods: tuple[str, ...]) -> str:
    """Return where to lead a reader after signing in: what was asked, if it can be opened; else the form's page."""
    if "GET" in methods:
        return request.get_full_path()
    sent_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(sent_from, allowed_hosts={request.get_host()})
    parts = urlsplit(sent_from)
    return urlunsplit(("", "", parts.path, parts.query, "")) if is_ours and parts.path else "/"


def public(view: View) -> View:
    """Mark a view that anybody may open: the survey page, health, first run."""
    view.samphan_action = PUBLIC  # type: ignore[attr-defined]
    return view


def is_from_this_site(request: HttpRequest) -> bool:
    """Say whether a page of ours sent a POST, where no cookie can tell: in-app browsers often refuse them."""
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return urlsplit(origin).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def may_read_fact(user: User, sensitivity: str) -> bool:
    """Say whether a member of staff may read a fact: private ones who cares for customers, special ones leads only."""
    needed = {"ordinary": "customers.read", "private": "customers.write"}.get(sensitivity, "customers.sensitive")
    return user.may(needed)


def reader(request: HttpRequest) -> User:
    """Return the member of staff behind a request that `screen` let through."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user
