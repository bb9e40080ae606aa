"""Telling colleagues: a notice in the product at once, and one mail for all that came within half a minute."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, ngettext

from samphan.accounts.models import Organisation, User
from samphan.jobs.services import enqueue
from samphan.messaging.channels.protocol import OutboundMail
from samphan.messaging.models import Notice
from samphan.messaging.rules.notices import filled, path_of, sentence_of
from samphan.messaging.selectors import mail_domain
from samphan.messaging.services.channels import channel_for, transport_of

MAIL_NOTICES = "samphan.messaging.tasks.mail_user_notices"
GATHER = timedelta(seconds=30)
_MOST_IN_ONE_MAIL = 50


def notify_user(
    *,
    user_id: int,
    kind: str,
    subject_kind: str,
    subject_id: int,
    dedupe_key: str,
    now: datetime,
    data: Mapping[str, object] | None = None,
) -> None:
    """Tell a member of staff something once; the same key again does nothing.

    `data`: codes, titles, and a few words of a colleague to this one.
    """
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(
            dedupe_key=dedupe_key,
            defaults={
                "user_id": user_id,
                "kind": kind,
                "subject_kind": subject_kind,
                "subject_id": subject_id,
                "data": dict(data or {}),
                "created_at": now,
            },
        )
        if is_new:
            enqueue(
                task=MAIL_NOTICES,
                arguments={"user_id": user_id},
                now=now,
                due_at=now + GATHER,
                dedupe_key=f"notice:{notice.pk}",
            )


def read_notices(*, user_id: int, now: datetime, up_to_id: int) -> None:
    """Mark what a user has seen as read."""
    Notice.objects.filter(user_id=user_id, read_at=None, pk__lte=up_to_id).update(read_at=now)


def settle_notice(*, user_id: int, kind: str, subject_kind: str, subject_id: int, now: datetime) -> None:
    """Take what a user was told of something as read: it no longer holds, and is not mailed either."""
    told = Notice.objects.filter(user_id=user_id, kind=kind, subject_kind=subject_kind, subject_id=subject_id)
    told.filter(read_at=None).update(read_at=now)


def mail_notices(*, user_id: int, now: datetime) -> None:
    """Send one mail with every notice not mailed yet; what was read on screen meanwhile is left out."""
    pending = list(
        Notice.objects.filter(user_id=user_id, mailed_at=None, read_at=None).order_by("pk")[:_MOST_IN_ONE_MAIL]
    )
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if not pending or user is None:
        return
    channel = channel_for(kind=None)
    transport_of(channel).deliver(_digest(user, pending, now))
    Notice.objects.filter(pk__in=[notice.pk for notice in pending]).update(mailed_at=now)


def _digest(user: User, notices: list[Notice], now: datetime) -> OutboundMail:
    organisation = Organisation.objects.first()
    with translation.override(user.language):
        lines = [
            f"• {filled(gettext(sentence_of(notice.kind)), notice.data)}\n"
            f"  {settings.BASE_URL}{path_of(notice.subject_kind, notice.subject_id)}"
            for notice in notices
        ]
        subject = (
            filled(gettext(sentence_of(notices[0].kind)), notices[0].data)
            if len(notices) == 1
            else ngettext("%(count)s thing for you", "%(count)s things for you", len(notices)) % {"count": len(notices)}
        )
    ids = ",".join(str(notice.pk) for notice in notices)
    return OutboundMail(
        message_id=f"<notice.{hashlib.sha256(ids.encode()).hexdigest()[:24]}@{mail_domain()}>",
        from_name=organisation.name if organisation else "Samphan",
        from_address=settings.MAIL_FROM,
        to_address=user.email,
        subject=subject,
        body="\n\n".join(lines) + "\n",
        sent_at=now,
        is_automatic=True,
    )
