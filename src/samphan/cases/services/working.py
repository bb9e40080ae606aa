"""Working a case: claim, assign, note, answer, try to reach, wait, go on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from samphan.accounts.models import User
from samphan.cases.events import (
    AttemptLogged,
    CaseNoted,
    CasePriorityChanged,
    CaseResumed,
    CaseWaiting,
    CustomerContacted,
)
from samphan.cases.models import Attempt, AttemptOutcome, Case, CaseNote, CaseState
from samphan.cases.services.changes import lock_case, lock_open_case, require_open, save_case
from samphan.cases.services.labelling import mark
from samphan.cases.services.routing import give_to, require_room
from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.messaging import services as messaging
from samphan.messaging.models import Message
from samphan.promises import services as promises
from samphan.promises.models import Metric

CONTACT_METRICS = (Metric.ACKNOWLEDGE, Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.FOLLOW_UP)


class CaseTaken(Refused):
    """Somebody claimed it first."""

    code = "cases.claim.taken"
    message = N_("{owner} has just taken this case.")


class CannotOwnCases(Refused):
    """The chosen person may not work cases."""

    code = "cases.assign.not_allowed"
    message = N_("This person may not work cases. Choose somebody else, or change their role in Settings.")


class NothingWritten(Refused):
    """An empty note, answer or reason."""

    code = "cases.text.missing"
    message = N_("There is nothing written yet. Write a few words, then try again.")


class FormUsedAgain(Refused):
    """A key that was already used for another note or attempt."""

    code = "cases.form.used_again"
    message = N_("This form was already sent, with other words. Open the page again and write what is new.")


class NoCustomer(Refused):
    """There is nobody to write to."""

    code = "cases.reply.no_customer"
    message = N_("This case has no known customer, so nobody can be written to. Link a customer first.")


@transaction.atomic
def claim_case(*, case_id: int, user_id: int, now: datetime) -> Case:
    """Take an unassigned case; of many who try at once exactly one succeeds, the others learn who.

    Raises CaseTaken, and DeskFull when it is more than they may carry: only a colleague may hand them more.
    """
    case = lock_open_case(case_id)
    if case.owner_id is not None and case.owner_id != user_id:
        raise CaseTaken(owner=case.owner.display_name if case.owner else "")
    if case.owner_id is None:
        require_room(case, user_id=user_id, now=now)
        give_to(case, owner_id=user_id, rule="claimed", now=now, actor=user_actor(user_id))
        save_case(case, fields=(), now=now)
    return case


@transaction.atomic
def assign_case(*, case_id: int, owner_id: int, actor_id: int, now: datetime, version: int | None = None) -> Case:
    """Hand a case to a colleague."""
    case = lock_open_case(case_id, version=version)
    if not User.objects.get(pk=owner_id).may("cases.write"):
        raise CannotOwnCases
    if case.owner_id != owner_id:
        give_to(case, owner_id=owner_id, rule="assigned", now=now, actor=user_actor(actor_id))
        save_case(case, fields=(), now=now)
    return case


@transaction.atomic
def change_priority(*, case_id: int, priority: int, actor_id: int, now: datetime, version: int | None = None) -> Case:
    """Say how urgent it is."""
    case = lock_open_case(case_id, version=version)
    _set_priority(case, priority, now=now, actor=user_actor(actor_id))
    return case


@transaction.atomic
def raise_priority(*, case_id: int, priority: int, tags: Sequence[str], now: datetime) -> bool:
    """Let what the customer wrote since make the case more urgent, never less, and tag it; tell whether it did.

    Raises CaseIsClosed.
    """
    case = lock_open_case(case_id)
    if mark(case, tags, now=now):
        save_case(case, fields=["tags"], now=now)
    if priority >= case.priority:
        return False
    _set_priority(case, priority, now=now, actor=SYSTEM)
    return True


def _set_priority(case: Case, priority: int, *, now: datetime, actor: Actor) -> None:
    if case.priority == priority:
        return
    event = CasePriorityChanged(subject_id=case.pk, customer_id=case.customer_id, before=case.priority, after=priority)
    case.priority = priority
    promises.change_priority(work_kind="case", work_id=case.pk, priority=priority, now=now, actor=actor)
    save_case(case, fields=["priority"], now=now)
    record(event=event, now=now, actor=actor)


@transaction.atomic
def add_note(*, case_id: int, author_id: int, body: str, now: datetime, idempotency_key: str) -> CaseNote:
    """Write something only colleagues see.

    The same `idempotency_key` (made with the form) keeps one note, however often the button is pressed.
    """
    words = body.strip()
    if not words:
        raise NothingWritten
    case = lock_case(case_id)
    stored = CaseNote.objects.filter(idempotency_key=idempotency_key).first()
    if stored is not None:
        _require_same((stored.case_id, stored.body), (case_id, words))
        return stored
    note = keep_note(case, author_id=author_id, words=words, idempotency_key=idempotency_key, now=now)
    save_case(case, fields=(), now=now)
    return note


def keep_note(case: Case, *, author_id: int, words: str, now: datetime, idempotency_key: str | None = None) -> CaseNote:
    """Keep a note in a locked case, which the caller saves."""
    note = CaseNote.objects.create(
        case=case, author_id=author_id, body=words, idempotency_key=idempotency_key, created_at=now
    )
    event = CaseNoted(subject_id=case.pk, customer_id=case.customer_id, note_id=note.pk)
    record(event=event, now=now, actor=user_actor(author_id))
    return note


@transaction.atomic
def reply_to_customer(
    *,
    case_id: int,
    author_id: int,
    body: str,
    now: datetime,
    idempotency_key: str,
    version: int | None = None,
    then_wait: bool = False,
    hold_until: datetime | None = None,
) -> Message:
    """Send the customer an answer through the gate; with `then_wait` the clocks pause until they write back.

    The same `idempotency_key` (made with the form) sends once, however often the button is pressed.
    """
    if not body.strip():
        raise NothingWritten
    case = lock_open_case(case_id, version=version)
    if case.customer_id is None:
        raise NoCustomer
    message = messaging.send_message(
        customer_id=case.customer_id,
        conversation_id=case.conversation_id,
        subject=case.title,
        reference=case.number,
        body=body.strip(),
        purpose="reply",
        author_id=author_id,
        idempotency_key=idempotency_key,
        hold_until=hold_until,
        now=now,
    )
    case.conversation_id = message.conversation_id
    if case.owner_id is None:
        give_to(case, owner_id=author_id, rule="claimed", now=now, actor=user_actor(author_id))
    save_case(case, fields=["conversation"], now=now)
    if then_wait:
        _pause(case, kind="customer", reason="reply", now=now, actor_id=author_id, message_sent=True)
    return message


@transaction.atomic
def log_attempt(
    *,
    case_id: int,
    channel: str,
    outcome: str,
    actor_id: int,
    now: datetime,
    idempotency_key: str,
    note: str = "",
) -> Attempt:
    """Note a try to reach the customer; reaching them counts as the contact that was promised.

    The same `idempotency_key` (made with the form) keeps one attempt, however often the button is pressed.
    """
    case, words = lock_case(case_id), note[:300]
    stored = Attempt.objects.filter(idempotency_key=idempotency_key).first()
    if stored is not None:
        said = (stored.case_id, stored.channel, stored.outcome, stored.note)
        _require_same(said, (case_id, channel, outcome, words))
        return stored
    require_open(case)
    attempt = Attempt.objects.create(
        case=case,
        channel=channel,
        outcome=outcome,
        note=words,
        idempotency_key=idempotency_key,
        made_by_id=actor_id,
        made_at=now,
    )
    event = AttemptLogged(
        subject_id=case.pk, customer_id=case.customer_id, attempt_id=attempt.pk, channel=channel, outcome=outcome
    )
    record(event=event, now=now, actor=user_actor(actor_id))
    if outcome == AttemptOutcome.REACHED:
        _count_contact(case, now=now, actor=user_actor(actor_id))
    save_case(case, fields=["first_contact_at"], now=now)
    return attempt


def _require_same(stored: tuple[object, ...], sent: tuple[object, ...]) -> None:
    if stored != sent:
        raise FormUsedAgain


@transaction.atomic
def count_contact(*, case_id: int, contacted_at: datetime, actor: Actor) -> None:
    """Count a message a person sent and the customer can see: contact clocks stop; the first one is remembered."""
    case = lock_case(case_id)
    _count_contact(case, now=contacted_at, actor=actor)
    save_case(case, fields=["first_contact_at"], now=max(contacted_at, case.last_activity_at))


def _count_contact(case: Case, *, now: datetime, actor: Actor) -> None:
    for metric in CONTACT_METRICS:
        promises.stop_clock(work_kind="case", work_id=case.pk, metric=metric, now=now)
    promises.note_update(work_kind="case", work_id=case.pk, now=now)
    if case.first_contact_at is None:
        case.first_contact_at = now
        record(event=CustomerContacted(subject_id=case.pk, customer_id=case.customer_id), now=now, actor=actor)


@transaction.atomic
def wait(
    *,
    case_id: int,
    kind: str,
    reason: str,
    actor_id: int,
    now: datetime,
    message_sent: bool = False,
    until: datetime | None = None,
) -> Case:
    """Pause the clocks, for a typed reason in words; an agreed date (`until`) ends the pause by itself.

    Waiting for the customer needs that we wrote to them (`message_sent`).
    """
    if not reason.strip():
        raise NothingWritten
    case = lock_open_case(case_id)
    _pause(case, kind=kind, reason=reason.strip(), now=now, actor_id=actor_id, message_sent=message_sent, until=until)
    return case


def _pause(
    case: Case,
    *,
    kind: str,
    reason: str,
    now: datetime,
    actor_id: int,
    message_sent: bool,
    until: datetime | None = None,
) -> None:
    if case.state == CaseState.WAITING:
        return
    promises.pause_work(
        work_kind="case",
        work_id=case.pk,
        kind=kind,
        reason=reason,
        now=now,
        actor_id=actor_id,
        message_sent=message_sent,
        resumes_at=until,
    )
    case.state = CaseState.WAITING
    save_case(case, fields=["state"], now=now)
    event = CaseWaiting(subject_id=case.pk, customer_id=case.customer_id, pause_kind=kind)
    record(event=event, now=now, actor=user_actor(actor_id))


@transaction.atomic
def go_on(*, case_id: int, now: datetime, actor: Actor) -> Case:
    """Let the clocks run again: the customer wrote, or what we waited for has come."""
    case = lock_case(case_id)
    if case.state == CaseState.WAITING:
        promises.resume_work(work_kind="case", work_id=case.pk, now=now)
        case.state = CaseState.OPEN
        save_case(case, fields=["state"], now=now)
        record(event=CaseResumed(subject_id=case.pk, customer_id=case.customer_id), now=now, actor=actor)
    return case
