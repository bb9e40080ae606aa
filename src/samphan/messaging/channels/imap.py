"""Mail in by IMAP, read by a watermark: what is seen or unseen belongs to the people who share the mailbox."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags

from samphan.messaging.channels.protocol import RawMail

_TIMEOUT_SECONDS = 30
# A mail above this is read only at its beginning, where the words are; its attachments are not worth the memory.
CUT_ABOVE_BYTES = 8 * 1024 * 1024
_CUT_TO_BYTES = 512 * 1024
_MOST_PER_FETCH = 200


class MailboxUnreachable(Exception):
    """The mailbox cannot be read now; the next run tries again."""


@dataclass(frozen=True, kw_only=True)
class ImapAddress:
    """Which mailbox to read, from imaps://user:password@host/INBOX (imap:// only for a server on this machine)."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    uses_ssl: bool

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read the URL. Raises ValueError for a scheme that is not imap or imaps, or a missing host."""
        parts = urlsplit(url)
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
            raise ValueError("SAMPHAN_IMAP_URL: use imaps://user:password@host/INBOX")
        uses_ssl = parts.scheme == "imaps"
        return cls(
            host=parts.hostname,
            port=parts.port or (993 if uses_ssl else 143),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            uses_ssl=uses_ssl,
        )


class ImapInbound:
    """One folder of one mailbox."""

    def __init__(self, address: ImapAddress) -> None:
        self._address = address
        self.folder = address.folder
        self._box: BaseMailBox | None = None

    @contextmanager
    def connected(self) -> Iterator[Self]:
        """Hold one connection for a run; raises MailboxUnreachable when there is none to be had."""
        at = self._address
        try:
            box: BaseMailBox = (
                MailBox(at.host, at.port, timeout=_TIMEOUT_SECONDS, ssl_context=ssl.create_default_context())
                if at.uses_ssl
                else MailBoxUnencrypted(at.host, at.port, timeout=_TIMEOUT_SECONDS)
            )
            box.login(at.user, at.password, initial_folder=at.folder)
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            raise MailboxUnreachable(type(error).__name__) from error
        self._box = box
        try:
            yield self
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxUnreachable(type(error).__name__) from error
        finally:
            self._box = None
            with suppress(imaplib.IMAP4.error, OSError):  # the server may have hung up first
                box.logout()

    def fetch(self, *, uid_validity: int, last_uid: int, since: datetime) -> Iterator[RawMail]:
        """Yield at most a few hundred mails after the mark, oldest first, without touching their flags."""
        box = self._opened()
        validity = int(box.folder.status(self.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        if validity != uid_validity:
            last_uid = 0
        criteria = f"UID {last_uid + 1}:* SINCE {since:%d-%b-%Y}"
        uids = sorted(u for u in (int(found) for found in box.uids(criteria)) if u > last_uid)
        for uid in uids[:_MOST_PER_FETCH]:
            is_cut = self._size(uid) > CUT_ABOVE_BYTES
            part = f"(BODY.PEEK[]<0.{_CUT_TO_BYTES}>)" if is_cut else "(BODY.PEEK[])"
            content = self._body(uid, part)
            if content is not None:
                yield RawMail(uid=uid, uid_validity=validity, content=content, is_cut=is_cut)

    def mark_seen(self, uid: int) -> None:
        """Set the Seen flag."""
        self._opened().flag([str(uid)], [MailMessageFlags.SEEN], True)

    def _opened(self) -> BaseMailBox:
        if self._box is None:
            raise MailboxUnreachable("not_connected")
        return self._box

    def _size(self, uid: int) -> int:
        _, data = self._opened().client.uid("fetch", str(uid), "(RFC822.SIZE)")
        found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(d for d in data if isinstance(d, bytes)))
        return int(found.group(1)) if found else 0

    def _body(self, uid: int, part: str) -> bytes | None:
        _, data = self._opened().client.uid("fetch", str(uid), part)
        return next((item[1] for item in data if isinstance(item, tuple)), None)
