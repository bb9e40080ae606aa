"""Who the customers are: names, addresses on reserved domains, unassigned phone numbers, and when they came."""

import random
from datetime import date, datetime, timedelta

from samphan.sample.story import names
from samphan.sample.story.chance import at_hour, local, pick, stream
from samphan.sample.story.shapes import Person

STORY_DAYS = 730
# How much is bought in each month, January first: the hot season and the end of the year are strong.
SEASON = (1.0, 0.9, 1.1, 1.25, 1.15, 1.0, 0.95, 0.9, 0.85, 0.95, 1.1, 1.3)
_STRONGEST = max(SEASON)
_ENGLISH_SHARE = 0.07
_BRANCHES = [(index, row[3]) for index, row in enumerate(names.BRANCHES)]


def is_in_season(at: datetime, chance: random.Random) -> bool:
    """Say whether a purchase that could happen at an instant does: thinning by the strength of the month."""
    return chance.random() * _STRONGEST < SEASON[local(at).month - 1]


def person(seed: int, index: int, *, now: datetime) -> Person:
    """Return one customer; the same seed, place and `now` return the same one."""
    chance = stream(seed, "person", index)
    is_english = chance.random() < _ENGLISH_SHARE
    title, first, last, nickname = _english(chance) if is_english else _thai(chance)
    joined_at = _arrival(chance, now)
    return Person(
        title=title,
        first_name=first,
        last_name=last,
        nickname=nickname,
        language="en" if is_english else "th",
        branch_index=pick(chance, _BRANCHES),
        # example.com is reserved (RFC 2606) and no Bangkok number begins with 02 0: nobody is reached by mistake.
        email=f"customer{index + 1:05d}@sample.example.com" if chance.random() < 0.82 else "",
        phone=f"+662{index + 1:07d}",
        line_id=f"sample-line-{index + 1:05d}" if chance.random() < 0.55 else "",
        member_ref=f"RD{index + 1:06d}",
        is_surveyable=chance.random() < 0.82,
        is_marketable=chance.random() < 0.57,
        birth_date=_birth(chance, now) if chance.random() < 0.4 else None,
        joined_at=joined_at,
    )


def _thai(chance: random.Random) -> tuple[str, str, str, str]:
    is_woman = chance.random() < 0.58
    first = chance.choice(names.FEMALE if is_woman else names.MALE)
    last = chance.choice(names.LAST_FIRST_HALF) + chance.choice(names.LAST_SECOND_HALF)
    title = pick(chance, [("คุณ", 6.0), ("นางสาว" if is_woman else "นาย", 3.0), ("", 1.0)])
    return title, first, last, chance.choice(names.NICKNAMES) if chance.random() < 0.6 else ""


def _english(chance: random.Random) -> tuple[str, str, str, str]:
    title = chance.choice(("Mr", "Ms", ""))
    return title, chance.choice(names.ENGLISH_FIRST), chance.choice(names.ENGLISH_LAST), ""


def _birth(chance: random.Random, now: datetime) -> date:
    return (now - timedelta(days=chance.randint(21 * 365, 72 * 365))).date()


def _arrival(chance: random.Random, now: datetime) -> datetime:
    """Return the first visit: more people come as the firm grows, and in season."""
    while True:
        share = chance.random()
        at = at_hour(now - timedelta(days=STORY_DAYS * (1 - share)), chance.uniform(10, 20))
        if at < now and chance.random() < 0.7 + 0.3 * share and is_in_season(at, chance):
            return at
