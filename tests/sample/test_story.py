"""The story is the same for the same seed and instant, and people leave because of what happened to them."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from samphan.sample.story import words
from samphan.sample.story.chance import after_work, local
from samphan.sample.story.shapes import Story
from samphan.sample.story.telling import digest, tell

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def story() -> Story:
    """Return a middling story, told once."""
    return tell(seed=11, now=NOW, customers=1500)


def test_the_same_seed_and_instant_tell_the_same_to_the_last_byte(story: Story) -> None:
    assert digest(tell(seed=11, now=NOW, customers=1500)) == digest(story)
    assert digest(tell(seed=12, now=NOW, customers=1500)) != digest(story)


def test_nothing_happens_after_now(story: Story) -> None:
    moments = [purchase.ordered_at for purchase in story.purchases]
    moments += [asked.sent_at for asked in story.asked]
    moments += [asked.answered_at for asked in story.asked if asked.answered_at]
    moments += [step.at for episode in story.episodes for step in episode.steps]
    moments += [said.at for episode in story.episodes for said in episode.words]
    moments += [review.at for review in story.reviews] + [said.at for said in story.remarks]
    assert max(moments) < NOW
    assert min(moments) > NOW - timedelta(days=732)


def test_every_contact_is_on_a_reserved_domain_or_an_unassigned_number(story: Story) -> None:
    assert all(person.email.endswith("@sample.example.com") for person in story.people if person.email)
    assert all(person.phone.startswith("+6600") for person in story.people)


def test_a_case_takes_its_steps_in_order(story: Story) -> None:
    assert len(story.episodes) > 60
    for episode in story.episodes:
        moments = [episode.opened_at] + [step.at for step in episode.steps]
        assert moments == sorted(moments)
        if episode.state in {"resolved", "verified", "silent"}:
            assert episode.has_cause
            assert episode.action
            assert episode.told


def test_every_trouble_has_a_cause_an_action_and_words() -> None:
    assert set(words.CAUSES) == set(words.COMPLAINTS) == set(words.ACTIONS) == set(words.ACTION_COST_BAHT)


def test_unhappy_customers_leave_more_often(story: Story) -> None:
    stayed: Counter[bool] = Counter()
    seen: Counter[bool] = Counter()
    for index, bought in enumerate(story.purchases):
        following = story.purchases[index + 1] if index + 1 < len(story.purchases) else None
        if NOW - bought.ordered_at < timedelta(days=365):
            continue
        is_unhappy = bought.experience in words.COMPLAINTS
        seen[is_unhappy] += 1
        stayed[is_unhappy] += following is not None and following.person_index == bought.person_index
    assert stayed[True] / seen[True] < stayed[False] / seen[False] - 0.08


def test_working_time_skips_nights_and_sundays() -> None:
    saturday_evening = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)  # 17:30 in Bangkok
    assert local(after_work(saturday_evening, 60)).isoformat() == "2026-11-23T09:30:00+07:00"
