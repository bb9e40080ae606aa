"""What messaging reports: ids and codes, never an address or a word of a message."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MessageEvent(DomainEvent):
    """What every message event says."""

    subject_kind: ClassVar[str] = "message"

    conversation_id: int
    purpose: str
    author_kind: str


@dataclass(frozen=True, kw_only=True)
class MessageDelayed(MessageEvent):
    """The gate said: later. `step` names the rule, `until` when it is tried again."""

    type: ClassVar[str] = "message.delayed"

    step: str
    until: str


@dataclass(frozen=True, kw_only=True)
class MessageRefused(MessageEvent):
    """The gate said: never. `step` names the rule, `reason` its detail."""

    type: ClassVar[str] = "message.refused"

    step: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageSent(MessageEvent):
    """The channel took the message."""

    type: ClassVar[str] = "message.sent"


@dataclass(frozen=True, kw_only=True)
class MessageFailed(MessageEvent):
    """The channel will not take the message, or did not in all attempts."""

    type: ClassVar[str] = "message.failed"

    attempts: int


@dataclass(frozen=True, kw_only=True)
class MessageReceived(MessageEvent):
    """A customer wrote. `is_thanks`: nothing but a thank-you, which starts no clock."""

    type: ClassVar[str] = "message.received"

    is_thanks: bool
    is_new_conversation: bool


@dataclass(frozen=True, kw_only=True)
class MessageTakenBack(MessageEvent):
    """Its author took a message back before it left; it is kept nowhere."""

    type: ClassVar[str] = "message.taken_back"


@dataclass(frozen=True, kw_only=True)
class LetterReceived(DomainEvent):
    """Somebody who was asked about a customer, and is none, answered by mail."""

    type: ClassVar[str] = "letter.received"
    subject_kind: ClassVar[str] = "letter"
