"""What is read of readings: corrections that hold, texts to be judged, what is in force, what is still to be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from samphan import language
from samphan.language.sentiment import card
from samphan.signals.models import Correction, FirmModel, ReadingSetup, Reread, Signal, SignalType, TaxonomyEdition
from samphan.signals.rules import read_as
from samphan.signals.rules.calibration import Bin, Reliability, of_bins, reliability
from samphan.signals.rules.corrections import SENTIMENT, Drawn, machine_label, text_key, topics_said
from samphan.signals.rules.queue import Candidate, to_judge

_ONLY_ROW = 1
# Texts the queue chooses from: the newest say what customers write now.
_JUDGED_SINCE = timedelta(days=90)
_CANDIDATES = 400


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A text somebody judged: its words, its kind of talk, how people say it is meant and what they say it is about."""

    signal_id: int
    text: str
    talk: str
    sentiment: str
    topics: tuple[str, ...]
    is_held_out: bool


@dataclass(frozen=True, kw_only=True)
class StaleGroup:
    """Texts of one kind and channel that one other version read ("": nobody yet), and how many."""

    submission_kind: str
    channel: str
    read_with: str
    count: int


def reading_setup() -> ReadingSetup:
    """Return what is in force; the defaults where nothing was ever changed."""
    return ReadingSetup.objects.select_related("taxonomy").filter(pk=_ONLY_ROW).first() or ReadingSetup(
        pk=_ONLY_ROW, stamp=""
    )


def topic_data() -> dict[str, dict[str, Any]]:
    """Return the words topics are found by, as a person edits them: the firm's newest edition, else ours."""
    edition = reading_setup().taxonomy
    return edition.topics if edition is not None else language.default_taxonomy().to_data()


def topic_codes() -> list[str]:
    """Return the codes of the topics in force, in order."""
    return list(topic_data())


def find_signal(*, signal_id: int) -> Signal | None:
    """Return a signal with a text, or None."""
    return Signal.objects.filter(pk=signal_id, type=SignalType.TEXT).first()


def corrections_of(signals: Iterable[Signal]) -> dict[int, dict[str, Correction]]:
    """Return what people said of these texts and still holds, by signal and by what it is about; one query."""
    keys = {row.pk: text_key(row.text) for row in signals if row.type == SignalType.TEXT}
    found: dict[int, dict[str, Correction]] = {}
    rows = Correction.objects.filter(signal_id__in=keys, ended_at__isnull=True).select_related("made_by")
    for row in rows.order_by("pk"):
        if row.text_key == keys[row.signal_id]:  # said of the words that stand there now
            found.setdefault(row.signal_id, {})[row.what] = row
    return found


def judged_texts(*, about_topics: bool) -> list[Judged]:
    """Return every text judged about its sentiment, or about a topic, whose words still stand, oldest judgement first.

    Who corrected one topic of a text saw all of them: those of the newest correction are what people say, with whatever
    else still holds over them. Topics the machine found since are nobody's judgement.
    """
    held = Correction.objects.filter(ended_at__isnull=True).select_related("signal").order_by("pk")
    held = held.exclude(what=SENTIMENT) if about_topics else held.filter(what=SENTIMENT)
    found: dict[int, Judged] = {}
    said: dict[int, dict[str, str]] = {}
    for one in held:
        row = one.signal
        if one.text_key == text_key(row.text):
            said.setdefault(row.pk, {})[one.what] = one.value
            found[row.pk] = Judged(
                signal_id=row.pk,
                text=row.text,
                talk=read_as(row.submission_kind, row.channel),
                sentiment=row.sentiment,
                topics=topics_said(one.topics_seen, said[row.pk]),
                is_held_out=one.is_held_out,
            )
    return list(found.values())


