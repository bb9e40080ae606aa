"""Finding the right article among 10,000 Thai documents: our score beside what databases do by themselves.

R@3 is the share of questions whose article is among the first three documents. The product's own search, on SQLite and
PostgreSQL, is measured by its own part on the same documents (`bench.iapp`); here is the score alone, in memory.
SAMPHAN_TEST_DATABASE_URL names a PostgreSQL server for the row of ts_rank.
"""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psycopg

from bench.iapp import Corpus, Question, corpus, mistyped, questions
from bench.measured import Row
from samphan.language.searching import Candidate, MemoryIndex, Scorer, layout_slip, parse, seg, to_latin

_CANDIDATES = 200
Search = Callable[[str], list[str]]  # a question to the groups of the first three documents


def rows(data: Path) -> Iterator[Row]:
    """Yield recall and cost of the score, then of the baselines."""
    documents, asked = corpus(data), questions(data, "test")
    slipped = mistyped(asked)
    start = time.process_time()
    index = MemoryIndex(documents.texts, groups=documents.groups)
    yield Row(name="index 10,000 documents, CPU s", value=time.process_time() - start, limit=10, at_least=False)
    ours = _in_memory(index)
    yield Row(name="R@3, clean", value=_recall(ours, asked)[0], limit=0.91, note=f"{len(asked)} questions")
    recall, seconds = _recall(ours, slipped)
    yield Row(name="R@3, mistyped", value=recall, limit=0.86, note="one edit in 15 characters")
    yield Row(name="CPU ms a question, in memory", value=seconds * 1000, limit=5, at_least=False)
    yield from _re_ranked(index, documents, asked, slipped)
    yield from _layout(asked)
    yield from _baselines(index, documents, asked, slipped)


def _recall(search: Search, asked: Sequence[Question]) -> tuple[float, float]:
    """Return R@3 and the CPU seconds a question."""
    start = time.process_time()
    found = sum(one.group in search(one.text) for one in asked)
    return found / len(asked), (time.process_time() - start) / len(asked)


def _in_memory(index: MemoryIndex) -> Search:
    return lambda text: [hit.group for hit in index.search(index.parse(text), count=3)]


def _re_ranked(
    index: MemoryIndex, documents: Corpus, asked: Sequence[Question], slipped: Sequence[Question]
) -> Iterator[Row]:
    """Yield what the pure-Python scorer makes of 200 candidates, as a database would hand them over."""
    segmented = [seg(text) for text in documents.texts]
    spent = [0.0, 0.0]

    def search(text: str) -> list[str]:
        query = index.parse(text)
        # By words and trigrams, as the product asks its database.
        hits = index.search(query, count=_CANDIDATES)
        found = [Candidate(key=hit.key, seg=segmented[int(hit.key)], group=hit.group) for hit in hits]
        statistics = index.statistics(query)
        start = time.process_time()
        best = Scorer(query, statistics).rank(found, count=3)
        spent[0] += time.process_time() - start
        spent[1] += 1
        return [hit.group for hit in best]

    yield Row(name="R@3, 200 candidates re-ranked, clean", value=_recall(search, asked)[0], limit=0.91)
    yield Row(name="R@3, 200 candidates re-ranked, mistyped", value=_recall(search, slipped)[0], limit=0.86)
    yield Row(name="CPU ms to re-rank 200 candidates", value=1000 * spent[0] / spent[1], limit=10, at_least=False)


def _layout(asked: Sequence[Question]) -> Iterator[Row]:
    thai = [one.text for one in asked if not re.search("[A-Za-z]", one.text)]
    back = sum(layout_slip(to_latin(text)) == text for text in thai) / len(thai)
    wrong = sum(layout_slip(one.text) is not None for one in asked) / len(asked)
    yield Row(
        name="typed on the English layout, repaired", value=back, limit=0.8, note=f"{len(thai)} questions in Thai"
    )
    yield Row(name="repaired although nothing was wrong", value=wrong, limit=0.01, at_least=False)


def _baselines(
    index: MemoryIndex, documents: Corpus, asked: Sequence[Question], slipped: Sequence[Question]
) -> Iterator[Row]:
    def words_only(text: str) -> list[str]:
        return [hit.group for hit in index.search(replace(index.parse(text), trigrams=()), count=3)]

    named: list[tuple[str, Search]] = [("BM25 of words", words_only), ("SQLite FTS5, raw text", _raw_fts5(documents))]
    for name, search in named:
        yield Row(name=f"baseline R@3, clean: {name}", value=_recall(search, asked)[0])
        yield Row(name=f"baseline R@3, mistyped: {name}", value=_recall(search, slipped)[0])
    url = os.environ.get("SAMPHAN_TEST_DATABASE_URL")
    if url:
        with psycopg.connect(url, dbname="postgres") as connection:  # the one that every server has
            search = _ts_rank(connection, documents)
            yield Row(name="baseline R@3, clean: PostgreSQL ts_rank of words", value=_recall(search, asked)[0])
            yield Row(name="baseline R@3, mistyped: PostgreSQL ts_rank of words", value=_recall(search, slipped)[0])


def _raw_fts5(documents: Corpus) -> Search:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE raw USING fts5(text)")
    connection.executemany("INSERT INTO raw(rowid, text) VALUES (?, ?)", enumerate(documents.texts))

    def search(text: str) -> list[str]:
        asked = " OR ".join(f'"{part}"' for part in re.findall("[\\w\u0e31-\u0e4e]+", text))
        ranked = "SELECT rowid FROM raw WHERE raw MATCH ? ORDER BY rank LIMIT 3"
        return [documents.groups[at] for (at,) in connection.execute(ranked, (asked,))] if asked else []

    return search


def _ts_rank(connection: psycopg.Connection, documents: Corpus) -> Search:
    connection.execute("CREATE TEMPORARY TABLE segmented (at int, words tsvector)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO segmented VALUES (%s, to_tsvector('simple', %s))",
            [(at, seg(text)) for at, text in enumerate(documents.texts)],
        )
    connection.execute("CREATE INDEX ON segmented USING gin (words)")

    def search(text: str) -> list[str]:
        asked = " | ".join(f"'{word}'" for word in parse(text).words)
        ranked = (
            "SELECT at FROM segmented, to_tsquery('simple', %s) asked WHERE words @@ asked "
            "ORDER BY ts_rank(words, asked) DESC LIMIT 3"
        )
        return [documents.groups[at] for (at,) in connection.execute(ranked, (asked,))] if asked else []

    return search
