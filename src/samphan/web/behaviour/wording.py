"""Sentences over the quadrants."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.formats import format_number
from samphan.web.insights import codes
from samphan.web.insights.wording import few, percent

Value = Mapping[str, Any]
# What a cell means, and what it calls for.
READINGS = {
    ("promoter", "back"): N_("Happy and loyal: thank them, ask for a recommendation."),
    ("promoter", "gone"): N_("Happy and gone: nothing wrong, nothing bought. Give a reason to come back."),
    ("passive", "back"): N_("Content and buying: one bad day may lose them."),
    ("passive", "gone"): N_("Content and gone: ask what would have helped."),
    ("detractor", "back"): N_("Unhappy and staying: perhaps for want of a choice. Put it right before one comes."),
    ("detractor", "gone"): N_("Unhappy and gone: call, listen, put it right."),
}


def sentence(value: Value) -> str:
    """Say how often each attitude came back, and whether saying and doing go together."""
    back = {cell["attitude"]: cell["share"] for cell in value["cells"] if cell["behaviour"] == "back"}
    known = {attitude: share for attitude, share in back.items() if not few(share)}
    said = ", ".join(f"{codes.attitude(attitude)} {percent(share['share'])}" for attitude, share in known.items())
    text = _("Ordered again within %(days)s days: %(said)s.") % {"days": value["horizon_days"], "said": said}
    if {"promoter", "detractor"} <= set(known):
        text += " " + _verdict(known["promoter"], known["detractor"])
    return text


def reading(cell: Value) -> str:
    """Say what a cell means, and what it calls for."""
    text = READINGS.get((cell["attitude"], cell["behaviour"]))
    return _(text) if text else ""


def silent_sentence(value: Value) -> str:
    """Say how many never answered, and what they did; and how many answered too lately to tell."""
    silent = value["silent"]
    text = _("%(answered)s have answered; %(silent)s never did: %(back)s of those ordered again, %(gone)s did not.") % {
        "answered": format_number(value["answered"]),
        "silent": format_number(silent["back"] + silent["gone"]),
        "back": format_number(silent["back"]),
        "gone": format_number(silent["gone"]),
    }
    if not value.get("pending"):
        return text
    waiting = _("%(pending)s answered less than %(days)s days ago: too early to tell.")
    return f"{text} {waiting % {'pending': format_number(value['pending']), 'days': value['horizon_days']}}"


def prospects(value: Value) -> list[tuple[str, int | None]]:
    """Return who answered but has not bought yet, by attitude (None: too few to show); empty where there is nobody."""
    found = value.get("never_bought") or {}
    return list(found.items()) if any(count is None or count for count in found.values()) else []


def _verdict(happy: Value, unhappy: Value) -> str:
    if happy["low"] > unhappy["high"]:
        return _("Here happy customers do come back more often.")
    if happy["high"] < unhappy["low"]:
        return _("Here unhappy customers come back more often: look at who is asked.")
    return _("The intervals overlap: no difference can be told.")
