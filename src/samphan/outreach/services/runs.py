"""Long work on an incident's list, a batch at a time: what dies between two batches goes on where it was.

Each batch is one transaction with the rows that say what is done, and the job of the next one is queued in it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from samphan.accounts.selectors import firm_timezone
from samphan.customers.selectors import spoken_name
from samphan.messaging.services import MassMessage, send_messages
from samphan.outreach.models import Incident, IncidentNotice, IncidentRun, IncidentState, RunKind
from samphan.outreach.selectors import (
    AffectedPlan,
    customers_of_plan,
    incident_cause,
    next_affected,
    service_ids_of,
    threads_of,
    unwritten_customers,
)
from samphan.outreach.services.listing import put_on_list
from samphan.outreach.services.queueing import queue_run
from samphan.outreach.services.updates import letter_to
from samphan.promises.selectors import proposed_ids
from samphan.promises.services import Shortfall, approve_credits, propose_uptime_credits

BATCH = 200


class Step(NamedTuple):
    """What a batch did: how many, where the next one begins, and whether there is a next one."""

    done: int
    cursor: int
    is_last: bool


@transaction.atomic
def go_on_with_run(*, run_id: int, now: datetime, limit: int = BATCH) -> int:
    """Do the next batch of a run and queue the one after; return how many it did. One that has ended does nothing."""
    run = IncidentRun.objects.select_for_update(of=("self",)).select_related("incident", "update").get(pk=run_id)
    if run.finished_at is not None:
        return 0
    step = Step(0, run.cursor, True) if _is_stopped(run) else _STEPS[run.kind](run, limit, now)
    run.done, run.cursor = run.done + step.done, step.cursor
    if step.is_last:
        run.finished_at = now
    else:
        queue_run(run, now=now)
    run.save(update_fields=["done", "cursor", "finished_at"])
    return step.done


def _is_stopped(run: IncidentRun) -> bool:
    return run.incident.state == IncidentState.CALLED_OFF


def _collect(run: IncidentRun, limit: int, now: datetime) -> Step:
    plan = AffectedPlan(**run.plan)
    ids, after = customers_of_plan(plan=plan, after=run.cursor, limit=limit, now=now)
    put_on_list(run.incident, ids, source=plan.source, now=now)
    if after is None:
        _catch_up(run.incident, now)
    return Step(len(ids), run.cursor if after is None else after, after is None)


def _catch_up(incident: Incident, now: datetime) -> None:
    """Let those who came late to the list have the newest update too; while one is being written they are in it."""
    newest = IncidentRun.objects.filter(incident=incident, kind=RunKind.NOTICES).order_by("-pk").first()
    if newest is None or newest.update is None or newest.finished_at is None:
        return
    late = unwritten_customers(update=newest.update).count()
    if late and incident.state == IncidentState.OPEN:
        newest.total, newest.finished_at = newest.done + late, None
        newest.save(update_fields=["total", "finished_at"])
        queue_run(newest, now=now)


def _write(run: IncidentRun, limit: int, now: datetime) -> Step:
    update = run.update
    if update is None:
        return Step(0, run.cursor, True)
    people = list(unwritten_customers(update=update)[: limit + 1])
    batch = people[:limit]
    threads = threads_of(incident_id=run.incident_id, customer_ids=[one.pk for one in batch])
    letters = []
    for customer in batch:
        name = spoken_name(customer, customer.language)
        subject, body = letter_to(update, name=name, language=customer.language)
        letters.append(
            MassMessage(
                customer_id=customer.pk,
                subject=subject,
                body=body,
                idempotency_key=f"incident:{update.pk}:{customer.pk}",
                conversation_id=threads.get(customer.pk),
            )
        )
    sent = send_messages(letters=letters, purpose="service", now=now)
    IncidentNotice.objects.bulk_create(
        IncidentNotice(
            update=update,
            customer_id=letter.customer_id,
            message=sent[letter.idempotency_key],
            written_at=now,
        )
        for letter in letters
    )
    return Step(len(batch), batch[-1].pk if batch else run.cursor, len(people) <= limit)


def _credit(run: IncidentRun, limit: int, now: datetime) -> Step:
    incident = run.incident
    if incident.ended_at is None:
        return Step(0, run.cursor, True)
    ids = next_affected(incident=incident, after=run.cursor, limit=limit + 1)
    batch = ids[:limit]
    shortfall = Shortfall(
        cause=incident_cause(incident.pk),
        service_ids=service_ids_of(incident=incident),
        since=incident.started_at,
        until=incident.ended_at,
        timezone=firm_timezone(),
    )
    goodwill = int(run.plan.get("goodwill_satang", 0))
    propose_uptime_credits(customer_ids=batch, shortfall=shortfall, goodwill_satang=goodwill, now=now)
    return Step(len(batch), batch[-1] if batch else run.cursor, len(ids) <= limit)


def _approve(run: IncidentRun, limit: int, now: datetime) -> Step:
    if run.started_by_id is None:
        return Step(0, run.cursor, True)
    ids = proposed_ids(cause=incident_cause(run.incident_id), limit=limit + 1)
    batch = ids[:limit]
    approve_credits(credit_ids=batch, actor_id=run.started_by_id, now=now)
    return Step(len(batch), batch[-1] if batch else run.cursor, len(ids) <= limit)


_STEPS: Mapping[str, Callable[[IncidentRun, int, datetime], Step]] = {
    RunKind.AFFECTED: _collect,
    RunKind.NOTICES: _write,
    RunKind.CREDITS: _credit,
    RunKind.APPROVAL: _approve,
}
