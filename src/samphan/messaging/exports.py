"""What analytics may read of messages: who wrote when, for what purpose and how it fared; no word, no address."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from samphan.analytics.tables.declarations import Column, Kind, PersonalData, Table
from samphan.analytics.tables.exports import Export
from samphan.messaging.models import Message

MESSAGES = Table(
    "messages",
    (
        Column("id", Kind.ID),
        Column("conversation_id", Kind.ID, PersonalData.REFERENCE),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("created_at", Kind.INSTANT, PersonalData.BEHAVIOUR),
        Column("sent_at", Kind.INSTANT, PersonalData.BEHAVIOUR, is_nullable=True),
        Column("channel", Kind.CODE),
        Column("direction", Kind.CODE),
        Column("author_kind", Kind.CODE),
        Column("author_id", Kind.ID, PersonalData.REFERENCE, is_nullable=True),
        Column("purpose", Kind.CODE),
        Column("state", Kind.CODE),
        Column("reason", Kind.CODE),
        Column("attempts", Kind.INTEGER),
    ),
)


def message_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the messages written from one instant up to another, oldest first."""
    messages = Message.objects.filter(created_at__gte=start, created_at__lt=end).order_by("created_at", "id")
    columns = (
        *("id", "conversation_id", "conversation__customer_id", "created_at", "sent_at", "conversation__channel__kind"),
        *("direction", "author_kind", "author_id", "purpose", "state", "reason", "attempts"),
    )
    yield from messages.values_list(*columns).iterator(chunk_size=5000)


def message_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's messages that differ when one was sent, refused, or changed hands."""
    content = (F("conversation__customer_id") * 31 + F("attempts")) % 16_777_213
    by_day = Message.objects.annotate(on=TruncDate("created_at", tzinfo=zone)).order_by()
    groups = by_day.values_list("on", "state", "reason")
    sent = Count("id", filter=Q(sent_at__isnull=False))
    yield from groups.annotate(
        Count("id"), Sum("id"), sent=sent, mixed=Sum((F("id") % 65_521 + 1) * content)
    ).iterator()


EXPORTS = (Export(table=MESSAGES, at="created_at", rows=message_rows, marks=message_marks),)
