"""The story is the same for the same seed and instant, and people leave because of what happened to them."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from samphan.customers.rules import normalise_phone
from samphan.sample.story import words
from samphan.sample.story.asking import opens_case
from samphan.sample.story.chance import after_work, local
from samphan.sample.story.desk import before_work
from samphan.sample.story.shapes import Story
from samphan.sample.story.telling import digest, tell

OPEN = {"open", "waiting"}
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
    moments += [update.at for one in story.disturbances for update in one.updates]
    assert max(moments) < NOW
    assert min(moments) > NOW - timedelta(days=732)


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_updates_go_out_by_day_and_the_next_one_is_due(hour: int) -> None:
    now = NOW + timedelta(hours=hour)
    over, now_on = tell(seed=3, now=now, customers=3).disturbances
    assert all(8 <= local(update.at).hour < 20 for one in (over, now_on) for update in one.updates)
    assert now - timedelta(days=2) < now_on.updates[-1].at < now - timedelta(days=1)
    assert over.ended_at is not None
    assert over.ended_at < now - timedelta(days=20)


def test_every_contact_is_on_a_reserved_domain_or_an_unassigned_number(story: Story) -> None:
    assert all(person.email.endswith("@sample.example.com") for person in story.people if person.email)
    assert all(person.phone.startswith("+6620") for person in story.people)
    assert len({normalise_phone(person.phone) for person in story.people}) == len(story.people)


def test_words_are_as_warm_as_the_score(story: Story) -> None:
    cool = {*words.LUKEWARM.thai, *words.LUKEWARM.english, *words.LET_DOWN.thai, *words.LET_DOWN.english}
    top = [
        asked.comment for asked in story.asked if asked.comment and asked.score == (5 if asked.survey == "csat" else 10)
    ]
    top += [review.text for review in story.reviews if review.stars == 5]
    assert len(top) > 50
    assert not cool.intersection(top)
    warm = {text for wording in (*words.PRAISE.values(), words.PLEASED) for text in (*wording.thai, *wording.english)}
    low = [asked.comment for asked in story.asked if opens_case(asked) and asked.survey != "verification"]
    assert not warm.intersection(low)


@pytest.mark.parametrize("day", range(0, 366, 61))
def test_only_cases_of_the_last_days_are_open(day: int) -> None:
    now = NOW + timedelta(days=day, hours=day % 24)
    opened = [episode for episode in tell(seed=2569, now=now, customers=2500).episodes if episode.state in OPEN]
    assert 8 <= len(opened) <= 25
    assert all(now - episode.opened_at < timedelta(days=12) for episode in opened)
    assert any(episode.agent_index is None for episode in opened)
    assert any(episode.reopened_count for episode in opened)
    assert any(episode.state == "waiting" for episode in opened)
    assert any(not episode.words[-1].is_ours for episode in opened if episode.words)
    assert any(said.is_undelivered for episode in opened for said in episode.words)


def test_a_reopened_case_is_repaired_and_asked_about_again(story: Story) -> None:
    reopened = [episode for episode in story.episodes if episode.reopened_count and episode.state not in OPEN]
    assert reopened
    assert all(len(episode.checks) > episode.reopened_count for episode in reopened)


def test_reviews_of_few_stars_open_cases(story: Story) -> None:
    low = {index for index, review in enumerate(story.reviews) if review.stars <= 2}
    assert low
    assert {e.review_index for e in story.episodes if e.review_index is not None} == low


def test_the_office_week_skips_nights_noons_and_weekends() -> None:
    monday = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)  # 13:30 in Bangkok
    assert local(before_work(monday, 15)).isoformat() == "2026-11-23T13:15:00+07:00"
    assert local(before_work(monday, 60)).isoformat() == "2026-11-23T11:30:00+07:00"
    assert local(before_work(monday, 240)).isoformat() == "2026-11-20T17:30:00+07:00"


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
