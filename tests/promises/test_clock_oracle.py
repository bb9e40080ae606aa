"""Ten thousand random clocks, each told twice: by the product, and by a count minute by minute."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from samphan.kit.calendars import read_calendar
from samphan.promises.rules import Target, Ticking, Wait, Work, read_clock, stretches
from tests.promises.slow_clock import MINUTE, WINDOW, SlowCalendar, count_minutes

pytestmark = pytest.mark.once

CLOCKS = 10_000
LEDGERS = 10  # one ledger in so many clocks is added up as well
# Around nights on which the clock jumps or goes back: by an hour, by half an hour, at midnight, by a whole day.
ORIGINS = [
    ("Asia/Bangkok", datetime(2026, 4, 8, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 5, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 29, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 26, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 22, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 1, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 3, 25, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 10, 21, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 10, 28, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 27, tzinfo=UTC)),
]


@dataclass
class Life:
    """What happens to a piece of work, in minutes after the origin; `stopped` is None while it is open."""

    start: int
    now: int
    pauses: list[tuple[int, int | None]] = field(default_factory=list)
    stopped: int | None = None
    reopened: int = 0


def random_hours(random: Random) -> list[tuple[int, int]]:
    edges = sorted(
        random.sample([*range(0, 1440, random.choice((1, 15, 60))), 1440], 2 * random.choice((0, 1, 1, 2, 3)))
    )
    return list(zip(edges[::2], edges[1::2], strict=True))


def random_calendar(random: Random, zone: str, origin: datetime) -> SlowCalendar:
    week = [random_hours(random) for _ in range(7)]
    if not any(week):
        week[random.randrange(7)] = [(540, 1020)]
    special = {
        (origin + timedelta(days=random.randrange(14))).date(): random_hours(random) for _ in range(random.randrange(4))
    }
    return SlowCalendar(zone, week, special)


def random_life(random: Random) -> Life:
    """Let the work pause, go on, end and come back in any order, a few times."""
    start = random.randrange(4 * 1440)
    moments = sorted(random.sample(range(start, start + 8 * 1440), random.randrange(1, 9)))
    life = Life(start, now=moments.pop())
    for moment in moments:
        is_paused = bool(life.pauses) and life.pauses[-1][1] is None
        if life.stopped is not None:
            life.stopped, life.reopened = None, life.reopened + 1
        elif is_paused and random.random() < 0.8:
            life.pauses[-1] = (life.pauses[-1][0], moment)
        elif not is_paused and random.random() < 0.6:
            life.pauses.append((moment, None))
        else:
            life.stopped = moment
    return life


def hours_text(hours: list[tuple[int, int]]) -> list[list[str]]:
    return [[f"{minute // 60:02}:{minute % 60:02}" for minute in span] for span in hours]


def expected_state(life: Life, due_at: datetime | None, end_at: datetime) -> Ticking:
    if life.stopped is None:
        return Ticking.PAUSED if life.pauses and life.pauses[-1][1] is None else Ticking.RUNNING
    return Ticking.MET if due_at is None or end_at <= due_at else Ticking.MISSED


def check(number: int, seen: Counter[str]) -> None:
    """Compare one random clock; what it met on its way is counted, so that the test can show what it tried."""
    random = Random(number)
    zone, origin = random.choice(ORIGINS)
    slow, life = random_calendar(random, zone, origin), random_life(random)
    target = Target(days=random.randint(1, 4)) if random.random() < 0.25 else Target(minutes=random.randint(1, 1500))
    end = life.now if life.stopped is None else life.stopped
    answer = count_minutes(
        slow,
        origin,
        start=life.start,
        end=end,
        pauses=[(a, (WINDOW if life.stopped is None else end) if b is None else b) for a, b in life.pauses],
        minutes=target.minutes,
        days=target.days,
    )
    week = {str(n): hours_text(list(hours)) for n, hours in enumerate(slow.week)}
    special = {day.isoformat(): {"spans": hours_text(list(hours))} for day, hours in slow.special.items()}
    work = Work(
        origin + life.start * MINUTE,
        [Wait(origin + a * MINUTE, None if b is None else origin + b * MINUTE) for a, b in life.pauses],
        None if life.stopped is None else origin + life.stopped * MINUTE,
    )
    calendar, now = read_calendar(timezone=zone, week=week, exceptions=special), origin + life.now * MINUTE
    reading = read_clock(work=work, calendar=calendar, target=target, now=now)
    end_at, due_at = origin + end * MINUTE, answer.points[100]
    if due_at is not None or reading.state is Ticking.PAUSED:
        assert reading.due_at == due_at, number
    else:
        assert reading.due_at is None or reading.due_at > origin + (WINDOW - 1440) * MINUTE, number
    assert (reading.elapsed_minutes, reading.paused_minutes) == (answer.worked, answer.waited), number
    if number % LEDGERS == 0:
        ran, waited = timedelta(0), timedelta(0)
        for stretch in stretches(work, calendar, now=now):
            if stretch.pause_started_at is None:
                ran += stretch.worked
            else:
                waited += stretch.worked
        assert (ran // MINUTE, waited // MINUTE) == (answer.worked, answer.waited), number
    assert reading.state is expected_state(life, due_at, end_at), number
    if answer.whole is not None:
        passed = [percent for percent, at in answer.points.items() if at is not None and at < end_at]
        ahead = [at for at in answer.points.values() if at is not None and at >= end_at]
        assert reading.percent == max(passed, default=0), number
        assert reading.state is not Ticking.RUNNING or not ahead or reading.next_warning_at == min(ahead), number
    seen.update({reading.state: 1, "pauses": len(life.pauses), "reopened": life.reopened, "due": due_at is not None})


def test_ten_thousand_clocks_agree_with_a_count_minute_by_minute() -> None:
    seen: Counter[str] = Counter()
    for number in range(CLOCKS):
        check(number, seen)
    assert sum(seen[state] for state in Ticking) == CLOCKS
    assert min(seen[state] for state in Ticking) > 500
    assert min(seen["pauses"], seen["due"]) > 5000
    assert seen["reopened"] > 1000
