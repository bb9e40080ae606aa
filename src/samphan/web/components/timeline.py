"""What happened with a customer, in words: one table event type -> icon and sentence, shared by every screen.

Events hold ids and codes only, so a sentence is made of the codes and of names the caller looks up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samphan.web.case.wording import CHANNELS, CONSENTS, REASONS
from samphan.web.components.told import Told, plain, who_did
from samphan.web.formats import format_money
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.eventlog.models import Event

Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a timeline: when, an icon, a sentence, who did it, and where to read more."""

    id: int
    at: datetime
    icon: str
    text: str
    tone: str = ""
    who: str = ""
    href: str = ""


def tell(events: Sequence[Event], *, people: Mapping[int, str], href: Callable[[Event], str]) -> list[Line]:
    """Return the lines of events in their order; steps that only machines care about are left out."""
    lines = []
    for event in events:
        writer = SENTENCES.get(event.type)
        if writer is None:
            continue
        told = writer(event.data)
        lines.append(
            Line(
                id=event.pk,
                at=event.occurred_at,
                icon=told.icon,
                text=told.text,
                tone=told.tone,
                who=who_did(event, people),
                href=href(event),
            )
        )
    return lines


def _order(data: Data) -> Told:
    total = int(data.get("total_satang", 0))
    amount = format_money(abs(total), currency=str(data.get("currency", "THB")))
    if total < 0:
        return Told("undo-2", _("Gave back goods for %(amount)s") % {"amount": amount}, "warn")
    return Told("shopping-bag", _("Bought for %(amount)s") % {"amount": amount})


def _order_status(data: Data) -> Told:
    words = {
        "cancelled": _("An order was cancelled"),
        "returned": _("An order was returned"),
        "paid": _("An order was reinstated"),
    }
    return Told("receipt", words.get(str(data.get("status")), _("An order was changed")), "warn")


def _score(data: Data) -> Told:
    score, scale = data.get("score"), str(data.get("scale", "")).upper()
    if score is None:
        return Told("message-square-text", _("Left a comment"))
    tone = {"promoter": "good", "detractor": "bad"}.get(str(data.get("category", "")), "")
    return Told("clipboard-list", _("Answered a survey: %(scale)s %(score)s") % {"scale": scale, "score": score}, tone)


def _review(data: Data) -> Told:
    tone = {"promoter": "good", "detractor": "bad"}.get(str(data.get("category", "")), "")
    if data.get("score") is None:
        return Told("star", _("Wrote a review"), tone)
    return Told("star", _("Wrote a review: %(score)s of 5 stars") % {"score": data["score"]}, tone)


def _consent(data: Data) -> Told:
    purpose = label(CONSENTS, str(data.get("purpose", "")))
    channel = "" if data.get("channel") == "any" else f" · {label(CHANNELS, str(data.get('channel', '')))}"
    words = {"what": purpose + channel}
    if data.get("is_granted"):
        return Told("shield-check", _("Agreed to: %(what)s") % words, "good")
    return Told("bell-off", _("Withdrew consent: %(what)s") % words, "warn")


def _asked(data: Data) -> Told:
    return Told("send", _("Was asked by %(channel)s") % {"channel": label(CHANNELS, str(data.get("channel", "")))})


def _not_asked(data: Data) -> Told:
    return Told("bell-off", _("Was not asked: %(rule)s") % {"rule": label(REASONS, str(data.get("rule", "")))})


def _not_sent(data: Data) -> Told:
    reason = label(REASONS, str(data.get("reason") or data.get("step", "")))
    return Told("mail-x", _("A message was not sent: %(reason)s") % {"reason": reason}, "warn")


def _verified(data: Data) -> Told:
    return Told("badge-check", _("Confirmed: solved (%(score)s of 10)") % {"score": data.get("score")}, "good")


def _reopened(data: Data) -> Told:
    if data.get("score") is None:
        return Told("rotate-ccw", _("Case opened again"), "warn")
    return Told("rotate-ccw", _("Not solved (%(score)s of 10): case opened again") % {"score": data["score"]}, "bad")


def _credit(data: Data) -> Told:
    return Told(
        "wallet", _("Got a credit of %(amount)s") % {"amount": format_money(int(data["amount_satang"]))}, "good"
    )


def _story_answered(data: Data) -> Told:
    if data.get("agrees"):
        return Told("check", _("Agreed that their story is told"), "good")
    return Told("x", _("Did not agree that their story is told"), "warn")


SENTENCES: Mapping[str, Callable[[Data], Told]] = {
    "customer.created": plain("user-plus", lambda: _("Became known to us")),
    "customer.updated": plain("pencil", lambda: _("Personal details were corrected")),
    "customer.contact_added": plain("at-sign", lambda: _("A new contact was added")),
    "customer.note_added": plain("sticky-note", lambda: _("Wrote a note")),
    "customer.fact_added": plain("heart", lambda: _("Noted something worth remembering")),
    "customer.fact_retracted": plain("eye-off", lambda: _("Took a note about the person back")),
    "order.placed": _order,
    "order.status_changed": _order_status,
    "consent.recorded": _consent,
    "survey.invited": _asked,
    "survey.invitation_skipped": _not_asked,
    "survey.invitation_delayed": _not_asked,
    "survey.response_recorded": _score,
    "reputation.review_recorded": _review,
    "message.received": plain("message-circle", lambda: _("Wrote to us"), "acc"),
    "message.sent": plain("send", lambda: _("We wrote")),
    "message.refused": _not_sent,
    "message.failed": _not_sent,
    "case.opened": plain("inbox", lambda: _("A case was opened"), "warn"),
    "case.customer_contacted": plain("phone-call", lambda: _("Was contacted by us"), "good"),
    "case.resolved": plain("check", lambda: _("A case was solved on our side")),
    "case.verified": _verified,
    "case.reopened": _reopened,
    "case.silent": plain("bell-off", lambda: _("A case was closed without an answer")),
    "idea.suggested": plain("lightbulb", lambda: _("Suggested an idea")),
    "story.answered": _story_answered,
    "story.published": plain("megaphone", lambda: _("The story they agreed to was published")),
    "incident.affected": plain("megaphone", lambda: _("Was touched by an incident"), "warn"),
    "incident.contact_linked": plain("link", lambda: _("Spoke about an incident that was known")),
    "credit.posted": _credit,
    "promise.clock_breached": plain("timer-off", lambda: _("We missed a promise"), "bad"),
}
