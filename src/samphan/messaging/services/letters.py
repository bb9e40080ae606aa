"""Letters: mail to somebody who is asked about a customer's matter, and their answers; no customer is written to.

They pass no gate, because the gate protects customers. What comes back is known by the plus-address or by the letter
it answers, before anything else is made of it: an answer of a department must never open a customer's conversation.
"""

from datetime import datetime
from email.utils import parseaddr

from django.db import IntegrityError, transaction

from samphan.accounts.models import Organisation
from samphan.customers.rules.contacts import normalise_email
from samphan.eventlog.services import record
from samphan.jobs.services import enqueue
from samphan.kit.ids import new_token
from samphan.messaging.channels.protocol import DeliveryFailed, DeliveryRefused, InboundMail, OutboundMail
from samphan.messaging.events import LetterReceived
from samphan.messaging.models import DeliveryState, Direction, Letter
from samphan.messaging.rules.threading import message_ids, plus_token
from samphan.messaging.selectors import mail_domain, sender_address
from samphan.messaging.services.channels import channel_for, transport_of

DELIVER_LETTER = "samphan.messaging.tasks.deliver_letter"
MAX_LETTER_ATTEMPTS = 8
_LONGEST_ID = 255


def send_letter(*, token: str, address: str, subject: str, body: str, now: datetime) -> Letter:
    """Store a letter of a thread and queue it. `token` names the thread; the caller keeps it. Raises for no address."""
    with transaction.atomic():
        answered = Letter.objects.filter(token=token, direction=Direction.IN).order_by("-pk").first()
        letter = Letter.objects.create(
            token=token,
            direction=Direction.OUT,
            address=normalise_email(address),
            subject=" ".join(subject.split())[:200],
            body=body,
            state=DeliveryState.QUEUED,
            header_message_id=f"<{token}.{new_token(n_bytes=9)}@{mail_domain()}>",
            in_reply_to=answered.header_message_id if answered else "",
            created_at=now,
        )
        enqueue(
            task=DELIVER_LETTER, arguments={"letter_id": letter.pk}, now=now, dedupe_key=f"deliver-letter:{letter.pk}"
        )
    return letter


def deliver_letter(*, letter_id: int, now: datetime) -> None:
    """Hand one letter over. Raises DeliveryFailed while another attempt makes sense.

    Every attempt is the same mail with the same Message-ID, so that one handed over twice is read once.
    """
    letter = Letter.objects.filter(pk=letter_id, state=DeliveryState.QUEUED).first()
    if letter is None:
        return
    try:
        transport_of(channel_for(kind=None)).deliver(_mail(letter))
    except DeliveryFailed as error:
        letter.attempts += 1
        is_last = isinstance(error, DeliveryRefused) or letter.attempts >= MAX_LETTER_ATTEMPTS
        letter.error, letter.state = str(error)[:300], DeliveryState.FAILED if is_last else DeliveryState.QUEUED
        letter.save(update_fields=["attempts", "error", "state"])
        if is_last:
            return
        raise
    Letter.objects.filter(pk=letter_id).update(state=DeliveryState.SENT, sent_at=now, error="")


def letter_thread(mail: InboundMail) -> str:
    """Return the token of the letters a mail answers, "" when it answers none."""
    token = plus_token(list(mail.to_addresses))
    if token and Letter.objects.filter(token=token).exists():
        return token
    ids = message_ids(f"{mail.references} {mail.in_reply_to}")[-50:]
    answered = Letter.objects.filter(header_message_id__in=ids).order_by("-pk").values_list("token", flat=True)
    return answered.first() or "" if ids else ""


def receive_letter(*, token: str, mail: InboundMail, dropped_attachments: int, now: datetime) -> Letter | None:
    """Store what was answered to a letter, and say so; None when this mail is stored already."""
    message_id = mail.header_message_id.strip()[:_LONGEST_ID] or f"<{new_token(n_bytes=18)}@posted.invalid>"
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                token=token,
                direction=Direction.IN,
                address=parseaddr(mail.from_address)[1][:254] or mail.from_address[:254],
                from_name=" ".join(mail.from_name.split())[:120],
                subject=" ".join(mail.subject.split())[:200],
                body=mail.body.replace("\x00", "").strip(),
                state=DeliveryState.RECEIVED,
                header_message_id=message_id,
                in_reply_to=next(iter(message_ids(mail.in_reply_to)), "")[:_LONGEST_ID],
                dropped_attachments=dropped_attachments,
                created_at=now,
            )
            record(event=LetterReceived(subject_id=letter.pk), now=now)
    except IntegrityError:
        if Letter.objects.filter(header_message_id=message_id).exists():
            return None
        raise
    return letter


def _mail(letter: Letter) -> OutboundMail:
    channel = channel_for(kind=None)
    sender = sender_address(channel)
    name, _, host = sender.partition("@")
    firm = Organisation.objects.first()
    is_answer = bool(letter.in_reply_to) and not letter.subject.lower().startswith("re:")
    return OutboundMail(
        message_id=letter.header_message_id,
        from_name=firm.name if firm else "Samphan",
        from_address=sender,
        reply_to=f"{name}+{letter.token}@{host}",
        to_address=letter.address,
        subject=f"Re: {letter.subject}" if is_answer else letter.subject,
        body=letter.body,
        sent_at=letter.created_at,
        in_reply_to=letter.in_reply_to,
        references=(letter.in_reply_to,) if letter.in_reply_to else (),
    )
