"""A mail to a colleague that is worth a mail of its own, such as the weekly one."""

import hashlib
from datetime import datetime

from django.conf import settings

from samphan.accounts.models import Organisation, User
from samphan.messaging.channels.protocol import InlinePicture, OutboundMail
from samphan.messaging.models import Notice
from samphan.messaging.selectors import mail_domain
from samphan.messaging.services.channels import channel_for, transport_of


def mail_colleague(
    *,
    user_id: int,
    kind: str,
    dedupe_key: str,
    subject: str,
    body: str,
    now: datetime,
    html: str = "",
    pictures: tuple[InlinePicture, ...] = (),
    unsubscribe_url: str = "",
) -> bool:
    """Send a mail once; the same key again sends nothing. Returns whether it was sent now.

    Raises DeliveryFailed while another attempt makes sense, and ChannelNotUsable; tried again it is the same mail. That
    it was sent is kept as a notice that is read already: the mail itself is what there is to read.
    """
    kept, _created = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "user_id": user_id,
            "kind": kind,
            "subject_kind": "user",
            "subject_id": user_id,
            "created_at": now,
            "read_at": now,
        },
    )
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if kept.mailed_at is not None or user is None:
        return False
    organisation = Organisation.objects.first()
    mail = OutboundMail(
        message_id=f"<{kind}.{hashlib.sha256(dedupe_key.encode()).hexdigest()[:24]}@{mail_domain()}>",
        from_name=organisation.name if organisation else "Samphan",
        from_address=settings.MAIL_FROM,
        to_address=user.email,
        subject=subject,
        body=body,
        html=html,
        pictures=pictures,
        sent_at=kept.created_at,
        is_automatic=True,
        unsubscribe_url=unsubscribe_url,
    )
    transport_of(channel_for(kind=None)).deliver(mail)
    Notice.objects.filter(pk=kept.pk).update(mailed_at=now)
    return True
