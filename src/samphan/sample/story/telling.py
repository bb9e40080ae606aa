"""Telling the whole story, one customer after the other."""

import hashlib
from datetime import datetime, timedelta

from samphan.sample.story import desk, disturbances, loop, visits, words
from samphan.sample.story.asking import QUIET_DAYS, asked_about, opens_case
from samphan.sample.story.chance import pick, stream
from samphan.sample.story.people import person
from samphan.sample.story.shapes import Person, Purchase, Remark, Review, Story

CUSTOMERS = 8000
_TROUBLE_UNSAID = [("late", 5.0), ("silent", 3.0), ("price", 1.0), ("rude", 1.0)]
_MOST_VISITS = 120
# Reviews of so few stars open a case by the starter rules.
_FEW_STARS, _MOST_STARS = 2, 5


def tell(*, seed: int, now: datetime, customers: int = CUSTOMERS) -> Story:
    """Return the story of a seed up to an instant; the same two (and size) tell the same to the last byte."""
    story = Story()
    now = now.replace(microsecond=0)
    for index in range(customers):
        someone = person(seed, index, now=now)
        story.people.append(someone)
        _live(story, someone, index, seed=seed, now=now)
    disturbances.tell_past(story, seed=seed, now=now)
    desk.fill_desk(story, seed=seed, now=now)
    disturbances.tell_present(story, now=now)
    return story


def digest(story: Story) -> str:
    """Return a fingerprint of everything told."""
    told = hashlib.sha256()
    told_parts = (story.people, story.purchases, story.asked, story.episodes, story.remarks, story.reviews)
    for part in (*told_parts, story.disturbances):
        for thing in part:
            told.update(repr(thing).encode())
    return told.hexdigest()


def _live(story: Story, someone: Person, index: int, *, seed: int, now: datetime) -> None:
    """Tell one customer's life: purchases, answers and cases until they leave or the story ends."""
    chance = stream(seed, "life", index)
    rate, at = visits.rate(chance), someone.joined_at
    may_ask_from = someone.joined_at
    for _ in range(_MOST_VISITS):
        bought = visits.purchase(someone, index, at, now=now, chance=chance)
        story.purchases.append(bought)
        repaired = False
        if at >= may_ask_from:
            asked = asked_about(someone, bought, len(story.purchases) - 1, now=now, chance=chance)
            if asked is not None:
                may_ask_from = asked.sent_at + timedelta(days=QUIET_DAYS)
                story.asked.append(asked)
                if opens_case(asked):
                    trouble = (
                        bought.experience if bought.experience in words.COMPLAINTS else pick(chance, _TROUBLE_UNSAID)
                    )
                    opened = loop.from_answer(story, len(story.asked) - 1, bought.branch_index, trouble, chance)
                    repaired = loop.was_repaired(loop.live(story, opened, now=now, chance=chance))
        _review(story, bought, index, someone, now=now, seed=seed)
        if visits.leaves(bought.experience, was_repaired=repaired, chance=chance):
            someone.is_gone = True
            break
        at = visits.next_visit(at, rate, chance)
        if at >= now:
            break
    _remember(story, index, seed=seed, now=now)


def _remember(story: Story, index: int, *, seed: int, now: datetime) -> None:
    """Let colleagues note something about some customers."""
    chance = stream(seed, "remark", index)
    someone = story.people[index]
    at = someone.joined_at + (now - someone.joined_at) * chance.uniform(0.02, 0.9)
    at = at.replace(microsecond=0)
    agent = chance.randint(1, 8)
    if chance.random() < 0.05:
        kind, body = chance.choice(words.FACTS)
        story.remarks.append(Remark(person_index=index, agent_index=agent, kind=kind, body=body, at=at))
    if chance.random() < 0.04:
        body = chance.choice(words.CUSTOMER_NOTES)
        story.remarks.append(Remark(person_index=index, agent_index=agent, kind="", body=body, at=at))


def _review(story: Story, bought: Purchase, index: int, someone: Person, *, now: datetime, seed: int) -> None:
    """Let a few customers write a public review of a purchase."""
    chance = stream(seed, "review", index, bought.ordered_at)
    at = bought.ordered_at + timedelta(days=5, minutes=chance.randint(0, 600))
    if chance.random() > 0.012 or at >= now:
        return
    is_unhappy = bought.experience in words.COMPLAINTS
    stars = chance.choice((1, 2, 2, 3)) if is_unhappy else chance.choice((4, 5, 5))
    wording = _review_wording(bought.experience, stars)
    fragments = wording.english if someone.language == "en" else wording.thai
    text = chance.choice(fragments).format(n=chance.randint(2, 6))
    story.reviews.append(Review(person_index=index, branch_index=bought.branch_index, stars=stars, text=text, at=at))
    if stars <= _FEW_STARS:
        opened = loop.from_review(story, len(story.reviews) - 1, bought.experience, chance)
        loop.live(story, opened, now=now, chance=chance)


def _review_wording(experience: str, stars: int) -> words.Wording:
    """Return words as warm as the stars."""
    if experience in words.COMPLAINTS:
        return words.COMPLAINTS[experience]
    return words.PRAISE.get(experience) or (words.PLEASED if stars == _MOST_STARS else words.LUKEWARM)
