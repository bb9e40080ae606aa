"""Sentences over the quadrants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.formats import format_date, format_number, is_thai
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


@dataclass(frozen=True, kw_only=True)
class Group:
    """One of the groups that hold every customer once: what it is called, and how its rows are asked for."""

    text: str
    customers: int
    attitude: str
    did: str


def groups(value: Value) -> list[Group]:
    """Return the groups every customer is in one of, in words; none of a figure from before they were counted."""
    if "customers" not in value:
        return []
    days, silent = value["horizon_days"], value["silent"]
    since = format_date(date.fromisoformat(value["answered_since"]), thai=is_thai())
    named = [
        (value["n"], "any", "followed", _("%(n)s answered since %(date)s, long enough ago to tell: the cells above")),
        (value["pending"], "any", "pending", _("%(n)s answered less than %(days)s days ago: too early to tell")),
        (value["earlier"], "any", "earlier", _("%(n)s last answered before %(date)s: too long ago to count above")),
        (silent["back"], "none", "back", _("%(n)s never answered, and ordered in the last %(days)s days")),
        (silent["gone"], "none", "gone", _("%(n)s never answered, and did not order in the last %(days)s days")),
    ]
    return [
        Group(
            text=text % {"n": format_number(customers), "date": since, "days": days},
            customers=customers,
            attitude=attitude,
            did=did,
        )
        for customers, attitude, did, text in named
    ]


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
