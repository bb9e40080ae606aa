"""What analytics may read of surveys: one row a response. What was answered are rows of `signals`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from samphan.analytics.tables.declarations import Column, Kind, PersonalData, Table
from samphan.analytics.tables.exports import Export
from samphan.surveys.models import Response

RESPONSES = Table(
    "responses",
    (
        Column("id", Kind.ID),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE, is_nullable=True),
        Column("survey_code", Kind.CODE, is_nullable=True),
        Column("purpose", Kind.CODE, is_nullable=True),
        Column("invitation_id", Kind.ID, PersonalData.REFERENCE, is_nullable=True),
        Column("order_id", Kind.ID, PersonalData.REFERENCE, is_nullable=True),
        Column("branch_id", Kind.ID, is_nullable=True),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("answered_at", Kind.INSTANT, PersonalData.BEHAVIOUR),
        Column("finished_at", Kind.INSTANT, PersonalData.BEHAVIOUR, is_nullable=True),
        Column("source", Kind.CODE),
        Column("channel", Kind.CODE),
        Column("wants_contact", Kind.FLAG, PersonalData.OPINION),
    ),
)


def response_rows(start: datetime, end: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the responses given from one instant up to another, oldest first."""
    responses = Response.objects.filter(answered_at__gte=start, answered_at__lt=end).order_by("answered_at", "id")
    columns = (
        *(
            "id",
            "customer_id",
            "survey__code",
            "survey__purpose",
            "invitation_id",
            "order_id",
            "branch_id",
            "answered_at",
            "finished_at",
        ),
        *("source", "channel", "wants_contact"),
    )
    yield from responses.values_list(*columns).iterator(chunk_size=5000)


def response_marks(zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield counts and sums of each day's responses that differ when a response does."""
    content = (Coalesce("customer_id", 0) * 31 + Coalesce("order_id", 0) * 17) % 16_777_213
    by_day = Response.objects.annotate(on=TruncDate("answered_at", tzinfo=zone)).order_by()
    groups = by_day.values_list(
        "on", "survey__code", "survey__purpose", "branch_id", "source", "channel", "wants_contact"
    )
    finished = Count("id", filter=Q(finished_at__isnull=False))
    yield from groups.annotate(
        Count("id"), Sum("id"), finished=finished, mixed=Sum((F("id") % 65_521 + 1) * content)
    ).iterator()


EXPORTS = (Export(table=RESPONSES, at="answered_at", rows=response_rows, marks=response_marks),)
