"""The words topics are found by, as plain words a person edits."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.signals.selectors import taxonomy_editions, topic_data
from samphan.signals.services import save_taxonomy
from samphan.web.access import reader, screen
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page
from samphan.web.wording import TOPICS, label

_LISTS = ("th", "en", "unless")
_BETWEEN = re.compile(r"[\n,]+")
# A form for this many topics at most is read; the words themselves are checked where they are kept.
_MOST = 60


@screen("readings.manage", methods=("GET", "POST"))
def page(request: HttpRequest) -> HttpResponse:
    """Show every topic's words; store them all at once."""
    error, data = None, topic_data()
    if request.method == "POST":
        data = _typed(request)
        try:
            edition = save_taxonomy(data=data, by_id=reader(request).pk, now=now())
        except Refused as refused:
            error = refused.explain(_)
        else:
            toast(request, _("Edition %(number)s is in force; texts are read again by it") % {"number": edition.number})
            return redirect(request, "settings_topics")
    return settings_page(
        request,
        "settings/topics.html",
        section="settings_reading",
        status=UNPROCESSABLE if error else 200,
        topics=[_shown(code, entry) for code, entry in data.items()],
        editions=taxonomy_editions(),
        error=error,
    )


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Return what the form says, without the topics that were struck out and an empty new one.

    A code typed again adds its words to the topic that has it: nobody's words are lost for a name that was taken.
    """
    found: dict[str, Any] = {}
    for number in range(_MOST):
        code = request.POST.get(f"code-{number}", "").strip()
        if not code or f"gone-{number}" in request.POST:
            continue
        known = found.get(code, {})
        lists = {name: [*known.get(name, ()), *_words(request.POST.get(f"{name}-{number}", ""))] for name in _LISTS}
        names = {tongue: request.POST.get(f"name-{tongue}-{number}", "").strip() for tongue in ("th", "en")}
        kept = {**known.get("name", {}), **{tongue: name[:60] for tongue, name in names.items() if name}}
        found[code] = {**lists, **({"name": kept} if kept else {})}
    return found


def _words(text: str) -> list[str]:
    return [word.strip() for word in _BETWEEN.split(text.replace("\r", "")) if word.strip()]


def _shown(code: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    names = entry.get("name", {})
    own = names.get("th") or names.get("en")
    return {
        "code": code,
        "title": own or label(TOPICS, code),
        "name_th": names.get("th", ""),
        "name_en": names.get("en", ""),
        "count": sum(len(entry.get(name, ())) for name in ("th", "en")),
        **{name: "\n".join(entry.get(name, ())) for name in _LISTS},
    }
