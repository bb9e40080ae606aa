"""The few documents worth ranking: those holding the rarest terms of a question, among what the reader may find."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from samphan.language.searching import Candidate
from samphan.search.rules.sight import Sight
from samphan.search.rules.terms import MOST_OF_A_TERM, Weighted

# Of each term the newest documents, whose weights are added up. `id + 0` keeps PostgreSQL from walking through all
# documents, newest first, in the hope of meeting the term soon.
_POSTGRESQL = """
SELECT best.id, seg, title_seg, occurred_at, place_kind, place_id FROM (
SELECT holding.id FROM unnest(%s::text[], %s::float8[]) AS asked (term, weight)
CROSS JOIN LATERAL (
  SELECT d.id FROM search_document d WHERE d.terms @@ asked.term::tsquery AND {sight}
  ORDER BY d.id + 0 DESC LIMIT {each}
) AS holding
GROUP BY holding.id ORDER BY SUM(weight) DESC, holding.id DESC LIMIT {most}
) AS best JOIN search_document ON search_document.id = best.id"""
_SQLITE = """
SELECT best.id, seg, title_seg, occurred_at, place_kind, place_id FROM (
SELECT id FROM ({holding}) GROUP BY id ORDER BY SUM(weight) DESC, id DESC LIMIT {most}
) AS best CROSS JOIN search_document ON search_document.id = best.id"""
_SQLITE_HOLDING = """
SELECT * FROM (
  SELECT d.id AS id, %s AS weight FROM search_index JOIN search_document d ON d.id = search_index.rowid
  WHERE search_index MATCH %s AND {sight} ORDER BY search_index.rowid DESC LIMIT {each}
)"""


def candidates(*, terms: Sequence[Weighted], sight: Sight, most: int) -> list[Candidate]:
    """Return the `most` documents that hold most of the terms' weight, of those a reader may find, in no order.

    The `group` of each is the place where it is read.

    What the reader may not find is left out here, before anything is counted or ranked.
    """
    if not terms or not sight.kinds:
        return []
    sql, parameters = (_postgresql if connection.vendor == "postgresql" else _sqlite)(terms, sight, most)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [
            Candidate(key=str(pk), seg=seg, title_seg=title_seg, at=_moment(at), group=f"{place_kind}:{place_id}")
            for pk, seg, title_seg, at, place_kind, place_id in cursor.fetchall()
        ]


def _moment(stored: datetime) -> datetime:
    """Return a time as a written statement brings it: SQLite keeps it in UTC without saying so."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def _postgresql(terms: Sequence[Weighted], sight: Sight, most: int) -> tuple[str, list[Any]]:
    allowed, values = _allowed(sight)
    quoted = ["'{}'".format(one.term.replace("\\", "\\\\").replace("'", "''")) for one in terms]
    sql = _POSTGRESQL.format(sight=allowed, each=MOST_OF_A_TERM, most=most)
    return sql, [quoted, [one.weight for one in terms], *values]


def _sqlite(terms: Sequence[Weighted], sight: Sight, most: int) -> tuple[str, list[Any]]:
    """Return a statement whose text says only how many terms there are, so that SQLite plans it once for each."""
    allowed, values = _allowed(sight)
    holding = _SQLITE_HOLDING.format(sight=allowed, each=MOST_OF_A_TERM)
    quoted = [(one.weight, '"{}"'.format(one.term.replace('"', '""'))) for one in terms]
    parameters = [value for weight, term in quoted for value in (weight, term, *values)]
    return _SQLITE.format(holding=" UNION ALL ".join([holding] * len(terms)), most=most), parameters


def _allowed(sight: Sight) -> tuple[str, list[Any]]:
    """Return the condition of a sight, and its values."""
    kinds = sorted(sight.kinds)
    condition = f"d.kind IN ({', '.join(['%s'] * len(kinds))})"
    if sight.branch_ids is None:
        return condition, [*kinds]
    branches = sorted(sight.branch_ids)
    near = f"d.branch_id IN ({', '.join(['%s'] * len(branches))})" if branches else "FALSE"
    return f"{condition} AND (d.branch_id IS NULL OR {near})", [*kinds, *branches]
