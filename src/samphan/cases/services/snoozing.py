"""Putting a case out of sight for a while, and bringing it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from samphan.cases.events import CaseSnoozed, CaseWoke
from samphan.cases.models import Case
from samphan.cases.rules.snoozing import wake_time
from samphan.cases.selectors import NEAR_BREACH
from samphan.cases.services.changes import SNOOZE_FIELDS, lock_case, lock_open_case, rouse, save_case
from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused

_BATCH = 200


class NobodyToWake(Refused):
    """A case without an owner would sleep where nobody looks."""

    code = "cases.snooze.nobody"
    message = N_("Nobody owns this case yet. Take it first, so that it comes back to somebody.")


class SnoozePast(Refused):
    """A time that is over."""

    code = "cases.snooze.past"
    message = N_("This time has passed. Choose a later one.")


@transaction.atomic
def snooze_case(
    *, case_id: int, until: datetime | None, actor_id: int, now: datetime, version: int | None = None
) -> Case:
    """Put a case out of its owner's lists until a time, or (None) until the customer writes, who wakes it in any case.

    Its promises go on: it is back `NEAR_BREACH` before the next one is due, however long it was to sleep. Raises
    NobodyToWake, SnoozePast, CaseIsClosed and CaseChanged.
    """
    case = lock_open_case(case_id, version=version)
    if case.owner_id is None:
        raise NobodyToWake
    if until is not None and until <= now:
        raise SnoozePast
    case.is_snoozed = True
    case.wakes_at = wake_time(until, due_at=case.due_at, ahead=NEAR_BREACH, now=now)
    save_case(case, fields=SNOOZE_FIELDS, now=now)
    wakes_at = case.wakes_at.isoformat() if case.wakes_at else ""
    event = CaseSnoozed(subject_id=case.pk, customer_id=case.customer_id, wakes_at=wakes_at)
    record(event=event, now=now, actor=user_actor(actor_id))
    return case


@transaction.atomic
def wake_case(*, case_id: int, actor_id: int, now: datetime) -> Case:
    """Bring a case back before its time; one that is awake stays as it is."""
    case = lock_case(case_id)
    _wake(case, reason="staff", now=now, actor=user_actor(actor_id))
    return case


def wake_due_cases(*, now: datetime) -> int:
    """Bring back every case whose time has come, each in its own transaction; return how many.

    One that lost its owner while it slept comes back at once: somebody else must see it.
    """
    asleep = Case.objects.filter(Q(wakes_at__lte=now) | Q(owner__isnull=True), is_snoozed=True)
    ids = list(asleep.order_by("wakes_at", "pk").values_list("pk", flat=True)[:_BATCH])
    return sum(_wake_due(case_id, now=now) for case_id in ids)


@transaction.atomic
def _wake_due(case_id: int, *, now: datetime) -> bool:
    """Bring one case back, unless somebody was quicker or has put it away for longer since it was looked at."""
    case = lock_case(case_id)
    is_due = case.owner_id is None or (case.wakes_at is not None and case.wakes_at <= now)
    return case.is_snoozed and is_due and _wake(case, reason="time", now=now, actor=SYSTEM)


def _wake(case: Case, *, reason: str, now: datetime, actor: Actor) -> bool:
    if not rouse(case):
        return False
    save_case(case, fields=SNOOZE_FIELDS, now=now)
    record(event=CaseWoke(subject_id=case.pk, customer_id=case.customer_id, reason=reason), now=now, actor=actor)
    return True
