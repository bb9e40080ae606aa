"""A week played again: nothing but the settings differs, and the same settings always give the same answer."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from samphan.cases.replay import Arrival, Carried, Given, Worker, outcome_of, replay, spans_at_work
from samphan.cases.rules import Ramp
from samphan.kit.calendars import read_calendar
from samphan.kit.periods import Period
from tests import world

START = world.NOW - timedelta(days=4, hours=3)  # a Monday, 07:00 in Bangkok
WEEK = Period(START, START + timedelta(days=7))
RAMP = Ramp()
HOUR = timedelta(hours=1)
OFFICE = read_calendar(
    timezone="Asia/Bangkok",
    week={str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)},
    exceptions={},
)


def worker(user_id: int, **facts: object) -> Worker:
    same: dict[str, object] = {"skills": frozenset(), "languages": frozenset({"th"}), "capacity": 2}
    return Worker(user_id=user_id, **{**same, **facts})  # type: ignore[arg-type]


def arrival(case_id: int, *, at: datetime, **facts: object) -> Arrival:
    same: dict[str, object] = {"priority": 3, "handling": HOUR}
    return Arrival(case_id=case_id, at=at, **{**same, **facts})  # type: ignore[arg-type]


def waits(given: list[Given]) -> list[float | None]:
    return [None if one.at is None else (one.at - one.arrival.at) / HOUR for one in given]


def test_each_waits_until_somebody_has_room() -> None:
    arrivals = [arrival(n, at=START) for n in range(4)]

    assert waits(replay(arrivals, [worker(1, capacity=1)], week=WEEK, ramp=RAMP)) == [0, 1, 2, 3]
    assert waits(replay(arrivals, [worker(1), worker(2)], week=WEEK, ramp=RAMP)) == [0, 0, 0, 0]
    assert waits(replay(arrivals, [], week=WEEK, ramp=RAMP)) == [None] * 4


def test_shifts_say_when_work_is_given_and_how_long_it_takes() -> None:
    arrivals = [arrival(1, at=START, handling=4 * HOUR, contact_after=HOUR), arrival(2, at=START + HOUR)]

    first, second = replay(arrivals, [worker(1, capacity=1, calendar=OFFICE)], week=WEEK, ramp=RAMP)

    assert first.at == START + 2 * HOUR  # at 09:00
    assert first.contact_at == START + 3 * HOUR
    assert second.at == START + 7 * HOUR  # four hours of work later, after lunch, at 14:00


def test_the_ramp_holds_back_what_waits_when_the_shift_begins() -> None:
    arrivals = [arrival(n, at=START) for n in range(5)]
    crew = [worker(1, capacity=9, calendar=OFFICE)]

    given = replay(arrivals, crew, week=WEEK, ramp=Ramp(limit=2, window=timedelta(minutes=30)))

    assert waits(given) == [2, 2, 2.5, 2.5, 2.5]


def test_what_was_carried_fills_the_desk_until_it_was_resolved() -> None:
    carried = [Carried(owner_id=1, priority=3, until=START + 3 * HOUR), Carried(owner_id=1, priority=3)]

    given = replay([arrival(1, at=START)], [worker(1)], week=WEEK, ramp=RAMP, carried=carried)

    assert waits(given) == [3]


def test_teams_skills_and_channels_hold_in_a_replay_too() -> None:
    crew = [
        worker(1, team_ids=frozenset({7}), skills=frozenset({"refund"})),
        worker(2, channel_capacity={"email": 0}, capacity=9),
    ]
    arrivals = [
        arrival(1, at=START, team_id=7),
        arrival(2, at=START, skills=frozenset({"refund"})),
        arrival(3, at=START, channel="email"),
        arrival(4, at=START, skills=frozenset({"law"})),
    ]

    given = replay(arrivals, crew, week=WEEK, ramp=RAMP)

    assert [one.owner_id for one in given] == [1, 1, 1, None]
    assert waits(given) == [0, 0, 1, None]


def test_absence_is_cut_out_of_the_spans_at_work() -> None:
    away = Period(START + 3 * HOUR, START + 8 * HOUR)  # 10:00 to 15:00

    spans = spans_at_work(worker(1, calendar=OFFICE, away=(away,)), Period(START, START + timedelta(days=1)))

    assert [(span.start - START) / HOUR for span in spans] == [2, 8]
    assert [(span.end - START) / HOUR for span in spans] == [3, 11]


def test_a_week_is_summed_up_by_waits_promises_and_owners() -> None:
    due = START + 2 * HOUR
    arrivals = [arrival(n, at=START, contact_after=timedelta(0), contact_due_at=due) for n in range(4)]

    given = replay(arrivals, [worker(1, capacity=1)], week=WEEK, ramp=RAMP)
    summed = outcome_of(given, until=WEEK.end)

    assert (summed.cases, summed.given, summed.kept, summed.promised) == (4, 4, 3, 4)
    assert (summed.median_wait, summed.slow_wait) == (90, 180)
    assert summed.by_owner == {1: 4}
    assert outcome_of([], until=WEEK.end).median_wait is None
    assert outcome_of(given, until=START + HOUR / 2).promised == 1, "what is not due yet is not judged"


def test_the_same_week_always_plays_the_same_and_nobody_is_given_more_than_they_carry() -> None:
    lot = Random(7)
    arrivals = [
        arrival(n, at=START + lot.random() * timedelta(days=5), priority=lot.choice((1, 2, 3, 4)), customer_id=n % 40)
        for n in range(300)
    ]
    crew = [worker(n, capacity=4, calendar=OFFICE) for n in range(3)]
    told: list[int] = []

    once = replay(arrivals, crew, week=WEEK, ramp=RAMP, tell=told.append)
    again = replay(arrivals, crew[::-1], week=WEEK, ramp=RAMP)
    larger = replay(arrivals, [*crew, replace(crew[0], user_id=9)], week=WEEK, ramp=RAMP)

    assert once == again
    assert told == [100, 200, 300]
    more, fewer = (outcome_of(given, until=WEEK.end) for given in (larger, once))
    assert (more.median_wait or 0) <= (fewer.median_wait or 0)
