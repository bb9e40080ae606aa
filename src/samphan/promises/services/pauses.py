"""The pause ledger: typed, with a reason, and of the work, so that a change of promise keeps it."""

from datetime import datetime

from django.db import transaction

from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.promises.events import ClockPaused, ClockResumed
from samphan.promises.models import Pause, PauseKind
from samphan.promises.services.clockwork import clock_event, lock_open_clocks, move_clocks

LONGEST_REASON = 300


class PauseReasonMissing(Refused):
    code = "promises.pause.reason_missing"
    message = N_("Say why the clock should wait.")


class PauseKindUnknown(Refused):
    code = "promises.pause.kind_unknown"
    message = N_("Choose what is being waited for: the customer, somebody else, or an agreed date.")


class NoMessageSent(Refused):
    code = "promises.pause.no_message"
    message = N_("Waiting for the customer needs a message to the customer first. Send one, then pause.")


class AlreadyWaiting(Refused):
    code = "promises.pause.already"
    message = N_("This already waits. Resume it before you pause it for another reason.")


class AgreedDatePast(Refused):
    code = "promises.pause.date_past"
    message = N_("The agreed date has passed. Choose a date in the future.")


@transaction.atomic
def pause_work(
    *,
    work_kind: str,
    work_id: int,
    kind: str,
    reason: str,
    now: datetime,
    actor_id: int | None = None,
    message_sent: bool = False,
    resumes_at: datetime | None = None,
) -> Pause:
    """Stop the time of a piece of work; every clock of it waits.

    Waiting for the customer is only honest when we wrote to them, so the caller must say that a message exists
    (`message_sent`). With `resumes_at` (an agreed date) the sweep resumes the work by itself.
    """
    if kind not in PauseKind.values:
        raise PauseKindUnknown
    if not reason.strip():
        raise PauseReasonMissing
    if kind == PauseKind.CUSTOMER and not message_sent:
        raise NoMessageSent
    if resumes_at is not None and resumes_at <= now:
        raise AgreedDatePast
    clocks = list(lock_open_clocks(work_kind=work_kind, work_id=work_id))
    if Pause.objects.filter(work_kind=work_kind, work_id=work_id, ended_at=None).exists():
        raise AlreadyWaiting
    pause = Pause.objects.create(
        work_kind=work_kind,
        work_id=work_id,
        kind=kind,
        reason=reason.strip()[:LONGEST_REASON],
        started_by_id=actor_id,
        started_at=now,
        resumes_at=resumes_at,
    )
    actor = SYSTEM if actor_id is None else user_actor(actor_id)
    for clock in clocks:
        record(event=clock_event(ClockPaused, clock, pause_kind=kind), now=now, actor=actor)
    move_clocks(clocks=clocks, now=now, actor=actor)
    return pause


@transaction.atomic
def resume_work(*, work_kind: str, work_id: int, now: datetime, actor: Actor = SYSTEM) -> None:
    """Let the time of a piece of work count again; nothing happens when it does not wait."""
    clocks = list(lock_open_clocks(work_kind=work_kind, work_id=work_id))
    pause = Pause.objects.filter(work_kind=work_kind, work_id=work_id, ended_at=None).select_for_update().first()
    if pause is None:
        return
    pause.ended_at = max(now, pause.started_at)
    pause.save(update_fields=["ended_at"])
    for clock in clocks:
        record(event=clock_event(ClockResumed, clock), now=now, actor=actor)
    move_clocks(clocks=clocks, now=now, actor=actor)
