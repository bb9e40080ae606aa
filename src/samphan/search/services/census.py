"""Counting in how many documents each term stands: done now and then, because a rank hardly moves with it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction

from samphan.search.models import Census, TermCount

_COUNTS = {
    "sqlite": "SELECT term, doc FROM search_vocabulary",
    "postgresql": "SELECT word, ndoc FROM ts_stat('SELECT terms FROM search_document')",
}
# Words are what spaces and line breaks separate; characters are counted without the spaces between words.
_LENGTHS = """
SELECT COUNT(*), AVG(LENGTH(seg) - LENGTH(REPLACE(REPLACE(seg, ' ', ''), {line_break}, '')) + 1),
  AVG(LENGTH(REPLACE(seg, ' ', ''))) FROM search_document"""
_LINE_BREAK = {"sqlite": "CHAR(10)", "postgresql": "CHR(10)"}
_ENOUGH_NEWS = 0.05
_OLDEST = timedelta(days=1)
_BATCH = 2000


def take_census_if_due(*, now: datetime) -> bool:
    """Count when documents have come or gone by a twentieth, or a day has passed; say whether it was due."""
    last = Census.objects.order_by("-pk").first()
    if last is not None and last.counted_at > now - _OLDEST:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM search_document")
            present = int(cursor.fetchone()[0])
        if abs(present - last.documents) <= _ENOUGH_NEWS * last.documents:
            return False
    take_census(now=now)
    return True


def take_census(*, now: datetime) -> Census:
    """Count every term and keep what changed since the last time; a search meanwhile sees the one count or the other.

    The counting itself holds no lock on the tables it writes: on SQLite nobody has to wait for it.
    """
    counts: dict[str, int] = dict(_rows(_COUNTS[connection.vendor]))
    total, words, characters = next(_rows(_LENGTHS.format(line_break=_LINE_BREAK[connection.vendor])))
    with transaction.atomic():
        known = dict(TermCount.objects.values_list("term", "documents"))
        changed = (TermCount(term=term, documents=n) for term, n in counts.items() if known.get(term) != n)
        while batch := list(islice(changed, _BATCH)):
            TermCount.objects.bulk_create(
                batch, update_conflicts=True, unique_fields=["term"], update_fields=["documents"]
            )
        gone = iter(known.keys() - counts.keys())
        while terms := list(islice(gone, _BATCH)):
            TermCount.objects.filter(term__in=terms).delete()
        Census.objects.all().delete()
        return Census.objects.create(
            documents=total, mean_words=words or 0, mean_characters=characters or 0, counted_at=now
        )


def _rows(statement: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_BATCH):
            yield from rows
