"""Codes of the survey and language rooms in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext

from samphan.kit.errors import N_
from samphan.web.formats import format_number

PURPOSES = {
    "verification": N_("Verification"),
    "transactional": N_("After an event"),
    "relationship": N_("Relationship"),
}
RULES = {
    "opted_out": N_("Asked us not to send surveys"),
    "no_consent": N_("No consent for surveys"),
    "no_address": N_("No address on this channel"),
    "anonymous_verification": N_("An anonymous survey cannot verify a case"),
    "already_asked": N_("Asked already, answer still open"),
    "open_case": N_("An unhappy case is open"),
    "recent_complaint": N_("Complained in the last 3 days"),
    "budget_spent": N_("Asked enough in the last 90 days"),
    "quiet_hours": N_("Quiet hours"),
    "survey_off": N_("The survey was switched off"),
    # What the send gate says when the letter is on its way.
    "withdrawn": N_("the customer asked not to be contacted"),
    "too_many": N_("enough messages this week"),
    "bereavement": N_("the family is in mourning"),
    "open_complaint": N_("a complaint is open"),
    "bounced": N_("the address does not exist any more"),
    "not_delivered": N_("the message could not be delivered"),
}
SENTIMENTS = {
    "positive": N_("Positive"),
    "neutral": N_("Neutral"),
    "negative": N_("Negative"),
    "unknown": N_("Not readable"),
}
TOPICS = {
    "delivery": N_("Delivery"),
    "installation": N_("Installation"),
    "wait_time": N_("Waiting time"),
    "staff": N_("Staff"),
    "price": N_("Price"),
    "promotion": N_("Promotion"),
    "quality": N_("Quality"),
    "taste": N_("Taste"),
    "hygiene": N_("Cleanliness"),
    "refund": N_("Refund and warranty"),
    "payment": N_("Payment"),
    "app_web": N_("App and website"),
    "contact": N_("Being reachable"),
    "location": N_("Location"),
    "stock": N_("Availability"),
    "ambience": N_("Atmosphere"),
}
MEASURES = {"nps": N_("NPS"), "csat": N_("Satisfied"), "solved": N_("Solved")}


def named(names: dict[str, str], code: str) -> str:
    """Return a code's name in the reader's language; an unknown code stands for itself."""
    return gettext(names[code]) if code in names else code


def skipped_pairs(skipped: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return (rule in words, count) for a list of skips, the most frequent first."""
    return [(named(RULES, rule), format_number(count)) for rule, count in skipped.items()]
