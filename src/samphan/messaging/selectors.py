"""All reads of messaging made outside this room, and what the gate and the channels need to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from samphan.accounts.models import Organisation
from samphan.customers.selectors import has_consent
from samphan.messaging.channels.protocol import OutboundMail
from samphan.messaging.models import (
    Author,
    Channel,
    ChannelKind,
    Conversation,
    DeliveryState,
    Direction,
    Message,
    Notice,
    SendPurpose,
    SkippedMail,
    Suppression,
)
from samphan.messaging.rules.gate import AUTOMATIC_WINDOW, CAP_WINDOW, LONGEST_CAP_DELAY, GateFacts
from samphan.messaging.rules.unsubscribing import BULK_PURPOSES, UNSUBSCRIBE_PATH, UNSUBSCRIBE_SALT
from samphan.querying import compiled

# How many messages a page shows of its conversations, the newest.
MOST_SHOWN = 200
# What was to go out and will not by itself.
UNDELIVERED = (DeliveryState.REFUSED, DeliveryState.FAILED)
_GONE_OUT = (DeliveryState.SENDING, DeliveryState.SENT)
_MOST_REFERENCES = 10
_MESSAGE = tuple(column.name for column in Message._meta.concrete_fields)
_LONGEST_WAIT = LONGEST_CAP_DELAY + timedelta(days=4)


def get_message(*, message_id: int) -> Message:
    """Return a message with its conversation and channel; raises Message.DoesNotExist."""
    return Message.objects.select_related("conversation__channel").get(pk=message_id)


def find_message(*, header_message_id: str) -> Message:
    """Return the message with a Message-ID, with its conversation; raises Message.DoesNotExist."""
    return Message.objects.select_related("conversation").get(header_message_id=header_message_id)


def active_channel(*, kind: str) -> Channel | None:
    """Return the channel of a kind that is switched on, the newest of several."""
    return Channel.objects.filter(kind=kind, is_active=True).order_by("-pk").first()


def conversation_messages(*, conversation_id: int, limit: int = MOST_SHOWN) -> list[Message]:
    """Return the newest messages of a conversation, oldest first, with their authors and their channel."""
    return messages_of(conversation_ids=[conversation_id], limit=limit)


def messages_of(*, conversation_ids: Sequence[int], limit: int = MOST_SHOWN) -> list[Message]:
    """Return the newest messages of several conversations as one story, oldest first, as `conversation_messages`."""
    return _newest_messages(conversation_ids=conversation_ids, limit=limit)[::-1]


@compiled
def _newest_messages(*, conversation_ids: Sequence[int], limit: int) -> QuerySet[Message]:
    found = Message.objects.filter(conversation_id__in=conversation_ids)
    found = found.select_related("author", "conversation__channel")
    shown = (*_MESSAGE, "author__display_name", "conversation__channel__kind")
    return found.only(*shown).order_by("-pk")[:limit]


def customer_conversations(*, customer_id: int, limit: int = 30) -> list[Conversation]:
    """Return a customer's threads on every channel, the one that moved last first."""
    rows = Conversation.objects.filter(customer_id=customer_id).select_related("channel")
    return list(rows.order_by("-last_message_at")[:limit])


@dataclass(frozen=True, kw_only=True)
class LastMessage:
    """The newest words of a conversation, for a list."""

    conversation_id: int
    channel_kind: str
    body: str
    created_at: datetime
    is_inbound: bool


def last_messages(*, conversation_ids: Sequence[int]) -> dict[int, LastMessage]:
    """Return the newest message of each conversation in two statements, however many there are."""
    newest = [number for _conversation, number in _newest_ids(conversation_ids=conversation_ids)]
    return {
        conversation_id: LastMessage(
            conversation_id=conversation_id,
            channel_kind=kind,
            body=body[:200],
            created_at=created_at,
            is_inbound=direction == Direction.IN,
        )
        for conversation_id, kind, body, created_at, direction in _words(message_ids=newest)
    }