def checking_queue(*, count: int, now: datetime) -> list[tuple[Signal, Drawn]]:
    """Return texts worth a person's judgement, each with how it was drawn; four queries. The same all day long."""
    texts = _unjudged().filter(occurred_at__gte=now - _JUDGED_SINCE)
    unsure = texts.order_by("confidence", "id").values_list("id", "probabilities")[:_CANDIDATES]
    newest = texts.order_by("-occurred_at", "-id").values_list("id", "probabilities")[:_CANDIDATES]
    asked = to_judge(
        unsure=[Candidate(signal_id=number, probabilities=shares) for number, shares in unsure],
        lot=[Candidate(signal_id=number, probabilities=shares) for number, shares in newest],
        count=count,
        seed=now.toordinal(),
    )
    rows = Signal.objects.in_bulk([number for number, _ in asked])
    return [(rows[number], drawn) for number, drawn in asked if number in rows]


def _unjudged() -> QuerySet[Signal]:
    judged = Correction.objects.filter(signal=OuterRef("pk"), what=SENTIMENT, ended_at__isnull=True)
    return Signal.objects.filter(type=SignalType.TEXT, confidence__isnull=False).exclude(Exists(judged))


def checked_reliability() -> Reliability:
    """Return how sure readings are beside how often they are right, on the texts that were drawn by lot and judged.

    Those alone are a fair picture: what people correct by themselves is mostly what was wrong.
    """
    rows = Correction.objects.filter(what=SENTIMENT, drawn="lot", ended_at__isnull=True)
    judged = rows.filter(signal__confidence__isnull=False).select_related("signal")
    return reliability(
        (row.signal.confidence or 0.0, machine_label(row.signal.probabilities) == row.value)
        for row in judged
        if row.text_key == text_key(row.signal.text)
    )


def shipped_reliability() -> Reliability:
    """Return the same of the model as shipped, on public Thai texts it had not seen."""
    points = card.shipped_reliability()["th"]
    return of_bins(Bin(confidence=sure, right=right, n=n) for sure, right, n in points)


def correction_counts() -> dict[str, int]:
    """Return how many corrections hold: about the sentiment, about topics, drawn by lot."""
    held = Correction.objects.filter(ended_at__isnull=True)
    by = dict(held.values_list("drawn").annotate(Count("pk")).order_by())
    sentiment = held.filter(what=SENTIMENT).count()
    return {"sentiment": sentiment, "topics": sum(by.values()) - sentiment, "lot": by.get("lot", 0)}


def firm_models(*, limit: int = 20) -> list[FirmModel]:
    """Return the versions learnt from the firm's corrections, the newest first, without their weights."""
    return list(FirmModel.objects.defer("body").order_by("-made_at", "-pk")[:limit])


def taxonomy_editions(*, limit: int = 10) -> Sequence[TaxonomyEdition]:
    """Return the newest editions of the firm's topics with who made them."""
    return list(TaxonomyEdition.objects.select_related("made_by").order_by("-number")[:limit])


def stale_groups(versions: Mapping[str, str]) -> list[StaleGroup]:
    """Return the texts that another version read than the one for their kind of talk in `versions`, in groups."""
    groups = Signal.objects.filter(type=SignalType.TEXT).order_by("submission_kind", "channel", "read_with")
    counted = groups.values_list("submission_kind", "channel", "read_with").annotate(n=Count("pk"))
    return [
        StaleGroup(submission_kind=kind, channel=channel, read_with=read_with, count=n)
        for kind, channel, read_with, n in counted
        if read_with != versions.get(read_as(kind, channel), versions.get("", ""))
    ]


def read_counts() -> dict[str, int]:
    """Return how many texts each version has read; "" counts those nobody has read yet."""
    texts = Signal.objects.filter(type=SignalType.TEXT).order_by("read_with")
    return dict(texts.values_list("read_with").annotate(Count("pk")))


def running_reread() -> Reread | None:
    """Return the reading again that is under way, or None."""
    return Reread.objects.filter(is_running=True).first()


def second_opinion_count() -> int:
    """Return how many texts a language model had a say about."""
    return Signal.objects.filter(type=SignalType.TEXT, second_opinion__isnull=False).count()
