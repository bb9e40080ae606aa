from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.kit.errors import N_, Refused
from samphan.language import MODEL_VERSION, read
from samphan.signals.models import Signal, SignalType
from samphan.signals.rules import Answer, Submission, problem_of, share_of_scale
from samphan.signals.selectors import primary_rating

_ANSWER_COLUMNS = ("type", "scale", "score", "choices", "text", "source", "channel", "customer", "branch")
_READING_COLUMNS = (
    "read_with", "language", "sentiment", "sentiment_score", "topics", "topic_spans", "urgency", "urgency_rule",
)  # fmt: skip
_CHUNK = 500


class InvalidAnswer(Refused):
    code = "signals.answer.invalid"
    message = N_("The answer to “{field}” cannot be stored: check its {problem}.")


@dataclass(frozen=True, kw_only=True)
class AnsweredSubmission:
    """One submission with its answers, as a bulk writer hands it over."""

    submission: Submission
    answers: Sequence[Answer]
    source: str
    channel: str
    customer_id: int | None
    branch_id: int | None
    occurred_at: datetime


def check_answers(answers: Iterable[Answer]) -> None:
    """Refuse the first answer that cannot be stored, naming its field; nothing is written."""
    for answer in answers:
        problem = problem_of(answer)
        if problem is not None:
            raise InvalidAnswer(field=answer.field[:40], problem=problem)


def store_answers(
    *,
    submission: Submission,
    answers: Sequence[Answer],
    source: str,
    channel: str,
    customer_id: int | None,
    branch_id: int | None,
    occurred_at: datetime,
) -> None:
    """Store a submission's answers as signals, one row a field; a field answered again keeps the last answer.

    Texts are read later, by the first reaction, so that taking an answer in stays short.
    """
    store_submissions(
        submissions=[
            AnsweredSubmission(
                submission=submission,
                answers=answers,
                source=source,
                channel=channel,
                customer_id=customer_id,
                branch_id=branch_id,
                occurred_at=occurred_at,
            )
        ]
    )


@transaction.atomic
def store_submissions(*, submissions: Sequence[AnsweredSubmission]) -> None:
    """Store many submissions' answers in few statements; the rules are those of `store_answers`."""
    for entry in submissions:
        check_answers(entry.answers)
    rows = [_signal(entry, answer) for entry in submissions for answer in entry.answers]
    Signal.objects.bulk_create(
        rows,
        batch_size=_CHUNK,
        update_conflicts=True,
        unique_fields=["submission_kind", "submission_id", "field"],
        update_fields=[*_ANSWER_COLUMNS, *_READING_COLUMNS],  # a new text is an unread text
    )


def _signal(entry: AnsweredSubmission, answer: Answer) -> Signal:
    return Signal(
        submission_kind=entry.submission.kind,
        submission_id=entry.submission.id,
        field=answer.field,
        type=answer.type,
        scale=answer.scale,
        score=answer.score,
        choices=list(answer.choices),
        text=answer.text,
        source=entry.source,
        channel=entry.channel,
        customer_id=entry.customer_id,
        branch_id=entry.branch_id,
        occurred_at=entry.occurred_at,
    )


@transaction.atomic
def read_submission(*, submission: Submission) -> None:
    """Read a submission's texts with the current model; texts it has read before are left alone."""
    rows = list(Signal.objects.filter(submission_kind=submission.kind, submission_id=submission.id).order_by("id"))
    _read_rows([row for row in rows if _is_unread(row)], {(submission.kind, submission.id): rows})


@transaction.atomic
def read_submissions_after(*, after_id: int, limit: int = _CHUNK) -> int | None:
    """Read the next texts the current model has not read; return the id to go on from, or None when all are read.

    This is how a new model reaches old texts: small transactions, so that nobody waits for it.
    """
    unread = list(
        Signal.objects.filter(type=SignalType.TEXT, id__gt=after_id)
        .exclude(read_with=MODEL_VERSION)
        .order_by("id")[:limit]
    )
    if not unread:
        return None
    siblings: dict[tuple[str, int], list[Signal]] = {}
    kinds = {row.submission_kind for row in unread}
    ids = [row.submission_id for row in unread]
    ratings = Signal.objects.filter(type=SignalType.RATING, submission_kind__in=kinds, submission_id__in=ids)
    for row in ratings.order_by("id"):
        siblings.setdefault((row.submission_kind, row.submission_id), []).append(row)
    _read_rows(unread, siblings)
    return unread[-1].pk


def _is_unread(row: Signal) -> bool:
    return row.type == SignalType.TEXT and row.read_with != MODEL_VERSION


def _read_rows(rows: Sequence[Signal], siblings: dict[tuple[str, int], list[Signal]]) -> None:
    for row in rows:
        rating = primary_rating(siblings.get((row.submission_kind, row.submission_id), []))
        score = share_of_scale(rating.scale, rating.score) if rating else None
        reading = read(row.text, channel=row.channel, score=score)
        row.read_with = reading.model_version
        row.language = reading.language
        row.sentiment = reading.sentiment
        row.sentiment_score = reading.sentiment_score
        row.topics = [topic.code for topic in reading.topics]
        row.topic_spans = [
            {"code": t.code, "sentiment": t.sentiment, "spans": [list(s) for s in t.spans]} for t in reading.topics
        ]
        row.urgency = reading.urgency
        row.urgency_rule = reading.urgency_rule
    Signal.objects.bulk_update(rows, list(_READING_COLUMNS), batch_size=_CHUNK)


def erase_submissions(*, kind: str, ids: Sequence[int]) -> int:
    """Delete the signals of submissions that are being taken back (an import undone); return how many went."""
    deleted, _ = Signal.objects.filter(submission_kind=kind, submission_id__in=list(ids)).delete()
    return deleted
