"""An incident from its first minute to the end of its calm."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from samphan.accounts.models import User
from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused
from samphan.outreach.events import IncidentCalledOff, IncidentOpened, IncidentResolved
from samphan.outreach.models import Incident, IncidentState, UpdateKind
from samphan.outreach.selectors import incident_cause
from samphan.outreach.services.locking import lock_incident, lock_open_incident
from samphan.outreach.services.updates import UpdateWords, promise_next_update, write_update
from samphan.promises.models import Component, OutageKind
from samphan.promises.services import set_outages
from samphan.surveys import services as surveys
from samphan.surveys.selectors import asking_policy

END_CALM = "samphan.outreach.tasks.end_calm"
CADENCES = (30, 60, 120, 240, 1440)  # minutes
_LONGEST_WORDS = 2000


class IncidentTitleMissing(Refused):
    code = "outreach.incident.title_missing"
    message = N_("Say in Thai, in a few words, what does not work.")


class IncidentKindUnknown(Refused):
    code = "outreach.incident.kind_unknown"
    message = N_("Choose from the list what kind of incident it is.")


class IncidentComponentUnknown(Refused):
    code = "outreach.incident.component_unknown"
    message = N_("One of the parts does not exist any more. Choose again.")


class IncidentStartInvalid(Refused):
    code = "outreach.incident.start_invalid"
    message = N_("Say when it began. Only maintenance may begin later than now.")


class IncidentEndInvalid(Refused):
    code = "outreach.incident.end_invalid"
    message = N_("Say when it ended: not before it began, and not later than now.")


class IncidentCadenceUnknown(Refused):
    code = "outreach.incident.cadence_unknown"
    message = N_("Choose from the list how often customers hear from you.")


class IncidentOwnerUnknown(Refused):
    code = "outreach.incident.owner_unknown"
    message = N_("Choose who leads this: somebody who may send notices.")


@dataclass(frozen=True, kw_only=True)
class IncidentWords:
    """What is said of an incident. `words`: what contacts about it say, one a line; `topics`: codes of topics.

    `update_every_minutes` is one of CADENCES or None.
    """

    title_th: str
    started_at: datetime | None
    title_en: str = ""
    kind: str = OutageKind.UNPLANNED
    component_ids: Collection[int] = ()
    words: str = ""
    topics: Collection[str] = ()
    update_every_minutes: int | None = None
    owner_id: int | None = None
    is_public: bool = True


@transaction.atomic
def open_incident(*, words: IncidentWords, actor_id: int, now: datetime) -> Incident:
    """Open an incident and take its components down from when it began."""
    _check(words, now)
    incident = Incident(opened_by_id=actor_id, opened_at=now, announced_at=now)
    _say(incident, words)
    event = IncidentOpened(subject_id=incident.pk, kind=incident.kind, component_ids=sorted(words.component_ids))
    record(event=event, now=now, actor=user_actor(actor_id))
    promise_next_update(incident, now=now)
    return incident


@transaction.atomic
def edit_incident(*, incident_id: int, words: IncidentWords, now: datetime) -> Incident:
    """Change what is said of an open incident; its outages follow."""
    incident = lock_open_incident(incident_id)
    _check(words, now)
    is_new_cadence = incident.update_every_minutes != words.update_every_minutes
    _say(incident, words)
    if is_new_cadence:
        promise_next_update(incident, now=now)
    return incident


@transaction.atomic
def resolve_incident(
    *, incident_id: int, ended_at: datetime | None, apology: UpdateWords, actor_id: int, now: datetime
) -> Incident:
    """Say that it is over, and write an apology to everybody it touched.

    The affected are left in peace by surveys for the hours of rest the firm gives (Settings, Asking); a job ends that.
    """
    incident = lock_open_incident(incident_id)
    if ended_at is None or not incident.started_at <= ended_at <= now:
        raise IncidentEndInvalid
    incident.state, incident.ended_at, incident.resolved_at = IncidentState.RESOLVED, ended_at, now
    incident.next_update_at = None
    incident.calm_until = now + timedelta(hours=asking_policy().incident_hours)
    incident.save(update_fields=["state", "ended_at", "resolved_at", "next_update_at", "calm_until"])
    _set_outages(incident)
    affected = incident.affected.count()
    record(event=IncidentResolved(subject_id=incident.pk, affected=affected), now=now, actor=user_actor(actor_id))
    write_update(incident, UpdateKind.APOLOGY, apology, actor_id=actor_id, now=now)
    enqueue(
        task=END_CALM,
        arguments={"incident_id": incident.pk},
        now=now,
        due_at=incident.calm_until,
        dedupe_key=f"calm:{incident.pk}",
    )
    return incident


@transaction.atomic
def call_off_incident(*, incident_id: int, actor_id: int, now: datetime) -> None:
    """Say that it was none: no time down counts, nobody is written to any more, surveys go on."""
    incident = lock_open_incident(incident_id)
    incident.state, incident.next_update_at = IncidentState.CALLED_OFF, None
    incident.save(update_fields=["state", "next_update_at"])
    set_outages(
        cause=incident_cause(incident.pk),
        component_ids=(),
        kind=incident.kind,
        started_at=incident.started_at,
        ended_at=None,
    )
    surveys.resume_asking(reason="incident", reason_id=incident.pk, now=now)
    record(event=IncidentCalledOff(subject_id=incident.pk), now=now, actor=user_actor(actor_id))


@transaction.atomic
def end_calm(*, incident_id: int, now: datetime) -> None:
    """Let surveys ask the affected again, once the hours of rest after the end have passed."""
    incident = lock_incident(incident_id)
    if incident.calm_until is not None and incident.calm_until <= now:
        surveys.resume_asking(reason="incident", reason_id=incident.pk, now=now)


def _check(words: IncidentWords, now: datetime) -> None:
    if not words.title_th.strip():
        raise IncidentTitleMissing
    if words.kind not in OutageKind.values:
        raise IncidentKindUnknown
    if words.started_at is None or (words.started_at > now and words.kind != OutageKind.MAINTENANCE):
        raise IncidentStartInvalid
    if words.update_every_minutes is not None and words.update_every_minutes not in CADENCES:
        raise IncidentCadenceUnknown
    if Component.objects.filter(pk__in=words.component_ids).count() != len(set(words.component_ids)):
        raise IncidentComponentUnknown
    if words.owner_id is not None:
        owner = User.objects.filter(pk=words.owner_id, is_active=True).first()
        if owner is None or not owner.may("incidents.write"):
            raise IncidentOwnerUnknown


def _say(incident: Incident, words: IncidentWords) -> None:
    if words.started_at is None:
        raise IncidentStartInvalid
    incident.title_th, incident.title_en = words.title_th.strip()[:120], words.title_en.strip()[:120]
    incident.kind, incident.started_at = OutageKind(words.kind), words.started_at
    lines = dict.fromkeys(line.strip() for line in words.words.splitlines())
    incident.words = "\n".join(line for line in lines if line)[:_LONGEST_WORDS]
    incident.topics = sorted(set(words.topics))
    incident.update_every_minutes = words.update_every_minutes
    incident.owner_id, incident.is_public = words.owner_id, words.is_public
    incident.save()
    incident.components.set(words.component_ids)
    _set_outages(incident)


def _set_outages(incident: Incident) -> None:
    set_outages(
        cause=incident_cause(incident.pk),
        component_ids=list(incident.components.values_list("pk", flat=True)),
        kind=incident.kind,
        started_at=incident.started_at,
        ended_at=incident.ended_at,
        announced_at=incident.announced_at,
    )
