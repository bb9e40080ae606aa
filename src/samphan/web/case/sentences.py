"""What each event of a case says in the timeline; ids in the event become names here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samphan.kit import clock
from samphan.web.case.wording import BESIDE, PAUSES, PRIORITIES, REASONS, ROUTINGS
from samphan.web.components.told import Told, plain, who_did
from samphan.web.formats import as_date, format_moment, format_number, is_thai
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.eventlog.models import Event


@dataclass(frozen=True, kw_only=True)
class Names:
    """Everybody and everything an event may name."""

    people: Mapping[int, str]
    cause: str = ""
    action: str = ""
    told: str = ""


_Writer = Callable[[Mapping[str, Any], Names], Told]


def _assigned(data: Mapping[str, Any], names: Names) -> Told:
    owner = names.people.get(data.get("owner_id", 0), "")
    rule = str(data.get("rule", ""))
    if rule == "claimed":
        return Told("user-check", _("%(name)s took the case") % {"name": owner})
    if rule == "given_back":
        return Told(
            "undo-2", _("%(name)s has it again: handing it over was taken back with the answer") % {"name": owner}
        )
    if rule == "assigned":
        return Told("user-check", _("Handed to %(name)s") % {"name": owner})
    words = {"name": owner, "reason": label(ROUTINGS, rule)}
    return Told("route", _("Given to %(name)s, who %(reason)s") % words)


def _returned(data: Mapping[str, Any], names: Names) -> Told:
    words = {"name": names.people.get(data.get("previous_owner_id", 0), ""), "num": data.get("minutes", 0)}
    text = _("Back in the queue: %(name)s had not begun within %(num)s minutes of working time") % words
    return Told("undo-2", text, "warn")


def _owner_left(data: Mapping[str, Any], names: Names) -> Told:
    words = {"name": names.people.get(data.get("previous_owner_id", 0), "") or _("its owner")}
    return Told("undo-2", _("Back in the queue: %(name)s no longer works here") % words, "warn")


def _priority(data: Mapping[str, Any], names: Names) -> Told:
    words = {
        "before": label(PRIORITIES, data.get("before", 3)),
        "after": label(PRIORITIES, data.get("after", 3)),
    }
    return Told("flag", _("Priority: %(before)s → %(after)s") % words)


def _waited(data: Mapping[str, Any], names: Names) -> Told:
    hours = format_number(data.get("minutes", 0) / 60, digits=0 if data.get("minutes", 0) % 60 == 0 else 1)
    if data.get("outcome") == "acted":
        return Told("hourglass", _("A rule waited %(hours)s working hours and acted") % {"hours": hours}, "warn")
    return Told("hourglass", _("A rule waited %(hours)s working hours and had no need to act") % {"hours": hours})


def _cause(data: Mapping[str, Any], names: Names) -> Told:
    return Told("search", _("Root cause found"), detail=names.cause)


def _action(data: Mapping[str, Any], names: Names) -> Told:
    return Told("wand-sparkles", _("What was done"), detail=names.action)


def _taken_back(data: Mapping[str, Any], names: Names) -> Told:
    parts = ", ".join(label(BESIDE, part) for part in data.get("parts", ()))
    return Told("undo-2", _("Taken back with the answer: %(parts)s") % {"parts": parts})


def _waiting(data: Mapping[str, Any], names: Names) -> Told:
    return Told("hourglass", label(PAUSES, str(data.get("pause_kind", ""))), detail=_("The clocks are paused"))


def _resolved(data: Mapping[str, Any], names: Names) -> Told:
    return Told("check", _("Loop closed on our side"), "good", detail=names.told)


def _not_asked(data: Mapping[str, Any], names: Names) -> Told:
    reason = label(REASONS, str(data.get("reason", "")))
    return Told("bell-off", _("The customer could not be asked whether it is solved"), "warn", detail=reason)


def _verified(data: Mapping[str, Any], names: Names) -> Told:
    words = {"score": data.get("score")}
    return Told("badge-check", _("The customer confirms: solved (%(score)s of 10)") % words, "good")


def _reopened(data: Mapping[str, Any], names: Names) -> Told:
    score = data.get("score")
    if score is not None:
        text = _("Open again: the customer says it is not solved (%(score)s of 10)") % {"score": score}
        return Told("rotate-ccw", text, "bad")
    if data.get("reason") == "customer_wrote":
        return Told("rotate-ccw", _("Open again: the customer wrote once more"), "warn")
    return Told("rotate-ccw", _("Case opened again"), "warn")


def _snoozed(data: Mapping[str, Any], names: Names) -> Told:
    wakes_at = str(data.get("wakes_at", ""))
    if not wakes_at:
        return Told("moon", _("Snoozed until the customer writes"))
    at = format_moment(datetime.fromisoformat(wakes_at), today=as_date(clock.now()), thai=is_thai())
    return Told("moon", _("Snoozed until %(when)s") % {"when": at})


def _woke(data: Mapping[str, Any], names: Names) -> Told:
    if data.get("reason") == "customer_wrote":
        return Told("sun", _("Back in the lists: the customer wrote"))
    return Told("sun", _("Back in the lists"))


def _merged(data: Mapping[str, Any], names: Names) -> Told:
    return Told("git-branch", _("Merged into %(number)s") % {"number": f"SP-{data.get('into_id')}"})


def _took_in(data: Mapping[str, Any], names: Names) -> Told:
    return Told("git-branch", _("%(number)s was merged into this case") % {"number": f"SP-{data.get('taken_id')}"})


def _split_off(data: Mapping[str, Any], names: Names) -> Told:
    return Told("split", _("%(number)s was split off") % {"number": f"SP-{data.get('new_case_id')}"})


def _linked(data: Mapping[str, Any], names: Names) -> Told:
    words = {"number": f"SP-{data.get('other_id')}"}
    text = _("Linked with %(number)s") if data.get("is_linked") else _("No longer linked with %(number)s")
    return Told("link", text % words)


_WRITERS: dict[str, _Writer] = {
    "case.opened": plain("inbox", lambda: _("Case opened")),
    "case.assigned": _assigned,
    "case.returned": _returned,
    "case.owner_left": _owner_left,
    "case.priority_changed": _priority,
    "case.cause_recorded": _cause,
    "case.action_recorded": _action,
    "case.record_taken_back": _taken_back,
    "case.waiting": _waiting,
    "case.about_changed": plain("store", lambda: _("It was said what the case is about")),
    "case.resumed": plain("play", lambda: _("Work goes on; the clocks run again")),
    "case.resolved": _resolved,
    "case.verification_asked": plain("circle-help", lambda: _("The customer is asked whether it is solved")),
    "case.verification_not_possible": _not_asked,
    "case.verification_call_due": plain("phone", lambda: _("No letter was answered: a colleague is to call and ask")),
    "case.verified": _verified,
    "case.reopened": _reopened,
    "case.snoozed": _snoozed,
    "case.woke": _woke,
    "case.labelled": plain("tags", lambda: _("Labels changed")),
    "case.merged": _merged,
    "case.took_in": _took_in,
    "case.split": _split_off,
    "case.linked": _linked,
    "automation.wait_settled": _waited,
    "case.silent": plain("bell-off", lambda: _("Closed: the customer did not answer")),
}


def sentence_of(event: Event, names: Names) -> Told | None:
    """Return the line an event makes in the timeline, or None when something else shows it."""
    writer = _WRITERS.get(event.type)
    if writer is None:
        return None
    told, who = writer(event.data, names), who_did(event, names.people)
    return told if who in told.text else told._replace(who=who)


def change_of(event: Event, names: Names) -> str:
    """Return what somebody changed meanwhile, in a few words, for a conflict."""
    who = who_did(event, names.people)
    if event.type == "case.noted":
        text = _("A note was written")
    elif event.type == "case.attempt_logged":
        text = _("A try to reach the customer was noted")
    elif event.type == "case.side_answered":
        text = _("A question asked aside was answered")
    else:
        told = sentence_of(event, names)
        text = told.text if told else ""
    return f"{who}: {text}" if who and text and who not in text else text
