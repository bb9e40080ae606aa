"""Who is in a case at this moment, pure: how long a sign of somebody counts, and when a new one is worth writing."""

from datetime import datetime, timedelta

from samphan.cases.events import CaseReopened, SideAnswered

# A page says that it is open every 10 s; one silent for longer than two such turns is closed.
HERE_FOR = timedelta(seconds=25)
TYPING_FOR = timedelta(seconds=12)
# A sign younger than this still stands for the next one, so that half of them cost no write.
WRITE_AGAIN_AFTER = timedelta(seconds=12)
TYPING_AGAIN_AFTER = timedelta(seconds=4)
# Recorded as the system's, because nobody of the house did it; behind it stands a person whom a reader waits for.
NEWS_BY_SYSTEM = (CaseReopened.type, SideAnswered.type)


def is_here(seen_at: datetime, *, now: datetime) -> bool:
    """Say whether somebody last seen then has the case open now."""
    return now - seen_at < HERE_FOR


def is_typing(typed_at: datetime | None, *, now: datetime) -> bool:
    """Say whether somebody who last typed then is typing now."""
    return typed_at is not None and now - typed_at < TYPING_FOR


def is_worth_writing(*, seen_at: datetime | None, typed_at: datetime | None, types_now: bool, now: datetime) -> bool:
    """Say whether a sign of somebody must be written: the last one is old, or they have begun or stopped typing."""
    if seen_at is None or now - seen_at >= WRITE_AGAIN_AFTER:
        return True
    if types_now:
        return typed_at is None or now - typed_at >= TYPING_AGAIN_AFTER
    return is_typing(typed_at, now=now)
