"""When the weekly mail is due, and what each role reads in it. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from samphan.accounts.policies import Role

MORNING_HOUR = 8
# A worker that was off on Monday still sends it; after Thursday the next one is nearer than the last.
LAST_WEEKDAY = 3


class Part(StrEnum):
    """One part of the letter."""

    GOAL = "goal"  # the satisfaction goal and the index by month
    MINE = "mine"  # the reader's own week
    LOOP = "loop"  # what came in and was solved, and what stands open
    KEPT = "kept"  # promises kept by week
    CAUSES = "causes"  # why customers complained
    WINS = "wins"  # who was won back, and thanks to whom
    WORD = "word"  # something kind a customer wrote


_PARTS = {
    Role.AGENT: (Part.MINE, Part.GOAL, Part.WINS, Part.WORD),
    Role.MANAGER: (Part.GOAL, Part.LOOP, Part.KEPT, Part.CAUSES, Part.WINS, Part.WORD),
    Role.OWNER: (Part.GOAL, Part.LOOP, Part.KEPT, Part.CAUSES, Part.WINS, Part.WORD),
    Role.ANALYST: (Part.GOAL, Part.KEPT, Part.CAUSES, Part.WORD),
}


def parts_of(role: str) -> tuple[Part, ...]:
    """Return what a role reads, in order."""
    return _PARTS[Role(role)]


def due_week(now: datetime, *, timezone: str) -> date | None:
    """Return the Monday whose letter, about the seven days before it, is to go now; None at other times."""
    local = now.astimezone(ZoneInfo(timezone))
    if local.weekday() > LAST_WEEKDAY or (local.weekday() == 0 and local.hour < MORNING_HOUR):
        return None
    return local.date() - timedelta(days=local.weekday())
