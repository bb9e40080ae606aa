"""How each thing to do is put into words: one function a kind, which waits until the thing is known to be listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.cases.rules.pressing import MatterKind
from samphan.customers.selectors import shown_name
from samphan.kit.clock import now
from samphan.web.addresses import address
from samphan.web.formats import ago, as_date, format_date, format_money, format_number, format_time, is_thai, local
from samphan.web.incidents.wording import title_of

if TYPE_CHECKING:
    from samphan.cases.models import Attempt, Case, Idea, Story
    from samphan.customers.models import Customer
    from samphan.messaging.models import Message
    from samphan.outreach.models import Incident
    from samphan.promises.selectors import WaitingCredits

# Icon and ground of each kind; a case shows its customer instead.
LOOKS = {
    MatterKind.CALL: ("phone-call", "a"),
    MatterKind.CONFIRM: ("badge-check", "a"),
    MatterKind.LETTER: ("mail-x", "b"),
    MatterKind.BIRTHDAY: ("cake", "g"),
    MatterKind.APPROVAL: ("circle-check", "t"),
}


@dataclass(frozen=True, kw_only=True)
class Need:
    """One line of the list: what, of whom, why it is here, and until when. `why_tone` is a chip's.

    `case_id` is set where the reader can wait with it or close it from here.
    """

    kind: MatterKind
    name: str
    href: str
    line: str
    number: str = ""
    why: str = ""
    why_tone: str = "o"
    score: int | None = None
    scale: str = ""
    due_at: datetime | None = None
    at_stake_satang: int = 0
    case_id: int | None = None

    @property
    def icon(self) -> str:
        """Return the icon of its kind; a case shows its customer instead and has none."""
        return LOOKS.get(self.kind, ("", ""))[0]

    @property
    def tone(self) -> str:
        """Return the ground its icon stands on."""
        return LOOKS.get(self.kind, ("", ""))[1]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is only looked up for the lines that are listed: last vain tries, and cases whose customer wrote last."""

    user_id: int
    attempts: Mapping[int, Attempt] = field(default_factory=dict)
    written: Collection[int] = ()


Say = Callable[[Known], Need]


def of_case(case: Case) -> Say:
    """Put a case into words."""

    def say(known: Known) -> Need:
        why, tone = _why(case, known)
        return _case_need(
            case,
            MatterKind.CASE,
            why=why,
            why_tone=tone,
            due_at=case.due_at,
            score=case.score,
            scale=case.scale,
            case_id=case.pk if case.owner_id == known.user_id else None,
        )

    return say


def of_call(case: Case, agreed_at: datetime) -> Say:
    """Put a call agreed for a time into words."""
    day, today = as_date(agreed_at), as_date(now())
    at = format_time(agreed_at, thai=is_thai())
    said = at if day == today else f"{format_date(day, thai=is_thai())} {at}"
    return lambda _known: _case_need(
        case, MatterKind.CALL, why=_("Call as agreed: %(at)s") % {"at": said}, why_tone="acc", due_at=agreed_at
    )


def of_confirming(case: Case) -> Say:
    """Put a call that asks whether it is solved into words."""
    return lambda _known: _case_need(
        case, MatterKind.CONFIRM, why=_("Call and ask whether it is solved"), why_tone="acc"
    )


def of_letter(message: Message) -> Say:
    """Put a message that could not be delivered into words."""
    conversation = message.conversation
    title = message.subject or conversation.subject
    return lambda _known: Need(
        kind=MatterKind.LETTER,
        name=title or conversation.reference,
        number=conversation.reference if title else "",
        href=f"{address('inbox')}?message={message.pk}",
        line=" ".join(message.body.split())[:160],
        why=_("Could not be delivered"),
        why_tone="bad",
    )


def of_birthday(customer: Customer, day: date) -> Say:
    """Put a birthday into words."""
    days = (day - local(now()).date()).days
    why = _("Birthday today") if days == 0 else _("Birthday tomorrow") if days == 1 else ""
    return lambda _known: Need(
        kind=MatterKind.BIRTHDAY,
        name=shown_name(customer),
        href=reverse("customer", args=(customer.pk,)),
        line=_("A few kind words cost nothing and are remembered."),
        why=why or _("Birthday on %(day)s") % {"day": format_date(day, thai=is_thai(), weekday=True)},
        why_tone="gold",
    )


def of_idea(idea: Idea) -> Say:
    """Put a customer's idea that nobody has looked at into words."""
    return lambda _known: Need(
        kind=MatterKind.APPROVAL,
        name=idea.title,
        href=reverse("idea", args=(idea.pk,)),
        line=idea.body or _("An idea of a customer"),
        why=_("Open it for votes?"),
    )


def of_story(story: Story) -> Say:
    """Put a story the customer agreed to into words."""
    return lambda _known: Need(
        kind=MatterKind.APPROVAL,
        name=story.title,
        href=address("stories"),
        line=_("The customer agrees that it is told."),
        why=_("Publish it?"),
    )


def of_credits(waiting: WaitingCredits, incident: Incident | None) -> Say:
    """Put credits of one cause into words: those of an incident are approved on its page, others in their list."""
    amount = format_money(waiting.total_satang)
    text = ngettext(
        "%(num)s customer gets %(amount)s back.", "%(num)s customers get %(amount)s back.", waiting.customers
    )
    return lambda _known: Need(
        kind=MatterKind.APPROVAL,
        name=title_of(incident) if incident else shown_name(waiting.customer),
        href=reverse("incident", args=(incident.pk,)) if incident else address("credits"),
        line=text % {"num": format_number(waiting.customers), "amount": amount},
        number=_("Credits"),
        why=_("Approve it?"),
    )


def _case_need(
    case: Case,
    kind: MatterKind,
    *,
    why: str,
    why_tone: str,
    due_at: datetime | None = None,
    score: int | None = None,
    scale: str = "",
    case_id: int | None = None,
) -> Need:
    return Need(
        kind=kind,
        name=shown_name(case.customer) if case.customer else _("Unknown customer"),
        number=case.number,
        href=reverse("case", args=(case.pk,)),
        line=case.excerpt or case.title,
        why=why,
        why_tone=why_tone,
        due_at=due_at,
        score=score,
        scale=scale,
        case_id=case_id,
    )


def _why(case: Case, known: Known) -> tuple[str, str]:
    """Return why a case is on this list, in a word or two, and the tone of it."""
    if case.owner is None:
        return _("Nobody owns it yet"), "o"
    if case.owner_id != known.user_id:
        return _("With %(name)s") % {"name": case.owner.display_name}, "o"
    if case.pk in known.attempts:
        return _("Not reached %(ago)s, try again") % {"ago": ago(known.attempts[case.pk].made_at)}, "o"
    if case.pk in known.written:
        return _("The customer waits for an answer"), "acc"
    if case.first_contact_at is None:
        return _("Not contacted yet"), "o"
    return (_("Open again"), "o") if case.reopened_count else ("", "o")
