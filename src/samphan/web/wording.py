"""What codes are called that several screens show, and how a code is named: one table a code list."""

from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import gettext

from samphan.kit.errors import N_

K = TypeVar("K")

TOPICS = {
    "delivery": N_("Delivery"),
    "installation": N_("Installation"),
    "wait_time": N_("Waiting time"),
    "staff": N_("Staff"),
    "price": N_("Price"),
    "promotion": N_("Promotions"),
    "quality": N_("Quality"),
    "taste": N_("Taste"),
    "hygiene": N_("Cleanliness"),
    "refund": N_("Refunds and warranty"),
    "payment": N_("Payment"),
    "app_web": N_("App and website"),
    "contact": N_("Being reachable"),
    "location": N_("Location"),
    "stock": N_("Availability"),
    "ambience": N_("Atmosphere"),
}
# Why a customer was not asked.
SURVEY_SKIPS = {
    "opted_out": N_("Asked us not to send surveys"),
    "no_consent": N_("No consent for surveys"),
    "no_address": N_("No address on this channel"),
    "anonymous_verification": N_("An anonymous survey cannot verify a case"),
    "already_asked": N_("Asked already, answer still open"),
    "open_case": N_("An unhappy case is open"),
    "incident": N_("An incident touches this customer"),
    "recent_complaint": N_("Complained a short while ago"),
    "budget_spent": N_("Asked enough lately"),
    "merged": N_("Another survey goes out instead"),
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
# What became of a letter to a customer, by the state of its message.
LETTERS = {
    "queued": N_("on their way"),
    "sending": N_("on their way"),
    "delayed": N_("wait for the end of quiet hours"),
    "sent": N_("sent"),
    "refused": N_("not sent: the send gate refused"),
    "failed": N_("could not be delivered"),
    "": N_("erased since"),
}
# Tags of the rules we bring along; all others are words of the firm's own.
_TAGS = {"at_risk": N_("At risk of leaving"), "loyal": N_("Loyal customer"), "urgent": N_("Urgent")}


def label(table: Mapping[K, str], code: K) -> str:
    """Return what a code is called in the reader's language; one nobody named is shown as it is, readable."""
    return gettext(table[code]) if code in table else str(code).replace("_", " ").replace(".", " · ")


def choices(table: Mapping[K, str]) -> list[tuple[K, str]]:
    """Return a table as the options of a select."""
    return [(code, gettext(text)) for code, text in table.items()]


def tag_name(tag: str) -> str:
    """Return a tag in the reader's language when it is one of ours; else as somebody wrote it."""
    return gettext(_TAGS[tag]) if tag in _TAGS else tag
