from datetime import UTC, datetime, timedelta

import pytest

from samphan.cases.rules import (
    Candidate,
    Closing,
    Need,
    Ramp,
    choose_owner,
    escalated,
    is_solved,
    let_lie_for,
    loop_step,
    missing_to_resolve,
    place_to_keep,
    queue_time,
)
from samphan.kit.calendars import WorkCalendar, read_calendar

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def somebody(user_id: int, **facts: object) -> Candidate:
    defaults: dict[str, object] = {
        "skills": frozenset(),
        "languages": frozenset({"th"}),
        "load": 0,
        "capacity": 10,
        "last_assigned_at": None,
        "available_since_at": None,
        "recent_automatic": 0,
    }
    return Candidate(user_id=user_id, **{**defaults, **facts})  # type: ignore[arg-type]


def ago(**units: int) -> datetime:
    return NOW - timedelta(**units)


ROUTING = {
    "nobody is there": (Need(), [], None, "nobody_at_work"),
    "skill is hard": (Need(skills=frozenset({"refund"})), [somebody(1)], None, "no_skill"),
    "skill decides": (
        Need(skills=frozenset({"refund"})),
        [somebody(1), somebody(2, skills=frozenset({"refund"}), load=9)],
        2,
        "lowest_load",
    ),
    "language narrows": (
        Need(language="en"),
        [somebody(1), somebody(2, languages=frozenset({"th", "en"}), load=5)],
        2,
        "lowest_load",
    ),
    "language gives way when nobody speaks it": (Need(language="en"), [somebody(1)], 1, "lowest_load"),
    "continuity beats load": (Need(previous_owner_id=2), [somebody(1), somebody(2, load=9)], 2, "continuity"),
    "continuity ends at capacity": (
        Need(previous_owner_id=2),
        [somebody(1), somebody(2, load=10)],
        1,
        "lowest_load",
    ),
    "continuity never beats skill": (
        Need(previous_owner_id=1, skills=frozenset({"refund"})),
        [somebody(1), somebody(2, skills=frozenset({"refund"}))],
        2,
        "lowest_load",
    ),
    "load counts by capacity": (
        Need(),
        [somebody(1, load=4, capacity=5), somebody(2, load=6, capacity=20)],
        2,
        "lowest_load",
    ),
    "channel has a limit of its own": (
        Need(channel="line"),
        [somebody(1, channel_load={"line": 2}, channel_capacity={"line": 2}), somebody(2, load=9)],
        2,
        "lowest_load",
    ),
    "a full channel keeps nothing else away": (
        Need(channel="email"),
        [somebody(1, channel_load={"line": 2}, channel_capacity={"line": 2}), somebody(2, load=9)],
        1,
        "lowest_load",
    ),
    "every channel full": (
        Need(channel="line"),
        [somebody(1, channel_load={"line": 1}, channel_capacity={"line": 1})],
        None,
        "no_capacity",
    ),
    "heavier than a whole desk fits an empty one": (Need(weight=4), [somebody(1, capacity=2)], 1, "lowest_load"),
    "nobody is given what they said they carry none of": (Need(), [somebody(1, capacity=0)], None, "no_capacity"),
    "who let it lie is passed over": (
        Need(passed_over=frozenset({1})),
        [somebody(1), somebody(2, load=9)],
        2,
        "lowest_load",
    ),
    "and it waits for somebody else": (Need(passed_over=frozenset({1})), [somebody(1)], None, "returned"),
    "weight must fit": (Need(weight=4), [somebody(1, load=7, capacity=10)], None, "no_capacity"),
    "longest idle settles equal load": (
        Need(),
        [somebody(1, last_assigned_at=ago(minutes=5)), somebody(2, last_assigned_at=ago(hours=5))],
        2,
        "longest_idle",
    ),
    "never assigned is idle longest": (
        Need(),
        [somebody(1, last_assigned_at=ago(hours=5)), somebody(2)],
        2,
        "longest_idle",
    ),
    "the first to log in does not take the backlog": (
        Need(),
        [somebody(1, available_since_at=ago(minutes=3), recent_automatic=5), somebody(2, load=9)],
        2,
        "lowest_load",
    ),
    "after ten minutes the ramp is over": (
        Need(),
        [somebody(1, available_since_at=ago(minutes=10), recent_automatic=5), somebody(2, load=9)],
        1,
        "lowest_load",
    ),
}


@pytest.mark.parametrize(("need", "candidates", "owner", "rule"), ROUTING.values(), ids=ROUTING)
def test_routing_decides(need: Need, candidates: list[Candidate], owner: int | None, rule: str) -> None:
    routing = choose_owner(need, candidates, now=NOW)

    assert (routing.owner_id, routing.rule) == (owner, rule)


