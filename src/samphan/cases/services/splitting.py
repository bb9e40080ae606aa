"""Taking a second matter out of a case, and saying which cases belong together."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from samphan.cases.events import CaseLinked, CaseSplit
from samphan.cases.models import Case, CaseKind, CaseLink, CaseNote, LinkKind
from samphan.cases.selectors import conversation_ids
from samphan.cases.services.changes import lock_case, lock_open_case, save_case, start_promise
from samphan.cases.services.opening import NewCase, open_case
from samphan.eventlog.events import Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.messaging import services as messaging
from samphan.messaging.selectors import messages_of

FIRST_RESPONSE_PROMISE = "request_first_response"


class NothingToSplit(Refused):
    """Nothing chosen, or something that is not of this case."""

    code = "cases.split.nothing"
    message = N_("Choose the messages or notes that belong to the other matter.")


class NothingLeft(Refused):
    """Everything chosen: then it is still one matter."""

    code = "cases.split.nothing_left"
    message = N_("Leave at least one message or note here: a case of which everything is taken out is the same case.")


class LinkToItself(Refused):
    """One case named twice."""

    code = "cases.link.same"
    message = N_("A case is not linked to itself. Choose another one.")


@transaction.atomic
def split_case(
    *,
    case_id: int,
    message_ids: Collection[int],
    note_ids: Collection[int],
    title: str,
    actor_id: int,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Move messages and notes of a case into a new one of the same customer and owner, and link the two; return it.

    When the customer wrote what is moved, and wrote last, its first answer is promised from the moment they did.
    Raises NothingToSplit, NothingLeft, CaseIsClosed, CaseChanged and messaging's MessagesElsewhere.
    """
    case = lock_open_case(case_id, version=version)
    own = messages_of(conversation_ids=conversation_ids(case=case), limit=10_000)
    chosen = [message for message in own if message.pk in set(message_ids)]
    notes = CaseNote.objects.filter(case=case, pk__in=note_ids)
    if len(chosen) != len(set(message_ids)) or notes.count() != len(set(note_ids)) or not (chosen or note_ids):
        raise NothingToSplit
    if len(chosen) == len(own) and notes.count() == CaseNote.objects.filter(case=case).count():
        raise NothingLeft
    actor = user_actor(actor_id)
    words = " ".join(title.split()) or (chosen[0].body if chosen else notes[0].body)
    conversation = None
    if chosen:
        conversation = messaging.split_conversation(message_ids=message_ids, subject=words, now=now)
    new = NewCase(
        kind=CaseKind.REQUEST,
        title=words,
        customer_id=case.customer_id,
        priority=case.priority,
        branch_id=case.branch_id,
        team_id=case.team_id,
        skills=case.skills,
        conversation_id=conversation.pk if conversation else None,
        excerpt=chosen[0].body if chosen else "",
    )
    made = open_case(new=new, now=now, actor=actor, owner_id=case.owner_id)
    notes.update(case=made)
    if chosen and chosen[-1].direction == "in":
        start_promise(made, FIRST_RESPONSE_PROMISE, now=chosen[-1].created_at)
        save_case(made, fields=(), now=now)
    _keep_link(case, made, kind=LinkKind.SPLIT, actor_id=actor_id, now=now)
    save_case(case, fields=(), now=now)
    event = CaseSplit(
        subject_id=case.pk,
        customer_id=case.customer_id,
        new_case_id=made.pk,
        messages=len(chosen),
        notes=len(set(note_ids)),
    )
    record(event=event, now=now, actor=actor)
    return made


@transaction.atomic
def link_cases(*, case_id: int, other_id: int, actor_id: int, now: datetime) -> None:
    """Say that two cases belong together, whoever's they are; twice is once. Raises LinkToItself and CaseIsMerged."""
    if case_id == other_id:
        raise LinkToItself
    locked = {pk: lock_case(pk) for pk in sorted((case_id, other_id))}
    if _keep_link(locked[case_id], locked[other_id], kind=LinkKind.RELATED, actor_id=actor_id, now=now):
        _tell(locked[case_id], locked[other_id], is_linked=True, now=now, actor=user_actor(actor_id))


@transaction.atomic
def unlink_cases(*, case_id: int, other_id: int, actor_id: int, now: datetime) -> None:
    """Say that two cases do not belong together after all; nothing happens when they were not linked."""
    locked = {pk: lock_case(pk) for pk in sorted((case_id, other_id))}
    gone, _rows = CaseLink.objects.filter(case_id=min(locked), other_id=max(locked)).delete()
    if gone:
        _tell(locked[case_id], locked[other_id], is_linked=False, now=now, actor=user_actor(actor_id))


def _keep_link(one: Case, two: Case, *, kind: str, actor_id: int, now: datetime) -> bool:
    earlier, later = sorted((one.pk, two.pk))
    values = {"kind": kind, "made_by_id": actor_id, "made_at": now}
    _link, is_new = CaseLink.objects.get_or_create(case_id=earlier, other_id=later, defaults=values)
    return is_new


def _tell(case: Case, other: Case, *, is_linked: bool, now: datetime, actor: Actor) -> None:
    for one, two in ((case, other), (other, case)):
        event = CaseLinked(subject_id=one.pk, customer_id=one.customer_id, other_id=two.pk, is_linked=is_linked)
        record(event=event, now=now, actor=actor)
