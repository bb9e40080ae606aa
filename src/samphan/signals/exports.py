"""What analytics may read of signals: scores, codes and the reading of each answered field, without its words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce, TruncDate

from samphan.analytics.tables.declarations import Column, Kind, PersonalData, Table
from samphan.analytics.tables.exports import Export
from samphan.signals.models import Signal

SIGNALS = Table(
    "signals",
    (
        Column("id", Kind.ID),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE, is_nullable=True),
        Column("submission_kind", Kind.CODE),
        Column("submission_id", Kind.ID, PersonalData.REFERENCE),
        Column("branch_id", Kind.ID, is_nullable=True),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("occurred_at", Kind.INSTANT, PersonalData.BEHAVIOUR),
        Column("field", Kind.CODE),
        Column("type", Kind.CODE),
        Column("scale", Kind.CODE),
        Column("score", Kind.INTEGER, PersonalData.OPINION, unit="points of the scale", is_nullable=True),
        Column("choices", Kind.CODES, PersonalData.OPINION),
        Column("source", Kind.CODE),
        Column("channel", Kind.CODE),
        Column("language", Kind.CODE),
        Column("sentiment", Kind.CODE, PersonalData.OPINION),
        Column("sentiment_score", Kind.SHARE, PersonalData.OPINION, is_nullable=True),
        Column("topics", Kind.CODES, PersonalData.OPINION),
        Column("urgency", Kind.INTEGER, PersonalData.OPINION),
        Column("read_with", Kind.CODE),
    ),
)


def signal_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the signals of one instant up to another, oldest first."""
    signals = Signal.objects.filter(occurred_at__gte=start, occurred_at__lt=end).order_by("occurred_at", "id")
    columns = (
        *("id", "customer_id", "submission_kind", "submission_id", "branch_id", "occurred_at", "field", "type"),
        *("scale", "score", "choices", "source", "channel", "language", "sentiment", "sentiment_score", "topics"),
        *("urgency", "read_with"),
    )
    yield from signals.values_list(*columns).iterator(chunk_size=5000)


def signal_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's signals that differ when a score, a customer or a reading does.

    Topics are grouped by, because a reader may change them and leave everything else as it was.
    """
    content = (Coalesce("customer_id", 0) * 31 + Coalesce("score", 0) * 17 + F("urgency")) % 16_777_213
    by_day = Signal.objects.annotate(on=TruncDate("occurred_at", tzinfo=zone)).order_by()
    groups = by_day.values_list("on", "branch_id", "scale", "read_with", "sentiment", "topics")
    yield from groups.annotate(
        Count("id"), Sum("id"), Count("score"), mixed=Sum((F("id") % 65_521 + 1) * content)
    ).iterator()


EXPORTS = (Export(table=SIGNALS, at="occurred_at", rows=signal_rows, marks=signal_marks),)
