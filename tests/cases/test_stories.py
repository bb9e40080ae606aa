"""A success story is shown only in words the customer agreed to, and only as long as they agree."""

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseState, Cause, Story
from samphan.cases.rules.stories import next_state
from samphan.cases.selectors import find_story_by_token, published_stories, story_token
from samphan.eventlog.models import Event
from samphan.messaging.models import Message
from tests import world
from tests.cases.steps import LATER, OpenCase, resolved

pytestmark = pytest.mark.django_db
WORDS = {"title": "จบในเช้าวันเดียว", "body": "หัวหน้าช่างเข้าไปเอง"}


@pytest.fixture
def ended_well(opened: OpenCase, agent: User, cause: Cause) -> Case:
    case = resolved(opened(), agent, cause)
    return cases.record_spoken_answer(case_id=case.pk, channel="phone", score=9, actor_id=agent.pk, now=LATER)


def written(case: Case, agent: User, **changes: object) -> Story:
    return cases.write_story(case_id=case.pk, actor_id=agent.pk, now=LATER, **{**WORDS, **changes})  # type: ignore[arg-type]


def agreed(case: Case, agent: User) -> Story:
    story = written(case, agent)
    cases.ask_for_story(story_id=story.pk, now=LATER)
    return cases.answer_for_story(story_id=story.pk, revision=story.revision, agrees=True, now=LATER)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("draft", {"edit", "ask"}),
        ("asked", {"edit", "agree", "refuse"}),
        ("agreed", {"edit", "publish", "refuse"}),
        ("published", {"edit", "take_down", "refuse"}),
        ("refused", {"agree"}),
        ("nothing", set()),
    ],
)
def test_what_may_be_done_in_each_state(state: str, allowed: set[str]) -> None:
    acts = ("edit", "ask", "agree", "refuse", "publish", "take_down")
    assert {act for act in acts if next_state(state, act)} == allowed


def test_a_story_is_asked_for_agreed_to_and_shown(ended_well: Case, agent: User) -> None:
    story = written(ended_well, agent, is_named=True)
    assert "พิม" in story.name_shown
    with pytest.raises(cases.StoryStepNotAllowed):
        cases.publish_story(story_id=story.pk, actor_id=agent.pk, now=LATER)
    cases.ask_for_story(story_id=story.pk, now=LATER)
    letter = Message.objects.get(idempotency_key=f"story:{story.pk}:1")
    assert WORDS["body"] in letter.body
    assert story_token(story.pk, 1) in letter.body
    for _ in range(2):
        cases.answer_for_story(story_id=story.pk, revision=1, agrees=True, now=LATER)
    cases.publish_story(story_id=story.pk, actor_id=agent.pk, now=LATER)
    assert [one.pk for one in published_stories()] == [story.pk]
    assert Event.objects.filter(type="story.answered").count() == 1


def test_a_no_takes_effect_at_once_and_holds(ended_well: Case, agent: User) -> None:
    story = agreed(ended_well, agent)
    cases.publish_story(story_id=story.pk, actor_id=agent.pk, now=LATER)
    cases.answer_for_story(story_id=story.pk, revision=1, agrees=False, now=LATER)
    assert published_stories() == []
    with pytest.raises(cases.StoryStepNotAllowed):
        cases.publish_story(story_id=story.pk, actor_id=agent.pk, now=LATER)
    with pytest.raises(cases.StoryStepNotAllowed):
        written(ended_well, agent, body="ข้อความอื่น")
    with pytest.raises(cases.StoryStepNotAllowed):
        cases.ask_for_story(story_id=story.pk, now=LATER)


def test_other_words_need_another_yes(ended_well: Case, agent: User) -> None:
    story = agreed(ended_well, agent)
    cases.publish_story(story_id=story.pk, actor_id=agent.pk, now=LATER)
    assert written(ended_well, agent).state == "published"  # the same words change nothing
    changed = written(ended_well, agent, body="ข้อความอื่น")
    assert (changed.state, changed.revision, changed.agreed_at) == ("draft", 2, None)
    assert published_stories() == []
    found = find_story_by_token(token=story_token(story.pk, 1))
    assert found is not None
    assert found[1] is False
    cases.ask_for_story(story_id=story.pk, now=LATER)
    with pytest.raises(cases.StoryStepNotAllowed):
        cases.answer_for_story(story_id=story.pk, revision=1, agrees=True, now=LATER)


def test_only_a_confirmed_case_of_somebody_known_is_a_story(ended_well: Case, opened: OpenCase, agent: User) -> None:
    with pytest.raises(cases.StoryNotConfirmed):
        written(opened(), agent)
    nobodys = opened(customer_id=None, kind="request")
    Case.objects.filter(pk=nobodys.pk).update(state=CaseState.VERIFIED)
    with pytest.raises(cases.StoryNotConfirmed):
        written(nobodys, agent)
    with pytest.raises(cases.StoryEmpty):
        written(ended_well, agent, body=" ")
    assert not Story.objects.exists()


def test_a_link_cannot_be_made_up() -> None:
    world.organisation()
    for forged in ("1-1.forged", "", story_token(999_999, 1)):
        assert find_story_by_token(token=forged) is None
