"""Reading texts and keeping what was understood: first readings, and again when another version reads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from samphan.jobs.services import enqueue
from samphan.signals.models import READING_COLUMNS, Correction, Reread, Signal, SignalType
from samphan.signals.rules import Submission, read_as, share_of_scale
from samphan.signals.rules.corrections import meant_by
from samphan.signals.selectors import StaleGroup, corrections_of, primary_rating, reading_setup, stale_groups
from samphan.signals.services.setup import current_reader

if TYPE_CHECKING:
    from samphan.language import Reader, Reading

_CHUNK = 500
_READ_NEW = "samphan.signals.tasks.read_new_texts"
_RUN_REREAD = "samphan.signals.tasks.run_reread"
# A reading again that has not finished by then was killed; a new one may be asked for.
_GIVEN_UP_AFTER = timedelta(hours=6)


@transaction.atomic
def read_submission(*, submission: Submission) -> None:
    """Read a submission's texts with the reader in force; texts it has read before are left alone."""
    found = Signal.objects.filter(submission_kind=submission.kind, submission_id=submission.id)
    rows = list(found.select_for_update(of=("self",)).order_by("id"))
    if not any(row.type == SignalType.TEXT for row in rows):
        return
    reader = current_reader()
    unread = [
        row
        for row in rows
        if row.type == SignalType.TEXT
        and row.read_with != reader.version_for(read_as(row.submission_kind, row.channel))
    ]
    _read_rows(reader, unread, {(submission.kind, submission.id): rows})


def read_stale(*, limit: int | None = None, reread_id: int | None = None) -> int:
    """Read what another version read, or nobody yet; return how many texts were read, `limit` at most.

    This is how a new version reaches old texts: in small transactions, so that nobody waits for it. With `reread_id`
    the progress is kept for whoever watches it.
    """
    current_reader()  # notes what its version is called
    done = 0
    for group in stale_groups(reading_setup().versions):
        while limit is None or done < limit:
            count = _read_group(group)
            if not count:
                break
            done += count
            if reread_id is not None:
                Reread.objects.filter(pk=reread_id).update(texts_done=done)
    return done


@transaction.atomic
def _read_group(group: StaleGroup) -> int:
    """Read the next texts of a group with the reader in force; return how many."""
    reader = current_reader()
    if group.read_with == reader.version_for(read_as(group.submission_kind, group.channel)):
        return 0
    stale = Signal.objects.filter(
        type=SignalType.TEXT,
        submission_kind=group.submission_kind,
        channel=group.channel,
        read_with=group.read_with,
    )
    rows = list(stale.select_for_update(of=("self",), skip_locked=True).order_by("id")[:_CHUNK])
    siblings: dict[tuple[str, int], list[Signal]] = {}
    ratings = Signal.objects.filter(
        type=SignalType.RATING,
        submission_kind__in={row.submission_kind for row in rows},
        submission_id__in=[row.submission_id for row in rows],
    )
    for row in ratings.order_by("id"):
        siblings.setdefault((row.submission_kind, row.submission_id), []).append(row)
    _read_rows(reader, rows, siblings)
    return len(rows)


def ask_for_reading(*, now: datetime) -> None:
    """Have what many brought at once read together and soon; text by text, as rules meet them, takes a hundredfold."""
    enqueue(task=_READ_NEW, arguments={}, now=now)


def request_reread(*, now: datetime) -> Reread:
    """Ask for what other versions read to be read again, in the background; one that runs is returned instead."""
    with transaction.atomic():
        Reread.objects.filter(is_running=True, asked_at__lt=now - _GIVEN_UP_AFTER).update(is_running=False)
        running = Reread.objects.select_for_update().filter(is_running=True).first()
        if running:
            return running
        total = sum(group.count for group in stale_groups(reading_setup().versions))
        asked = Reread.objects.create(asked_at=now, texts_total=total)
        enqueue(task=_RUN_REREAD, arguments={"reread_id": asked.pk}, now=now)
        return asked


def run_reread(*, reread_id: int, now: datetime) -> None:
    """Read again for somebody who watches."""
    asked = Reread.objects.filter(pk=reread_id)
    try:
        read_stale(reread_id=reread_id)
    except Exception:
        asked.update(is_running=False)  # whoever waits may ask again; the job itself is retried and then shown as dead
        raise
    asked.update(is_running=False, finished_at=now)


def _read_rows(reader: "Reader", rows: Sequence[Signal], siblings: Mapping[tuple[str, int], list[Signal]]) -> None:
    if not rows:
        return
    ratings = [primary_rating(siblings.get((row.submission_kind, row.submission_id), [])) for row in rows]
    put_readings(
        reader=reader,
        rows=rows,
        scores=[share_of_scale(rating.scale, rating.score) if rating else None for rating in ratings],
    )
    held = corrections_of(rows)
    for row in rows:
        settle(row, held.get(row.pk, {}).values())
    store_readings(rows)


def put_readings(*, reader: "Reader", rows: Sequence[Signal], scores: Sequence[float | None]) -> None:
    """Fill the rows with what the reader understands of their texts, unsaved; `scores` as shares of their scale."""
    readings = reader.read_many(
        [row.text for row in rows],
        channels=[read_as(row.submission_kind, row.channel) for row in rows],
        scores=scores,
    )
    for row, reading in zip(rows, readings, strict=True):
        _put(row, reading)
        settle(row, ())


def _put(row: Signal, reading: "Reading") -> None:
    row.read_with = reading.model_version
    row.language = reading.language
    row.probabilities = list(reading.probabilities)
    row.confidence = reading.confidence
    row.topic_spans = [
        {
            "code": topic.code,
            "sentiment": topic.sentiment,
            "spans": [list(span) for span in topic.spans],
            "whole": topic.is_whole,
            **({"branch": topic.branch} if topic.branch else {}),
            **({} if topic.confidence is None else {"confidence": topic.confidence}),
        }
        for topic in reading.topics
    ]
    row.urgency = reading.urgency
    row.urgency_rule = reading.urgency_rule
    row.urgency_spans = [list(span) for span in reading.urgency_spans]
    row.personal_spans = [[part.start, part.end, part.kind] for part in reading.personal]
    heard = (row.second_opinion or {}).get("probabilities")
    if heard and reading.probabilities:  # asked once, and paid for: it holds for as long as the words do
        row.probabilities, row.confidence = heard, max(heard)


def settle(row: Signal, corrections: Iterable[Correction]) -> None:
    """Let what people said stand over what the machine read, unsaved."""
    meant = meant_by(
        probabilities=row.probabilities,
        topic_spans=row.topic_spans,
        corrections={one.what: one.value for one in corrections},
    )
    row.sentiment, row.sentiment_score = meant.sentiment, meant.sentiment_score
    row.topics, row.topic_spans = list(meant.topics), meant.topic_spans


def store_readings(rows: Sequence[Signal]) -> None:
    """Save the readings of rows, one short statement each: one `UPDATE` of many cases costs ten times as much."""
    fields = [field for field in Signal._meta.concrete_fields if field.name in READING_COLUMNS]
    setting = ", ".join(f"{field.column} = %s" for field in fields)
    values = [
        (*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk) for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE signals_signal SET {setting} WHERE id = %s", values)  # noqa: S608 (our columns)
