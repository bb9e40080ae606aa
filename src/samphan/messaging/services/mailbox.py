"""Reading the mailbox: each mail is stored and committed, with the mark, before it is shown as seen."""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import DataError, transaction

from samphan.kit.errors import Refused
from samphan.messaging.channels.imap import ImapAddress, ImapInbound, MailboxUnreachable
from samphan.messaging.channels.protocol import Inbound, InboundMail, RawMail
from samphan.messaging.channels.reading import read_mail
from samphan.messaging.models import Channel, ChannelKind, MailboxMark, SkippedMail
from samphan.messaging.rules.threading import automatic_reason
from samphan.messaging.selectors import sender_address
from samphan.messaging.services.channels import check_channel
from samphan.messaging.services.letters import letter_thread, receive_letter
from samphan.messaging.services.receiving import receive_message

logger = logging.getLogger(__name__)


def fetch_mail(*, now: datetime) -> int:
    """Read what arrived in the configured mailbox; return how many messages it made. Nothing without a mailbox."""
    channel = Channel.objects.filter(kind=ChannelKind.EMAIL, is_active=True).order_by("pk").first()
    if not settings.IMAP_URL or channel is None:
        return 0
    inbound = ImapInbound(ImapAddress.from_url(settings.IMAP_URL))
    try:
        with inbound.connected():
            count = read_into(channel=channel, inbound=inbound, now=now)
    except MailboxUnreachable as error:
        check_channel(channel_id=channel.pk, problem=f"IMAP {error}", now=now)
        raise
    check_channel(channel_id=channel.pk, problem="", now=now)
    return count


def read_into(*, channel: Channel, inbound: Inbound, now: datetime) -> int:
    """Store every new mail of one way in; a mail nobody can read is listed with its reason and stops no other."""
    mark, _ = MailboxMark.objects.get_or_create(channel=channel, folder=inbound.folder)
    since = channel.created_at - timedelta(days=1)  # IMAP's SINCE knows days only, in the server's zone
    count = 0
    for raw in inbound.fetch(uid_validity=mark.uid_validity, last_uid=mark.last_uid, since=since):
        count += _keep(channel=channel, mark=mark, raw=raw, now=now)
        inbound.mark_seen(raw.uid)
    return count


def _keep(*, channel: Channel, mark: MailboxMark, raw: RawMail, now: datetime) -> bool:
    """Commit one mail together with the mark; return whether it became a message."""
    with transaction.atomic():
        reason, is_new = _received(channel=channel, raw=raw, now=now)
        if reason:
            SkippedMail.objects.create(channel=channel, folder=mark.folder, uid=raw.uid, reason=reason, skipped_at=now)
        mark.uid_validity, mark.last_uid = raw.uid_validity, raw.uid
        mark.save(update_fields=["uid_validity", "last_uid"])
    return is_new


def _received(*, channel: Channel, raw: RawMail, now: datetime) -> tuple[str, bool]:
    """Return (why it was skipped or "", whether a message was stored)."""
    mail = _readable(raw)
    if mail is None:
        return "unreadable", False
    own = parseaddr(sender_address(channel))[1]
    if reason := automatic_reason(mail.headers, own_address=own):
        return reason, False
    dropped = max(mail.attachments, int(raw.is_cut))
    if token := letter_thread(mail):
        return "", receive_letter(token=token, mail=mail, dropped_attachments=dropped, now=now) is not None
    try:
        stored = receive_message(
            channel_id=channel.pk,
            from_address=mail.from_address,
            from_name=mail.from_name,
            subject=mail.subject,
            body=mail.body,
            header_message_id=mail.header_message_id,
            in_reply_to=mail.in_reply_to,
            references=mail.references,
            to_addresses=mail.to_addresses,
            dropped_attachments=dropped,
            now=now,
        )
    except Refused as refusal:
        return refusal.code[-40:], False
    except (ValueError, DataError):
        logger.exception("mail uid %s could not be stored", raw.uid)
        return "unreadable", False
    return "", stored is not None


def _readable(raw: RawMail) -> InboundMail | None:
    """Read a mail, or return None: whatever a stranger sends, the mails behind it must come in."""
    try:
        return read_mail(raw.content)
    except Exception:
        logger.exception("mail uid %s could not be read", raw.uid)
        return None