@compiled
def _newest_ids(*, conversation_ids: Sequence[int]) -> QuerySet[Message, tuple[int, int]]:
    talks = Message.objects.filter(conversation_id__in=conversation_ids).values_list("conversation")
    return talks.annotate(newest=Max("id"))


@compiled
def _words(*, message_ids: Sequence[int]) -> QuerySet[Message, tuple[int, str, str, datetime, str]]:
    return Message.objects.filter(pk__in=message_ids).values_list(
        "conversation_id", "conversation__channel__kind", "body", "created_at", "direction"
    )


def last_inbound(*, conversation_id: int) -> Message | None:
    """Return what the customer wrote last in a conversation."""
    return Message.objects.filter(conversation_id=conversation_id, direction=Direction.IN).order_by("-pk").first()


@dataclass(frozen=True, kw_only=True)
class ReplyLine:
    """How an answer would travel: what the composer shows before anything is written."""

    channel_kind: str
    address: str
    is_to_file: bool


def reply_line(*, messages: Sequence[Message], email: str) -> ReplyLine:
    """Return the channel and address an answer would use; an empty address means there is none.

    `messages` are those of the conversation (`conversation_messages`); whoever wrote last is answered. Before there are
    any, `email` is the customer's own address.
    """
    written_from = next((m.address for m in reversed(messages) if m.direction == Direction.IN and m.address), "")
    kind = messages[-1].conversation.channel.kind if messages else ChannelKind.EMAIL
    return ReplyLine(
        channel_kind=kind,
        address=written_from or email,
        is_to_file=kind == ChannelKind.FILE or not settings.SMTP_URL,
    )


def channel_kinds() -> list[str]:
    """Return the kinds of channel the firm has, each once, in order of their codes."""
    return list(Channel.objects.order_by("kind").values_list("kind", flat=True).distinct())


def channels() -> list[Channel]:
    """Return every channel, for Settings."""
    return list(Channel.objects.order_by("pk"))


def skipped_mails(*, limit: int = 50) -> list[SkippedMail]:
    """Return the newest mails that made no message, with their reasons."""
    return list(SkippedMail.objects.select_related("channel").order_by("-skipped_at", "-pk")[:limit])


def failed_messages(*, author_id: int | None = None, limit: int = 50) -> list[Message]:
    """Return messages that could not be delivered, newest first; of one author or of all."""
    found = Message.objects.filter(state=DeliveryState.FAILED)
    if author_id is not None:
        found = found.filter(author_id=author_id)
    return list(found.select_related("conversation").order_by("-pk")[:limit])


@compiled
def unread_notices(*, user_id: int, limit: int = 20) -> QuerySet[Notice]:
    """Return what a user has not read yet, newest first."""
    return Notice.objects.filter(user_id=user_id, read_at=None).order_by("-pk")[:limit]


def was_mailed(*, dedupe_key: str) -> bool:
    """Say whether a letter to a colleague has gone: what it would hold need not be worked out again."""
    return Notice.objects.filter(dedupe_key=dedupe_key, mailed_at__isnull=False).exists()


def mail_domain() -> str:
    """Return the host our Message-IDs carry: that of the sender's address."""
    return str(settings.MAIL_FROM).rpartition("@")[2] or "localhost"


def sender_address(channel: Channel) -> str:
    """Return the address a channel writes from."""
    return str(channel.settings.get("from_address") or settings.MAIL_FROM)


def gate_facts(*, message: Message, now: datetime) -> GateFacts:
    """Gather what the gate looks at; an organisation not set up yet counts as one in Bangkok with quiet nights."""
    customer_id = message.conversation.customer_id
    organisation = Organisation.objects.first() or Organisation()
    zone = ZoneInfo(organisation.timezone)
    return GateFacts(
        purpose=message.purpose,
        has_address=bool(message.address),
        consent=_consent(customer_id, message.purpose),
        suppressions=_suppressions(customer_id, message.purpose),
        local_now=now.astimezone(zone),
        quiet_from=_time(organisation.quiet_from),
        quiet_until=_time(organisation.quiet_until),
        recent_asks=_times(
            Message.objects.filter(
                conversation__customer_id=customer_id,
                purpose__in=[SendPurpose.SURVEY, SendPurpose.MARKETING],
                direction=Direction.OUT,
                state__in=_GONE_OUT,
            ).exclude(pk=message.pk),
            zone,
            since=now - CAP_WINDOW,
        ),
        is_automatic=message.author_kind == Author.SYSTEM,
        recent_automatic=_times(
            Message.objects.filter(
                address=message.address,
                author_kind=Author.SYSTEM,
                direction=Direction.OUT,
                state__in=_GONE_OUT,
            ).exclude(pk=message.pk),
            zone,
            since=now - AUTOMATIC_WINDOW,
        ),
    )


