"""Wait steps: started with the case, looked at again when their time comes, cancelled when the case closes."""

from datetime import datetime, timedelta

from django.db import transaction

from samphan.automation.events import WaitSettled
from samphan.automation.models import WaitState, WaitStep
from samphan.automation.rules import Outcome, Wait, parse_wait
from samphan.automation.selectors import case_facts
from samphan.automation.services.telling import tell_about_wait
from samphan.cases import services as cases
from samphan.cases.models import OPEN_STATES, Case
from samphan.eventlog import selectors as eventlog
from samphan.eventlog.services import record
from samphan.jobs import services as jobs
from samphan.kit.calendars import NoOpenTime, add_minutes
from samphan.kit.conditions import predicate
from samphan.promises import selectors as promises

SETTLE = "samphan.automation.tasks.settle_wait"


@transaction.atomic
def start_waits(*, case: Case, outcome: Outcome, trace_id: int, now: datetime) -> None:
    """Let the waits on a case's path begin; one that began already goes on as it is."""
    if not outcome.waits or case.state not in OPEN_STATES:
        return
    begun = set(WaitStep.objects.filter(case=case).values_list("tree_branch", "position"))
    seen: dict[str, int] = {}
    for branch_id, wait in outcome.waits:
        position = seen[branch_id] = seen.get(branch_id, -1) + 1
        if (branch_id, position) in begun:
            continue
        step = WaitStep.objects.create(
            trace_id=trace_id,
            case=case,
            tree_branch=branch_id,
            position=position,
            step=wait.stored(),
            started_at=now,
            due_at=_due_at(case, wait, started_at=now),
        )
        _queue(step, now=now)


@transaction.atomic
def settle_wait(*, wait_id: int, now: datetime) -> None:
    """Look at the case again when a wait's time has come, and act where its condition still holds.

    The time is worked out anew, because hours may have been edited meanwhile: where it moved into the future the wait
    goes on until then.
    """
    step = WaitStep.objects.select_for_update().filter(pk=wait_id, state=WaitState.WAITING).first()
    if step is None:
        return
    case = Case.objects.get(pk=step.case_id)
    if case.state not in OPEN_STATES:
        _settle(step, WaitState.CANCELLED, now=now)
        return
    wait = parse_wait(step.step, step.tree_branch)
    due_at = _due_at(case, wait, started_at=step.started_at)
    if due_at > now:
        step.due_at = due_at
        step.save(update_fields=["due_at"])
        _queue(step, now=now)
        return
    step.facts = case_facts(case=case)
    acts = predicate(wait.when)(step.facts, now)
    if acts:
        cases.raise_priority(case_id=case.pk, priority=wait.priority or case.priority, tags=wait.tags, now=now)
        tell_about_wait(case=case, who=wait.notify, key=f"wait:{step.pk}", now=now)
    _settle(step, WaitState.ACTED if acts else WaitState.NOT_NEEDED, now=now)
    event = WaitSettled(
        subject_id=case.pk,
        customer_id=case.customer_id,
        branch_id=case.branch_id,
        wait_id=step.pk,
        minutes=wait.minutes,
        outcome=step.state,
    )
    record(event=event, now=now)


@transaction.atomic
def cancel_waits(*, event_id: int, now: datetime) -> None:
    """End the waits on the case of an event that closed it; one that is open again by now keeps them."""
    event = eventlog.get_event(event_id=event_id)
    if Case.objects.filter(pk=event.subject_id, state__in=OPEN_STATES).exists():
        return
    waiting = WaitStep.objects.filter(case_id=event.subject_id, state=WaitState.WAITING)
    waiting.update(state=WaitState.CANCELLED, settled_at=now)


def _settle(step: WaitStep, state: WaitState, *, now: datetime) -> None:
    step.state, step.settled_at = state, now
    step.save(update_fields=["state", "settled_at", "facts"])


def _due_at(case: Case, wait: Wait, *, started_at: datetime) -> datetime:
    """Return when a wait's working time is over; with no hours anybody works, its minutes run day and night."""
    clocks = promises.work_clocks(work_kind="case", work_id=case.pk)
    hours = promises.find_hours(branch_id=case.branch_id, promise_codes=[clock.promise_code for clock in clocks])
    try:
        return add_minutes(hours, started_at, wait.minutes) if hours else started_at + timedelta(minutes=wait.minutes)
    except NoOpenTime:
        return started_at + timedelta(minutes=wait.minutes)


def _queue(step: WaitStep, *, now: datetime) -> None:
    jobs.enqueue(
        task=SETTLE,
        arguments={"wait_id": step.pk},
        now=now,
        due_at=step.due_at,
        dedupe_key=f"wait:{step.pk}:{step.due_at.isoformat()}",
    )
