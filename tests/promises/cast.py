"""What the tests of promises stand on: office hours, a promise, a clock on case 7."""

from datetime import datetime
from zoneinfo import ZoneInfo

from samphan.eventlog.models import Event
from samphan.promises.models import Clock
from samphan.promises.services import seed_calendars, seed_promises, start_clock

BANGKOK = ZoneInfo("Asia/Bangkok")
WORK = {"work_kind": "case", "work_id": 7}


def at(text: str) -> datetime:
    """Return an instant by the Bangkok clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


MONDAY_NINE = at("2026-04-20 09:00")


def seed() -> None:
    """Seed the default calendar and the starter promises."""
    seed_calendars(now=at("2026-01-05 09:00"), years=[2026, 2027])
    seed_promises()


def clock(code: str = "feedback_follow_up", now: datetime = MONDAY_NINE, work_id: int = 7, **fields: object) -> Clock:
    """Return a clock started for a case."""
    return start_clock(work_kind="case", work_id=work_id, promise_code=code, now=now, **fields)  # type: ignore[arg-type]


def told(clock: Clock) -> list[str]:
    """Return the events of a clock without its escalation: the last word of the type, the percent of a warning."""
    events = Event.objects.filter(subject_kind="clock", subject_id=clock.pk).order_by("pk")
    events = events.exclude(type="promise.clock_escalated")
    return [e.type.removeprefix("promise.clock_") + str(e.data.get("percent", "")) for e in events]
