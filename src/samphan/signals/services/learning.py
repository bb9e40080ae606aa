"""What the firm's corrections teach, every night: learnt, judged on corrections kept aside, put in force or not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from samphan import language
from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.signals.events import FirmModelDecided, PriorMoved
from samphan.signals.models import (
    FirmModel,
    FirmModelKind,
    FirmModelState,
    ReadingSetup,
    Signal,
    SignalType,
)
from samphan.signals.rules import read_as
from samphan.signals.rules.corrections import YES, topic_of
from samphan.signals.rules.learning import (
    FEWEST_FOR_PRIOR,
    has_moved,
    is_worth_learning,
    must_go_back,
    verdict_on,
)
from samphan.signals.rules.learning import Judged as Score
from samphan.signals.selectors import Judged, judged_texts
from samphan.signals.services.setup import change_setup, current_reader

# What a channel's customers write now, and as much of it as settles a mix of four labels.
_PRIOR_SINCE = timedelta(days=90)
_PRIOR_TEXTS = 2000


class NothingInForce(Refused):
    code = "signals.firm_model.none_in_force"
    message = N_("Nothing learnt from corrections is in force, so there is nothing to take back.")


@dataclass(frozen=True, kw_only=True)
class _Lesson:
    """How one kind of version is learnt, and how right a reader is about corrections of that kind."""

    kind: FirmModelKind
    learn: Callable[["language.Reader", Sequence[Judged]], bytes]
    taught: Callable[["language.Reader", bytes | None], "language.Reader"]
    judge: Callable[["language.Reader", Sequence[Judged]], Score]


def learn_nightly(*, now: datetime) -> None:
    """Move the priors of channels, and learn from corrections where enough new ones came."""
    update_priors(now=now)
    for lesson in (_SENTIMENT, _TOPICS):
        _study(lesson, now=now)


def update_priors(*, now: datetime) -> list[str]:
    """Estimate the usual mix of labels of each kind of talk from its texts; return those whose prior moved."""
    reader = current_reader()
    recent = Signal.objects.filter(type=SignalType.TEXT, confidence__isnull=False, occurred_at__gte=now - _PRIOR_SINCE)
    ways: dict[str, Q] = {}
    for kind, channel in recent.order_by().values_list("submission_kind", "channel").distinct():
        own = Q(submission_kind=kind, channel=channel)
        talk = read_as(kind, channel)
        ways[talk] = ways[talk] | own if talk in ways else own
    moved: dict[str, tuple[list[float], int]] = {}
    for talk, own in sorted(ways.items()):
        newest = recent.filter(own).order_by("-occurred_at", "-id")
        texts = list(newest.values_list("text", flat=True)[:_PRIOR_TEXTS])
        if len(texts) < FEWEST_FOR_PRIOR:
            continue
        estimate = language.estimate_prior(reader.before_priors(texts), default=language.default_prior(talk)).tolist()
        if has_moved(present=reader.prior_of(talk), estimate=estimate):
            moved[talk] = ([round(share, 4) for share in estimate], len(texts))
    if moved:
        _put_priors(moved, now=now)
    return list(moved)


@transaction.atomic
def _put_priors(moved: dict[str, tuple[list[float], int]], *, now: datetime) -> None:
    def put(row: ReadingSetup) -> None:
        for channel, (shares, texts) in moved.items():
            row.priors = {**row.priors, channel: {"shares": shares, "texts": texts, "at": now.isoformat()}}

    row = change_setup(put)
    for channel, (shares, _) in moved.items():
        record(event=PriorMoved(subject_id=row.pk, channel=channel, shares=tuple(shares)), now=now)


def _study(lesson: _Lesson, *, now: datetime) -> None:
    """Take the version in force back when it does harm; learn a new one when there is enough to learn from."""
    judged = judged_texts(about_topics=lesson.kind is FirmModelKind.TOPICS)
    lessons, aside = [one for one in judged if not one.is_held_out], [one for one in judged if one.is_held_out]
    reader = current_reader()
    without = lesson.judge(lesson.taught(reader, None), aside)
    present = lesson.judge(reader, aside)
    active = FirmModel.objects.defer("body").filter(kind=lesson.kind, state=FirmModelState.ACTIVE).first()
    if active is not None and must_go_back(present=present, without=without):
        roll_back(kind=lesson.kind, now=now, reason="worse_than_none")
        return
    newest = FirmModel.objects.defer("body").filter(kind=lesson.kind).order_by("-number").first()
    if not is_worth_learning(known=len(lessons), learnt_from=newest.learnt_from if newest else 0):
        return
    body = lesson.learn(reader, lessons)
    candidate = lesson.judge(lesson.taught(reader, body), aside)
    verdict = verdict_on(candidate=candidate, present=present)
    made = FirmModel(
        kind=lesson.kind,
        body=body,
        state=FirmModelState.DECLINED,
        reason={"activate": "better", "keep": "not_better", "too_few": "too_few"}[verdict],
        learnt_from=len(lessons),
        judged_by=candidate.n,
        score=candidate.share,
        score_before=present.share,
        made_at=now,
    )
    _decide(made, is_taken=verdict == "activate", now=now)


@transaction.atomic
def _decide(made: FirmModel, *, is_taken: bool, now: datetime) -> None:
    newest = FirmModel.objects.filter(kind=made.kind).aggregate(number=Max("number"))["number"]
    made.number = (newest or 0) + 1
    if is_taken:
        _active(made.kind).update(state=FirmModelState.RETIRED)
        made.state = FirmModelState.ACTIVE
    made.save(force_insert=True)
    if is_taken:
        change_setup(lambda _row: None)
    _tell(made, now=now)


@transaction.atomic
def roll_back(*, kind: str, now: datetime, reason: str = "by_hand", by_id: int | None = None) -> FirmModel:
    """Take back the version in force; the one before it holds again, or none. Raises `NothingInForce`."""
    change_setup(lambda _row: None)  # locks: two people cannot both take one version back
    active = _active(kind).first()
    if active is None:
        raise NothingInForce
    before = FirmModel.objects.filter(kind=kind, state=FirmModelState.RETIRED).order_by("-number").first()
    active.state, active.reason = FirmModelState.BACK, reason
    active.save(update_fields=["state", "reason"])
    if before is not None:
        before.state = FirmModelState.ACTIVE
        before.save(update_fields=["state"])
    _tell(active, now=now, actor=SYSTEM if by_id is None else user_actor(by_id))
    return active


def _active(kind: str) -> QuerySet[FirmModel]:
    return FirmModel.objects.filter(kind=kind, state=FirmModelState.ACTIVE)


def _tell(model: FirmModel, *, now: datetime, actor: Actor = SYSTEM) -> None:
    event = FirmModelDecided(
        subject_id=model.pk, kind=model.kind, number=model.number, state=model.state, reason=model.reason
    )
    record(event=event, now=now, actor=actor)


def _judge_sentiment(reader: "language.Reader", judged: Sequence[Judged]) -> Score:
    readings = reader.read_many([one.text for one in judged], channels=[one.channel for one in judged])
    return Score(
        right=sum(reading.sentiment == one.value for reading, one in zip(readings, judged, strict=True)), n=len(judged)
    )


def _judge_topics(reader: "language.Reader", judged: Sequence[Judged]) -> Score:
    readings = reader.read_many([one.text for one in judged], channels=[one.channel for one in judged])
    right = 0
    for reading, one in zip(readings, judged, strict=True):
        is_about = topic_of(one.what) in {topic.code for topic in reading.topics}
        right += is_about == (one.value == YES)
    return Score(right=right, n=len(judged))


def _learn_sentiment(_reader: "language.Reader", lessons: Sequence[Judged]) -> bytes:
    return language.Residual.fit([one.text for one in lessons], [one.value for one in lessons]).to_bytes()


def _with_residual(reader: "language.Reader", body: bytes | None) -> "language.Reader":
    return reader.taught(residual=None if body is None else language.Residual.from_bytes(body), head=reader.head)


def _learn_topics(reader: "language.Reader", lessons: Sequence[Judged]) -> bytes:
    raise NotImplementedError


def _with_head(reader: "language.Reader", body: bytes | None) -> "language.Reader":
    head = None if body is None else language.TopicHead.from_bytes(body)
    return reader.taught(residual=reader.residual, head=head)


_SENTIMENT = _Lesson(
    kind=FirmModelKind.SENTIMENT, learn=_learn_sentiment, taught=_with_residual, judge=_judge_sentiment
)
_TOPICS = _Lesson(kind=FirmModelKind.TOPICS, learn=_learn_topics, taught=_with_head, judge=_judge_topics)
