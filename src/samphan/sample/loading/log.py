"""The event log of the story: what every service would have recorded, in the order it happened; nothing reacts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from samphan.cases import events as case_events
from samphan.customers import events as customer_events
from samphan.eventlog.events import SYSTEM, Actor, DomainEvent, customer_actor, user_actor
from samphan.eventlog.services import event_row
from samphan.messaging.events import MessageFailed, MessageReceived, MessageSent
from samphan.reputation.events import ReviewRecorded
from samphan.sample.loading.answers import Answers, Sheet, branch_of, sheets
from samphan.sample.loading.buyers import SOURCE, Buyers, order_total
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.staff import Staff
from samphan.sample.loading.work import SEND_ATTEMPTS, Work
from samphan.sample.story import words
from samphan.sample.story.shapes import Episode, Step, Story
from samphan.signals.rules import category_of
from samphan.surveys.events import InvitationSent, ResponseFinished, ResponseRecorded

Told = tuple[datetime, DomainEvent, Actor]


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Everything the events refer to."""

    buyers: Buyers
    staff: Staff
    answers: Answers
    work: Work
    causes: dict[str, int]


def load_log(keeper: Keeper, story: Story, ids: Ids, also: Sequence[Told] = ()) -> None:
    """Write the story's events and some told elsewhere, oldest first, so that ids run with time as they do in life."""
    told = [*_of_buyers(story, ids), *_of_answers(story, ids), *_of_reviews(story, ids), *_of_messages(story, ids)]
    told += also
    for index, episode in enumerate(story.episodes):
        told += _of_case(story, episode, index, ids)
    told.sort(key=itemgetter(0))
    keeper.add([event_row(event, at, actor) for at, event, actor in told])


def _of_buyers(story: Story, ids: Ids) -> Iterator[Told]:
    customers, branches = ids.buyers.customer_ids, ids.staff.branch_ids
    for index, person in enumerate(story.people):
        key, branch_id = customers[index], branches[person.branch_index]
        event = customer_events.CustomerCreated(subject_id=key, customer_id=key, branch_id=branch_id)
        yield person.joined_at, event, SYSTEM
    for purchase, key in zip(story.purchases, ids.buyers.order_ids, strict=True):
        yield (
            purchase.ordered_at,
            customer_events.OrderPlaced(
                subject_id=key,
                customer_id=customers[purchase.person_index],
                branch_id=branches[purchase.branch_index],
                total_satang=order_total(purchase),
                currency="THB",
            ),
            SYSTEM,
        )


def _of_answers(story: Story, ids: Ids) -> Iterator[Told]:
    known = sheets()
    for index, asked in enumerate(story.asked):
        sheet, customer_id = known[asked.survey], ids.buyers.customer_ids[asked.person_index]
        case_id = None if asked.episode_index is None else ids.work.case_ids[asked.episode_index]
        invited = InvitationSent(
            subject_id=ids.answers.invitation_ids[index],
            customer_id=customer_id,
            survey_id=sheet.id,
            channel=asked.channel,
            purpose=sheet.purpose,
            case_id=case_id,
        )
        yield asked.sent_at, invited, SYSTEM
        if asked.answered_at is None:
            continue
        envelope = _envelope(story, index, sheet, customer_id, case_id, ids)
        actor = customer_actor(customer_id)
        yield asked.answered_at, ResponseRecorded(**envelope), actor  # type: ignore[arg-type]
        finished = ResponseFinished(
            **envelope,  # type: ignore[arg-type]
            has_text=bool(asked.comment),
            wants_contact=asked.wants_contact,
        )
        yield asked.answered_at, finished, actor


def _envelope(
    story: Story, index: int, sheet: Sheet, customer_id: int, case_id: int | None, ids: Ids
) -> dict[str, object]:
    asked = story.asked[index]
    return {
        "subject_id": ids.answers.response_ids[index],
        "customer_id": customer_id,
        "branch_id": ids.staff.branch_ids[branch_of(story, asked)],
        "survey_id": sheet.id,
        "invitation_id": ids.answers.invitation_ids[index],
        "case_id": case_id,
        "purpose": sheet.purpose,
        "scale": sheet.scale,
        "score": asked.score,
        "category": category_of(sheet.scale, asked.score),
    }


