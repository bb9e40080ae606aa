"""What a channel can do, and what it carries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class DeliveryFailed(Exception):
    """The channel did not take the message this time; trying again later makes sense."""


class DeliveryRefused(DeliveryFailed):
    """The receiver's side will never take it (unknown mailbox, refused content): trying again is useless."""


@dataclass(frozen=True, kw_only=True)
class InlinePicture:
    """A PNG that the HTML of a mail shows as `cid:<name>`; mail programs load it without asking a server."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class OutboundMail:
    """One message ready to go. The same `message_id` on every attempt lets receivers drop a repeated copy."""

    message_id: str
    from_name: str
    from_address: str
    to_address: str
    subject: str
    body: str
    sent_at: datetime
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    is_automatic: bool = False
    unsubscribe_url: str = ""  # for bulk purposes: RFC 8058 one-click
    html: str = ""  # the same as `body`, which every mail carries, for programs that show HTML
    pictures: tuple[InlinePicture, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RawMail:
    """One mail as the mailbox holds it; a very large one arrives cut after its beginning."""

    uid: int
    uid_validity: int
    content: bytes
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class InboundMail:
    """One mail, read: what a person wrote and where it belongs."""

    from_address: str
    from_name: str
    to_addresses: tuple[str, ...]
    subject: str
    body: str
    header_message_id: str
    in_reply_to: str
    references: str
    attachments: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class Outbound(Protocol):
    """A way out."""

    def deliver(self, mail: OutboundMail) -> None:
        """Hand the mail over, or raise DeliveryFailed (later) or DeliveryRefused (never)."""


class Inbound(Protocol):
    """A way in."""

    folder: str

    def fetch(self, *, uid_validity: int, last_uid: int, since: datetime) -> Iterator[RawMail]:
        """Yield what arrived after the mark, oldest first; a mailbox that was rebuilt starts over from `since`."""

    def mark_seen(self, uid: int) -> None:
        """Show the people who share the mailbox that we have it; called only after it is stored."""
