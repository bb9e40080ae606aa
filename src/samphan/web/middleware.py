"""Deny by default: a view that names no action is never run."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

# Views of libraries, which cannot carry our mark; every other view must name its action.
_LIBRARY_MODULES = ("allauth.", "django.views.i18n", "django.contrib.staticfiles", "ninja.")


class AccessMiddleware:
    """Refuse any view that neither names an action nor is marked public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Run before every view; raising here means the view never ran."""
        if getattr(view, "samphan_action", None) is None and not view.__module__.startswith(_LIBRARY_MODULES):
            raise PermissionDenied
