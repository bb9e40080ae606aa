"""What each event of a case says in the timeline; ids in the event become names here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samphan.web.case.wording import PAUSES, PRIORITIES, REASONS, ROUTINGS, label

if TYPE_CHECKING:
    from samphan.eventlog.models import Event


@dataclass(frozen=True, kw_only=True)
class Names:
    """Everybody and everything an event may name."""

    people: Mapping[int, str]
    cause: str = ""
    action: str = ""
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One line of the timeline: an icon, who (may be empty), what, and a detail of its own."""

    icon: str
    who: str
    text: str
    detail: str = ""
    tone: str = ""


Told = tuple[str, str, str, str]  # icon, text, detail, tone
_Writer = Callable[[Mapping[str, Any], Names], Told]


def _opened(data: Mapping[str, Any], names: Names) -> Told:
    return "inbox", _("Case opened"), "", ""


def _assigned(data: Mapping[str, Any], names: Names) -> Told:
    owner = names.people.get(data.get("owner_id", 0), "")
    rule = str(data.get("rule", ""))
    if rule == "claimed":
        return "user-check", _("%(name)s took the case") % {"name": owner}, "", ""
    if rule == "assigned":
        return "user-check", _("Handed to %(name)s") % {"name": owner}, "", ""
    words = {"name": owner, "reason": label(ROUTINGS, rule)}
    return "route", _("Given to %(name)s, who %(reason)s") % words, "", ""


def _priority(data: Mapping[str, Any], names: Names) -> Told:
    words = {
        "before": label(PRIORITIES, data.get("before", 3)),
        "after": label(PRIORITIES, data.get("after", 3)),
    }
    return "flag", _("Priority: %(before)s → %(after)s") % words, "", ""


def _cause(data: Mapping[str, Any], names: Names) -> Told:
    return "search", _("Root cause found"), names.cause, ""


def _action(data: Mapping[str, Any], names: Names) -> Told:
    return "wand-sparkles", _("What was done"), names.action, ""


def _waiting(data: Mapping[str, Any], names: Names) -> Told:
    return "hourglass", label(PAUSES, str(data.get("pause_kind", ""))), _("The clocks are paused"), ""


def _resumed(data: Mapping[str, Any], names: Names) -> Told:
    return "play", _("Work goes on; the clocks run again"), "", ""


def _resolved(data: Mapping[str, Any], names: Names) -> Told:
    return "check", _("Loop closed on our side"), names.told, "good"


def _asked(data: Mapping[str, Any], names: Names) -> Told:
    return "circle-help", _("The customer is asked whether it is solved"), "", ""


def _not_asked(data: Mapping[str, Any], names: Names) -> Told:
    reason = label(REASONS, str(data.get("reason", "")))
    return "bell-off", _("The customer could not be asked whether it is solved"), reason, "warn"


def _verified(data: Mapping[str, Any], names: Names) -> Told:
    return (
        "badge-check",
        _("The customer confirms: solved (%(score)s of 10)") % {"score": data.get("score")},
        "",
        "good",
    )


def _reopened(data: Mapping[str, Any], names: Names) -> Told:
    score = data.get("score")
    if score is not None:
        return (
            "rotate-ccw",
            _("Open again: the customer says it is not solved (%(score)s of 10)") % {"score": score},
            "",
            "bad",
        )
    if data.get("reason") == "customer_wrote":
        return "rotate-ccw", _("Open again: the customer wrote once more"), "", "warn"
    return "rotate-ccw", _("Case opened again"), "", "warn"


def _silent(data: Mapping[str, Any], names: Names) -> Told:
    return "bell-off", _("Closed: the customer did not answer"), "", ""


_WRITERS: dict[str, _Writer] = {
    "case.opened": _opened,
    "case.assigned": _assigned,
    "case.priority_changed": _priority,
    "case.cause_recorded": _cause,
    "case.action_recorded": _action,
    "case.waiting": _waiting,
    "case.resumed": _resumed,
    "case.resolved": _resolved,
    "case.verification_asked": _asked,
    "case.verification_not_possible": _not_asked,
    "case.verified": _verified,
    "case.reopened": _reopened,
    "case.silent": _silent,
}


def sentence_of(event: Event, names: Names) -> Sentence | None:
    """Return the line an event makes in the timeline, or None when something else shows it."""
    writer = _WRITERS.get(event.type)
    if writer is None:
        return None
    icon, text, detail, tone = writer(event.data, names)
    who = names.people.get(event.actor_id or 0, "") if event.actor_kind == "user" else ""
    return Sentence(icon=icon, who="" if who and who in text else who, text=text, detail=detail, tone=tone)


def change_of(event: Event, names: Names) -> str:
    """Return what somebody changed meanwhile, in a few words, for a conflict."""
    who = names.people.get(event.actor_id or 0, "") if event.actor_kind == "user" else ""
    if event.type == "case.noted":
        text = _("A note was written")
    elif event.type == "case.attempt_logged":
        text = _("A try to reach the customer was noted")
    else:
        told = sentence_of(event, names)
        text = told.text if told else ""
    return f"{who}: {text}" if who and text and who not in text else text
