"""Cases that were given to somebody who has not begun on them: back into the queue, with the reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from samphan.accounts.selectors import shift_calendar
from samphan.cases.events import CaseReturned
from samphan.cases.models import Case, CaseState
from samphan.cases.rules import AUTOMATIC_RULES, let_lie_for
from samphan.cases.selectors import routing_settings
from samphan.cases.services.routing import put_back
from samphan.eventlog.models import Event
from samphan.eventlog.services import record
from samphan.messaging.models import Message

_BATCH = 200
# What shows that the owner has begun since it was given to them: an event of theirs, or a message they wrote.
_DONE = Event.objects.filter(
    subject_kind="case",
    subject_id=OuterRef("pk"),
    actor_kind="user",
    actor_id=OuterRef("owner_id"),
    occurred_at__gte=OuterRef("assigned_at"),
)
_WRITTEN = Message.objects.filter(
    conversation_id=OuterRef("conversation_id"),
    author_id=OuterRef("owner_id"),
    created_at__gte=OuterRef("assigned_at"),
)
_NOT_BEGUN = (~Exists(_DONE), ~Exists(_WRITTEN))


def return_silent_cases(*, now: datetime) -> int:
    """Put back what was given automatically and not begun within the minutes the firm has set; return how many.

    Only the owner's working time counts: a case given at the end of a shift is not late in the morning. Begun is
    whatever the owner wrote, tried, changed or paused; a case that waits for the customer was begun. What a colleague
    handed over, or somebody took, stays with them.
    """
    silence = timedelta(minutes=routing_settings().silence_minutes)
    if not silence:
        return 0
    given = Case.objects.filter(
        *_NOT_BEGUN,
        state=CaseState.OPEN,
        owner__isnull=False,
        assigned_at__lte=now - silence,
        routing__rule__in=AUTOMATIC_RULES,
    )
    ids = list(given.order_by("assigned_at").values_list("pk", flat=True))
    return sum(_return_batch(ids[start : start + _BATCH], silence, now) for start in range(0, len(ids), _BATCH))


def _return_batch(case_ids: Iterable[int], silence: timedelta, now: datetime) -> int:
    silent = Case.objects.filter(pk__in=list(case_ids)).select_related("owner__shift").order_by("assigned_at")
    return sum(_return_case(case, silence=silence, now=now) for case in silent if _let_lie(case, now) >= silence)


@transaction.atomic
def _return_case(seen: Case, *, silence: timedelta, now: datetime) -> bool:
    """Put one case back, unless somebody was quicker: it was begun, or given to another, since it was looked at."""
    case = Case.objects.select_for_update().get(pk=seen.pk)
    is_same = (case.owner_id, case.assigned_at, case.state) == (seen.owner_id, seen.assigned_at, CaseState.OPEN)
    if not is_same or not Case.objects.filter(*_NOT_BEGUN, pk=case.pk).exists():
        return False
    owner_id, minutes = int(seen.owner_id or 0), int(silence.total_seconds() // 60)
    put_back(case, reason={"rule": "returned", "owner_id": owner_id, "minutes": minutes})
    case.version += 1
    case.save(update_fields=["version"])
    event = CaseReturned(
        subject_id=case.pk,
        customer_id=case.customer_id,
        branch_id=case.branch_id,
        previous_owner_id=owner_id,
        minutes=minutes,
    )
    record(event=event, now=now)
    return True


def _let_lie(case: Case, now: datetime) -> timedelta:
    if case.assigned_at is None or case.owner is None:
        return timedelta(0)
    return let_lie_for(assigned_at=case.assigned_at, calendar=shift_calendar(case.owner), now=now)
