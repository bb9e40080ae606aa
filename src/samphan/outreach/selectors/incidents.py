"""Incidents as lists and pages show them, and what other rooms ask: which incident a case or a contact is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Q

from samphan.outreach.models import (
    Incident,
    IncidentContact,
    IncidentCustomer,
    IncidentNotice,
    IncidentRun,
    IncidentState,
    IncidentUpdate,
)

MOST_SHOWN = 50
VIEWS = {"open": (IncidentState.OPEN,), "past": (IncidentState.RESOLVED, IncidentState.CALLED_OFF)}


@dataclass(frozen=True, kw_only=True)
class IncidentLine:
    """An incident as a list shows it."""

    incident: Incident
    affected: int
    contacts: int


def incident_cause(incident_id: int) -> str:
    """Return what outages and credits of an incident name as their cause."""
    return f"incident:{incident_id}"


def find_incident(*, incident_id: int) -> Incident | None:
    """Return an incident with its owner and components, or None."""
    rows = Incident.objects.select_related("owner", "opened_by").prefetch_related("components__service")
    return rows.filter(pk=incident_id).first()


def incident_list(*, view: str) -> list[IncidentLine]:
    """Return the incidents of a view ("open" or "past"), the latest first, with their counts; three queries."""
    rows = list(
        Incident.objects.filter(state__in=VIEWS[view])
        .select_related("owner")
        .prefetch_related("components")
        .order_by("-started_at", "-pk")[:MOST_SHOWN]
    )
    ids = [one.pk for one in rows]
    affected = dict(
        IncidentCustomer.objects.filter(incident__in=ids).values_list("incident_id").annotate(n=Count("pk"))
    )
    contacts = dict(IncidentContact.objects.filter(incident__in=ids).values_list("incident_id").annotate(n=Count("pk")))
    return [
        IncidentLine(incident=one, affected=affected.get(one.pk, 0), contacts=contacts.get(one.pk, 0)) for one in rows
    ]


def service_ids_of(*, incident: Incident) -> list[int]:
    """Return the services whose components an incident takes down."""
    return sorted({one.service_id for one in incident.components.all()})


def updates_of(*, incident: Incident) -> list[IncidentUpdate]:
    """Return what the affected were written, the newest first, with how far the writing got."""
    return list(incident.updates.select_related("written_by", "run").order_by("-pk"))


def notice_counts(*, incident: Incident) -> dict[int, dict[str, int]]:
    """Return for each update how many letters stand in which state of delivery ("" when erased since); one query."""
    rows = IncidentNotice.objects.filter(update__incident=incident)
    found: dict[int, dict[str, int]] = {}
    for update_id, state, n in rows.values_list("update_id", "message__state").annotate(n=Count("pk")):
        found.setdefault(update_id, {})[state or ""] = n
    return found


def threads_of(*, incident_id: int, customer_ids: Sequence[int]) -> dict[int, int]:
    """Return the conversation in which each customer was written about an incident, so that it goes on there."""
    rows = IncidentNotice.objects.filter(
        update__incident_id=incident_id, customer__in=customer_ids, message__isnull=False
    )
    newest = rows.values_list("customer_id").annotate(thread=Max("message__conversation_id"))
    return {customer_id: thread for customer_id, thread in newest if thread is not None}


def incident_contacts(*, incident: Incident, limit: int = 20) -> list[IncidentContact]:
    """Return the newest contacts about an incident, with their customers and cases."""
    return list(incident.contacts.select_related("customer", "case__owner").order_by("-pk")[:limit])


def runs_of(*, incident: Incident) -> list[IncidentRun]:
    """Return the runs of an incident that go on now, the newest first."""
    return list(incident.runs.filter(finished_at=None).order_by("-pk"))


def open_incidents(*, at: datetime, customer_id: int | None = None) -> list[Incident]:
    """Return the incidents that are open and have begun at a time; with a customer, only those that touch them."""
    rows = Incident.objects.filter(state=IncidentState.OPEN, started_at__lte=at).prefetch_related("components")
    if customer_id is not None:
        rows = rows.filter(affected__customer_id=customer_id)
    return list(rows.order_by("-started_at", "-pk"))


def incident_of_case(*, case_id: int) -> Incident | None:
    """Return the incident a case is about, or None; of several the newest."""
    contact = IncidentContact.objects.filter(case_id=case_id).select_related("incident").order_by("-pk").first()
    return contact.incident if contact else None


def incidents_about(*, case_id: int, at: datetime) -> tuple[Incident | None, list[Incident]]:
    """Return the incident a case is about, the newest of several, else those open it may be about.

    Most of the time there is neither, which one written statement tells: compiling queries costs more than asking.
    """
    if not _is_any_about(case_id):
        return None, []
    numbers = list(IncidentContact.objects.filter(case_id=case_id).values_list("incident_id", flat=True))
    meant = Q(pk__in=numbers) if numbers else Q(state=IncidentState.OPEN, started_at__lte=at)
    found = list(Incident.objects.filter(meant).order_by("-started_at", "-pk"))
    return (found[0], []) if numbers else (None, found)


def _is_any_about(case_id: int) -> bool:
    linked = f"SELECT 1 FROM {IncidentContact._meta.db_table} WHERE case_id = %s"  # noqa: S608 (constants)
    is_open = f"SELECT 1 FROM {Incident._meta.db_table} WHERE state = %s"  # noqa: S608 (constants)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS({linked}), EXISTS({is_open})", [case_id, IncidentState.OPEN.value])
        return any(cursor.fetchone())


def incidents_of_causes(*, causes: Iterable[str]) -> list[Incident]:
    """Return the incidents among causes of outages and credits; one query."""
    ids = [int(number) for kind, _colon, number in (cause.partition(":") for cause in causes) if kind == "incident"]
    return list(Incident.objects.filter(pk__in=ids))


def public_incidents(*, since: datetime, limit: int = MOST_SHOWN) -> list[Incident]:
    """Return what the status page shows: open incidents, and those that ended since; with their public updates."""
    shown = Q(state=IncidentState.OPEN) | Q(state=IncidentState.RESOLVED, ended_at__gte=since)
    rows = Incident.objects.filter(shown, is_public=True).prefetch_related("components", "updates")
    return list(rows.order_by("-started_at", "-pk")[:limit])
