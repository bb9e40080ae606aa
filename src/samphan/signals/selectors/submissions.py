import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from samphan.querying import compiled
from samphan.signals.models import Signal, SignalType
from samphan.signals.rules import CONTACT_FIELD, Submission, category_of, highest_unhappy

# A submission with several ratings is judged by the one that asks about the relationship first.
_SCALE_ORDER = {"nps": 0, "stars": 1, "csat": 2}
_RATING, _TEXT = SignalType.RATING.value, SignalType.TEXT.value
# Of one submission so many fields, more or less.
_FIELDS = 8
# A question wants an answer: it weighs more than a remark.
_WORST_FIRST = ("negative", "question", "neutral", "positive", "unknown")


class Heard(NamedTuple):
    """Of one answered field what `facts_of` looks at: a million of these are read in the time of a tenth as signals."""

    pk: int
    submission_id: int
    field: str
    type: str
    scale: str
    score: int | None
    text: str
    source: str
    channel: str
    customer_id: int | None
    branch_id: int | None
    language: str
    sentiment: str
    sentiment_score: float | None
    urgency: int
    urgency_rule: str
    choices: list[str]
    topics: list[str]
    occurred_at: datetime


S = TypeVar("S", Signal, Heard)
# The columns read as the text they are: most rows say what the one before said, and Django would parse each.
_AS_TEXT = Heard._fields[-3:]  # choices, topics, occurred_at
_submission_id = itemgetter(Heard._fields.index("submission_id"))


def submission_signals(*, submission: Submission) -> list[Signal]:
    """Return the answered fields of a submission, in the order they were answered."""
    return list(Signal.objects.filter(submission_kind=submission.kind, submission_id=submission.id).order_by("id"))


def signals_of(*, kind: str, ids: Iterable[int]) -> dict[int, list[Signal]]:
    """Return the signals of many submissions of one kind, in one query, by submission id."""
    found: dict[int, list[Signal]] = {}
    for row in _signals_of(kind=kind, ids=list(ids)):
        found.setdefault(row.submission_id, []).append(row)
    return found


@compiled
def _signals_of(*, kind: str, ids: Sequence[int]) -> QuerySet[Signal]:
    return Signal.objects.filter(submission_kind=kind, submission_id__in=ids).order_by("id")


def newest_submissions(*, kinds: Collection[str], limit: int) -> list[list[Signal]]:
    """Return the signals of the submissions heard last, newest first; a few queries, however many there are.

    A submission of very many fields may leave fewer than `limit`: only the newest fields are looked at.
    """
    newest = Signal.objects.filter(submission_kind__in=list(kinds)).order_by("-id")[: limit * _FIELDS]
    keys = list(dict.fromkeys((row.submission_kind, row.submission_id) for row in newest))[:limit]
    found = {kind: signals_of(kind=kind, ids=[number for of, number in keys if of == kind]) for kind, _ in keys}
    return [found[kind][number] for kind, number in keys]


@compiled
def recent_ratings(*, customer_id: int, limit: int) -> QuerySet[Signal]:
    """Return a customer's newest scores, with scale and time only, newest first: how they feel now and felt before."""
    ratings = Signal.objects.filter(customer_id=customer_id, type=SignalType.RATING, score__isnull=False)
    return ratings.only("score", "scale", "occurred_at").order_by("-occurred_at", "-id")[:limit]


def primary_rating(signals: Iterable[S]) -> S | None:
    """Return the rating a submission is judged by: NPS, then stars, then CSAT; None when nothing was rated."""
    ratings = [s for s in signals if s.type == _RATING and s.score is not None]
    if len(ratings) == 1:
        return ratings[0]
    return min(ratings, key=lambda s: _SCALE_ORDER.get(s.scale, 9), default=None)


def submission_facts(*, submission: Submission) -> dict[str, object]:
    """Return what rules may ask about a submission; see `facts_of` for the names."""
    return facts_of(submission_signals(submission=submission))


def facts_of(signals: Sequence[S]) -> dict[str, object]:
    """Return the facts of one submission's signals.

    score, scale, category (promoter, passive, detractor, none), sentiment (the worst of its texts; "" when not read
    yet), sentiment_score, topics, reasons (codes the customer chose), urgency 0-3, urgency_rule, language, channel,
    source, branch_id, customer_id, has_text, wants_contact, occurred_at, signal_id (of the first answered field).
    """
    rating = primary_rating(signals)
    texts = [s for s in signals if s.type == _TEXT and s.text]
    chosen = [s for s in signals if s.choices]
    worst = urgent = longest = texts[0] if texts else None
    if len(texts) > 1:  # rare, and a count over the past looks at a million
        worst = min(texts, key=lambda s: (_rank(s.sentiment), s.sentiment_score or 0.0))
        urgent = max(texts, key=lambda s: s.urgency)
        longest = max(texts, key=lambda s: len(s.text))
    any_signal = signals[0] if signals else None
    return {
        "score": rating.score if rating else None,
        "scale": rating.scale if rating else "",
        "category": category_of(rating.scale, rating.score) if rating else "none",
        "sentiment": worst.sentiment if worst else "",
        "sentiment_score": worst.sentiment_score if worst else None,
        "topics": sorted({code for s in texts for code in s.topics}),
        "reasons": sorted({c for s in chosen if s.field != CONTACT_FIELD for c in s.choices}),
        "urgency": urgent.urgency if urgent else 0,
        "urgency_rule": urgent.urgency_rule if urgent else "",
        "language": longest.language if longest else "",
        "channel": any_signal.channel if any_signal else "",
        "source": any_signal.source if any_signal else "",
        "branch_id": any_signal.branch_id if any_signal else None,
        "customer_id": any_signal.customer_id if any_signal else None,
        "has_text": bool(texts),
        "wants_contact": any(s.field == CONTACT_FIELD and "yes" in s.choices for s in chosen),
        "occurred_at": any_signal.occurred_at if any_signal else None,
        "signal_id": any_signal.pk if any_signal else None,
    }


