"""What the firm's corrections teach, every night: learnt, judged on corrections kept aside, put in force or not."""

from collections.abc import Sequence
from datetime import datetime

from samphan import language
from samphan.language.labels import LABELS
from samphan.signals.models import FirmModel, FirmModelKind
from samphan.signals.rules.learning import Judged as Score
from samphan.signals.rules.learning import is_worth_learning, must_go_back, verdict_on
from samphan.signals.selectors import Judged, judged_texts
from samphan.signals.services.priors import update_priors
from samphan.signals.services.setup import current_reader, learnt
from samphan.signals.services.versions import active_version, keep_version, newest_version, roll_back

_REASONS = {"activate": "better", "keep": "not_better", "too_few": "too_few"}


def learn_nightly(*, now: datetime) -> None:
    """Move the priors of kinds of talk, and learn from corrections where enough new ones came."""
    update_priors(now=now)
    learn_sentiment(now=now)
    learn_topics(now=now)


def learn_sentiment(*, now: datetime) -> FirmModel | None:
    """Take the version in force back when it does harm; else learn a new one when there is enough to learn from.

    Returns the version that was made or taken back, None where nothing was to do.
    """
    lessons, aside = _split(judged_texts(about_topics=False))
    reader = current_reader()
    bare = reader.taught(residual=None, head=reader.head)
    present, without = _sentiment_score(reader, aside), _sentiment_score(bare, aside)
    active = active_version(FirmModelKind.SENTIMENT)
    if active is not None and must_go_back(present=present, without=without):
        return roll_back(kind=FirmModelKind.SENTIMENT, now=now, reason="worse_than_none")
    if not is_worth_learning(known=len(lessons), learnt_from=_learnt_from(FirmModelKind.SENTIMENT)):
        return None
    texts, talks = [one.text for one in lessons], [one.talk for one in lessons]
    made = language.Residual.fit(
        texts,
        [LABELS.index(one.sentiment) for one in lessons],
        base=bare.shares(texts, talks, [None] * len(texts)),
    )
    candidate = _sentiment_score(reader.taught(residual=made, head=reader.head), aside)
    verdict = verdict_on(candidate=candidate, present=present)
    return keep_version(
        FirmModel(
            kind=FirmModelKind.SENTIMENT,
            body=made.to_bytes(),
            reason=_REASONS[verdict],
            learnt_from=len(lessons),
            judged_by=candidate.n,
            score=candidate.share,
            score_before=present.share,
            made_at=now,
        ),
        is_taken=verdict == "activate",
        now=now,
    )


def learn_topics(*, now: datetime) -> FirmModel | None:
    """Do for topics what `learn_sentiment` does: a head takes over only while it names topics better than the words."""
    lessons, aside = _split(judged_texts(about_topics=True))
    reader = current_reader()
    truth = [one.topics for one in aside]
    present = language.outcome(truth, _topics_named(reader, aside))
    if active_version(FirmModelKind.TOPICS) is not None:
        bare = reader.taught(residual=reader.residual, head=None)
        before = language.outcome(truth, _topics_named(bare, aside))
        if language.keep(held_out=len(aside), active=present, before=before) is language.Choice.ROLL_BACK:
            return roll_back(kind=FirmModelKind.TOPICS, now=now, reason="worse_than_none")
    known = _learnt_from(FirmModelKind.TOPICS, words=reader.taxonomy.version)
    if not is_worth_learning(known=len(lessons), learnt_from=known, fewest=language.FEWEST_LABELS):
        return None
    made = language.TopicHead.fit([one.text for one in lessons], [one.topics for one in lessons], reader.taxonomy)
    candidate = language.outcome(truth, _topics_named(reader.taught(residual=reader.residual, head=made), aside))
    choice = language.take_over(labels=len(lessons), held_out=len(aside), candidate=candidate, present=present)
    is_taken = choice is language.Choice.TAKE_OVER
    return keep_version(
        FirmModel(
            kind=FirmModelKind.TOPICS,
            body=made.to_bytes(),
            reason="better" if is_taken else "not_better" if choice is language.Choice.NOT_BETTER else "too_few",
            learnt_from=len(lessons),
            judged_by=len(aside),
            score=candidate.f1,
            score_before=present.f1,
            made_at=now,
        ),
        is_taken=is_taken,
        now=now,
    )


def _split(judged: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Return what is learnt from, and what is kept aside to judge by; the same words never stand on both sides."""
    aside = [one for one in judged if one.is_held_out]
    kept = {one.text for one in aside}
    return [one for one in judged if one.text not in kept], aside


def _learnt_from(kind: FirmModelKind, *, words: str = "") -> int:
    """Return how many corrections the newest version saw.

    0 when it cannot be read any more, or was taught with other words of the topics than `words`: it is learnt anew.
    """
    newest = newest_version(kind)
    known = None if newest is None else learnt(newest)
    if newest is None or known is None or (words and known.taxonomy.version != words):
        return 0
    return newest.learnt_from


def _sentiment_score(reader: "language.Reader", judged: Sequence[Judged]) -> Score:
    readings = reader.read_many([one.text for one in judged], channels=[one.talk for one in judged])
    right = sum(reading.sentiment == one.sentiment for reading, one in zip(readings, judged, strict=True))
    return Score(right=right, n=len(judged))


def _topics_named(reader: "language.Reader", judged: Sequence[Judged]) -> list[list[str]]:
    readings = reader.read_many([one.text for one in judged], channels=[one.talk for one in judged])
    return [[topic.code for topic in reading.topics] for reading in readings]
