"""After an incident: what its affected are owed is proposed to all of them, and posted to all of them, as runs."""

from datetime import datetime

from django.db import transaction

from samphan.kit.errors import N_, Refused
from samphan.kit.money import LARGEST_AMOUNT
from samphan.outreach.models import Incident, IncidentRun, IncidentState, RunKind
from samphan.outreach.selectors import incident_cause
from samphan.outreach.services.locking import lock_incident
from samphan.outreach.services.queueing import queue_run
from samphan.promises.models import CreditState
from samphan.promises.selectors import credit_sums


class CreditsTooSoon(Refused):
    code = "outreach.credits.too_soon"
    message = N_("Credits are proposed once the incident is over: only then is it known how long it took.")


class CreditsBusy(Refused):
    code = "outreach.credits.busy"
    message = N_("This is being done already. Wait until it is finished.")


class GoodwillInvalid(Refused):
    code = "outreach.credits.goodwill_invalid"
    message = N_("Give an amount in baht, or leave it empty.")


class NothingToApprove(Refused):
    code = "outreach.credits.nothing"
    message = N_("No credit of this incident waits for approval.")


@transaction.atomic
def start_crediting(*, incident_id: int, actor_id: int, now: datetime, goodwill_satang: int = 0) -> IncidentRun:
    """Begin to propose each affected customer what their terms give, at least a goodwill; again, only who has none."""
    incident = lock_incident(incident_id)
    if incident.state != IncidentState.RESOLVED:
        raise CreditsTooSoon
    if not 0 <= goodwill_satang <= LARGEST_AMOUNT:
        raise GoodwillInvalid
    total = incident.affected.count()
    plan = {"goodwill_satang": goodwill_satang}
    return _start(incident, RunKind.CREDITS, total=total, plan=plan, actor_id=actor_id, now=now)


@transaction.atomic
def start_approving(*, incident_id: int, actor_id: int, now: datetime) -> IncidentRun:
    """Begin to post every credit of an incident that waits for approval."""
    incident = lock_incident(incident_id)
    total = credit_sums(cause=incident_cause(incident.pk)).n(CreditState.PROPOSED)
    if not total:
        raise NothingToApprove
    return _start(incident, RunKind.APPROVAL, total=total, plan={}, actor_id=actor_id, now=now)


def _start(
    incident: Incident, kind: RunKind, *, total: int, plan: dict[str, int], actor_id: int, now: datetime
) -> IncidentRun:
    if incident.runs.filter(kind__in=(RunKind.CREDITS, RunKind.APPROVAL), finished_at=None).exists():
        raise CreditsBusy
    run = IncidentRun.objects.create(
        incident=incident, kind=kind, plan=plan, total=total, started_by_id=actor_id, started_at=now
    )
    queue_run(run, now=now)
    return run
