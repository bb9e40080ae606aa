"""The Jinja environment of every screen: strict about missing names, components as macros, formats as filters."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from types import FunctionType, MethodType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup

from samphan.web.addresses import address
from samphan.web.formats import FILTERS

# Macros are imported without the page's context, but a form inside one still needs the visitor's token.
_request: ContextVar[HttpRequest | None] = ContextVar("request being rendered", default=None)
_PLAIN = (FunctionType, MethodType)
_field: ContextVar[Markup | None] = ContextVar("the token's field of this page, once a form asked for it", default=None)


def bind_request(request: HttpRequest) -> None:
    """Remember whose page is being rendered."""
    _request.set(request)
    _field.set(None)


def csrf_field() -> Markup:
    """Return the hidden field every POST form carries."""
    request, field = _request.get(), _field.get()
    if request is None:
        raise RuntimeError("a form can only be rendered within a request")
    if field is None:
        field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))
        _field.set(field)
    return field


def static(name: str) -> str:
    """Return the address of a static file, which changes when the file does."""
    return staticfiles_storage.url(name)


def static_plain(name: str) -> str:
    """Return the bare address of a static file, as style sheets name it (for preloading)."""
    return f"{settings.STATIC_URL}{name}"


def draw_icon(name: str, size: str = "") -> Markup:
    """Return a sign of the sprite; `size` is a class ("xs", "s", "l")."""
    return _drawn(static("vendor/icons.svg"), name, size)


@lru_cache(maxsize=1024)
def _drawn(sprite: str, name: str, size: str) -> Markup:
    return Markup('<svg class="i {}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(size, sprite, name)


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named view: `url("case", 42)`."""
    return reverse(name, kwargs=kwargs) if kwargs else address(name, *args)


def translate(text: str, /, **values: object) -> Markup:
    """Return a text in the reader's language with its values in place, as Jinja's own newer style does."""
    language = translation.get_language() or ""
    return _said(language, text) % values if values else _said_as_it_is(language, text)


@lru_cache(maxsize=16_384)
def _said(_language: str, text: str) -> Markup:
    """Return a text in the active language, which is part of the key."""
    return Markup(translation.gettext(text))  # noqa: S704 (our own words)


@lru_cache(maxsize=16_384)
def _said_as_it_is(language: str, text: str) -> Markup:
    """Return a text that takes no values: two per cent signs are one."""
    return _said(language, text) % {}


class QuickContext(Context):
    """Calls macros, plain functions and methods without Jinja's asking, each time, what they want to be handed.

    A list of cases calls six hundred of them; the asking was a tenth of the page.
    """

    @internalcode
    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (as Jinja)
        """Call it as Jinja does; whatever is neither, is left to Jinja."""
        if type(__obj) is Macro:
            args = (__self.eval_ctx, *args)
        elif type(__obj) not in _PLAIN or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


def make_environment(**options: Any) -> Environment:
    """Return the environment Django's Jinja2 backend renders with."""
    options["undefined"] = StrictUndefined
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Environment(**options)  # noqa: S701 (Django's backend turns autoescape on)
    made.globals.update(static=static, static_plain=static_plain, url=url, csrf_field=csrf_field, draw_icon=draw_icon)
    made.filters.update(FILTERS)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals["_"] = translate
    made.context_class = QuickContext
    return made
