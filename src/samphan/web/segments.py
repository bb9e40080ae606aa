"""A segment of customers as forms hold it: read from what was typed, shown again, and said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samphan.kit.conditions import describe, parse
from samphan.promises.rules import CUSTOMER_SCHEMA
from samphan.web.numbers import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

SEGMENT_FIELDS = ("orders", "spend", "days", "language")
LANGUAGES = (("th", "ไทย"), ("en", "English"))
_AT_LEAST = {"order_count": "orders", "spend_baht": "spend"}
_FIELD_OF = _AT_LEAST | {"last_order_at": "days", "language": "language"}
_MOST_DAYS = 3650


def read_segment(typed: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what was typed as a condition over `CUSTOMER_SCHEMA`; None where nothing was: everybody."""
    parts: list[dict[str, Any]] = [
        {">=": [{"var": fact}, amount]}
        for fact, field in _AT_LEAST.items()
        if (amount := whole(typed.get(field))) is not None
    ]
    if (days := whole(typed.get("days"))) is not None and 0 < days <= _MOST_DAYS:
        parts.append({"within_days": [{"var": "last_order_at"}, days]})
    if (language := typed.get("language", "")) in dict(LANGUAGES):
        parts.append({"==": [{"var": "language"}, language]})
    return {"and": parts} if parts else None


def shown_segment(segment: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a condition `read_segment` made as its fields show it."""
    asked = {leaf[0]["var"]: leaf[1] for part in (segment or {}).get("and", []) for leaf in part.values()}
    return {field: asked.get(fact, "") for fact, field in _FIELD_OF.items()}


def segment_words(segment: object) -> str:
    """Return a condition as the reader's language says it: "number of orders is 5 or more"."""
    return describe(parse(segment, CUSTOMER_SCHEMA), CUSTOMER_SCHEMA, _)
