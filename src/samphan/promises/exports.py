"""What analytics may read of promises: each broken one, with the customer it was broken to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce, TruncDate

from samphan.analytics.tables.declarations import Column, Kind, PersonalData, Table
from samphan.analytics.tables.exports import Export
from samphan.promises.models import Clock

BROKEN_PROMISES = Table(
    "broken_promises",
    (
        Column("id", Kind.ID),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE, is_nullable=True),
        Column("branch_id", Kind.ID, is_nullable=True),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("breached_at", Kind.INSTANT, PersonalData.BEHAVIOUR),
        Column("metric", Kind.CODE),
        Column("state", Kind.CODE),
        Column("work_kind", Kind.CODE),
        Column("work_id", Kind.ID, PersonalData.REFERENCE),
    ),
)


def broken_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the promises whose due time passed from one instant up to another, oldest first."""
    clocks = Clock.objects.filter(breached_at__gte=start, breached_at__lt=end).order_by("breached_at", "id")
    columns = ("id", "customer_id", "branch_id", "breached_at", "metric", "state", "work_kind", "work_id")
    yield from clocks.values_list(*columns).iterator(chunk_size=5000)


def broken_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's broken promises that differ when one, its end or its customer does."""
    content = (Coalesce("customer_id", 0) * 31 + F("work_id")) % 16_777_213
    broken = Clock.objects.filter(breached_at__isnull=False)
    groups = (
        broken.annotate(on=TruncDate("breached_at", tzinfo=zone)).order_by().values_list("on", "branch_id", "state")
    )
    yield from groups.annotate(Count("id"), Sum("id"), mixed=Sum((F("id") % 65_521 + 1) * content)).iterator()


EXPORTS = (Export(table=BROKEN_PROMISES, at="breached_at", rows=broken_rows, marks=broken_marks),)
