"""The idea board: one vote a person, customers' ideas seen once somebody looked, every answer with a word."""

from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import Idea, IdeaVote
from samphan.cases.selectors import (
    find_idea_customer,
    idea_board_url,
    idea_counts,
    idea_token,
    ideas_for_customer,
    ideas_for_staff,
)
from samphan.kit.errors import Refused
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague() -> User:
    world.organisation()
    return world.user(Role.AGENT)


def suggested(colleague: User, title: str = "แจ้งชื่อช่างก่อนวันนัด") -> Idea:
    return cases.suggest_idea_as_colleague(user_id=colleague.pk, title=title, body="", now=world.NOW)


def test_everybody_has_one_vote_and_may_take_it_back(colleague: User) -> None:
    idea, customer, other = suggested(colleague), world.customer(), world.user()
    for _ in range(2):
        cases.vote_as_customer(idea_id=idea.pk, customer_id=customer.pk, is_for=True, now=world.NOW)
        cases.vote_as_colleague(idea_id=idea.pk, user_id=other.pk, is_for=True, now=world.NOW)
    (line,) = ideas_for_staff(state="open", user_id=colleague.pk)
    assert (line.votes, line.customer_votes, line.is_mine) == (3, 1, True)
    cases.vote_as_colleague(idea_id=idea.pk, user_id=colleague.pk, is_for=False, now=world.NOW)
    cases.vote_as_customer(idea_id=idea.pk, customer_id=customer.pk, is_for=False, now=world.NOW)
    assert list(IdeaVote.objects.values_list("user_id", "customer_id")) == [(other.pk, None)]


def test_the_most_wanted_comes_first(colleague: User) -> None:
    first, second = suggested(colleague, "หนึ่ง"), suggested(colleague, "สอง")
    cases.vote_as_colleague(idea_id=first.pk, user_id=world.user().pk, is_for=True, now=world.NOW)
    assert [line.idea.pk for line in ideas_for_staff(state="open", user_id=0)] == [first.pk, second.pk]


def test_a_customers_idea_is_seen_by_others_once_a_colleague_opened_it(colleague: User) -> None:
    author, reader = world.customer(), world.customer()
    idea = cases.suggest_idea_as_customer(customer_id=author.pk, title="  ส่ง  ตอนเย็น ", body="x", now=world.NOW)
    assert (idea.title, idea_counts()) == ("ส่ง ตอนเย็น", {"new": 1})
    assert [line.is_mine for line in ideas_for_customer(customer_id=author.pk)] == [True]
    assert ideas_for_customer(customer_id=reader.pk) == []
    with pytest.raises(cases.IdeaNotOpen):
        cases.vote_as_customer(idea_id=idea.pk, customer_id=reader.pk, is_for=True, now=world.NOW)
    cases.answer_idea(idea_id=idea.pk, state="open", answer="", actor_id=colleague.pk, now=world.NOW)
    cases.vote_as_customer(idea_id=idea.pk, customer_id=reader.pk, is_for=True, now=world.NOW)
    assert [line.votes for line in ideas_for_customer(customer_id=reader.pk)] == [2]


@pytest.mark.parametrize(
    ("state", "answer", "refused"),
    [
        ("planned", " ", cases.IdeaAnswerMissing),
        ("declined", "", cases.IdeaAnswerMissing),
        ("new", "x", cases.IdeaStateUnknown),
        ("nothing", "x", cases.IdeaStateUnknown),
    ],
)
def test_an_answer_says_why(state: str, answer: str, refused: type[Refused], colleague: User) -> None:
    idea = suggested(colleague)
    with pytest.raises(refused):
        cases.answer_idea(idea_id=idea.pk, state=state, answer=answer, actor_id=colleague.pk, now=world.NOW)
    idea.refresh_from_db()
    assert (idea.state, idea.answer) == ("open", "")


def test_nobody_votes_for_what_is_done(colleague: User) -> None:
    idea = suggested(colleague)
    cases.answer_idea(idea_id=idea.pk, state="done", answer="ทำแล้ว", actor_id=colleague.pk, now=world.NOW)
    with pytest.raises(cases.IdeaNotOpen):
        cases.vote_as_colleague(idea_id=idea.pk, user_id=world.user().pk, is_for=True, now=world.NOW)


def test_a_customer_leaves_a_few_ideas_a_day(colleague: User) -> None:
    customer = world.customer()
    for _ in range(3):
        cases.suggest_idea_as_customer(customer_id=customer.pk, title="ไอเดีย", body="", now=world.NOW)
    with pytest.raises(cases.TooManyIdeas):
        cases.suggest_idea_as_customer(customer_id=customer.pk, title="ไอเดีย", body="", now=world.NOW)
    next_day = world.NOW + timedelta(days=1)
    cases.suggest_idea_as_customer(customer_id=customer.pk, title="ไอเดีย", body="", now=next_day)
    with pytest.raises(cases.IdeaEmpty):
        suggested(colleague, "  ")
    assert Idea.objects.count() == 4


def test_a_link_belongs_to_one_customer_and_cannot_be_made_up() -> None:
    world.organisation()
    customer = world.customer()
    token = idea_token(customer.pk)
    assert idea_board_url(customer.pk).endswith(f"/ideas/of/{token}/")
    assert find_idea_customer(token=token) == customer
    for forged in (token + "x", str(customer.pk), f"{customer.pk + 1}.{token.partition('.')[2]}", ""):
        assert find_idea_customer(token=forged) is None