def _of_reviews(story: Story, ids: Ids) -> Iterator[Told]:
    for review, key in zip(story.reviews, ids.answers.review_ids, strict=True):
        event = ReviewRecorded(
            subject_id=key,
            customer_id=ids.buyers.customer_ids[review.person_index],
            branch_id=ids.staff.branch_ids[review.branch_index],
            source=SOURCE,
            score=review.stars,
            category=category_of("stars", review.stars),
            has_text=True,
        )
        yield review.at, event, SYSTEM


def _of_messages(story: Story, ids: Ids) -> Iterator[Told]:
    for index, place, key in ids.work.message_ids:
        episode = story.episodes[index]
        said, customer_id = episode.words[place], ids.buyers.customer_ids[episode.person_index]
        envelope = {
            "subject_id": key,
            "customer_id": customer_id,
            "conversation_id": ids.work.conversation_ids[index],
            "purpose": "reply",
        }
        sender = user_actor(ids.staff.user_ids[episode.agent_index or 0])
        if said.is_undelivered:
            yield said.at, MessageFailed(**envelope, author_kind="human", attempts=SEND_ATTEMPTS), SYSTEM  # type: ignore[arg-type]
        elif said.is_ours:
            yield said.at, MessageSent(**envelope, author_kind="human"), sender  # type: ignore[arg-type]
        else:
            received = MessageReceived(
                **envelope,  # type: ignore[arg-type]
                author_kind="customer",
                is_thanks=False,
                is_new_conversation=False,
            )
            yield said.at, received, customer_actor(customer_id)


def _of_case(story: Story, e: Episode, index: int, ids: Ids) -> Iterator[Told]:
    case_id, customer_id = ids.work.case_ids[index], ids.buyers.customer_ids[e.person_index]
    kind, submission_id = ids.answers.submission_of(e)
    opened = case_events.CaseOpened(
        subject_id=case_id,
        customer_id=customer_id,
        branch_id=ids.staff.branch_ids[e.branch_index],
        kind="feedback",
        priority=3,
        submission_kind=kind,
        submission_id=submission_id,
        trace_id=ids.work.trace_ids.get((kind, submission_id)),
    )
    yield e.opened_at, opened, SYSTEM
    agent = SYSTEM if e.agent_index is None else user_actor(ids.staff.user_ids[e.agent_index])
    for step in e.steps:
        event = _event_of(step, e, case_id, customer_id, ids)
        by_customer = step.code in {"verified", "reopened"}
        actor = customer_actor(customer_id) if by_customer else SYSTEM if step.code in _AUTOMATIC else agent
        yield step.at, event, actor


_AUTOMATIC = {"assigned", "asked", "silent"}


def _event_of(step: Step, e: Episode, case_id: int, customer_id: int, ids: Ids) -> DomainEvent:
    """Return the event a step of a case records."""
    case = {"subject_id": case_id, "customer_id": customer_id}
    code = words.CAUSES[e.trouble]
    cause_id = ids.causes.get(code)
    check = e.checks[step.check_number - 1] if step.check_number else None
    match step.code:
        case "assigned":
            owner_id = ids.staff.user_ids[e.agent_index or 0]
            return case_events.CaseAssigned(**case, owner_id=owner_id, rule="lowest_load")
        case "contacted":
            return case_events.CustomerContacted(**case)
        case "cause":
            return case_events.CauseRecorded(**case, cause_id=cause_id or 0, cause_code=code)
        case "action":
            return case_events.ActionRecorded(**case, cost_satang=e.cost_baht * 100)
        case "resolved":
            return case_events.CaseResolved(**case, cause_id=cause_id)
        case "asked" if check:
            invitation_id = ids.answers.invitation_ids[check.asked_index]
            return case_events.VerificationAsked(**case, try_number=check.try_number, invitation_id=invitation_id)
        case "verified" if check:
            return case_events.CaseVerified(**case, score=check.score or 0)
        case "reopened" if check:
            return case_events.CaseReopened(**case, reason="verification_failed", score=check.score)
        case "silent":
            return case_events.CaseSilent(**case, tries=e.checks[-1].try_number)
    raise ValueError(f"a case has no step {step.code!r}")
