"""Services, the incidents that took them down, whom they touched, what those were written and what they said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.customers.models import Customer
from samphan.customers.selectors import spoken_name
from samphan.eventlog.events import SYSTEM, user_actor
from samphan.messaging.models import Notice
from samphan.messaging.services import MassMessage
from samphan.outreach import events
from samphan.outreach.models import (
    AffectedSource,
    Incident,
    IncidentContact,
    IncidentCustomer,
    IncidentNotice,
    IncidentRun,
    IncidentState,
    IncidentUpdate,
    RunKind,
)
from samphan.outreach.rules import Matter, why_linked
from samphan.outreach.selectors import incident_cause
from samphan.outreach.services import letter_to
from samphan.promises.models import Component, CreditTerms, Outage, Service
from samphan.sample.loading.answers import Answers
from samphan.sample.loading.buyers import Buyers
from samphan.sample.loading.credits import load_credits
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.letters import Posted, load_letters
from samphan.sample.loading.log import Told
from samphan.sample.loading.staff import Staff
from samphan.sample.loading.work import Work
from samphan.sample.story import disturbances as tale
from samphan.sample.story.shapes import Disturbance, Episode, Story
from samphan.surveys.models import AskingPause
from samphan.surveys.selectors import asking_policy

_COLLECTED_AFTER, _LINKED_AFTER = timedelta(minutes=8), timedelta(seconds=4)
_MANAGER = 0


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """One disturbance with the rows it became."""

    tale: Disturbance
    incident: Incident
    parts: list[Component]
    customer_ids: list[int]


def load_disturbances(
    keeper: Keeper, story: Story, *, buyers: Buyers, staff: Staff, answers: Answers, work: Work
) -> list[Told]:
    """Write what the story's disturbances left behind; return their events."""
    parts, terms = _load_services(keeper)
    manager_id = staff.user_ids[_MANAGER]
    told: list[Told] = []
    for one in story.disturbances:
        scene = _open(keeper, one, [parts[place] for place in one.part_indexes], buyers, manager_id)
        _load_affected(keeper, scene)
        told += [*_told(scene, manager_id), *_load_updates(keeper, scene, manager_id)]
        told += _load_contacts(keeper, story, scene, buyers=buyers, answers=answers, work=work)
        told += load_credits(keeper, scene.incident, terms, scene.customer_ids, decider_id=manager_id)
        _load_reminders(keeper, scene.incident, manager_id)
    return told


def _load_services(keeper: Keeper) -> tuple[list[Component], CreditTerms]:
    """Write the services with their parts, and what the first is worth."""
    place = Service.objects.count()
    services = [
        Service(name_th=thai, name_en=english, target_ppm=target, position=place + number)
        for number, (thai, english, target, _parts) in enumerate(tale.SERVICES)
    ]
    keeper.add(services)
    parts = [
        Component(service=service, name_th=thai, name_en=english, position=number)
        for service, row in zip(services, tale.SERVICES, strict=True)
        for number, (thai, english) in enumerate(row[3])
    ]
    keeper.add(parts)
    terms = CreditTerms(
        service=services[0],
        tiers=[{"below_ppm": below, "percent": percent} for below, percent in tale.TIERS],
        amount_satang=tale.FEE_BAHT * 100,
        cap_satang=tale.CAP_BAHT * 100,
    )
    keeper.add([terms])
    return parts, terms


def _open(keeper: Keeper, one: Disturbance, parts: list[Component], buyers: Buyers, manager_id: int) -> _Scene:
    last = one.updates[-1]
    rest = timedelta(hours=asking_policy().incident_hours)
    incident = Incident(
        kind=one.kind,
        state=IncidentState.RESOLVED if one.resolved_at else IncidentState.OPEN,
        title_th=one.thai,
        title_en=one.english,
        words="\n".join(one.words),
        started_at=one.started_at,
        ended_at=one.ended_at,
        announced_at=one.opened_at,
        update_every_minutes=one.every_minutes,
        next_update_at=None if one.resolved_at else last.at + timedelta(minutes=one.every_minutes),
        calm_until=one.resolved_at + rest if one.resolved_at else None,
        owner_id=manager_id,
        opened_by_id=manager_id,
        opened_at=one.opened_at,
        resolved_at=one.resolved_at,
    )
    keeper.add([incident])
    link = Incident.components.through
    keeper.add([link(incident_id=incident.pk, component_id=part.pk) for part in parts])
    keeper.add(
        [
            Outage(
                component=part,
                kind=one.kind,
                cause=incident_cause(incident.pk),
                started_at=one.started_at,
                ended_at=one.ended_at,
                announced_at=one.opened_at,
            )
            for part in parts
        ]
    )
    customer_ids = sorted(buyers.customer_ids[index] for index in one.person_indexes)
    return _Scene(tale=one, incident=incident, parts=parts, customer_ids=customer_ids)


def _load_affected(keeper: Keeper, scene: _Scene) -> None:
    """Write who was found by their orders, the run that found them, and that surveys leave them in peace."""
    incident, found_at = scene.incident, scene.tale.opened_at + _COLLECTED_AFTER
    keeper.add([_run(scene, RunKind.AFFECTED, found_at)])
    keeper.add(
        [
            IncidentCustomer(incident=incident, customer_id=key, source=AffectedSource.ORDERS, added_at=found_at)
            for key in scene.customer_ids
        ]
    )
    keeper.add(
        [
            AskingPause(
                customer_id=key,
                reason="incident",
                reason_id=incident.pk,
                started_at=found_at,
                ended_at=incident.calm_until,
            )
            for key in scene.customer_ids
        ]
    )


