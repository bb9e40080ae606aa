"""What every template knows: the reader, the brand, the navigation. Computed only when a template asks."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from markupsafe import Markup

from samphan.accounts.selectors import find_organisation
from samphan.cases.selectors import capped_counts
from samphan.kit.clock import now
from samphan.sample.selectors import is_loaded as is_sample_loaded
from samphan.web.jinja import bind_request
from samphan.web.shell import navigation
from samphan.web.shell.keys import key_list

if TYPE_CHECKING:
    from samphan.accounts.models import Organisation, User


class Shell:
    """The frame of one page for one reader."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.path = request.path

    @cached_property
    def user(self) -> User | None:
        """The signed-in reader, if any; absent when the failure came before sign-in was looked at."""
        user = getattr(self._request, "user", None)
        return user if getattr(user, "is_authenticated", False) else None

    @cached_property
    def organisation(self) -> Organisation | None:
        """The firm, once set up; read by the request already, unless it failed before."""
        if not hasattr(self._request, "organisation"):
            return find_organisation()
        known: Organisation | None = self._request.organisation
        return known

    @property
    def brand(self) -> str:
        """The name shown beside the mark: the firm's, before first run ours."""
        return self.organisation.name if self.organisation else "Samphan"

    @property
    def language(self) -> str:
        """The language being written, for `lang`."""
        return (translation.get_language() or "th")[:2]

    @property
    def theme(self) -> str:
        """light, dark, or auto (the device's)."""
        return self.user.theme if self.user else "auto"

    @property
    def shortcuts_on(self) -> bool:
        """Whether single keys act (WCAG 2.1.4: they can be switched off)."""
        return bool(self.user and self.user.shortcuts_on)

    @property
    def sample_banner(self) -> bool:
        """Whether the figures on screen are the invented business."""
        return is_sample_loaded()

    @cached_property
    def case_counts(self) -> dict[str, int]:
        """How many cases are mine, unassigned, near their limit and open; counted once a page, and capped."""
        return capped_counts(user_id=self.user.pk, now=now()) if self.user else {}

    @property
    def counts(self) -> dict[str, int]:
        """The numbers beside the navigation: what is mine, and all that is open."""
        return {"inbox": self.case_counts.get("mine", 0), "cases": self.case_counts.get("open", 0)}

    @cached_property
    def nav(self) -> list[navigation.Group]:
        """The side navigation."""
        return navigation.groups(user=self.user, path=self.path, counts=self.counts) if self.user else []

    @cached_property
    def foot(self) -> list[navigation.Item]:
        """The foot of the side navigation."""
        return navigation.foot(user=self.user, path=self.path) if self.user else []

    @cached_property
    def tabs(self) -> list[navigation.Item]:
        """The tab bar on a phone."""
        return navigation.tabs(user=self.user, path=self.path) if self.user else []

    @property
    def keys_dialog(self) -> Markup:
        """The `?` dialog with the shortcuts: it is on every page, and the same for everybody of one language."""
        return _keys_dialog(translation.get_language() or "")

    def take_messages(self) -> list[Message]:
        """Return the toasts waiting for this reader; taking them shows them once."""
        return list(get_messages(self._request)) if hasattr(self._request, "_messages") else []


@cache
def _keys_dialog(_language: str) -> Markup:
    # A template of ours, escaped where it had to be.
    return Markup(render_to_string("shell/_keys.html", {"key_list": key_list()}))  # noqa: S704


def shell_of(request: HttpRequest) -> Shell:
    """Return the frame of this request's page: one, so that a view and its templates count the cases only once."""
    shell: Shell | None = getattr(request, "shell", None)
    if shell is None:
        shell = request.shell = Shell(request)  # type: ignore[attr-defined]
    return shell


def shell_context(request: HttpRequest) -> dict[str, Any]:
    """Give every template `shell`, and remember whose page is being rendered."""
    bind_request(request)
    return {"shell": shell_of(request)}
