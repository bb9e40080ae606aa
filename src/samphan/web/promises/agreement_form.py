"""What the form of an agreement holds, both ways: as typed, and as the service takes it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from samphan.customers.selectors import find_by_contact
from samphan.kit.periods import day_start
from samphan.web.formats import local
from samphan.web.numbers import whole
from samphan.web.segments import SEGMENT_FIELDS, read_segment, shown_segment

if TYPE_CHECKING:
    from samphan.promises.models import Agreement, AgreementVersion

METRIC_CODES = ("acknowledge", "first_response", "next_response", "progress", "resolve", "follow_up")
# A column for every priority, and one for what is urgent.
PRIORITIES: tuple[tuple[str, int | None], ...] = (("all", None), ("urgent", 1))
NOBODY = -1  # a customer nobody knows: the service refuses it with the remedy
_UNITS = {"m": 1, "h": 60}
_TEXTS = ("name", "customer", "branch", "channel", *SEGMENT_FIELDS, "from", "until", "on_change")


def read_target(text: str) -> dict[str, int]:
    """Return "90" or "90m" and "4h" as minutes, "2d" as days; what cannot be read is 0, which the service refuses."""
    words = text.strip().lower().replace(" ", "").replace(",", "")
    number, unit = (words[:-1], words[-1:]) if words[-1:] in (*_UNITS, "d") else (words, "m")
    amount = whole(number) or 0
    return {"days": amount} if unit == "d" else {"minutes": amount * _UNITS[unit]}


def write_target(raw: Mapping[str, Any]) -> str:
    """Return a stored target as people type it."""
    if raw.get("days") is not None:
        return f"{raw['days']}d"
    minutes = raw["minutes"]
    return f"{minutes // 60}h" if minutes % 60 == 0 else str(minutes)


def typed_in(post: QueryDict) -> dict[str, Any]:
    """Return what was typed."""
    typed: dict[str, Any] = {name: post.get(name, "").strip() for name in _TEXTS}
    targets = {
        f"{metric}-{column}": post.get(f"{metric}-{column}", "").strip()
        for metric in METRIC_CODES
        for column, _priority in PRIORITIES
    }
    return {**typed, "targets": targets, "is_active": "is_active" in post}


def shown(agreement: "Agreement", version: "AgreementVersion") -> dict[str, Any]:
    """Return an agreement as the form shows it."""
    columns = {priority: column for column, priority in PRIORITIES}
    until = version.valid_until
    return {
        "name": agreement.name,
        "customer": agreement.customer_id or "",
        "branch": agreement.branch_id or "",
        "channel": agreement.channel,
        **shown_segment(agreement.segment),
        "from": local(version.valid_from).date().isoformat(),
        "until": (local(until) - timedelta(days=1)).date().isoformat() if until else "",
        "on_change": version.on_change,
        "is_active": agreement.is_active,
        "targets": {f"{t['metric']}-{columns.get(t['priority'])}": write_target(t) for t in version.targets},
    }


def fields(typed: Mapping[str, Any], *, now: datetime, timezone: str) -> dict[str, Any]:
    """Return what the service takes. The last day counts whole; without a first day it begins now."""
    first, last = _day(typed["from"]), _day(typed["until"])
    today = now.astimezone(local(now).tzinfo).date()
    return {
        "name": typed["name"],
        "targets": [
            {"metric": metric, "priority": priority, **read_target(typed["targets"][f"{metric}-{column}"])}
            for metric in METRIC_CODES
            for column, priority in PRIORITIES
            if typed["targets"].get(f"{metric}-{column}")
        ],
        # What begins today begins now: nothing that ran this morning is judged by it.
        "valid_from": day_start(first, timezone) if first is not None and first != today else now,
        "valid_until": day_start(last + timedelta(days=1), timezone) if last is not None else None,
        "on_change": typed["on_change"],
        "customer_id": _customer_id(typed["customer"]),
        "segment": read_segment(typed),
        "branch_id": (whole(typed["branch"]) or NOBODY) if typed["branch"] else None,
        "channel": typed["channel"],
    }


def _customer_id(text: str) -> int | None:
    if not text:
        return None
    known = find_by_contact(kind="email" if "@" in text else "phone", value=text)
    if known is not None:
        return known.pk
    return whole(text) or NOBODY


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
