"""Codes of the survey and language rooms in the reader's words."""

from collections.abc import Mapping

from samphan.kit.errors import N_
from samphan.web.formats import format_number
from samphan.web.wording import SURVEY_SKIPS, label

PURPOSES = {
    "verification": N_("Verification"),
    "transactional": N_("After an event"),
    "relationship": N_("Relationship"),
    "campaign": N_("Campaign"),
}
# What an author may choose; a verification is what the loop asks.
ASKABLE = {code: name for code, name in PURPOSES.items() if code != "verification"}
MEASURES = {"nps": N_("NPS"), "csat": N_("Satisfied"), "solved": N_("Solved")}


def skipped_pairs(skipped: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return (rule in words, count) for a list of skips, the most frequent first."""
    return [(label(SURVEY_SKIPS, rule), format_number(count)) for rule, count in skipped.items()]
