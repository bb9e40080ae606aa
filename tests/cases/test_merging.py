"""Cases become one, or two, and nothing that was written in them is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Attempt, Case, CaseNote
from samphan.cases.selectors import case_work, cases_belonging_to, conversation_ids, find_case_by_conversation
from samphan.customers.models import Customer
from samphan.messaging.models import Channel, Conversation, Message
from samphan.messaging.selectors import messages_of
from samphan.messaging.services import receive_message
from samphan.promises.selectors import work_clocks
from tests import world
from tests.cases.steps import LATER, events_of

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]


@pytest.fixture
def customer(agent: User) -> Customer:
    """Return whose cases they are; nobody is at work, so that routing stays out of it."""
    User.objects.update(is_available=False)
    return world.customer(email="pim@example.com")


def hears(number: int, *, at: datetime = world.NOW) -> Message:
    """Return a new mail of the customer's."""
    message = receive_message(
        channel_id=Channel.objects.filter(is_active=True).order_by("pk")[0].pk,
        from_address="pim@example.com",
        from_name="",
        subject=f"เรื่อง {number}",
        body=f"ข้อความ {number}",
        header_message_id=f"<in-{number}@example.com>",
        in_reply_to="",
        references="",
        now=at,
    )
    assert message is not None
    return message


def request_of(message: Message, *, opened_at: datetime = world.NOW, **facts: object) -> Case:
    """Return the case a mail opened."""
    given: dict[str, object] = {"promise_codes": ("request_first_response",)} | facts
    new = cases.NewCase(
        kind="request",
        title=message.subject,
        customer_id=message.conversation.customer_id,
        conversation_id=message.conversation_id,
        **given,  # type: ignore[arg-type]
    )
    return cases.open_case(new=new, now=opened_at)


def merged(gone: Case, into: Case, agent: User) -> Case:
    """Merge one into the other."""
    return cases.merge_case(case_id=gone.pk, into_id=into.pk, actor_id=agent.pk, now=LATER)


def test_the_case_that_goes_on_keeps_the_earlier_promise_and_the_higher_priority(
    opened: Make, agent: User, customer: Customer
) -> None:
    early = request_of(hears(1), priority=2, tags=("vip",))
    late = request_of(hears(2, at=LATER), opened_at=LATER, tags=("แอร์",))
    into = merged(early, late, agent)
    assert (into.priority, into.tags) == (2, ["แอร์", "vip"])
    clocks = {(clock.started_at, clock.state) for clock in work_clocks(work_kind="case", work_id=late.pk)}
    assert clocks == {(world.NOW, "running"), (LATER, "cancelled")}
    assert work_clocks(work_kind="case", work_id=early.pk) == []
    early.refresh_from_db()
    assert (early.state, early.merged_into_id) == ("merged", late.pk)
    assert events_of(early)[-1] == "case.merged"
    assert "case.took_in" in events_of(late)


def test_a_request_that_takes_in_feedback_must_close_the_loop(opened: Make, agent: User, customer: Customer) -> None:
    feedback = opened(customer_id=customer.pk)
    into = merged(feedback, request_of(hears(1)), agent)
    assert into.kind == "feedback"
    with pytest.raises(cases.CauseMissing):
        cases.resolve_case(case_id=into.pk, actor_id=agent.pk, now=LATER)


def test_what_comes_in_for_a_merged_case_reaches_the_one_that_goes_on(agent: User, customer: Customer) -> None:
    first, second, third = (request_of(hears(number)) for number in range(3))
    talk = first.conversation_id
    assert talk is not None
    merged(first, second, agent)
    merged(second, third, agent)
    found = find_case_by_conversation(conversation_id=talk)
    assert found is not None
    assert found.pk == third.pk
    assert [case.pk for case in cases_belonging_to(case_id=third.pk).taken_in] == [first.pk, second.pk]


def test_everything_that_would_change_a_merged_case_names_the_one_to_go_on_in(agent: User, customer: Customer) -> None:
    gone, into = request_of(hears(1)), request_of(hears(2))
    merged(gone, into, agent)
    with pytest.raises(cases.CaseIsMerged) as refused:
        cases.add_note(case_id=gone.pk, author_id=agent.pk, body="x", idempotency_key="n", now=LATER)
    assert refused.value.explain(str) == f"This case was merged into SP-{into.pk}. Go on there."


def test_merges_that_make_no_sense_are_refused(agent: User, customer: Customer) -> None:
    case = request_of(hears(1))
    other = cases.open_case(
        new=cases.NewCase(kind="request", title="x", customer_id=world.customer().pk), now=world.NOW
    )
    with pytest.raises(cases.MergeWithItself):
        merged(case, case, agent)
    with pytest.raises(cases.MergeOtherCustomer):
        merged(case, other, agent)
    with pytest.raises(cases.CaseChanged):
        cases.merge_case(
            case_id=case.pk, into_id=request_of(hears(2)).pk, actor_id=agent.pk, now=LATER, version=case.version + 9
        )
    assert not Case.objects.filter(state="merged").exists()


