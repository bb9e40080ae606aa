"""The way out: gate, then channel, then the result; each step committed before the next.

A message goes queued -> sending -> sent. `sending` is committed before the channel is called, because a network call
must not hold a transaction. Killed between the server's "250 accepted" and our commit, the job runs again when its
lease ends and hands over the same mail with the same Message-ID, by which mailboxes drop the second copy. SMTP offers
nothing stronger.
"""

from datetime import datetime
from typing import TypedDict

from django.db import transaction

from samphan.customers.models import Customer
from samphan.eventlog.events import Actor, customer_actor, user_actor
from samphan.eventlog.services import record
from samphan.jobs.services import enqueue
from samphan.kit.errors import N_, Refused
from samphan.messaging.channels.protocol import DeliveryFailed, DeliveryRefused
from samphan.messaging.events import MessageDelayed, MessageFailed, MessageRefused, MessageSent
from samphan.messaging.models import Author, DeliveryState, GateDecision, Message
from samphan.messaging.rules.gate import GateAnswer, Outcome, decide
from samphan.messaging.selectors import gate_facts, outbound_mail
from samphan.messaging.services.channels import check_channel, transport_of
from samphan.messaging.services.notices import notify_user
from samphan.messaging.services.sending import DELIVER

MAX_ATTEMPTS = 8
_WAITING = (DeliveryState.QUEUED, DeliveryState.DELAYED)


class MessageNotFailed(Refused):
    code = "messaging.message.not_failed"
    message = N_("This message is not among the failed ones any more.")


def deliver_message(*, message_id: int, now: datetime) -> None:
    """Take one message through the gate and out. Raises DeliveryFailed while another attempt makes sense."""
    message = _let_through(message_id=message_id, now=now)
    if message is None:
        return
    mail = outbound_mail(message=message)
    channel = message.conversation.channel
    try:
        transport_of(channel).deliver(mail)
    except DeliveryFailed as error:
        check_channel(channel_id=channel.pk, problem=str(error), now=now)
        if _noted_failure(message_id=message_id, error=error, now=now):
            return
        raise
    _note_sent(message_id=message_id, now=now)
    check_channel(channel_id=channel.pk, problem="", now=now)


def retry_message(*, message_id: int, now: datetime) -> None:
    """Queue a failed message again with all its attempts. Raises `MessageNotFailed` when it is not failed."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        if message.state != DeliveryState.FAILED:
            raise MessageNotFailed
        message.state, message.attempts, message.error, message.due_at = DeliveryState.QUEUED, 0, "", now
        message.save(update_fields=["state", "attempts", "error", "due_at"])
        enqueue(task=DELIVER, arguments={"message_id": message_id}, now=now)


def _let_through(*, message_id: int, now: datetime) -> Message | None:
    """Ask the gate; return the message to hand over now, or None. One already `sending` passed before."""
    with transaction.atomic():
        found = Message.objects.filter(pk=message_id).values_list("conversation__customer_id", flat=True).first()
        if found is None:
            return None
        # The customer's row is the lock of the frequency cap: two jobs cannot both take the last place.
        Customer.objects.select_for_update().filter(pk=found).first()
        message = Message.objects.select_for_update().filter(pk=message_id).first()
        if message is None:
            return None  # its author took it back a moment ago
        if message.state == DeliveryState.SENDING:
            return _with_relations(message_id)
        if message.state not in _WAITING:
            return None
        answer = decide(gate_facts(message=message, now=now))
        GateDecision.objects.create(
            message=message, outcome=answer.outcome, step=answer.step, until_at=answer.until_at, decided_at=now
        )
        _apply(message, answer, now)
        return _with_relations(message_id) if answer.outcome is Outcome.SEND else None


def _with_relations(message_id: int) -> Message:
    return Message.objects.select_related("conversation__channel", "author").get(pk=message_id)


def _apply(message: Message, answer: GateAnswer, now: datetime) -> None:
    message.reason = answer.reason or (answer.step if answer.outcome is Outcome.DELAY else "")
    if answer.outcome is Outcome.SEND:
        message.state = DeliveryState.SENDING
    elif answer.outcome is Outcome.DELAY and answer.until_at is not None:
        message.state, message.due_at = DeliveryState.DELAYED, answer.until_at
        enqueue(
            task=DELIVER,
            arguments={"message_id": message.pk},
            now=now,
            due_at=answer.until_at,
            dedupe_key=f"deliver:{message.pk}:{answer.until_at.isoformat()}",
        )
        event = MessageDelayed(step=answer.step, until=answer.until_at.isoformat(), **_envelope(message))
        record(event=event, now=now)
    else:
        message.state = DeliveryState.REFUSED
        refused = MessageRefused(step=answer.step, reason=answer.reason, **_envelope(message))
        record(event=refused, now=now)
        _tell_author(message, "message_refused", now)
    message.save(update_fields=["state", "reason", "due_at"])


def _noted_failure(*, message_id: int, error: DeliveryFailed, now: datetime) -> bool:
    """Count the attempt; return True when it was the last one, or the receiver's side said never."""
    with transaction.atomic():
        message = Message.objects.select_for_update().select_related("conversation").get(pk=message_id)
        if message.state != DeliveryState.SENDING:
            return True
        message.attempts += 1
        message.error = str(error)[:300]
        is_never = isinstance(error, DeliveryRefused)
        is_last = is_never or message.attempts >= MAX_ATTEMPTS
        if is_last:
            message.state = DeliveryState.FAILED
            record(event=MessageFailed(attempts=message.attempts, **_envelope(message)), now=now)
            _tell_author(message, "message_failed", now)
        message.save(update_fields=["state", "attempts", "error"])
    return is_last


def _note_sent(*, message_id: int, now: datetime) -> None:
    with transaction.atomic():
        message = Message.objects.select_for_update().select_related("conversation").get(pk=message_id)
        if message.state != DeliveryState.SENDING:
            return
        message.state, message.sent_at, message.error = DeliveryState.SENT, now, ""
        message.attempts += 1
        message.save(update_fields=["state", "sent_at", "error", "attempts"])
        record(event=MessageSent(**_envelope(message)), now=now, actor=_actor(message))


def _tell_author(message: Message, kind: str, now: datetime) -> None:
    if message.author_id is not None:
        notify_user(
            user_id=message.author_id,
            kind=kind,
            subject_kind="message",
            subject_id=message.pk,
            dedupe_key=f"{kind}:{message.pk}:{message.author_id}",
            now=now,
        )


def _actor(message: Message) -> Actor:
    if message.author_kind == Author.CUSTOMER:
        return customer_actor(message.conversation.customer_id)
    return user_actor(message.author_id) if message.author_id is not None else Actor()


class _Envelope(TypedDict):
    subject_id: int
    customer_id: int
    conversation_id: int
    purpose: str
    author_kind: str


def _envelope(message: Message) -> _Envelope:
    return {
        "subject_id": message.pk,
        "customer_id": message.conversation.customer_id,
        "conversation_id": message.conversation_id,
        "purpose": message.purpose,
        "author_kind": message.author_kind,
    }
