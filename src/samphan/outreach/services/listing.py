"""Who is on an incident's list, and what being on it means at once: no survey asks them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from samphan.eventlog.services import record_many
from samphan.kit.errors import N_, Refused
from samphan.outreach.events import IncidentAffected
from samphan.outreach.models import AffectedSource, Incident, IncidentCustomer, IncidentRun, IncidentState, RunKind
from samphan.outreach.rules import is_calm
from samphan.outreach.selectors import AffectedPlan, known_customers
from samphan.outreach.selectors.affected import plan_size
from samphan.outreach.services.locking import lock_incident
from samphan.outreach.services.queueing import queue_run
from samphan.surveys import services as surveys

MOST_LINES = 20_000


class ListEmpty(Refused):
    code = "outreach.list.empty"
    message = N_("No line names a customer. Give an e-mail address, a phone number or an order number on each line.")


class ListTooLong(Refused):
    code = "outreach.list.too_long"
    message = N_("A list has at most 20,000 lines. Split it in parts.")


class PlanEmpty(Refused):
    code = "outreach.list.plan_empty"
    message = N_("This finds no customer. Widen the period or the conditions.")


class AlreadyCollecting(Refused):
    code = "outreach.list.collecting"
    message = N_("Customers are being collected already. Wait until that is done.")


@transaction.atomic
def start_collecting(*, incident_id: int, plan: AffectedPlan, actor_id: int, now: datetime) -> IncidentRun:
    """Begin to put everybody a plan finds on the list, batch by batch."""
    incident = lock_incident(incident_id)
    if incident.runs.filter(kind=RunKind.AFFECTED, finished_at=None).exists():
        raise AlreadyCollecting
    total = plan_size(plan=plan)
    if not total:
        raise PlanEmpty
    run = IncidentRun.objects.create(
        incident=incident,
        kind=RunKind.AFFECTED,
        plan=plan.stored(),
        total=total,
        started_by_id=actor_id,
        started_at=now,
    )
    queue_run(run, now=now)
    return run


@transaction.atomic
def add_from_list(*, incident_id: int, lines: Iterable[str], actor_id: int, now: datetime) -> tuple[IncidentRun, int]:
    """Begin to put the customers a list names on the incident's list; return the run and how many lines name nobody."""
    given = [line for line in lines if line.strip()]
    if len(given) > MOST_LINES:
        raise ListTooLong
    ids, unknown = known_customers(lines=given)
    if not ids:
        raise ListEmpty
    plan = AffectedPlan(source=AffectedSource.FILE, customer_ids=ids)
    return start_collecting(incident_id=incident_id, plan=plan, actor_id=actor_id, now=now), unknown


def put_on_list(incident: Incident, customer_ids: Sequence[int], *, source: str, now: datetime) -> None:
    """Put customers on the list, each once, and keep surveys from them; in the caller's transaction."""
    known = set(incident.affected.filter(customer_id__in=customer_ids).values_list("customer_id", flat=True))
    fresh = [pk for pk in customer_ids if pk not in known]
    IncidentCustomer.objects.bulk_create(
        (IncidentCustomer(incident=incident, customer_id=pk, source=source, added_at=now) for pk in fresh),
        ignore_conflicts=True,
    )
    if is_calm(is_open=incident.state == IncidentState.OPEN, calm_until=incident.calm_until, now=now):
        surveys.pause_asking_many(customer_ids=fresh, reason="incident", reason_id=incident.pk, now=now)
    events = [IncidentAffected(subject_id=incident.pk, customer_id=pk, source=source) for pk in fresh]
    # Nothing reacts to it: it is there for the customer's timeline.
    record_many(events=events, occurred_at=[now] * len(events), deliver=False)
