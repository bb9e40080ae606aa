"""A search: what was asked, the documents worth ranking, their rank, and the words that show why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

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
# So many more of the ranked are read than are shown: what is newer moves up, and one place may hold several of them.
_READ_BESIDE = 9
_SHOWN = ("kind", "object_id", "place_kind", "place_id", "customer_id", "occurred_at", "title", "seg", "body")
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
    counts, census = _counts(asked), Census.objects.order_by("-pk").first()
    terms = chosen_terms(
        words=asked.every_word,
        grams=marked(asked.trigrams),
        counts=counts,
        documents=census.documents if census else 0,
    )
    worth_ranking = candidates(
        terms=terms, sight=sight.only(kind) if kind else sight, most=max(FEWEST_CANDIDATES, 2 * limit)
    )
    hits = Scorer(asked, _statistics(asked, counts, census)).rank(worth_ranking, count=limit + _READ_BESIDE)
    is_answered = any(len(hit.matched) == len(asked.words) for hit in hits)
    ranked = _newest_lifted([hit for hit in hits if hit.score > 0], now=now)
    shown = ranked[:limit] if kind else list(_one_a_place(ranked))[:limit]
    return Findings(
        found=tuple(_found(document, asked, extra) for document in shown),
        suggestion=_suggestion(typed, extra, () if is_answered else ranked),
    )


@lru_cache(maxsize=2)
def _synonyms(own: tuple[tuple[str, ...], ...], extra: tuple[str, ...]) -> Synonyms:
    """Return the product's synonyms and the firm's own; cutting them costs more than a search."""
    return Synonyms([*searching.default_groups(), *own], extra=extra)


def _counts(asked: Query) -> dict[str, int]:
    """Return in how many documents the terms of a question stand; one written statement, because every search asks."""
    terms = [*asked.every_word, *marked(asked.trigrams)]
    marks = ", ".join(["%s"] * len(terms))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, documents FROM search_termcount WHERE term IN ({marks})", terms)  # noqa: S608
        return dict(cursor.fetchall())


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


def _newest_lifted(hits: Sequence[Hit], *, now: datetime) -> list[Document]:
    """Return the documents of the best hits in order, once what is newer counts a little more."""
    recency = Recency(now=now)
    documents = Document.objects.only(*_SHOWN).in_bulk([int(hit.key) for hit in hits])
    scores = {int(hit.key): hit.score for hit in hits}
    return sorted(documents.values(), key=lambda one: (-scores[one.pk] * recency.lift(one.occurred_at), one.pk))


def _one_a_place(ranked: Sequence[Document]) -> Iterator[Document]:
    seen: set[tuple[str, int]] = set()
    for document in ranked:
        place = (document.place_kind, document.place_id)
        if place not in seen:
            seen.add(place)
            yield document


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


def _suggestion(typed: str, extra: tuple[str, ...], best: Sequence[Document]) -> str:
    """Return what may have been meant: words of the best documents, else the other keyboard; "" for what was typed."""
    known = {word for document in best[:_LEARNT_FROM] for word in document.seg.split()}
    words = [part for line in searching.seg(typed, extra=extra).split("\n") for part in (*line.split(" "), " ")]
    meant = respelled(words, known=known) if known else ""
    return meant or searching.layout_slip(typed, extra=extra) or ""
