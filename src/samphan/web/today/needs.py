"""What needs the reader: gathered from every place that holds work, ranked by one rule, put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from samphan.cases.rules.pressing import Matter, MatterKind, ranked
from samphan.cases.selectors import (
    RareMatters,
    agreed_calls,
    birthdays,
    confirming_calls,
    fruitless_attempts,
    ideas_to_look_at,
    most_pressing,
    rare_matters,
    stories_to_publish,
)
from samphan.customers.rules import next_birthday
from samphan.insights.selectors.scores import expected_losses
from samphan.kit.periods import day_start
from samphan.messaging.selectors import failed_messages, last_messages
from samphan.outreach.selectors import incident_cause, incidents_of_causes
from samphan.promises.selectors import credits_to_approve
from samphan.web.formats import local
from samphan.web.today import wording
from samphan.web.today.wording import Known, Need

if TYPE_CHECKING:
    from samphan.accounts.models import User
    from samphan.cases.models import Case
    from samphan.customers.models import Customer
    from samphan.messaging.models import Message

SHOWN = 12
# So many of the nearest due are ranked: what is due after them stands behind them anyway.
CANDIDATES = 24
_LETTERS = 5


@dataclass(frozen=True)
class _Offer:
    """A matter with whom it is about and how it is put into words; the words wait until it is known to be listed."""

    matter: Matter
    customer_id: int | None
    say: Callable[[Known], Need]
    case: Case | None = None


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The reader's present: the instant, and the day it falls in, in the firm's time zone."""

    now: datetime
    timezone: str

    @property
    def day_ends_at(self) -> datetime:
        """Return the end of the day."""
        return day_start(local(self.now).date() + timedelta(days=1), self.timezone)


def needs_of(*, user: User, moment: Moment) -> list[Need]:
    """Return what needs a reader, the most pressing first, in a fixed number of queries."""
    offers = list(_offers(user, moment))
    customers = {offer.customer_id for offer in offers if offer.customer_id is not None}
    losses = expected_losses(customer_ids=customers) if customers else {}
    order = ranked(
        [_weighed(offer, losses) for offer in offers],
        matter_of=lambda offer: offer.matter,
        now=moment.now,
        day_ends_at=moment.day_ends_at,
    )[:SHOWN]
    known = _known(user, [offer.case for offer in order if offer.case is not None])
    return [replace(offer.say(known), at_stake_satang=offer.matter.at_stake_satang) for offer in order]


def _offers(user: User, moment: Moment) -> Iterator[_Offer]:
    rare = rare_matters(user_id=user.pk, now=moment.now, until=moment.day_ends_at)
    if user.may("cases.write"):
        yield from _of_cases(user, moment, rare)
        if rare.failed_letters:
            yield from map(_letter, failed_messages(author_id=user.pk, limit=_LETTERS))
        if rare.birth_dates:
            owner_id = None if user.may("cases.oversee") else user.pk
            yield from (_birthday(person, moment) for person in birthdays(first=_today(moment), owner_id=owner_id))
    if user.may("ideas.write") and rare.new_ideas:
        for idea in ideas_to_look_at():
            matter = Matter(kind=MatterKind.APPROVAL, key=idea.pk)
            yield _Offer(matter, idea.customer_id, wording.of_idea(idea))
    if user.may("cases.oversee") and rare.agreed_stories:
        for story in stories_to_publish():
            matter = Matter(kind=MatterKind.APPROVAL, key=story.pk)
            yield _Offer(matter, story.customer_id, wording.of_story(story))
    if user.may("credits.approve") and rare.waiting_credits:
        yield from _credits()


def _of_cases(user: User, moment: Moment, rare: RareMatters) -> Iterator[_Offer]:
    oversees = user.may("cases.oversee")
    for case in most_pressing(user_id=user.pk, now=moment.now, oversees=oversees, limit=CANDIDATES):
        yield _of_case(case, MatterKind.CASE, wording.of_case(case), due_at=case.due_at)
    if rare.agreed_calls:
        for call in agreed_calls(user_id=user.pk, until=moment.day_ends_at):
            words = wording.of_call(call.case, call.agreed_at)
            yield _of_case(call.case, MatterKind.CALL, words, due_at=call.agreed_at)
    if rare.confirming_calls:
        for case in confirming_calls(user_id=user.pk, now=moment.now):
            yield _of_case(case, MatterKind.CONFIRM, wording.of_confirming(case))


def _of_case(case: Case, kind: MatterKind, say: Callable[[Known], Need], due_at: datetime | None = None) -> _Offer:
    matter = Matter(kind=kind, key=case.pk, case_id=case.pk, due_at=due_at, is_promised=kind is MatterKind.CASE)
    return _Offer(matter, case.customer_id, say, case)


def _letter(message: Message) -> _Offer:
    # The customer waits for what never came: due since it was written.
    matter = Matter(kind=MatterKind.LETTER, key=message.pk, due_at=message.created_at)
    return _Offer(matter, message.conversation.customer_id, wording.of_letter(message))


def _credits() -> Iterator[_Offer]:
    waiting = credits_to_approve()
    incidents = {incident_cause(one.pk): one for one in incidents_of_causes(causes=[each.cause for each in waiting])}
    for each in waiting:
        matter = Matter(kind=MatterKind.APPROVAL, key=each.customer.pk)
        incident = incidents.get(each.cause)
        # Those of an incident are many people's: no loss of one of them is looked up.
        customer_id = None if incident else each.customer.pk
        yield _Offer(matter, customer_id, wording.of_credits(each, incident))


def _birthday(customer: Customer, moment: Moment) -> _Offer:
    day = next_birthday(customer.birth_date or _today(moment), first=_today(moment))
    ends_at = day_start(day + timedelta(days=1), moment.timezone) - timedelta(seconds=1)
    matter = Matter(kind=MatterKind.BIRTHDAY, key=customer.pk, due_at=ends_at)
    # Nothing is lost with a birthday: no loss is looked up, so that work comes before it.
    return _Offer(matter, None, wording.of_birthday(customer, day))


def _today(moment: Moment) -> date:
    return local(moment.now).date()


def _weighed(offer: _Offer, losses: Mapping[int, int]) -> _Offer:
    loss = losses.get(offer.customer_id, 0) if offer.customer_id is not None else 0
    return replace(offer, matter=replace(offer.matter, at_stake_satang=loss)) if loss else offer


def _known(user: User, cases: list[Case]) -> Known:
    conversations = {case.conversation_id: case.pk for case in cases if case.conversation_id is not None}
    last = last_messages(conversation_ids=list(conversations)) if conversations else {}
    attempts = fruitless_attempts(case_ids=[case.pk for case in cases]) if cases else {}
    return Known(
        user_id=user.pk,
        attempts=attempts,
        written={conversations[number] for number, message in last.items() if message.is_inbound},
    )
