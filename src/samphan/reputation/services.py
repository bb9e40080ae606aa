from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.eventlog import services as eventlog
from samphan.eventlog.events import SYSTEM, Actor
from samphan.kit.errors import N_, Refused
from samphan.reputation.events import ReviewRecorded
from samphan.reputation.models import Review
from samphan.signals import services as signals
from samphan.signals.rules import Answer, Submission, category_of, comment, rating

KIND = "review"
IMPORT = Actor(kind="import")
_CHUNK = 500


class EmptyReview(Refused):
    code = "reputation.review.empty"
    message = N_("A review needs stars or a text.")


class ReviewNameless(Refused):
    code = "reputation.review.nameless"
    message = N_("A review needs its source and the reference the source calls it by.")


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """One review as a file, an API or a generator gives it; `source` and `external_ref` name it for ever."""

    source: str
    external_ref: str
    stars: int | None
    text: str
    posted_at: datetime
    author_name: str = ""
    url: str = ""
    customer_id: int | None = None
    branch_id: int | None = None
    batch_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """What a bulk write did: the ids it made, and how many rows were there already."""

    created_ids: tuple[int, ...]
    known_count: int


def record_review(
    *,
    source: str,
    external_ref: str,
    stars: int | None,
    text: str,
    posted_at: datetime,
    now: datetime,
    author_name: str = "",
    url: str = "",
    customer_id: int | None = None,
    branch_id: int | None = None,
    batch_id: int | None = None,
    actor: Actor = SYSTEM,
) -> Review:
    """Store a public review; the same `source` and `external_ref` again returns the stored one."""
    row = ReviewRow(
        source=source,
        external_ref=external_ref,
        stars=stars,
        text=text,
        posted_at=posted_at,
        author_name=author_name,
        url=url,
        customer_id=customer_id,
        branch_id=branch_id,
        batch_id=batch_id,
    )
    record_reviews(rows=[row], now=now, actor=actor)
    return Review.objects.get(source=source, external_ref=external_ref)


@transaction.atomic
def record_reviews(
    *, rows: Sequence[ReviewRow], now: datetime, actor: Actor = IMPORT, deliver: bool = True
) -> BulkResult:
    """Store a chunk of reviews in few statements; known ones are counted and left alone.

    Events carry the time of posting; with `deliver=False` nothing reacts to them.
    """
    wanted: dict[tuple[str, str], tuple[ReviewRow, list[Answer]]] = {}
    for row in rows:
        wanted.setdefault((row.source, row.external_ref), (row, _answers(row)))
    for key in _stored_keys(wanted):
        del wanted[key]
    made = [_review(row, now) for row, _ in wanted.values()]
    # A twin import that inserts a key between the look and here makes the database refuse the chunk: nothing of it is
    # written, and running it again finds the key.
    Review.objects.bulk_create(made, batch_size=_CHUNK)
    stored = list(zip(made, wanted.values(), strict=True))
    signals.store_submissions(
        submissions=[
            signals.AnsweredSubmission(
                submission=Submission(kind=KIND, id=review.pk),
                answers=answers,
                source=row.source,
                # What somebody says without stars was no review when it was written: it reads like talk among people.
                channel="review" if row.stars is not None else "social",
                customer_id=row.customer_id,
                branch_id=row.branch_id,
                occurred_at=row.posted_at,
            )
            for review, (row, answers) in stored
        ]
    )
    eventlog.record_many(
        events=[_event(review, row) for review, (row, _) in stored],
        occurred_at=[row.posted_at for _, (row, _) in stored],
        actor=actor,
        deliver=deliver,
    )
    return BulkResult(created_ids=tuple(r.pk for r in made), known_count=len(rows) - len(made))


def _answers(row: ReviewRow) -> list[Answer]:
    if not row.source or not row.external_ref:
        raise ReviewNameless
    answers = [rating("stars", "stars", row.stars)] if row.stars is not None else []
    if row.text.strip():
        answers.append(comment("review", row.text))
    if not answers:
        raise EmptyReview
    signals.check_answers(answers)
    return answers


def _stored_keys(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    by_source: dict[str, list[str]] = {}
    for source, external_ref in keys:
        by_source.setdefault(source, []).append(external_ref)
    found: list[tuple[str, str]] = []
    for source, refs in by_source.items():
        stored = Review.objects.filter(source=source, external_ref__in=refs).values_list("external_ref", flat=True)
        found += [(source, ref) for ref in stored]
    return found


def _review(row: ReviewRow, now: datetime) -> Review:
    return Review(
        source=row.source,
        external_ref=row.external_ref,
        author_name=row.author_name,
        url=row.url,
        customer_id=row.customer_id,
        branch_id=row.branch_id,
        posted_at=row.posted_at,
        import_batch_id=row.batch_id,
        created_at=now,
    )


def _event(review: Review, row: ReviewRow) -> ReviewRecorded:
    return ReviewRecorded(
        subject_id=review.pk,
        customer_id=row.customer_id,
        branch_id=row.branch_id,
        source=row.source,
        score=row.stars,
        category=category_of("stars", row.stars),
        has_text=bool(row.text.strip()),
    )


@transaction.atomic
def erase_import_batch(*, batch_id: int) -> int:
    """Take back the reviews an import made, with their signals; return how many went."""
    ids = list(Review.objects.filter(import_batch_id=batch_id).values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        signals.erase_submissions(kind=KIND, ids=chunk)
        Review.objects.filter(pk__in=chunk).delete()
    return len(ids)