def outbound_mail(*, message: Message) -> OutboundMail:
    """Return a message as the mail to hand over; the same message always gives the same mail.

    Expects `conversation__channel` and `author` loaded.
    """
    conversation = message.conversation
    sender = sender_address(conversation.channel)
    name, _, host = sender.partition("@")
    link = _unsubscribe_url(conversation.customer_id, message.purpose)
    return OutboundMail(
        message_id=message.header_message_id or "",
        from_name=_from_name(message),
        from_address=sender,
        reply_to=f"{name}+{conversation.token}@{host}",
        to_address=message.address,
        subject=_subject(message),
        body=message.body,
        sent_at=message.created_at,
        in_reply_to=message.in_reply_to,
        references=_references(message),
        is_automatic=message.author_kind == Author.SYSTEM,
        unsubscribe_url=link,
    )


def _from_name(message: Message) -> str:
    chosen = str(message.conversation.channel.settings.get("from_name", ""))
    organisation = chosen or next(iter(Organisation.objects.values_list("name", flat=True)[:1]), "Samphan")
    return f"{message.author.display_name} · {organisation}" if message.author else organisation


def _subject(message: Message) -> str:
    conversation = message.conversation
    words = message.subject or conversation.subject
    if message.in_reply_to and not words.lower().startswith("re:"):
        words = f"Re: {words}"
    tag = f"[{conversation.reference}]"
    return f"{words} {tag}" if conversation.reference and tag not in words else words


def _references(message: Message) -> tuple[str, ...]:
    earlier = (
        Message.objects.filter(conversation_id=message.conversation_id, pk__lt=message.pk)
        .exclude(header_message_id=None)
        .exclude(state=DeliveryState.REFUSED)
        .order_by("-pk")
        .values_list("header_message_id", flat=True)[:_MOST_REFERENCES]
    )
    return tuple(found for found in list(earlier)[::-1] if found)


def _unsubscribe_url(customer_id: int, purpose: str) -> str:
    if purpose not in BULK_PURPOSES:
        return ""
    token = signing.dumps([customer_id, purpose], salt=UNSUBSCRIBE_SALT)
    return f"{settings.BASE_URL}{UNSUBSCRIBE_PATH.format(token=token)}"


def _consent(customer_id: int, purpose: str) -> bool | None:
    if purpose == SendPurpose.REPLY:
        return None
    return has_consent(customer_id=customer_id, purpose=purpose, channel="email")


def _suppressions(customer_id: int, purpose: str) -> frozenset[str]:
    open_ones = Suppression.objects.filter(customer_id=customer_id, ended_at=None).values_list("reason", "purposes")
    return frozenset(reason for reason, purposes in open_ones if purpose in purposes)


def _times(found: QuerySet[Message], zone: ZoneInfo, *, since: datetime) -> tuple[datetime, ...]:
    """Return when messages went, oldest first; one being handed over counts from when it was written."""
    # The first bound keeps the search inside an index; a message waits at most so long before it goes.
    found = found.filter(created_at__gt=since - _LONGEST_WAIT)
    went = (
        found.filter(Q(sent_at__gt=since) | Q(sent_at=None, created_at__gt=since))
        .annotate(went_at=Coalesce("sent_at", "created_at"))
        .order_by("went_at")
    )
    return tuple(at.astimezone(zone) for at in went.values_list("went_at", flat=True))


def _time(value: time | str) -> time:
    return time.fromisoformat(value) if isinstance(value, str) else value
