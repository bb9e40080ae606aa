"""Texts by topic and tone: what the figure counts, and the rows behind each of its cells."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from samphan.insights.rules.tones import ALL_TEXTS, NO_TOPIC, TONES, ReadText, lines_of
from samphan.insights.selectors.rows import MOST_ROWS, ToldText
from samphan.signals.models import Correction, Signal, SignalType

_READING = ("topics", "topic_spans", "sentiment")


def read_texts(*, before: datetime, since: datetime, until: datetime) -> Iterator[ReadText]:
    """Yield every text that was read and lies in `before <= said < until`; those before `since` are the past."""
    corrected = Correction.objects.filter(signal=OuterRef("pk"), ended_at__isnull=True)
    columns = ("branch_id", "channel", "occurred_at", "read_with", "is_corrected", *_READING)
    rows = _texts(before, until).annotate(is_corrected=Exists(corrected)).values_list(*columns)
    for branch_id, channel, occurred_at, read_with, is_corrected, *reading in rows.iterator(chunk_size=5000):
        yield ReadText(
            branch_id=branch_id,
            channel=channel,
            is_before=occurred_at < since,
            read_with=read_with,
            is_corrected=is_corrected,
            tones=tuple(lines_of(*reading).items()),
        )


def texts_behind(
    *,
    topic: str,
    tone: str,
    since: datetime,
    until: datetime,
    branch_ids: Sequence[int] | None = None,
    channel: str = "",
    limit: int = MOST_ROWS,
) -> list[ToldText]:
    """Return the newest texts counted in one cell; an empty `tone` asks for all of the line that were understood."""
    rows = _on_line(_texts(since, until), topic).select_related("customer", "branch")
    if branch_ids is not None:
        rows = rows.filter(branch_id__in=branch_ids)
    if channel:
        rows = rows.filter(channel=channel)
    found: list[ToldText] = []
    for row in rows.order_by("-occurred_at", "-id").iterator(chunk_size=500):
        heard = lines_of(row.topics, row.topic_spans, row.sentiment).get(topic)
        if heard is not None and (heard == tone if tone else heard in TONES):
            found.append(ToldText(signal=row, tone=heard))
        if len(found) == limit:
            break
    return found


def _texts(since: datetime, until: datetime) -> QuerySet[Signal]:
    rows = Signal.objects.filter(type=SignalType.TEXT, occurred_at__gte=since, occurred_at__lt=until)
    return rows.exclude(read_with="").exclude(text="")


def _on_line(rows: QuerySet[Signal], topic: str) -> QuerySet[Signal]:
    """Keep what may be on a line; SQLite cannot ask whether a list holds a code, both can whether its text does."""
    if topic == ALL_TEXTS:
        return rows
    if topic == NO_TOPIC:
        return rows.filter(topics=[])
    return rows.alias(said=Cast("topics", TextField())).filter(said__contains=f'"{topic}"')
