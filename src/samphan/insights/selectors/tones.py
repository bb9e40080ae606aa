"""Texts by topic and tone: what the figure counts, and the rows behind each of its cells."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from samphan.insights.rules.tones import ALL_TEXTS, NO_TOPIC, TONES, ReadText, lines_of
from samphan.insights.selectors.paging import Rows
from samphan.insights.selectors.rows import ToldText
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
) -> Rows[ToldText]:
    """Return the texts counted in one cell, the newest first.

    An empty `tone` asks for all of the line that were understood.
    """
    rows = _on_line(_texts(since, until), topic)
    if branch_ids is not None:
        rows = rows.filter(branch_id__in=branch_ids)
    if channel:
        rows = rows.filter(channel=channel)

    def read(skip: int, size: int) -> tuple[list[ToldText], int]:
        # Which text is in the cell its own reading says: all are looked at, and only those of the page are fetched.
        found = []
        for signal_id, *reading in rows.order_by("-occurred_at", "-id").values_list("id", *_READING).iterator(5000):
            heard = lines_of(*reading).get(topic)
            if heard is not None and (heard == tone if tone else heard in TONES):
                found.append((signal_id, heard))
        page = dict(found[skip : skip + size])
        signals = Signal.objects.select_related("customer", "branch").in_bulk(list(page))
        return [ToldText(signal=signals[key], tone=heard) for key, heard in page.items()], len(found)

    return Rows(read)


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
