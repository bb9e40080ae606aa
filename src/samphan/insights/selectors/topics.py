"""NPS answers with what their comment was about: what a score may hang on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from samphan.insights.selectors.answers import nps_signals
from samphan.signals.models import Signal

MEANT = {"positive": 1.0, "negative": -1.0}


@dataclass(frozen=True, kw_only=True)
class TopicAnswer:
    """One NPS answer; `topics` are (code, "positive" | "negative" | "neutral") as its comment was read."""

    signal_id: int
    answered_at: datetime
    branch_id: int | None
    score: int
    topics: tuple[tuple[str, str], ...]

    @property
    def meant(self) -> dict[str, float]:
        """Return how each topic that was spoken of well (1) or badly (-1) was; what was only named is not in it."""
        return {topic: MEANT[sentiment] for topic, sentiment in self.topics if sentiment in MEANT}


def topic_answers(*, since: datetime, until: datetime) -> list[TopicAnswer]:
    """Return the NPS answers of a stretch of time that came with a comment somebody has read, oldest first.

    Always in one order: samples drawn from them, and so the intervals on the page, must not change by themselves.
    """
    stretch = {"occurred_at__gte": since, "occurred_at__lt": until}
    in_order = ("occurred_at", "id")
    read: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    comments = Signal.objects.filter(type="text", **stretch).exclude(read_with="")
    columns = ("submission_kind", "submission_id", "topic_spans", "topics", "sentiment")
    told = comments.order_by(*in_order).values_list(*columns)
    for kind, submission_id, spans, topics, sentiment in told.iterator(chunk_size=5000):
        meant = {span["code"]: span.get("sentiment") or sentiment for span in spans if "code" in span}
        read[kind, submission_id] |= {topic: meant.get(topic, sentiment) for topic in topics}
    scores = (
        nps_signals()
        .filter(**stretch)
        .order_by(*in_order)
        .values_list("id", "occurred_at", "submission_kind", "submission_id", "branch_id", "score")
    )
    return [
        TopicAnswer(
            signal_id=signal_id,
            answered_at=answered_at,
            branch_id=branch_id,
            score=score,
            topics=tuple(sorted(read[kind, submission_id].items())),
        )
        for signal_id, answered_at, kind, submission_id, branch_id, score in scores.iterator(chunk_size=5000)
        if score is not None and (kind, submission_id) in read
    ]
