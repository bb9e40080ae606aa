"""Alarms: what their windows hold, what was read of them, and their episodes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from samphan.accounts.selectors import branch_ids_below
from samphan.automation.models import Trigger, TriggerEpisode, TriggerReading
from samphan.automation.rules import Counted, Measure
from samphan.insights.rules.tones import TONES, lines_of
from samphan.insights.selectors.answers import without_verifications
from samphan.journeys.selectors import touchpoint_signals
from samphan.promises.selectors import customers_in_segment
from samphan.signals.models import Scale, Signal, SignalType
from samphan.signals.rules import CUTS

# What the screen shows of an alarm's past.
HISTORY_DAYS = 90
_MOST_EPISODES = 20


@dataclass(frozen=True, kw_only=True)
class TriggerLine:
    """An alarm with what was read last and the episode it is in, both None where there is none."""

    trigger: Trigger
    reading: TriggerReading | None
    episode: TriggerEpisode | None


def trigger_lines() -> list[TriggerLine]:
    """Return every alarm, those that are on first, then by name: three queries."""
    triggers = list(_triggers().order_by("-is_active", "name", "pk"))
    readings = {row.trigger_id: row for row in _newest_readings()}
    episodes = {row.trigger_id: row for row in TriggerEpisode.objects.filter(ended_at__isnull=True)}
    lines = [TriggerLine(trigger=t, reading=readings.get(t.pk), episode=episodes.get(t.pk)) for t in triggers]
    return sorted(lines, key=lambda line: line.episode is None)


def find_trigger(*, trigger_id: int) -> Trigger | None:
    """Return an alarm with its scope and owner, or None."""
    return _triggers().filter(pk=trigger_id).first()


def trigger_line(*, trigger: Trigger) -> TriggerLine:
    """Return one alarm with what was read last and the episode it is in."""
    reading = trigger.readings.order_by("-day").first()
    return TriggerLine(trigger=trigger, reading=reading, episode=trigger.episodes.filter(ended_at=None).first())


def trigger_history(*, trigger: Trigger, days: int = HISTORY_DAYS) -> list[TriggerReading]:
    """Return what was read of an alarm on its last days, newest first."""
    return list(trigger.readings.order_by("-day")[:days])


def trigger_episodes(*, trigger: Trigger) -> list[TriggerEpisode]:
    """Return the newest episodes of an alarm with what they opened, newest first."""
    found = trigger.episodes.select_related("case", "problem").order_by("-began_at", "-pk")
    return list(found[:_MOST_EPISODES])


def counted(*, trigger: Trigger, now: datetime) -> Counted:
    """Count what the window of an alarm holds that ends now; one query, and those of its scope.

    Answers to "is it solved now?" count for no NPS or CSAT but that of their own touchpoint: they come from complaints
    alone.
    """
    since = now - timedelta(days=trigger.window_days)
    rows = _in_scope(trigger, since, now)
    if trigger.measure == Measure.VOLUME:
        return Counted(n=rows.values("submission_kind", "submission_id").distinct().count())
    if trigger.measure == Measure.SENTIMENT:
        return _tones(rows, trigger.topic)
    unhappy_up_to, happy_from = CUTS[trigger.measure]
    rated = rows.filter(type=SignalType.RATING, scale=trigger.measure, score__isnull=False)
    if trigger.touchpoint is None:
        rated = without_verifications(rated)
    found = rated.aggregate(
        n=Count("pk"),
        happy=Count("pk", filter=Q(score__gte=happy_from)),
        unhappy=Count("pk", filter=Q(score__lte=unhappy_up_to)),
    )
    return Counted(**found)


def _triggers() -> QuerySet[Trigger]:
    return Trigger.objects.select_related("branch", "touchpoint__survey", "touchpoint__stage", "owner")


def _newest_readings() -> QuerySet[TriggerReading]:
    later = TriggerReading.objects.filter(trigger=OuterRef("trigger"), day__gt=OuterRef("day"))
    return TriggerReading.objects.filter(~Exists(later))


def _in_scope(trigger: Trigger, since: datetime, until: datetime) -> QuerySet[Signal]:
    if trigger.touchpoint is not None:
        rows = touchpoint_signals(touchpoint=trigger.touchpoint, since=since, until=until)
    else:
        # Every scale named: the index on scale and time then serves a window of all signals too.
        rows = Signal.objects.filter(scale__in=Scale.values, occurred_at__gte=since, occurred_at__lt=until)
    if trigger.branch_id is not None:
        rows = rows.filter(branch_id__in=branch_ids_below(branch_id=trigger.branch_id))
    if trigger.channel:
        rows = rows.filter(channel=trigger.channel)
    if trigger.segment is not None:
        # Who belongs to it now, asked within the same query: a customer who came to it brings what they said before.
        rows = rows.filter(customer__in=customers_in_segment(segment=trigger.segment, now=until))
    if not trigger.topic:
        return rows
    said = Signal.objects.filter(
        submission_kind=OuterRef("submission_kind"), submission_id=OuterRef("submission_id"), type=SignalType.TEXT
    )
    return rows.filter(Exists(_about(said, trigger.topic)))


def _about(texts: QuerySet[Signal], topic: str) -> QuerySet[Signal]:
    """Keep the texts that speak of a topic; both databases write a stored list of codes the same way."""
    return texts.annotate(topics_text=Cast("topics", TextField())).filter(topics_text__contains=f'"{topic}"')


def _tones(rows: QuerySet[Signal], topic: str) -> Counted:
    """Count texts by how they stand; with a topic, by how they speak of that, as the page of topics does."""
    texts = rows.filter(type=SignalType.TEXT, sentiment__in=TONES)
    if topic:
        said = _about(texts, topic).values_list("topics", "topic_spans", "sentiment")
        tones = [lines_of(*row).get(topic, "") for row in said.iterator(chunk_size=5000)]
        return _counted({tone: tones.count(tone) for tone in TONES})
    return _counted(dict(texts.order_by().values_list("sentiment").annotate(n=Count("pk"))))


def _counted(tones: dict[str, int]) -> Counted:
    return Counted(n=sum(tones.values()), happy=tones.get("positive", 0), unhappy=tones.get("negative", 0))
