"""Answering: the words go out, what a canned reply does beside is done, and for some seconds all can be taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from samphan.accounts.models import User
from samphan.cases.models import OPEN_STATES, CannedReply, Case, CaseState, Cause
from samphan.cases.rules.canned import OWNER_ME, OWNER_OTHER, THEN_RESOLVE, THEN_WAIT, blanks_in
from samphan.cases.rules.taking_back import OWNER, Step, undoing
from samphan.cases.selectors.canned import find_canned_reply
from samphan.cases.selectors.causes import cause_mapping
from samphan.cases.selectors.desk import conversation_ids
from samphan.cases.services.canned import CannedReplyUnknown
from samphan.cases.services.changes import lock_case, lock_open_case, save_case
from samphan.cases.services.closing import forget_records, record_action, record_cause, resolve_case
from samphan.cases.services.labelling import put_labels, take_labels
from samphan.cases.services.routing import give_to
from samphan.cases.services.working import assign_case, go_on, reply_to_customer
from samphan.eventlog.events import user_actor
from samphan.eventlog.selectors import subject_events
from samphan.kit.errors import N_, Refused
from samphan.messaging import services as messaging
from samphan.messaging.models import Message
from samphan.promises import selectors as promises
from samphan.promises.models import PauseKind

# More than can happen in a case in the seconds an answer is held.
_LOOKED_BACK = 50


class BlankLeft(Refused):
    """An answer with a slot nobody filled."""

    code = "cases.reply.blank_left"
    message = N_("There is still a blank to fill in: {{{slot}}}. Write what belongs there, then send.")


class CannedCauseGone(Refused):
    """A canned reply whose cause left the tree."""

    code = "cases.canned.cause_gone"
    message = N_(
        "The cause this reply records is no longer in the tree. Untick what it does with the answer, or edit the reply."
    )


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """The words of an answer that was taken back, for the composer, and which parts of what came with it stay.

    The parts are those of `rules.taking_back`: "labels", "owner", "cause", "action".
    """

    words: str
    kept: tuple[str, ...] = ()


class NothingToTakeBack(Refused):
    """A message of another case, or none."""

    code = "cases.reply.nothing_to_take_back"
    message = N_("There is no message here that could be taken back.")


@transaction.atomic
def answer_customer(
    *,
    case_id: int,
    author_id: int,
    body: str,
    now: datetime,
    idempotency_key: str,
    version: int | None = None,
    then_wait: bool = False,
    canned_id: int | None = None,
    hold: timedelta = timedelta(0),
) -> Message:
    """Answer the customer; with `canned_id` do what that reply does, too. Either all of it happens, or nothing.

    The message is held for `hold`, in which `take_back_answer` undoes it. An answer that closes the case is not held:
    the customer is asked at once whether it is solved, and that cannot be taken back.
    """
    if blanks := blanks_in(body):
        raise BlankLeft(slot=blanks[0])
    canned = None if canned_id is None else find_canned_reply(reply_id=canned_id, user_id=author_id)
    if canned_id is not None and canned is None:
        raise CannedReplyUnknown
    sent = _sent_before(idempotency_key, author_id, body)
    if sent is not None:
        return sent  # and the case may be closed by it
    then = canned.then if canned else ""
    message = reply_to_customer(
        case_id=case_id,
        author_id=author_id,
        body=body,
        now=now,
        idempotency_key=idempotency_key,
        version=version,
        then_wait=then_wait or then == THEN_WAIT,
        hold_until=now + hold if hold and then != THEN_RESOLVE else None,
    )
    if canned is not None and message.created_at == now:
        _do_beside(case_id, canned, author_id=author_id, told=message.body, now=now)
    return message


@transaction.atomic
def take_back_answer(*, case_id: int, message_id: int, actor_id: int, now: datetime) -> TakenBack:
    """Take back an answer that is still held, with what a canned reply did beside it (labels, owner, cause, action).

    The clocks run on when it was this answer that paused them. What somebody has changed since stays, and is named.
    Raises MessageHasLeft once it is on its way.
    """
    case = lock_case(case_id)
    if not Message.objects.filter(pk=message_id, conversation_id__in=conversation_ids(case=case)).exists():
        raise NothingToTakeBack
    message = messaging.take_back_message(message_id=message_id, author_id=actor_id, now=now)
    kept = _undo_beside(case, written_at=message.created_at, actor_id=actor_id, now=now)
    if _waits_since(case, message.created_at):
        go_on(case_id=case_id, now=now, actor=user_actor(actor_id))
    else:
        save_case(case, fields=(), now=now)
    return TakenBack(words=message.body, kept=kept)


def _undo_beside(case: Case, *, written_at: datetime, actor_id: int, now: datetime) -> tuple[str, ...]:
    """Undo, in a locked case that the caller saves, what came with an answer; return the parts that stay.

    The log says what came with it: the events of the answer's own transaction carry its instant and its author.
    """
    actor = user_actor(actor_id)
    steps = [
        Step(type=one.type, data=one.data, is_ours=one.occurred_at == written_at and one.actor_id == actor_id)
        for one in reversed(subject_events(subject_kind="case", subject_id=case.pk, limit=_LOOKED_BACK))
        if one.occurred_at >= written_at
    ]
    undone = undoing(steps, is_open=case.state in OPEN_STATES)
    if take_labels(case, label_ids=undone.label_ids, now=now, actor=actor):
        case.save(update_fields=["tags"])
    forget_records(case, cause=undone.cause, action=undone.action, now=now, actor=actor)
    if undone.owner_id is None:
        return undone.kept
    before = User.objects.filter(pk=undone.owner_id, is_active=True).first()
    if before is None or not before.may("cases.write"):
        return (*undone.kept, OWNER)
    give_to(case, owner_id=before.pk, rule="given_back", now=now, actor=actor)
    return undone.kept


def _sent_before(idempotency_key: str, author_id: int, body: str) -> Message | None:
    words = body.replace("\r\n", "\n").strip()
    return Message.objects.filter(idempotency_key=idempotency_key, author_id=author_id, body=words).first()


def _waits_since(case: Case, at: datetime) -> bool:
    return (
        case.state == CaseState.WAITING
        and promises.open_pause_kind(work_kind="case", work_id=case.pk) == PauseKind.CUSTOMER
        and promises.open_pause_since(work_kind="case", work_id=case.pk) == at
    )


def _do_beside(case_id: int, canned: CannedReply, *, author_id: int, told: str, now: datetime) -> None:
    """Do what a canned reply does beside sending. What the case says already (cause, action) is not written over."""
    case = lock_open_case(case_id)
    if put_labels(case, labels=canned.labels, now=now, actor=user_actor(author_id)):
        save_case(case, fields=["tags"], now=now)
    if canned.cause_code and case.cause_id is None:
        record_cause(case_id=case_id, cause_id=_cause_id(canned), actor_id=author_id, now=now)
    if canned.action_taken and not case.action_taken:
        record_action(case_id=case_id, action_taken=canned.action_taken, actor_id=author_id, now=now)
    owner_id = _owner_id(canned, author_id)
    if owner_id is not None:
        assign_case(case_id=case_id, owner_id=owner_id, actor_id=author_id, now=now)
    if canned.then == THEN_RESOLVE:
        resolve_case(case_id=case_id, told_customer=told, actor_id=author_id, now=now)


def _owner_id(canned: CannedReply, author_id: int) -> int | None:
    if canned.gives_to == OWNER_ME:
        return author_id
    chosen = canned.new_owner_id if canned.gives_to == OWNER_OTHER else None
    return chosen if chosen and User.objects.filter(pk=chosen, is_active=True).exists() else None


def _cause_id(canned: CannedReply) -> int:
    """Return the cause of today for the one a reply was written with."""
    code = cause_mapping().get(canned.cause_code, canned.cause_code)
    cause = Cause.objects.filter(code=code, tree__is_active=True, children__isnull=True).first()
    if cause is None:
        raise CannedCauseGone
    return cause.pk
