"""Sentences over the drivers of satisfaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.formats import format_number
from samphan.web.insights import codes
from samphan.web.insights.wording import few, not_yet, percent

Value = Mapping[str, Any]
NOTES = {
    "too_few": N_(
        "Too few NPS answers say more than a score. Ask for a comment after the NPS question; ratings of touchpoints "
        "that are sent with an NPS answer through the API count as well."
    ),
    "same_score": N_("Everybody gave the same score, so there are no differences to explain."),
    "collinear": N_("Some touchpoints or topics always move together; their shares cannot be told apart."),
}


def drivers_sentence(value: Value) -> str:
    """Say how much is explained, and which driver has the largest part that is not chance."""
    text = _("Together they explain %(share)s of all differences in NPS (n %(n)s).") % {
        "share": percent(value["r2"]),
        "n": format_number(value["n"]),
    }
    sure = sorted((row for row in value["rows"] if row["is_significant"]), key=lambda row: -row["share"])
    if not sure:
        return text + " " + _("None of them can be told from chance yet.")
    return (
        text
        + " "
        + _("The largest part: %(what)s, %(share)s.")
        % {"what": codes.in_language(sure[0]), "share": percent(sure[0]["share"])}
    )


def priorities_sentence(first: Sequence[Value]) -> str:
    """Name what matters more and goes worse than the rest."""
    if not first:
        return _("Nothing both matters more and goes worse than the rest.")
    return _("Fix first: %(what)s.") % {"what": ", ".join(codes.in_language(row) for row in first)}


def note(value: Value | None) -> str:
    """Say what stands in the way of an answer, if anything does."""
    code = value.get("note") if value else None
    return _(NOTES[code]) if code in NOTES else ""


def missing(value: Value | None) -> str:
    """Say why nothing is drawn."""
    if value is None:
        return not_yet()
    return note(value) or few(value) or _("No touchpoint or topic was answered in this period.")
