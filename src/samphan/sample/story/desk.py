"""Today's desk: what waits for the team on the day the story ends, so that the inbox looks like work under way.

Lives told by chance leave two or three cases open. A busy shop after a flood has thirty: some without an owner, some
near the end of what was promised or just past it, some waiting for parts, some where the customer has just written.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from samphan.sample.story import loop, names, words
from samphan.sample.story.asking import QUIET_DAYS, comment
from samphan.sample.story.chance import after_work, local, pick, stream
from samphan.sample.story.shapes import Asked, Episode, Story, Try, Words

# (what stands, working minutes since it was opened); the first few stand in a small story too.
SLOTS = (
    ("new", 7), ("owned", 22), ("written", 130), ("working", 190), ("waiting", 1400), ("owned", 51),
    ("undelivered", 95), ("reopened", 900), ("new", 19), ("written", 320), ("working", 340), ("owned", 66),
    ("written", 560), ("owned", 12), ("waiting", 1900), ("working", 610), ("new", 44), ("owned", 57),
    ("written", 240), ("working", 75), ("owned", 94), ("working", 820), ("waiting", 700), ("written", 75),
    ("reopened", 760), ("working", 470), ("owned", 38), ("working", 1010), ("written", 410), ("waiting", 430),
)  # fmt: skip
_CUSTOMERS_A_SLOT, _FEWEST = 250, 8
_SCORES = (0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6)
# What went wrong with a purchase the story had told nothing of.
_TROUBLES = [("late", 5.0), ("rescheduled", 3.0), ("silent", 2.0)]
_MANAGER, _MANAGERS_SHARE = 0, 10
_BOUGHT_BEFORE = (timedelta(hours=20), timedelta(days=50))
# The office week the promises are counted in, latest first.
_HOURS = ((time(13), time(18)), (time(9), time(12)))
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class _Slot:
    """One case to be on the desk: its place, what stands, and when it was opened."""

    place: int
    stands: str
    opened_at: datetime


def fill_desk(story: Story, *, seed: int, now: datetime) -> None:
    """Let customers nobody has asked lately complain in the last days; each of their cases is left where it stands."""
    count = max(_FEWEST, len(story.people) // _CUSTOMERS_A_SLOT)
    free = _unasked(story, now)
    chance = stream(seed, "desk")
    for place, (stands, minutes) in enumerate(SLOTS[:count]):
        slot = _Slot(place, stands, before_work(now, minutes))
        purchase_index = _complainer(story, free, slot)
        if purchase_index is None:
            continue
        free.remove(purchase_index)
        episode = _opened(story, purchase_index, slot, chance)
        story.episodes.append(episode)
        _STAND[stands](story, episode, slot, now, chance)


def before_work(at: datetime, minutes: float) -> datetime:
    """Return the instant since which so many minutes of office time (Mon-Fri 9-12 and 13-18) have passed."""
    clock, left = local(at), timedelta(minutes=minutes)
    for start, end in _spans_back_from(clock):
        end = min(end, clock)
        if left <= end - start:
            return (end - left).astimezone(at.tzinfo)
        left -= max(end - start, timedelta(0))
    raise AssertionError("the past never ends")


def _spans_back_from(clock: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = clock
    while True:
        if day.weekday() <= _FRIDAY:
            for start, end in _HOURS:
                if (begins := datetime.combine(day, start, clock.tzinfo)) < clock:
                    yield begins, datetime.combine(day, end, clock.tzinfo)
        day -= timedelta(days=1)


def _unasked(story: Story, now: datetime) -> list[int]:
    """Return recent purchases of reachable people nobody has asked lately: those that went wrong last, then newest."""
    busy = {asked.person_index for asked in story.asked if now - asked.sent_at < timedelta(days=QUIET_DAYS)}
    found = []
    for index, bought in enumerate(story.purchases):
        person = story.people[bought.person_index]
        if (
            now - bought.ordered_at < timedelta(days=60)
            and bought.experience not in words.PRAISE
            and bought.person_index not in busy
            and person.is_surveyable
            and person.email
        ):
            busy.add(bought.person_index)
            found.append(index)
    return sorted(found, key=lambda i: (bool(story.purchases[i].experience), story.purchases[i].ordered_at))


def _complainer(story: Story, free: list[int], slot: _Slot) -> int | None:
    """Return the best purchase that is old enough to be asked about when the case was opened."""
    nearest, farthest = _BOUGHT_BEFORE
    fitting = [i for i in free if nearest < slot.opened_at - story.purchases[i].ordered_at < farthest]
    return fitting[-1] if fitting else None


def _opened(story: Story, purchase_index: int, slot: _Slot, chance: random.Random) -> Episode:
    bought = story.purchases[purchase_index]
    bought.experience = bought.experience or pick(chance, _TROUBLES)
    answered_at = slot.opened_at - timedelta(seconds=60)
    asked = Asked(
        person_index=bought.person_index,
        survey="nps",
        purchase_index=purchase_index,
        episode_index=None,
        channel="email",
        sent_at=answered_at - timedelta(minutes=chance.randint(6, 90)),
        answered_at=answered_at,
        score=chance.choice(_SCORES),
        wants_contact=chance.random() < 0.4,
    )
    is_english = story.people[bought.person_index].language == "en"
    while not asked.comment:
        asked.comment = comment(bought.experience, asked, english=is_english, chance=chance)
    story.asked.append(asked)
    return loop.from_answer(story, len(story.asked) - 1, bought.branch_index, bought.experience, chance)


def _new(story: Story, e: Episode, slot: _Slot, now: datetime, chance: random.Random) -> None:
    """Nobody has taken it yet."""


def _owned(story: Story, e: Episode, slot: _Slot, now: datetime, chance: random.Random) -> None:
    """It has an owner, who has not reached the customer."""
    team = names.TEAMS[names.BRANCHES[e.branch_index][4]][1]
    e.agent_index = _MANAGER if slot.place % _MANAGERS_SHARE == _MANAGERS_SHARE - 1 else team[slot.place % len(team)]
    e.assigned_at = e.opened_at + timedelta(seconds=1)
    loop.reach(e, e.assigned_at, "assigned", now)
    if slot.stands == "owned" and slot.place % 2:
        tried_at = e.opened_at + (now - e.opened_at) * 0.5
        note = chance.choice(words.ATTEMPT_NOTES)
        e.tries.append(Try(at=tried_at.replace(microsecond=0), channel="phone", outcome="no_answer", note=note))


def _working(story: Story, e: Episode, slot: _Slot, now: datetime, chance: random.Random) -> None:
    """The customer was reached by phone and the repair is under way."""
    _owned(story, e, slot, now, chance)
    e.contacted_at = _soon_after(e, now)
    e.tries.append(Try(at=e.contacted_at, channel="phone", outcome="reached", note=""))
    loop.reach(e, e.contacted_at, "contacted", now)
    _know_cause(e, now)
    e.note = chance.choice(words.CASE_NOTES)


def _waiting(story: Story, e: Episode, slot: _Slot, now: datetime, chance: random.Random) -> None:
    """The repair waits for a part; the promise stands still."""
    _working(story, e, slot, now, chance)
    e.state = "waiting"


def _written(story: Story, e: Episode, slot: _Slot, now: datetime, chance: random.Random) -> None:
    """We wrote, and the customer has just written back."""
    _owned(story, e, slot, now, chance)
    e.contacted_at = _soon_after(e, now)
    loop.reach(e, e.contacted_at, "contacted", now)
    e.words.append(Words(at=e.contacted_at, is_ours=True, body=_greeting(story, e, chance)))
    minutes = 2 + 7 * (slot.place % 9)
    body = words.RECENT_REPLIES[slot.place % len(words.RECENT_REPLIES)]
    e.words.append(Words(at=max(e.contacted_at, now - timedelta(minutes=minutes)), is_ours=False, body=body))
    _know_cause(e, now)


def _undelivered(story: Story, e: Episode, slot: _Slot, now: datetime, chance: random.Random) -> None:
    """The customer was reached, but what we wrote afterwards came back."""
    _working(story, e, slot, now, chance)
    at = e.opened_at + (now - e.opened_at) * 0.8
    said = Words(at=at.replace(microsecond=0), is_ours=True, body=_greeting(story, e, chance), is_undelivered=True)
    e.words.append(said)


def _reopened(story: Story, e: Episode, slot: _Slot, now: datetime, chance: random.Random) -> None:
    """It was put right, and the customer says it is not solved."""
    _working(story, e, slot, now, chance)
    e.action = chance.choice(words.ACTIONS[e.trouble])
    e.cost_baht = chance.choice(words.ACTION_COST_BAHT[e.trouble])
    e.told = chance.choice(words.TOLD)
    span = now - e.steps[-1].at
    moments = [(e.steps[-1].at + span * share).replace(microsecond=0) for share in (0.2, 0.4, 0.95)]
    for at, code in zip(moments, ("action", "resolved"), strict=False):
        loop.reach(e, at, code, now)
    asked_at = moments[1] + timedelta(seconds=5)
    check = loop.ask(story, e, story.episodes.index(e), asked_at)
    loop.reach(e, asked_at, "asked", now, check_number=1)
    loop.take_answer(story, check, score=3, at=moments[2])
    check.outcome, e.reopened_count = "failed", 1
    loop.reach(e, moments[2], "reopened", now, check_number=1)


_STAND = {
    "new": _new, "owned": _owned, "working": _working, "waiting": _waiting, "written": _written,
    "undelivered": _undelivered, "reopened": _reopened,
}  # fmt: skip


def _soon_after(e: Episode, now: datetime) -> datetime:
    """Return an instant within the promised hour, and before now."""
    return min(after_work(e.opened_at, 35), e.opened_at + (now - e.opened_at) * 0.4).replace(microsecond=0)


def _know_cause(e: Episode, now: datetime) -> None:
    at = (e.contacted_at or e.opened_at) + (now - (e.contacted_at or e.opened_at)) * 0.2
    e.has_cause = loop.reach(e, at.replace(microsecond=0), "cause", now)


def _greeting(story: Story, e: Episode, chance: random.Random) -> str:
    person = story.people[e.person_index]
    return chance.choice(words.AGENT_MESSAGES).format(name=person.nickname or person.first_name)
