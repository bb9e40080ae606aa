"""A broken promise walks the reporting line: each step once, each after its own delay of working time."""

from datetime import datetime

import pytest

from samphan.eventlog.models import Event
from samphan.kit.errors import Refused
from samphan.promises.models import Clock, Promise
from samphan.promises.rules import next_step
from samphan.promises.selectors import current_version, work_calendar
from samphan.promises.services import Manner, pause_work, resume_work, save_promise, stop_clock, sweep_clocks
from samphan.promises.services.promises import PromiseChangeUnknown, PromiseDelayInvalid
from tests.promises.cast import WORK, at, clock, seed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    seed()


def delays(owner: int | None, lead: int | None, manager: int | None) -> None:
    Promise.objects.update(tell_owner_after=owner, tell_lead_after=lead, tell_manager_after=manager)


def steps(ticking: Clock) -> list[str]:
    events = Event.objects.filter(type="promise.clock_escalated", subject_id=ticking.pk).order_by("pk")
    return [event.data["step"] for event in events]


def test_each_step_hears_once_after_its_own_delay() -> None:
    delays(0, 30, 120)
    ticking = clock()
    seen = []
    for moment in ("10:00", "10:01", "10:29", "10:31", "11:30", "13:00", "13:01", "15:00"):
        sweep_clocks(now=at(f"2026-04-20 {moment}"))
        sweep_clocks(now=at(f"2026-04-20 {moment}"))
        seen.append(len(steps(ticking)))
    # Two hours after 10:00 are over at noon; the sweep after the break is the first to see it.
    assert seen == [0, 1, 1, 2, 2, 3, 3, 3]
    assert steps(ticking) == ["owner", "lead", "manager"]


def test_a_delay_counts_working_time_so_nobody_is_called_at_night() -> None:
    delays(0, 60, None)
    ticking = clock(now=at("2026-04-20 16:30"))
    sweep_clocks(now=at("2026-04-21 08:59"))
    assert steps(ticking) == ["owner"]
    sweep_clocks(now=at("2026-04-21 09:31"))
    assert steps(ticking) == ["owner", "lead"]


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ((0, 0, 0), ["owner", "lead", "manager"]),
        ((None, 0, None), ["lead"]),
        ((None, None, 5), ["manager"]),
        ((None, None, None), []),
    ],
)
def test_a_step_without_a_delay_never_hears(line: tuple[int | None, ...], heard: list[str]) -> None:
    delays(*line)
    ticking = clock()
    sweep_clocks(now=at("2026-04-22 10:00"))
    sweep_clocks(now=at("2026-04-23 10:00"))
    assert steps(ticking) == heard


def test_work_that_waits_or_is_done_goes_no_further_up() -> None:
    delays(0, 60, 120)
    waiting, done = clock(), clock(work_id=8)
    sweep_clocks(now=at("2026-04-20 10:01"))
    pause_work(**WORK, kind="third_party", reason="รออะไหล่", now=at("2026-04-20 10:30"))
    stop_clock(work_kind="case", work_id=8, metric="follow_up", now=at("2026-04-20 10:30"))
    sweep_clocks(now=at("2026-04-22 10:00"))
    assert (steps(waiting), steps(done)) == (["owner"], ["owner"])
    resume_work(**WORK, now=at("2026-04-22 11:00"))
    assert steps(waiting) == ["owner", "lead", "manager"]


def test_the_line_is_walked_from_below() -> None:
    calendar = work_calendar(current_version(calendar_id=clock().calendar_version.calendar_id))
    broken: datetime = at("2026-04-20 17:30")
    line = {"owner": 0, "lead": None, "manager": 60}
    assert next_step(delays=line, taken=0, broken_at=broken, calendar=calendar) == (1, broken)
    assert next_step(delays=line, taken=1, broken_at=broken, calendar=calendar) == (3, at("2026-04-21 09:30"))
    assert next_step(delays=line, taken=3, broken_at=broken, calendar=calendar) is None


@pytest.mark.parametrize(
    ("manner", "refusal"),
    [
        (Manner(tell_lead_after=-1), PromiseDelayInvalid),
        (Manner(tell_manager_after=10_001), PromiseDelayInvalid),
        (Manner(on_change="surprise"), PromiseChangeUnknown),
    ],
)
def test_a_manner_that_makes_no_sense_is_refused(manner: Manner, refusal: type[Refused]) -> None:
    found = Promise.objects.get(code="feedback_follow_up")
    with pytest.raises(refusal):
        save_promise(
            code=found.code,
            metric=found.metric,
            text_th=found.text_th,
            text_en=found.text_en,
            target_minutes=60,
            manner=manner,
        )
    assert Promise.objects.get(code="feedback_follow_up").version == found.version