def test_a_split_takes_the_chosen_words_and_their_promise_along(agent: User, customer: Customer) -> None:
    case = request_of(hears(1))
    wrote = hears(2, at=LATER)
    Message.objects.filter(pk=wrote.pk).update(conversation=case.conversation)
    made = cases.split_case(
        case_id=case.pk, message_ids=[wrote.pk], note_ids=[], title="อีกเรื่อง", actor_id=agent.pk, now=LATER
    )
    assert (made.title, made.customer_id, made.kind) == ("อีกเรื่อง", customer.pk, "request")
    wrote.refresh_from_db()
    assert wrote.conversation_id == made.conversation_id != case.conversation_id
    assert Conversation.objects.get(pk=made.conversation_id).reference == made.number
    (clock,) = work_clocks(work_kind="case", work_id=made.pk)
    assert (clock.promise_code, clock.started_at) == ("request_first_response", LATER)
    assert cases_belonging_to(case_id=case.pk).linked == [made]
    assert cases_belonging_to(case_id=made.pk).linked == [case]


def test_a_split_of_nothing_of_everything_or_of_others_words_is_refused(agent: User, customer: Customer) -> None:
    case, other = request_of(hears(1)), request_of(hears(2))
    own, foreign = (messages_of(conversation_ids=conversation_ids(case=one))[0].pk for one in (case, other))
    for chosen, refusal in (([], cases.NothingToSplit), ([own], cases.NothingLeft), ([foreign], cases.NothingToSplit)):
        with pytest.raises(refusal):
            cases.split_case(case_id=case.pk, message_ids=chosen, note_ids=[], title="", actor_id=agent.pk, now=LATER)


def test_links_are_made_once_and_taken_back(agent: User, customer: Customer) -> None:
    one, two = request_of(hears(1)), request_of(hears(2))
    for first, second in ((one, two), (two, one)):
        cases.link_cases(case_id=first.pk, other_id=second.pk, actor_id=agent.pk, now=LATER)
    assert cases_belonging_to(case_id=one.pk).linked == [two]
    assert events_of(one).count("case.linked") == 1
    cases.unlink_cases(case_id=two.pk, other_id=one.pk, actor_id=agent.pk, now=LATER)
    assert cases_belonging_to(case_id=one.pk).linked == []
    with pytest.raises(cases.LinkToItself):
        cases.link_cases(case_id=one.pk, other_id=one.pk, actor_id=agent.pk, now=LATER)


def written() -> tuple[set[int], set[int], set[int]]:
    """Return everything anybody wrote: messages, notes, tries."""
    return tuple(set(model.objects.values_list("pk", flat=True)) for model in (Message, CaseNote, Attempt))  # type: ignore[return-value]


def readable() -> tuple[list[int], list[int], list[int]]:
    """Return what the pages of the cases that go on show of it."""
    messages, notes, attempts = [], [], []
    for case in Case.objects.filter(merged_into=None):
        taken = [other.pk for other in cases_belonging_to(case_id=case.pk).taken_in]
        work = case_work(case_id=case.pk, taken_in=taken)
        messages += [m.pk for m in messages_of(conversation_ids=conversation_ids(case=case))]
        notes += [note.pk for note in work.notes]
        attempts += [attempt.pk for attempt in work.attempts]
    return messages, notes, attempts


@pytest.mark.parametrize("seed", range(4))
def test_no_message_note_or_attempt_is_lost_or_shown_twice_however_cases_are_merged_and_split(
    seed: int, agent: User, customer: Customer
) -> None:
    draw = Random(seed)
    for number in range(5):
        case = request_of(hears(number))
        at = world.NOW + timedelta(minutes=number)
        cases.add_note(case_id=case.pk, author_id=agent.pk, body="โน้ต", idempotency_key=f"n{number}", now=at)
        cases.log_attempt(
            case_id=case.pk,
            channel="phone",
            outcome="no_answer",
            actor_id=agent.pk,
            idempotency_key=f"a{number}",
            now=at,
        )
    everything = written()
    merges = splits = 0
    for _step in range(14):
        alive = list(Case.objects.filter(merged_into=None).order_by("pk"))
        if len(alive) > 1 and draw.random() < 0.5:
            gone, into = draw.sample(alive, 2)
            merged(gone, into, agent)
            merges += 1
        else:
            splits += split_something(draw.choice(alive), draw, agent)
        assert written() == everything
        assert tuple(sorted(found) for found in readable()) == tuple(sorted(kind) for kind in everything)
    assert merges
    assert splits


def split_something(case: Case, draw: Random, agent: User) -> bool:
    """Take some words out of a case, where it has any to spare; return whether it had."""
    messages = [m.pk for m in messages_of(conversation_ids=[case.conversation_id or 0])]
    notes = list(CaseNote.objects.filter(case=case).values_list("pk", flat=True))
    try:
        cases.split_case(
            case_id=case.pk,
            message_ids=draw.sample(messages, draw.randint(0, len(messages))),
            note_ids=draw.sample(notes, draw.randint(0, len(notes))),
            title="",
            actor_id=agent.pk,
            now=LATER,
        )
    except (cases.NothingToSplit, cases.NothingLeft):
        return False
    return True
