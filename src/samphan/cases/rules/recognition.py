"""Who is thanked for what went well. Pure.

Only what went well is credited, to everybody who had a part in it; nothing is summed up into a list of the best and the
rest, because such a list shames most of its readers and teaches them to pick easy cases.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# Praise this long after work on a case is taken to speak of it.
PRAISE_AFTER_WORK = timedelta(days=30)
# A shorter name may be a syllable of any word.
SHORTEST_NAME = 3


@dataclass(frozen=True, kw_only=True)
class Worked:
    """Who worked on a customer's case, from when to when: its owner, and who reached the customer."""

    owner_id: int | None
    opened_at: datetime
    last_at: datetime
    reached_by: tuple[int, ...] = ()


def credited_for_recovery(work: Worked) -> tuple[int, ...]:
    """Return who brought an unhappy customer back: those who reached them, in that order, then the owner; each once."""
    people = (*work.reached_by, *((work.owner_id,) if work.owner_id is not None else ()))
    return tuple(dict.fromkeys(people))


def credited_for_praise(
    *, text: str, praised_at: datetime, names: Mapping[int, str], work: Worked | None = None
) -> tuple[int, ...]:
    """Return whom praise is for: those it names; else whoever worked on the customer's case of that time; else nobody.

    `names` are colleagues' first names by id. Two of one name are both unsure, so that neither is thanked for it.
    """
    named = _named_in(text.casefold(), names)
    if named:
        return named
    if work is None or not work.opened_at <= praised_at <= work.last_at + PRAISE_AFTER_WORK:
        return ()
    return credited_for_recovery(work)


def _named_in(text: str, names: Mapping[int, str]) -> tuple[int, ...]:
    known = {user_id: name.casefold() for user_id, name in names.items() if len(name) >= SHORTEST_NAME}
    return tuple(user_id for user_id, name in known.items() if _says(text, name) and _is_one(name, known.values()))


def _is_one(name: str, names: Collection[str]) -> bool:
    return sum(other == name for other in names) == 1


def _says(text: str, name: str) -> bool:
    """Say whether a text holds a name: in Latin letters as a whole word, in Thai, which has no spaces, anywhere."""
    if not name.isascii():
        return name in text
    return name in "".join(c if c.isalnum() else " " for c in text).split()
