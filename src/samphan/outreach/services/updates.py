"""What the affected are told: written once, sent to each of them in batches, and when the next word is due."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from samphan.accounts.models import Organisation
from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused
from samphan.messaging.services import notify_user
from samphan.outreach.events import IncidentUpdated
from samphan.outreach.models import Incident, IncidentRun, IncidentState, IncidentUpdate, RunKind, UpdateKind
from samphan.outreach.rules import next_update_at
from samphan.outreach.selectors import unwritten_customers
from samphan.outreach.services.locking import lock_incident, lock_open_incident
from samphan.outreach.services.queueing import queue_run

REMIND = "samphan.outreach.tasks.remind_owner"
_LONGEST = 4000


class UpdateEmpty(Refused):
    code = "outreach.update.empty"
    message = N_("Write the text in Thai or in English.")


@dataclass(frozen=True, kw_only=True)
class UpdateWords:
    """A text for the affected, one complete language is enough; `key` is the form's, so that pressing twice is once."""

    body_th: str
    key: str
    body_en: str = ""
    is_public: bool = True


@transaction.atomic
def send_update(*, incident_id: int, words: UpdateWords, actor_id: int, now: datetime) -> IncidentUpdate:
    """Write an update of an open incident to everybody affected; the first one is its first notice."""
    incident = lock_open_incident(incident_id)
    kind = UpdateKind.PROGRESS if incident.updates.exists() else UpdateKind.FIRST
    promise_next_update(incident, now=now)
    return write_update(incident, kind, words, actor_id=actor_id, now=now)


def write_update(
    incident: Incident, kind: UpdateKind, words: UpdateWords, *, actor_id: int, now: datetime
) -> IncidentUpdate:
    """Keep a text and begin to send it, in the caller's transaction; the same key again is the same text."""
    body_th, body_en = (text.replace("\r\n", "\n").strip()[:_LONGEST] for text in (words.body_th, words.body_en))
    if not body_th and not body_en:
        raise UpdateEmpty
    key = f"{incident.pk}:{words.key}"[:80]
    known = IncidentUpdate.objects.filter(idempotency_key=key).first()
    if known is not None:
        return known
    update = IncidentUpdate.objects.create(
        incident=incident,
        kind=kind,
        body_th=body_th,
        body_en=body_en,
        is_public=words.is_public,
        next_update_at=incident.next_update_at,
        written_by_id=actor_id,
        written_at=now,
        idempotency_key=key,
    )
    event = IncidentUpdated(subject_id=incident.pk, update_id=update.pk, kind=kind)
    record(event=event, now=now, actor=user_actor(actor_id))
    run = IncidentRun.objects.create(
        incident=incident,
        kind=RunKind.NOTICES,
        update=update,
        total=unwritten_customers(update=update).count(),
        started_by_id=actor_id,
        started_at=now,
    )
    queue_run(run, now=now)
    return update


def promise_next_update(incident: Incident, *, now: datetime) -> None:
    """Set when the affected are to hear the next time, and wake up then; in the caller's transaction."""
    incident.next_update_at = next_update_at(now=now, every_minutes=incident.update_every_minutes)
    incident.save(update_fields=["next_update_at"])
    if incident.next_update_at is not None:
        enqueue(
            task=REMIND,
            arguments={"incident_id": incident.pk},
            now=now,
            due_at=incident.next_update_at,
            dedupe_key=f"remind:{incident.pk}:{incident.next_update_at.isoformat()}",
        )


@transaction.atomic
def remind_owner(*, incident_id: int, now: datetime) -> None:
    """Tell who leads an incident that the promised update is due; one written meanwhile has moved the time on."""
    incident = lock_incident(incident_id)
    due_at = incident.next_update_at
    if incident.state != IncidentState.OPEN or due_at is None or due_at > now:
        return
    leader = incident.owner_id or incident.opened_by_id
    if leader is not None:
        notify_user(
            user_id=leader,
            kind="incident_update_due",
            subject_kind="incident",
            subject_id=incident.pk,
            dedupe_key=f"incident_update_due:{incident.pk}:{due_at.isoformat()}",
            now=now,
            data={"title": incident.title_th},
        )


def letter_to(update: IncidentUpdate, *, name: str, language: str) -> tuple[str, str]:
    """Return subject and body of an update in a language; what is written in one only is said in that one."""
    incident = update.incident
    th, en = (update.body_th, incident.title_th), (update.body_en, incident.title_en or incident.title_th)
    wanted, other = (en, th) if language == "en" else (th, en)
    words, title = wanted if wanted[0] else other
    return title, letter_body(words, name=name, language=language)


def letter_body(words: str, *, name: str, language: str) -> str:
    """Return a letter as its customer reads it: greeting, words, the firm's name."""
    with translation.override(language):
        firm = Organisation.objects.first()
        lines = (gettext("Dear %(name)s,") % {"name": name}, words, firm.name if firm else "")
    return "\n\n".join(line for line in lines if line)
