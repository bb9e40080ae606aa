"""What customers say about an incident by themselves finds the incident by itself."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from samphan.cases.models import Case
from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.outreach.events import IncidentContactLinked
from samphan.outreach.models import AffectedSource, Incident, IncidentContact, IncidentNotice
from samphan.outreach.rules import Matter, why_linked
from samphan.outreach.selectors import open_incidents
from samphan.outreach.services.listing import put_on_list
from samphan.outreach.services.locking import lock_open_incident


class CaseWithoutCustomer(Refused):
    code = "outreach.contact.no_customer"
    message = N_("Nobody is known to be behind this case, so nobody can be told.")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a customer said: in which submission, its words and topics, and the case it made (None: none)."""

    submission_kind: str
    submission_id: int
    customer_id: int
    text: str
    topics: Collection[str] = field(default_factory=tuple)
    case_id: int | None = None
    conversation_id: int | None = None


@transaction.atomic
def link_contact(*, said: Said, at: datetime, now: datetime) -> Incident | None:
    """Link what an affected customer said to the open incident it is about, once; None when it is about none."""
    for incident in open_incidents(at=at, customer_id=said.customer_id):
        reason = why_linked(_matter(incident), text=said.text, topics=said.topics, is_answer=_is_answer(incident, said))
        if reason:
            _link(incident, said, reason, now=now, actor=SYSTEM)
            return incident
    return None


@transaction.atomic
def link_case(*, incident_id: int, case_id: int, actor_id: int, now: datetime) -> None:
    """Link a case to an incident by hand; its customer is affected from now on."""
    incident = lock_open_incident(incident_id)
    case = Case.objects.get(pk=case_id)
    if case.customer_id is None:
        raise CaseWithoutCustomer
    put_on_list(incident, [case.customer_id], source=AffectedSource.CONTACT, now=now)
    said = Said(
        submission_kind=case.submission_kind or "case",
        submission_id=case.submission_id or case.pk,
        customer_id=case.customer_id,
        text="",
        case_id=case.pk,
    )
    _link(incident, said, "by_hand", now=now, actor=user_actor(actor_id))


def _link(incident: Incident, said: Said, reason: str, *, now: datetime, actor: Actor) -> None:
    _, is_new = IncidentContact.objects.get_or_create(
        incident=incident,
        submission_kind=said.submission_kind,
        submission_id=said.submission_id,
        defaults={
            "customer_id": said.customer_id,
            "case_id": said.case_id,
            "reason": reason,
            "linked_at": now,
        },
    )
    if is_new:
        event = IncidentContactLinked(
            subject_id=incident.pk,
            customer_id=said.customer_id,
            submission_kind=said.submission_kind,
            submission_id=said.submission_id,
            case_id=said.case_id,
            reason=reason,
        )
        record(event=event, now=now, actor=actor)


def _matter(incident: Incident) -> Matter:
    parts = [name for one in incident.components.all() for name in (one.name_th, one.name_en) if name]
    return Matter(words=incident.words.splitlines(), topics=incident.topics, parts=parts)


def _is_answer(incident: Incident, said: Said) -> bool:
    if said.conversation_id is None:
        return False
    notices = IncidentNotice.objects.filter(update__incident=incident, customer_id=said.customer_id)
    return notices.filter(message__conversation_id=said.conversation_id).exists()
