"""A search: what was asked, the documents worth ranking, their rank, and the words that show why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from samphan.language import searching
from samphan.language.searching import Hit, Query, Recency, Scorer, Statistics, Synonyms
from samphan.search.models import Census, Document
from samphan.search.rules.cutting import marked
from samphan.search.rules.excerpts import Span, excerpt, telling_place, window
from samphan.search.rules.sight import Sight
from samphan.search.rules.spelling import respelled
from samphan.search.rules.terms import FEWEST_CANDIDATES, chosen_terms
from samphan.search.selectors.candidates import candidates
from samphan.search.selectors.vocabulary import own_vocabulary

LONGEST_QUESTION = 200
_COUNTS = """
SELECT term, documents, NULL, NULL FROM search_termcount WHERE term {any_of}
UNION ALL SELECT NULL, documents, mean_words, mean_characters FROM (
SELECT documents, mean_words, mean_characters FROM search_census ORDER BY id DESC LIMIT 1
) AS newest"""
_DOCUMENTS = """
SELECT id, kind, object_id, place_kind, place_id, customer_id, occurred_at, title, body
FROM search_document WHERE id {any_of}"""
# What may have been meant stands in one of the best.
_LEARNT_FROM = 10
# Before anything was counted every term is as rare as the next.
_NO_CENSUS = Census(documents=1, mean_words=20, mean_characters=100)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One document found: what it is, where it is read, and the pieces of its text that were asked for.

    The spans are of `title` and `excerpt`, sorted and apart.
    """

    kind: str
    object_id: int
    place_kind: str
    place_id: int
    customer_id: int | None
    occurred_at: datetime
    title: str
    title_spans: tuple[Span, ...]
    excerpt: str
    excerpt_spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The answer to a search: documents, best first, and what may have been meant instead ("": what was typed)."""

    found: tuple[Found, ...] = ()
    suggestion: str = ""


def search(*, query: str, sight: Sight, now: datetime, kind: str = "", limit: int = 20) -> Findings:
    """Return the documents that answer a question best, of those the reader may find; `kind` narrows to one kind.

    Words count by how rare they are, in any order; a slip of the finger still finds, by three characters in a row.
    What is newer counts a little more. Without a `kind`, what is read in one place is named once.
    """
    typed = query.replace("\x00", "")[:LONGEST_QUESTION]
    extra, own = own_vocabulary()
    asked = searching.parse(typed, synonyms=_synonyms(own, extra), extra=extra)
    if not asked.words:
        return Findings()
    counts, census = _counts(asked)
    terms = chosen_terms(
        words=asked.every_word,
        grams=marked(asked.trigrams),
        counts=counts,
        documents=census.documents if census else 0,
    )
    worth_ranking = candidates(
        terms=terms, sight=sight.only(kind) if kind else sight, most=max(FEWEST_CANDIDATES, 2 * limit)
    )
    scorer = Scorer(asked, _statistics(asked, counts, census), recency=Recency(now=now))
    ranked = [hit for hit in scorer.rank(worth_ranking, count=len(worth_ranking)) if hit.score > 0]
    shown = ranked[:limit] if kind else list(_one_a_place(ranked))[:limit]
    is_answered = any(len(hit.matched) == len(asked.words) for hit in ranked)
    texts = {candidate.key: candidate.seg for candidate in worth_ranking}
    best = () if is_answered else [texts[hit.key] for hit in ranked[:_LEARNT_FROM]]
    return Findings(
        found=tuple(_found(document, asked, extra) for document in _documents(shown)),
        suggestion=_suggestion(typed, extra, best),
    )


@lru_cache(maxsize=2)
def _synonyms(own: tuple[tuple[str, ...], ...], extra: tuple[str, ...]) -> Synonyms:
    """Return the product's synonyms and the firm's own; cutting them costs more than a search."""
    return Synonyms([*searching.default_groups(), *own], extra=extra)


def _counts(asked: Query) -> tuple[dict[str, int], Census | None]:
    """Return in how many documents the terms of a question stand, and what the newest census says of all documents.

    One written statement, because every search asks.
    """
    terms = [*asked.every_word, *marked(asked.trigrams)]
    with connection.cursor() as cursor:
        cursor.execute(*_asking(_COUNTS, terms))
        rows = cursor.fetchall()
    counts = {term: documents for term, documents, _, _ in rows if term is not None}
    census = next(
        (
            Census(documents=documents, mean_words=words, mean_characters=characters)
            for term, documents, words, characters in rows
            if term is None
        ),
        None,
    )
    return counts, census


def _asking(statement: str, values: Sequence[object]) -> tuple[str, list[Any]]:
    """Return a statement about any of the values; on PostgreSQL its text stays the same, so that it is planned once."""
    if connection.vendor == "postgresql":
        return statement.format(any_of="= ANY(%s)"), [list(values)]
    return statement.format(any_of=f"IN ({', '.join(['%s'] * len(values))})"), list(values)


def _statistics(asked: Query, counts: Mapping[str, int], census: Census | None) -> Statistics:
    """Return what is known of the question's terms; a word nobody counted yet is in one document, a gram in none."""
    known = census or _NO_CENSUS
    grams = zip(asked.trigrams, marked(asked.trigrams), strict=True)
    return Statistics(
        documents=known.documents,
        average_words=known.mean_words,
        average_characters=known.mean_characters,
        word_frequency={word: counts.get(word, 1) for word in asked.every_word},
        trigram_frequency={gram: counts.get(stored, 0 if census else 1) for gram, stored in grams},
    )


def _documents(hits: Sequence[Hit]) -> list[Document]:
    """Return the documents of these hits, in their order."""
    if not hits:
        return []
    rows = Document.objects.raw(*_asking(_DOCUMENTS, [int(hit.key) for hit in hits]))
    found = {document.pk: document for document in rows}
    return [found[int(hit.key)] for hit in hits if int(hit.key) in found]


def _one_a_place(ranked: Sequence[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in ranked:
        if hit.group not in seen:
            seen.add(hit.group)
            yield hit


def _found(document: Document, asked: Query, extra: tuple[str, ...]) -> Found:
    start, end = window(document.body, telling_place(document.body, asked.every_word))
    marks = searching.highlights(document.body[start:end], asked, extra=extra)
    piece, spans = excerpt(document.body, [(a + start, b + start) for a, b in marks])
    return Found(
        kind=document.kind,
        object_id=document.object_id,
        place_kind=document.place_kind,
        place_id=document.place_id,
        customer_id=document.customer_id,
        occurred_at=document.occurred_at,
        title=document.title,
        title_spans=searching.highlights(document.title, asked, extra=extra),
        excerpt=piece,
        excerpt_spans=spans,
    )


def _suggestion(typed: str, extra: tuple[str, ...], best: Sequence[str]) -> str:
    """Return what may have been meant: words of the best texts, else the other keyboard; "" for what was typed."""
    known = {word for segmented in best for word in segmented.split()}
    words = [part for line in searching.seg(typed, extra=extra).split("\n") for part in (*line.split(" "), " ")]
    meant = respelled(words, known=known) if known else ""
    return meant or searching.layout_slip(typed, extra=extra) or ""
