"""Taking answers in, and giving them back when an import is undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.kit.errors import N_, Refused
from samphan.signals.models import READING_COLUMNS, Signal
from samphan.signals.rules import Answer, Submission, problem_of

_ANSWER_COLUMNS = ("type", "scale", "score", "choices", "text", "source", "channel", "customer", "branch")
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
        update_fields=[*_ANSWER_COLUMNS, *READING_COLUMNS],  # a new text is an unread text
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


def erase_submissions(*, kind: str, ids: Sequence[int]) -> int:
    """Delete the signals of submissions that are being taken back (an import undone); return how many went."""
    deleted, _ = Signal.objects.filter(submission_kind=kind, submission_id__in=list(ids)).delete()
    return deleted
