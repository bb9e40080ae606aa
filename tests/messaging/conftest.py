"""Real servers in this process: SMTP by aiosmtpd, IMAP by pymap."""

import asyncio
import socket
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as MimeMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from imap_tools import MailBoxUnencrypted
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService

from samphan.messaging.models import Channel
from samphan.messaging.services import seed_channels
from tests import world


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Postbox:
    """What the SMTP server took; `answer` is what it says to the next mails."""

    mails: list[MimeMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_DATA(  # noqa: N802 (the server calls it by this name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take one mail, or say what `answer` says."""
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.original_content or b""))
            self.receivers += envelope.rcpt_tos
        return self.answer


@pytest.fixture
def smtp(settings: LazySettings) -> Iterator[Postbox]:
    """Run an SMTP server and send by it."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{controller.port}?starttls=0"
    settings.MAIL_FROM = "care@shop.example"
    yield postbox
    controller.stop()


@dataclass
class Mailbox:
    """The mailbox on the IMAP server, as somebody sharing it sees it."""

    port: int

    def put(self, *contents: bytes) -> None:
        """Deliver mails into the inbox."""
        with MailBoxUnencrypted("127.0.0.1", self.port).login("care", "secret") as box:
            for content in contents:
                box.append(content, "INBOX")

    def seen(self) -> list[bool]:
        """Return for each mail whether it is shown as seen."""
        with MailBoxUnencrypted("127.0.0.1", self.port).login("care", "secret") as box:
            return ["\\Seen" in mail.flags for mail in box.fetch(mark_seen=False, headers_only=True)]


@pytest.fixture
def imap(settings: LazySettings) -> Iterator[Mailbox]:
    """Run an IMAP server with one empty mailbox and read from it."""
    port, ready, loop = free_port(), threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        args = Namespace(
            debug=False, subsystem=None, demo_data=False, demo_user="care", demo_password="secret", insecure_login=True,
            reject_insecure_auth=False, preauth_credentials=None, proxy_protocol=None, host="127.0.0.1", port=port,
            tls=False, cert=None, key=None, passlib_cfg=None, no_tls=True, inherited_sockets=None, filters=False,
        )  # fmt: skip
        backend, config = await DictBackend.init(args)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            await IMAPService(backend, config).start(stack)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    settings.IMAP_URL = f"imap://care:secret@127.0.0.1:{port}/INBOX"
    yield Mailbox(port)
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


@pytest.fixture
def channel() -> Channel:
    """Return the e-mail channel of a set-up organisation."""
    world.organisation()
    seed_channels(now=world.NOW)
    return Channel.objects.get(kind="email")
