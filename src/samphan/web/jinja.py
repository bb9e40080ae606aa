"""The Jinja environment of every screen: strict about missing names, components as macros."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined


def make_environment(**options: Any) -> Environment:
    """Return the environment Django's Jinja2 backend renders with."""
    options["undefined"] = StrictUndefined
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    options["trim_blocks"] = options["lstrip_blocks"] = True
    made = Environment(**options)  # noqa: S701 (Django's backend turns autoescape on)
    made.globals.update(static=static, url=reverse)
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made
