"""A mail as bytes: headers that let replies find their way home and stop robots from answering robots."""

import hashlib
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from samphan.messaging.channels.protocol import DeliveryRefused, OutboundMail

# Ids and links are read by machines: folded between them, never inside and never as encoded words, as the standard
# policy does with everything longer than a line (Outlook's Message-IDs are).
_MACHINE_READ = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})


class _MailPolicy(EmailPolicy):
    def fold(self, name: str, value: str) -> str:
        if name.lower() in _MACHINE_READ:
            folded = "\r\n ".join(str(value).split())
            return f"{name}: {folded}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _MACHINE_READ:
            return self.fold(name, value).encode("ascii", errors="replace")
        return super().fold_binary(name, value)


_POLICY = _MailPolicy(linesep=SMTP.linesep)


def mail_bytes(mail: OutboundMail) -> bytes:
    """Return the mail as sent on the wire; equal input gives equal bytes, so that a retry is the same mail.

    Raises DeliveryRefused when it cannot be written at all: trying again would change nothing.
    """
    try:
        return composed(mail).as_bytes()
    except (ValueError, MessageError) as error:
        # An address or a name no header can carry; without its text, which may repeat the address.
        raise DeliveryRefused(type(error).__name__) from error


def composed(mail: OutboundMail) -> EmailMessage:
    """Return the mail with its headers; subject and body may be Thai."""
    made = EmailMessage(policy=_POLICY)
    made["Message-ID"] = mail.message_id
    made["Date"] = format_datetime(mail.sent_at)
    made["From"] = Address(display_name=mail.from_name, addr_spec=mail.from_address)
    made["To"] = Address(addr_spec=mail.to_address)
    made["Subject"] = " ".join(mail.subject.split())
    if mail.reply_to:
        made["Reply-To"] = Address(display_name=mail.from_name, addr_spec=mail.reply_to)
    if mail.in_reply_to:
        made["In-Reply-To"] = mail.in_reply_to
    if mail.references:
        made["References"] = " ".join(mail.references)
    if mail.is_automatic:
        made["Auto-Submitted"] = "auto-generated"
        made["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe_url:
        made["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(mail.body, charset="utf-8", cte="base64")
    if mail.html:
        _add_html(made, mail)
    return made


def _add_html(made: EmailMessage, mail: OutboundMail) -> None:
    """Add the HTML with its pictures; the boundaries come from the Message-ID, so that a retry is the same mail."""
    made.add_alternative(mail.html, subtype="html", charset="utf-8", cte="base64")
    for shown in list(made.iter_parts())[1:]:
        for picture in mail.pictures:
            shown.add_related(
                picture.content,
                maintype="image",
                subtype="png",
                cid=f"<{picture.name}>",
                disposition="inline",
                filename=f"{picture.name}.png",
            )
    mark = hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in made.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mark}_{number}")
