"""Sentences over topics and tones, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.insights.rules.tones import ALL_TEXTS, NO_TOPIC, Line
from samphan.kit.errors import N_
from samphan.web.formats import format_number
from samphan.web.insights.texts import topic
from samphan.web.insights.wording import few, not_yet, percent, signed

Value = Mapping[str, Any]
_LINES = {ALL_TEXTS: N_("All texts"), NO_TOPIC: N_("Without a topic")}


def line_name(code: str, names: Mapping[str, str]) -> str:
    """Name a line of the table: a topic (`names` has those in force), all texts, or those without a topic."""
    return _(_LINES[code]) if code in _LINES else topic(code, names)


def is_topic(code: str) -> bool:
    """Say whether a line is one topic."""
    return code not in _LINES


def sentence(lines: Sequence[Line], names: Mapping[str, str]) -> str:
    """Say which topic is spoken of badly most often, and how sure that is."""
    sure = [line for line in lines if is_topic(line.topic) and not few(line.cells["negative"])]
    if not sure:
        return _("No topic has 30 texts yet; shares would mostly be noise.")
    worst = max(sure, key=lambda line: float(line.cells["negative"]["share"]))
    cell: Value = worst.cells["negative"]
    return _("Spoken of badly most often: %(topic)s, %(share)s of %(n)s texts (95%% interval %(low)s to %(high)s).") % {
        "topic": topic(worst.topic, names),
        "share": percent(cell["share"]),
        "n": format_number(worst.n),
        "low": percent(cell["low"]),
        "high": percent(cell["high"]),
    }


def read_by(value: Value) -> str:
    """Say which model read the texts, and how many nobody could read."""
    models = ", ".join(
        _("%(model)s (%(n)s)") % {"model": model, "n": format_number(n)} for model, n in value["read_with"].items()
    )
    if not models:
        return ""
    text = _("Read by model %(models)s.") % {
        "models": models if len(value["read_with"]) > 1 else next(iter(value["read_with"]))
    }
    if value["corrected"]:
        text += " " + ngettext(
            "%(n)s was corrected by a person.", "%(n)s were corrected by a person.", value["corrected"]
        ) % {"n": format_number(value["corrected"])}
    if value["unknown"]:
        text += " " + ngettext(
            "%(n)s text could not be read and is not in the table.",
            "%(n)s texts could not be read and are not in the table.",
            value["unknown"],
        ) % {"n": format_number(value["unknown"])}
    return text


def change(cell: Value) -> str:
    """Return the difference to the period before in points, or nothing where there is none to tell."""
    found = cell.get("change")
    return _("%(points)s pt") % {"points": signed(round(100 * found["difference"]))} if found else ""


def missing(value: Value | None) -> str:
    """Say why there is no table."""
    if value is None:
        return not_yet()
    return _("No text of this period was read yet. Comments are read as they come in.")