def _run(scene: _Scene, kind: RunKind, at: datetime, update: IncidentUpdate | None = None) -> IncidentRun:
    n = len(scene.customer_ids)
    return IncidentRun(
        incident=scene.incident,
        kind=kind,
        update=update,
        done=n,
        total=n,
        started_by_id=scene.incident.owner_id,
        started_at=at,
        finished_at=at + timedelta(seconds=1),
    )


def _load_updates(keeper: Keeper, scene: _Scene, manager_id: int) -> list[Told]:
    """Write each update and its letters, those to one person in one conversation."""
    incident, every = scene.incident, timedelta(minutes=scene.tale.every_minutes)
    updates = [
        IncidentUpdate(
            incident=incident,
            kind=one.kind,
            body_th=one.thai,
            body_en=one.english,
            next_update_at=None if one.kind == "apology" else one.at + every,
            written_by_id=manager_id,
            written_at=one.at,
            idempotency_key=f"{incident.pk}:sample:{place}",
        )
        for place, one in enumerate(scene.tale.updates)
    ]
    keeper.add(updates)
    keeper.add([_run(scene, RunKind.NOTICES, update.written_at, update) for update in updates])
    people = Customer.objects.in_bulk(scene.customer_ids)
    ids, told = load_letters(keeper, [_letter(update, people[key]) for update in updates for key in people])
    keeper.add(
        [
            IncidentNotice(
                update=update,
                customer_id=key,
                message_id=ids.get(_key(update, key)),
                written_at=update.written_at,
            )
            for update in updates
            for key in people
        ]
    )
    actor = user_actor(manager_id)
    for update in updates:
        event = events.IncidentUpdated(subject_id=incident.pk, update_id=update.pk, kind=update.kind)
        told.append((update.written_at, event, actor))
    return told


def _letter(update: IncidentUpdate, customer: Customer) -> Posted:
    name = spoken_name(customer, customer.language)
    subject, body = letter_to(update, name=name, language=customer.language)
    mail = MassMessage(customer_id=customer.pk, subject=subject, body=body, idempotency_key=_key(update, customer.pk))
    return Posted(f"incident:{update.incident_id}:{customer.pk}", update.written_at, mail)


def _key(update: IncidentUpdate, customer_id: int) -> str:
    return f"incident:{update.pk}:{customer_id}"


def _told(scene: _Scene, manager_id: int) -> Iterator[Told]:
    incident, actor = scene.incident, user_actor(manager_id)
    component_ids = sorted(part.pk for part in scene.parts)
    opened = events.IncidentOpened(subject_id=incident.pk, kind=incident.kind, component_ids=component_ids)
    yield incident.opened_at, opened, actor
    for key in scene.customer_ids:
        affected = events.IncidentAffected(subject_id=incident.pk, customer_id=key, source=AffectedSource.ORDERS)
        yield incident.opened_at + _COLLECTED_AFTER, affected, SYSTEM
    if incident.resolved_at is not None:
        resolved = events.IncidentResolved(subject_id=incident.pk, affected=len(scene.customer_ids))
        yield incident.resolved_at, resolved, actor


def _load_contacts(
    keeper: Keeper, story: Story, scene: _Scene, *, buyers: Buyers, answers: Answers, work: Work
) -> list[Told]:
    """Link what the affected said while it was open and what is about it, as the reaction does."""
    one, incident = scene.tale, scene.incident
    parts = [name for part in scene.parts for name in (part.name_th, part.name_en)]
    matter, touched = Matter(words=one.words, parts=parts), set(one.person_indexes)
    rows = []
    for episode, case_id in zip(story.episodes, work.case_ids, strict=True):
        reason = why_linked(matter, text=episode.said, topics=(), is_answer=False)
        if not reason or episode.person_index not in touched or not _meanwhile(one, episode):
            continue
        kind, submission_id = answers.submission_of(episode)
        rows.append(
            IncidentContact(
                incident=incident,
                customer_id=buyers.customer_ids[episode.person_index],
                submission_kind=kind,
                submission_id=submission_id,
                case_id=case_id,
                reason=reason,
                linked_at=episode.opened_at + _LINKED_AFTER,
            )
        )
    keeper.add(rows)
    return [(row.linked_at, _linked(row), SYSTEM) for row in rows]


def _meanwhile(one: Disturbance, episode: Episode) -> bool:
    return one.opened_at <= episode.opened_at and (one.resolved_at is None or episode.opened_at < one.resolved_at)


def _linked(row: IncidentContact) -> events.IncidentContactLinked:
    return events.IncidentContactLinked(
        subject_id=row.incident_id,
        customer_id=row.customer_id,
        submission_kind=row.submission_kind,
        submission_id=row.submission_id,
        case_id=row.case_id,
        reason=row.reason,
    )


def _load_reminders(keeper: Keeper, incident: Incident, manager_id: int) -> None:
    """Tell who leads it, and whoever runs the installation, that the promised update is due."""
    due_at = incident.next_update_at
    if due_at is None:
        return
    owners = list(User.objects.filter(role=Role.OWNER, is_active=True).values_list("pk", flat=True))
    keeper.add(
        [
            Notice(
                user_id=user_id, kind="incident_update_due", subject_kind="incident", subject_id=incident.pk,
                data={"title": incident.title_th}, dedupe_key=f"sample:incident_update_due:{incident.pk}:{user_id}",
                created_at=due_at, mailed_at=due_at,
            )
            for user_id in (manager_id, *owners)
        ]
    )  # fmt: skip
