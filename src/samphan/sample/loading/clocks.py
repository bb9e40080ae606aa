"""The promises that ticked for each case, read by the same pure clock as everywhere."""

from datetime import datetime

from samphan.cases.models import Case, CaseState
from samphan.promises.models import CalendarVersion, Clock, ClockState, Pause, PauseKind, Promise
from samphan.promises.rules import Target, Wait, Work, read_clock
from samphan.promises.selectors import find_version_for, work_calendar
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.staff import Staff
from samphan.sample.loading.work import last_activity
from samphan.sample.story.shapes import Episode, Story

_CODES = ("feedback_follow_up", "feedback_resolve")
_WAITS_FOR = "รออะไหล่จากผู้ผลิต"


def load_clocks(keeper: Keeper, story: Story, case_ids: list[int], *, staff: Staff, now: datetime) -> None:
    """Write two clocks a case and the pauses of those that wait, then put the nearest due time on the cases."""
    promises = {promise.code: promise for promise in Promise.objects.filter(code__in=_CODES)}
    versions = {code: find_version_for(promise=promise, branch_id=None) for code, promise in promises.items()}
    cases = Case.objects.in_bulk(case_ids)
    clocks, pauses, due = [], [], []
    for e, case_id in zip(story.episodes, case_ids, strict=True):
        case = cases[case_id]
        waits = [Wait(last_activity(e))] if e.state == CaseState.WAITING else []
        pauses += [_pause(e, case_id, wait, staff) for wait in waits]
        mine = [
            _clock(e, case, promise, version, waits, now)
            for code, promise in promises.items()
            if (version := versions[code]) is not None
        ]
        case.due_at = min((c.due_at for c in mine if c.stopped_at is None and c.due_at), default=None)
        clocks += mine
        due.append(case)
    keeper.add(pauses)
    keeper.add(clocks)
    Case.objects.bulk_update(due, ["due_at"], batch_size=200)


def _stopped_at(e: Episode, promise: Promise) -> datetime | None:
    if promise.code == "feedback_follow_up":
        return e.contacted_at
    return e.resolved_at


def _clock(
    e: Episode, case: Case, promise: Promise, version: CalendarVersion, waits: list[Wait], now: datetime
) -> Clock:
    reading = read_clock(
        work=Work(e.opened_at, waits, _stopped_at(e, promise)),
        calendar=work_calendar(version),
        target=Target(promise.target_minutes, promise.target_days),
        now=now,
    )
    is_over = _stopped_at(e, promise) is not None
    return Clock(
        work_kind="case",
        work_id=case.pk,
        promise=promise,
        metric=promise.metric,
        calendar_version=version,
        target_minutes=promise.target_minutes,
        target_days=promise.target_days,
        owner_id=case.owner_id,
        customer_id=case.customer_id,
        branch_id=case.branch_id,
        state=ClockState(reading.state.value),
        started_at=e.opened_at,
        due_at=reading.due_at,
        warn_at=reading.next_warning_at,
        warned_percent=reading.percent,
        breached_at=reading.due_at if reading.percent == 100 else None,
        stopped_at=_stopped_at(e, promise),
        elapsed_minutes=reading.elapsed_minutes if is_over else None,
        paused_minutes=reading.paused_minutes if is_over else None,
    )


def _pause(e: Episode, case_id: int, wait: Wait, staff: Staff) -> Pause:
    return Pause(
        work_kind="case",
        work_id=case_id,
        kind=PauseKind.THIRD_PARTY,
        reason=_WAITS_FOR,
        started_by_id=staff.user_ids[e.agent_index or 0],
        started_at=wait.started_at,
    )
