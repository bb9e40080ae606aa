"""Cases with their traces, conversations, tries, checks, clocks and pauses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from samphan.automation.facts import known_facts
from samphan.automation.models import Trace
from samphan.automation.rules import Outcome, evaluate, parse_tree
from samphan.automation.selectors import find_active_version
from samphan.cases.models import Attempt, Case, CaseKind, CaseLabel, CaseNote, Cause, Label, Priority, Verification
from samphan.messaging.models import Author, Channel, Conversation, DeliveryState, Direction, Message, SendPurpose
from samphan.sample.loading.answers import Answers, branch_of
from samphan.sample.loading.buyers import Buyers, order_total
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.staff import CODE_PREFIX, Staff
from samphan.sample.story import names, words
from samphan.sample.story.loop import opening_text
from samphan.sample.story.shapes import Episode, Story, Words
from samphan.signals.models import Signal
from samphan.signals.selectors import facts_of
from samphan.surveys.models import AskingPause

_TITLE = 90
# What opened a case: "response" or "review", and its id.
Subject = tuple[str, int]
SEND_ATTEMPTS = 5
_SEND_ERROR = "550 5.1.1 mailbox unavailable"


@dataclass(kw_only=True)
class Work:
    """Ids of cases by their place in the story, and what the rules said about each."""

    case_ids: list[int]
    outcomes: dict[Subject, Outcome]
    trace_ids: dict[Subject, int]
    conversation_ids: dict[int, int]
    message_ids: list[tuple[int, int, int]]  # (episode, place in its words, message)


def load_cases(keeper: Keeper, story: Story, *, buyers: Buyers, staff: Staff, answers: Answers) -> Work:
    """Write every case of the story but its checks, which need the second round of invitations."""
    outcomes, trace_ids = _load_traces(keeper, story, answers)
    causes = dict(Cause.objects.filter(tree__is_active=True).values_list("code", "pk"))
    cases = [_case(story, e, outcomes, trace_ids, causes, buyers, staff, answers) for e in story.episodes]
    case_ids = keeper.add(cases)
    work = Work(case_ids=case_ids, outcomes=outcomes, trace_ids=trace_ids, conversation_ids={}, message_ids=[])
    _load_labels(keeper, cases)
    _load_conversations(keeper, story, work, cases, buyers=buyers, staff=staff)
    keeper.add(
        [
            AskingPause(
                customer_id=buyers.customer_ids[e.person_index],
                reason="case",
                reason_id=key,
                started_at=e.opened_at,
                ended_at=e.closed_at,
            )
            for e, key in zip(story.episodes, case_ids, strict=True)
        ]
    )
    keeper.add(
        [
            Attempt(
                case_id=key,
                channel=made.channel,
                outcome=made.outcome,
                note=made.note,
                made_by_id=staff.user_ids[e.agent_index or 0],
                made_at=made.at,
            )
            for e, key in zip(story.episodes, case_ids, strict=True)
            for made in e.tries
        ]
    )
    keeper.add(
        [
            CaseNote(
                case_id=key,
                author_id=staff.user_ids[e.agent_index or 0],
                body=e.note,
                created_at=e.contacted_at or e.opened_at,
            )
            for e, key in zip(story.episodes, case_ids, strict=True)
            if e.note
        ]
    )
    return work


def _load_labels(keeper: Keeper, cases: Sequence[Case]) -> None:
    """Write the labels the rules put on, and the rows cases are found by; a label that is there already is used."""
    known = {name.casefold(): pk for name, pk in Label.objects.values_list("name", "pk")}
    new = {tag: case.opened_at for case in reversed(cases) for tag in case.tags if tag.casefold() not in known}
    made = keeper.add([Label(name=name, made_at=at) for name, at in new.items()])
    known |= {name.casefold(): pk for name, pk in zip(new, made, strict=True)}
    keeper.add([CaseLabel(case_id=case.pk, label_id=known[tag.casefold()]) for case in cases for tag in case.tags])


def load_checks(keeper: Keeper, story: Story, work: Work, answers: Answers) -> None:
    """Write each time a customer was asked whether it is solved."""
    keeper.add(
        [
            Verification(
                case_id=key,
                resolution_number=check.resolution_number,
                try_number=check.try_number,
                invitation_id=answers.invitation_ids[check.asked_index],
                outcome=check.outcome,
                score=check.score,
                asked_at=check.asked_at,
                answered_at=check.answered_at,
            )
            for e, key in zip(story.episodes, work.case_ids, strict=True)
            for check in e.checks
        ]
    )


def _load_traces(keeper: Keeper, story: Story, answers: Answers) -> tuple[dict[Subject, Outcome], dict[Subject, int]]:
    """Lead every answer through the active tree, as intake does, and keep the path where the story agrees with it."""
    version = find_active_version(tree_code="feedback")
    if version is None:
        return {}, {}
    tree = parse_tree(version.body)
    unhappy = {answers.submission_of(episode) for episode in story.episodes}
    outcomes: dict[Subject, Outcome] = {}
    rows: list[Trace] = []
    for subject, at, facts in _facts(story, answers):
        outcome = evaluate(tree, facts, at)
        if (outcome.open_case is not None) != (subject in unhappy):
            continue  # edited rules may think otherwise than this story; no path is better than a wrong one
        outcomes[subject] = outcome
        rows.append(
            Trace(
                version_id=version.pk,
                submission_kind=subject[0],
                submission_id=subject[1],
                path=list(outcome.path),
                facts=known_facts(facts),
                evaluated_at=at,
            )
        )
    return outcomes, dict(zip(outcomes, keeper.add(rows), strict=True))


def _facts(story: Story, answers: Answers) -> Iterator[tuple[Subject, datetime, dict[str, object]]]:
    """Yield the facts of each answer and review as they were at that moment: orders placed later do not count."""
    bought: dict[int, list[tuple[datetime, int]]] = {}
    for purchase in story.purchases:
        if not purchase.is_returned:
            bought.setdefault(purchase.person_index, []).append((purchase.ordered_at, order_total(purchase)))
    for index, signals in answers.signals.items():
        asked = story.asked[index]
        if asked.survey != "verification" and asked.answered_at is not None:
            subject = "response", answers.response_ids[index]
            orders = bought.get(asked.person_index, [])
            yield (
                subject,
                asked.answered_at,
                _known(subject, signals, branch_of(story, asked), orders, asked.answered_at),
            )
    for review, key, signals in zip(story.reviews, answers.review_ids, answers.review_signals, strict=True):
        subject = "review", key
        orders = bought.get(review.person_index, [])
        yield subject, review.at, _known(subject, signals, review.branch_index, orders, review.at)


def _known(
    subject: Subject, signals: Sequence[Signal], branch_index: int, orders: Sequence[tuple[datetime, int]], at: datetime
) -> dict[str, object]:
    before = [(ordered_at, total) for ordered_at, total in orders if ordered_at < at]
    return facts_of(signals) | {
        "submission_kind": subject[0],
        "branch": CODE_PREFIX + names.BRANCHES[branch_index][0],
        "is_known": True,
        "order_count": len(before),
        "spend_baht": sum(total for _, total in before) / 100,
        "last_order_at": max((ordered_at for ordered_at, _ in before), default=None),
        "open_cases": 0,
        "last_unhappy_at": None,
    }


def _case(
    story: Story, e: Episode, outcomes: Mapping[Subject, Outcome], trace_ids: Mapping[Subject, int],
    causes: Mapping[str, int], buyers: Buyers, staff: Staff, answers: Answers,
) -> Case:  # fmt: skip
    person, subject = story.people[e.person_index], answers.submission_of(e)
    outcome = outcomes.get(subject, Outcome())
    wanted = outcome.open_case
    return Case(
        kind=CaseKind.FEEDBACK,
        state=e.state,
        priority=_priority(wanted.priority if wanted else None, e),
        title=_short(opening_text(e, english=person.language == "en")),
        customer_id=buyers.customer_ids[e.person_index],
        branch_id=staff.branch_ids[e.branch_index],
        owner_id=None if e.agent_index is None else staff.user_ids[e.agent_index],
        team_id=staff.team_of(e.branch_index),
        submission_kind=subject[0],
        submission_id=subject[1],
        trace_id=trace_ids.get(subject),
        routing={} if e.agent_index is None else {"rule": "lowest_load"},
        assigned_at=e.assigned_at,
        score=e.score,
        scale=e.scale,
        excerpt=e.said[:300],
        tags=list(outcome.tags),
        cause_id=causes.get(words.CAUSES[e.trouble]) if e.has_cause else None,
        action_taken=e.action,
        told_customer=e.told,
        cost_satang=e.cost_baht * 100,
        opened_at=e.opened_at,
        first_contact_at=e.contacted_at,
        resolved_at=e.resolved_at,
        closed_at=e.closed_at,
        reopened_count=e.reopened_count,
        last_activity_at=last_activity(e),
    )


def last_activity(e: Episode) -> datetime:
    """Return when the last thing happened to a case."""
    moments = [e.opened_at, *(step.at for step in e.steps), *(said.at for said in e.words), *(t.at for t in e.tries)]
    return max(moments)


def _priority(wanted: int | None, e: Episode) -> int:
    return max(1, (wanted or Priority.NORMAL) - e.reopened_count)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else title[:_TITLE].rstrip() + "…"


def _load_conversations(
    keeper: Keeper, story: Story, work: Work, cases: Sequence[Case], *, buyers: Buyers, staff: Staff
) -> None:
    channel = Channel.objects.filter(is_active=True).order_by("pk").first()
    talked = [index for index, e in enumerate(story.episodes) if e.words]
    if channel is None or not talked:
        return
    rows = [_conversation(story.episodes[index], cases[index], channel.pk, index, buyers) for index in talked]
    work.conversation_ids = dict(zip(talked, keeper.add(rows), strict=True))
    for index, key in work.conversation_ids.items():
        cases[index].conversation_id = key
    Case.objects.bulk_update([cases[index] for index in talked], ["conversation"], batch_size=200)
    places = [(index, place) for index in talked for place in range(len(story.episodes[index].words))]
    messages = [_message(story, index, place, work.conversation_ids[index], staff) for index, place in places]
    ids = keeper.add(messages)
    work.message_ids = [(index, place, key) for (index, place), key in zip(places, ids, strict=True)]


def _conversation(e: Episode, case: Case, channel_id: int, index: int, buyers: Buyers) -> Conversation:
    return Conversation(
        customer_id=buyers.customer_ids[e.person_index],
        channel_id=channel_id,
        subject=f"[{case.number}] {case.title}"[:200],
        token=f"sample{index:08d}",
        reference=case.number,
        last_message_at=e.words[-1].at,
        created_at=e.words[0].at,
    )


def _message(story: Story, index: int, place: int, conversation_id: int, staff: Staff) -> Message:
    e = story.episodes[index]
    said = e.words[place]
    return Message(
        conversation_id=conversation_id,
        direction=Direction.OUT if said.is_ours else Direction.IN,
        author_kind=Author.HUMAN if said.is_ours else Author.CUSTOMER,
        author_id=staff.user_ids[e.agent_index or 0] if said.is_ours else None,
        purpose=SendPurpose.REPLY,
        body=said.body,
        address=story.people[e.person_index].email,
        state=_delivery(said),
        attempts=SEND_ATTEMPTS if said.is_undelivered else int(said.is_ours),
        error=_SEND_ERROR if said.is_undelivered else "",
        idempotency_key=f"sample:{index}:{place}",
        created_at=said.at,
        sent_at=said.at if said.is_ours and not said.is_undelivered else None,
    )


def _delivery(said: Words) -> DeliveryState:
    if said.is_undelivered:
        return DeliveryState.FAILED
    return DeliveryState.SENT if said.is_ours else DeliveryState.RECEIVED
