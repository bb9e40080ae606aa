"""How every change of a case begins and ends: lock, compare the version, write, remember when."""

from collections.abc import Iterable
from datetime import datetime

from samphan.cases.models import Case, CaseState
from samphan.cases.rules.snoozing import wake_time
from samphan.cases.selectors import NEAR_BREACH
from samphan.kit.errors import N_, Refused
from samphan.promises import selectors as promises
from samphan.promises.services import start_clock


class CaseChanged(Refused):
    """Somebody else changed the case since it was read."""

    code = "cases.changed"
    message = N_("Somebody changed this case a moment ago. Nothing of yours was saved: look at it again, then repeat.")


class CaseIsClosed(Refused):
    """The case is no longer worked on."""

    code = "cases.closed"
    message = N_("This case is closed. Re-open it first.")


class CaseIsMerged(Refused):
    """The case ended in another one."""

    code = "cases.merged"
    message = N_("This case was merged into {number}. Go on there.")


# What `rouse` writes.
SNOOZE_FIELDS = ("is_snoozed", "wakes_at")


def lock_case(case_id: int, *, version: int | None = None) -> Case:
    """Return the case, locked until the transaction ends.

    Raises Case.DoesNotExist, CaseIsMerged, and CaseChanged when `version` is not the one the caller read.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.merged_into_id is not None:
        raise CaseIsMerged(number=f"SP-{case.merged_into_id}")
    if version is not None and case.version != version:
        raise CaseChanged
    return case


def lock_open_case(case_id: int, *, version: int | None = None) -> Case:
    """Return the case, locked, when it is still worked on; else raise CaseIsClosed."""
    case = lock_case(case_id, version=version)
    require_open(case)
    return case


def require_open(case: Case) -> None:
    """Refuse to go on, by CaseIsClosed, with a case that is no longer worked on."""
    if case.state not in {CaseState.OPEN, CaseState.WAITING}:
        raise CaseIsClosed


def rouse(case: Case) -> bool:
    """End the sleep of a locked case, to be saved by the caller (`SNOOZE_FIELDS`); return whether it slept."""
    slept = case.is_snoozed
    case.is_snoozed, case.wakes_at = False, None
    return slept


def save_case(case: Case, *, fields: Iterable[str], now: datetime) -> None:
    """Write the named fields, the new version and the time; the nearest due time follows the clocks.

    So does the end of a sleep: a promise that is due sooner than when the case was put away must not be slept through.
    """
    before = case.due_at
    case.version += 1
    case.last_activity_at = now
    case.due_at = promises.next_due_at(work_kind="case", work_id=case.pk)
    sleep = SNOOZE_FIELDS if case.is_snoozed and case.due_at != before else ()
    if sleep:
        _shorten_sleep(case, now=now)
    case.save(update_fields={*fields, *sleep, "version", "last_activity_at", "due_at"})


def _shorten_sleep(case: Case, *, now: datetime) -> None:
    if case.due_at is not None and case.due_at - NEAR_BREACH <= now:
        rouse(case)
    else:
        case.wakes_at = wake_time(case.wakes_at, due_at=case.due_at, ahead=NEAR_BREACH, now=now)


def start_promise(case: Case, code: str, *, now: datetime) -> None:
    """Let a promise tick for a case. One that is switched off is not promised now and must not cost the case."""
    promise = promises.find_promise(code=code)
    if promise is None or not promise.is_active:
        return
    start_clock(
        work_kind="case",
        work_id=case.pk,
        promise_code=code,
        now=now,
        branch_id=case.branch_id,
        owner_id=case.owner_id,
        customer_id=case.customer_id,
        team_id=case.team_id,
        priority=case.priority,
        channel=channel_of(case),
    )


def channel_of(case: Case) -> str:
    """Return the kind of channel the customer writes on, "" when they did not write."""
    return case.conversation.channel.kind if case.conversation else ""
