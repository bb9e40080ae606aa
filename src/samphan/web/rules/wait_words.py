"""Wait steps in sentences: after how long, if what, and then what."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from samphan.automation.facts import CASE_SCHEMA
from samphan.automation.rules import Wait
from samphan.kit.conditions import Condition, describe, parse
from samphan.kit.errors import N_
from samphan.web.case.wording import PRIORITIES
from samphan.web.formats import format_number
from samphan.web.wording import tag_name

_REACHED = {"==": [{"var": "is_contacted"}, False]}
# What the form offers to ask; anything else a tree holds is shown as the condition it is.
QUESTIONS: Mapping[str, tuple[str, Any]] = {
    "not_contacted": (N_("nobody has reached the customer"), _REACHED),
    "not_tried": (
        N_("nobody has even tried to reach the customer"),
        {"and": [_REACHED, {"==": [{"var": "tries"}, 0]}]},
    ),
    "no_owner": (N_("nobody owns the case"), {"==": [{"var": "has_owner"}, False]}),
    "open": (N_("the case is still open"), True),
}
NOTIFIED = {
    "owner": N_("the owner of the case"),
    "team_lead": N_("the lead of the team"),
    "managers": N_("all managers"),
}


def question_of(when: Condition) -> str:
    """Return the code of what a wait asks, "" for something the form does not offer."""
    return next((code for code, (_text, raw) in QUESTIONS.items() if parse(raw, CASE_SCHEMA) == when), "")


def question_words(when: Condition) -> str:
    """Return what a wait asks, in the reader's language."""
    code = question_of(when)
    return gettext(QUESTIONS[code][0]) if code else describe(when, CASE_SCHEMA, gettext)


def wait_words(wait: Wait) -> str:
    """Return a wait step as a sentence."""
    return gettext("%(time)s later, if %(question)s: %(acts)s") % {
        "time": _working_time(wait.minutes),
        "question": question_words(wait.when),
        "acts": ", ".join(_acts(wait)),
    }


def _working_time(minutes: int) -> str:
    if minutes % 60:
        text = ngettext("%(num)s minute of working time", "%(num)s minutes of working time", minutes)
        return text % {"num": format_number(minutes)}
    hours = minutes // 60
    text = ngettext("%(num)s hour of working time", "%(num)s hours of working time", hours)
    return text % {"num": format_number(hours)}


def _acts(wait: Wait) -> list[str]:
    acts = []
    if wait.priority:
        acts.append(gettext("set the priority to %(priority)s") % {"priority": gettext(PRIORITIES[wait.priority])})
    if wait.tags:
        text = ngettext("add the tag %(tags)s", "add the tags %(tags)s", len(wait.tags))
        acts.append(text % {"tags": " · ".join(map(tag_name, wait.tags))})
    return acts + [gettext("tell %(who)s") % {"who": gettext(NOTIFIED[who])} for who in wait.notify]