def _rank(sentiment: str) -> int:
    return _WORST_FIRST.index(sentiment) if sentiment in _WORST_FIRST else len(_WORST_FIRST)


def past_submissions(
    *, kinds: Sequence[str], since: datetime, until: datetime, after: Submission | None = None, rows: int = 20_000
) -> Iterator[list[tuple[Submission, dict[str, object]]]]:
    """Yield a period's submissions with their facts, a page at a time: what a rule is tried on before it is used.

    They come kind by kind in the order given, then by id. `after` goes on behind a submission, so that a long count
    can stop and resume. A page holds `rows` answered fields, and at least one submission.
    """
    begun = kinds.index(after.kind) if after else 0
    for kind in kinds[begun:]:
        last = after.id if after and after.kind == kind else None
        while page := _page_of(kind, last, since=since, until=until, rows=rows):
            yield page
            last = page[-1][0].id


def _heard(row: tuple[Any, ...]) -> Heard:
    choices, topics, occurred_at = row[-3:]
    return Heard._make(row[:-3] + (_list(choices), _list(topics), _instant(occurred_at)))  # noqa: RUF005 (half the time)


@lru_cache(maxsize=4096)
def _list(text: str) -> list[str]:
    """Return a stored list; most say the same few words, and nobody who reads facts changes one."""
    found: list[str] = json.loads(text)
    return found


@lru_cache(maxsize=4096)
def _instant(text: str) -> datetime:
    """Return a stored instant; the fields of one submission share theirs. SQLite's text is UTC and does not say so."""
    return datetime.fromisoformat(text if "+" in text else f"{text}+00:00")


def count_submissions(*, kinds: Collection[str], since: datetime, until: datetime) -> int:
    """Return how many submissions a period has."""
    return _within(kinds, since, until).values("submission_kind", "submission_id").distinct().count()


def has_more_answers(*, than: int, kinds: Collection[str], since: datetime, until: datetime) -> bool:
    """Return whether a period has more than so many answered fields; no more than those are looked at."""
    return len(_within(kinds, since, until).values_list("pk")[: than + 1]) > than


def _within(kinds: Collection[str], since: datetime, until: datetime) -> QuerySet[Signal]:
    return Signal.objects.filter(submission_kind__in=list(kinds), occurred_at__gte=since, occurred_at__lt=until)


def _page_of(
    kind: str, last: int | None, *, since: datetime, until: datetime, rows: int
) -> list[tuple[Submission, dict[str, object]]]:
    inside = _within([kind], since, until)
    later = inside if last is None else inside.filter(submission_id__gt=last)
    plain = {f"{name}_text": Cast(name, TextField()) for name in _AS_TEXT}
    columns = [f"{name}_text" if name in _AS_TEXT else name for name in Heard._fields]
    found = later.order_by("submission_id", "id").annotate(**plain).values_list(*columns)[:rows]
    answers = list(found.iterator(chunk_size=rows))
    groups = [(number, list(group)) for number, group in groupby(answers, key=_submission_id)]
    if len(answers) == rows and len(groups) > 1:
        groups.pop()  # it may have more fields than fitted
    return [(Submission(kind, number), facts_of([_heard(row) for row in group])) for number, group in groups]


def last_unhappy_at(*, customer_ids: Iterable[int], since: datetime) -> dict[int, datetime]:
    """Return when each customer was last heard unhappy (a detractor's score or a negative text) since then."""
    rows = (
        Signal.objects.filter(_is_unhappy(), customer_id__in=list(customer_ids), occurred_at__gte=since)
        .values_list("customer_id")
        .annotate(last_at=Max("occurred_at"))
    )
    return dict(rows)


def unhappy_before(*, signal_ids: Iterable[int], since: datetime) -> dict[int, datetime]:
    """Return when the customer of each of these signals was last heard unhappy before it, by signal, if ever since."""
    found = _last_unhappy(signal_ids=list(signal_ids), since=since)
    return {signal_id: _instant(last_at) for signal_id, last_at in found if last_at is not None}


@compiled
def _last_unhappy(*, signal_ids: Sequence[int], since: datetime) -> QuerySet[Signal, tuple[int, str | None]]:
    earlier = Signal.objects.filter(
        _is_unhappy(),
        customer_id=OuterRef("customer_id"),
        occurred_at__lt=OuterRef("occurred_at"),
        occurred_at__gte=since,
    )
    last = Subquery(earlier.order_by("-occurred_at").values("occurred_at")[:1])
    # Nothing is asked of it in the database, which would look for it twice.
    rows = Signal.objects.filter(pk__in=signal_ids, customer_id__isnull=False).annotate(last_at=Cast(last, TextField()))
    return rows.values_list("pk", "last_at")


def _is_unhappy() -> Q:
    unhappy = Q(sentiment="negative")
    for scale in _SCALE_ORDER:
        unhappy |= Q(scale=scale, score__lte=highest_unhappy(scale))
    return unhappy