def test_the_reason_counts_how_the_choice_came_about() -> None:
    refund = frozenset({"refund"})
    people = [
        somebody(1),
        somebody(2, skills=refund, load=10),
        somebody(3, skills=refund, available_since_at=ago(minutes=3), recent_automatic=5),
        somebody(4, skills=refund, channel_load={"line": 1}, channel_capacity={"line": 1}),
        somebody(5, skills=refund),
    ]
    need = Need(skills=refund, channel="line", language="en")

    assert choose_owner(need, people, now=NOW).reason() == {
        "rule": "lowest_load",
        "load": 0,
        "considered": 5,
        "skilled": 4,
        "free": 1,
        "speaking": 0,
    }
    assert choose_owner(need, people, now=NOW, kept={5}).reason() == {
        "rule": "no_capacity",
        "considered": 5,
        "skilled": 4,
        "full": 1,
        "ramping": 1,
        "channel_full": 1,
        "kept": 1,
    }


@pytest.mark.parametrize(("limit", "minutes", "owner"), [(3, 10, 2), (4, 10, 1), (3, 2, 1)])
def test_the_ramp_is_what_the_firm_set(limit: int, minutes: int, owner: int) -> None:
    newcomer = somebody(1, available_since_at=ago(minutes=3), recent_automatic=3)
    ramp = Ramp(limit=limit, window=timedelta(minutes=minutes))

    assert choose_owner(Need(), [newcomer, somebody(2, load=9)], now=NOW, ramp=ramp).owner_id == owner


def test_a_place_is_kept_with_whoever_is_nearest_to_having_room() -> None:
    people = [somebody(1, load=8), somebody(2, load=7), somebody(3, load=1, skills=frozenset({"x"}), capacity=0)]

    assert place_to_keep(Need(weight=4), people) == 2
    assert place_to_keep(Need(weight=4), people, kept={2}) == 1
    assert place_to_keep(Need(skills=frozenset({"x"})), people) is None


OFFICE = read_calendar(
    timezone="Asia/Bangkok", week={"3": [["09:00", "18:00"]], "4": [["09:00", "18:00"]]}, exceptions={}
)


@pytest.mark.parametrize(("calendar", "hours"), [(None, 17), (OFFICE, 2)])
def test_only_working_time_lets_a_case_lie(calendar: WorkCalendar | None, hours: int) -> None:
    given = NOW - timedelta(hours=17)  # Thursday, 17:00 in Bangkok

    assert let_lie_for(assigned_at=given, calendar=calendar, now=NOW) == timedelta(hours=hours)


def test_the_queue_is_by_urgency_and_no_case_is_overtaken_for_ever() -> None:
    low = queue_time(priority=4, opened_at=ago(hours=25))
    order = [queue_time(priority=priority, opened_at=NOW) for priority in (1, 2, 3, 4)]

    assert order == sorted(order)
    assert low < order[0]


CLOSINGS = {
    "a feedback case needs all three": (("feedback", None, "", ""), ("cause", "action", "told")),
    "blanks are nothing": (("feedback", 1, "  ", "told"), ("action",)),
    "complete": (("feedback", 1, "sent a new one", "apologised by phone"), ()),
    "a request closes freely": (("request", None, "", ""), ()),
}


@pytest.mark.parametrize(("given", "missing"), CLOSINGS.values(), ids=CLOSINGS)
def test_what_is_missing_to_resolve(given: tuple[str, int | None, str, str], missing: tuple[str, ...]) -> None:
    kind, cause_id, action, told = given

    assert missing_to_resolve(Closing(kind=kind, cause_id=cause_id, action_taken=action, told_customer=told)) == missing


@pytest.mark.parametrize(("score", "solved"), [(0, False), (3, False), (6, False), (7, True), (9, True), (10, True)])
def test_an_answer_confirms_from_seven_up(score: int, solved: bool) -> None:
    assert is_solved(score) is solved


@pytest.mark.parametrize(("before", "after"), [(4, 3), (3, 2), (2, 1), (1, 1)])
def test_escalation_goes_one_level_and_stops_at_urgent(before: int, after: int) -> None:
    assert escalated(before) == after


STEPS = {
    "nobody contacted": (("open", False, False, False), "contact"),
    "cause wanted": (("open", True, False, False), "cause"),
    "fix wanted": (("open", True, True, False), "fix"),
    "ready to close": (("open", True, True, True), "confirm"),
    "waiting counts as open": (("waiting", False, True, True), "contact"),
    "resolved": (("resolved", True, True, True), "confirm"),
    "verified": (("verified", True, True, True), "done"),
    "silent": (("silent", True, True, True), "done"),
}


@pytest.mark.parametrize(("facts", "step"), STEPS.values(), ids=STEPS)
def test_the_loop_stands_at(facts: tuple[str, bool, bool, bool], step: str) -> None:
    state, contacted, cause, action = facts

    assert loop_step(state=state, is_contacted=contacted, has_cause=cause, has_action=action) == step
