"""Alarms: what people set, and the look that begins and ends an episode."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from samphan.accounts.models import Branch, User
from samphan.accounts.selectors import firm_timezone
from samphan.analytics.intervals import Interval
from samphan.automation.events import TriggerEnded, TriggerFired
from samphan.automation.models import Trigger, TriggerEpisode, TriggerReading
from samphan.automation.rules import LEVELS, WINDOWS, Measure, Opens, Reading, Side, figure_of, next_step
from samphan.automation.selectors import counted, find_trigger
from samphan.cases import selectors as case_selectors
from samphan.cases import services as cases
from samphan.cases.models import CaseKind, Priority
from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.journeys.models import Touchpoint
from samphan.kit.conditions import parse
from samphan.kit.errors import N_, Refused
from samphan.promises.rules import CUSTOMER_SCHEMA

MOST_TRIGGERS = 50
KEPT_FOR = timedelta(days=400)


class TriggerNameMissing(Refused):
    """An alarm nobody could tell from another."""

    code = "automation.trigger.name_missing"
    message = N_("Give the alarm a name.")


class TriggerLevelInvalid(Refused):
    """A level the measure can never have."""

    code = "automation.trigger.level_invalid"
    message = N_("The level must be a number from {low} to {high}.")


class TriggerOwnerMissing(Refused):
    """An alarm that nobody hears, or somebody who has left."""

    code = "automation.trigger.owner_missing"
    message = N_("Choose who is told.")


class TriggerCauseMissing(Refused):
    """An alarm that is to open a problem without a cause to collect."""

    code = "automation.trigger.cause_missing"
    message = N_("Choose the root cause whose cases the problem collects, or somebody who may lead problems.")


class TriggerChoiceUnknown(Refused):
    """A value nobody was offered."""

    code = "automation.trigger.choice_unknown"
    message = N_("Please choose one of the offered values.")


class TooManyTriggers(Refused):
    """More alarms than anybody heeds."""

    code = "automation.trigger.too_many"
    message = N_("There are {most} alarms already. Remove one that nobody needs.")


@dataclass(frozen=True, kw_only=True)
class TriggerWords:
    """What people set of an alarm; see `models.Trigger`. `level` is None when what was typed is no number."""

    name: str
    measure: str
    side: str
    level: float | None
    window_days: int
    owner_id: int | None
    branch_id: int | None = None
    channel: str = ""
    touchpoint_id: int | None = None
    topic: str = ""
    segment: Mapping[str, Any] | None = None
    opens: str = ""
    cause_code: str = ""


@transaction.atomic
def save_trigger(*, words: TriggerWords, actor_id: int, now: datetime, trigger_id: int | None = None) -> Trigger:
    """Set an alarm or change one; it is looked at with the next round.

    A change of what is measured begins its history anew, and any change of the level or the measure ends the episode:
    what the owner was told no longer holds. Raises InvalidCondition for a segment that cannot be read.
    """
    level = _checked(words)
    # Locked, so that of two people the second cannot pass the limit.
    known = {row.pk: row for row in Trigger.objects.select_for_update().order_by("pk")}
    if trigger_id is None and len(known) >= MOST_TRIGGERS:
        raise TooManyTriggers(most=MOST_TRIGGERS)
    trigger = Trigger(created_at=now) if trigger_id is None else known[trigger_id]
    before = _measured(trigger), (trigger.side, trigger.level)
    trigger.name = " ".join(words.name.split())[:120]
    trigger.measure, trigger.side, trigger.level = words.measure, words.side, level
    trigger.window_days, trigger.owner_id = words.window_days, _owner(words)
    trigger.branch_id, trigger.channel = words.branch_id, words.channel[:16]
    trigger.touchpoint_id, trigger.topic = words.touchpoint_id, words.topic[:60]
    trigger.segment = None if words.segment is None else dict(words.segment)
    trigger.opens = words.opens
    trigger.cause_code = words.cause_code if words.opens == Opens.PROBLEM else ""
    trigger.save()
    if trigger_id is not None and before != (_measured(trigger), (trigger.side, trigger.level)):
        _end(trigger, "changed", now=now, actor=user_actor(actor_id))
        if before[0] != _measured(trigger):
            trigger.readings.all().delete()
    return trigger


@transaction.atomic
def switch_trigger(*, trigger_id: int, is_active: bool, actor_id: int, now: datetime) -> Trigger:
    """Switch an alarm on or off; off, its episode is over."""
    trigger = Trigger.objects.select_for_update().get(pk=trigger_id)
    trigger.is_active = is_active
    trigger.save(update_fields=["is_active"])
    if not is_active:
        _end(trigger, "off", now=now, actor=user_actor(actor_id))
    return trigger


@transaction.atomic
def remove_trigger(*, trigger_id: int) -> None:
    """Throw an alarm away with its history; what it opened stays."""
    Trigger.objects.filter(pk=trigger_id).delete()


def look_at_triggers(*, now: datetime) -> int:
    """Read every alarm that is switched on, each in a transaction of its own; return how many there are."""
    ids = list(Trigger.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    for trigger_id in ids:
        look_at_trigger(trigger_id=trigger_id, now=now)
    TriggerReading.objects.filter(day__lt=(now - KEPT_FOR).date()).delete()
    return len(ids)


def look_at_trigger(*, trigger_id: int, now: datetime) -> None:
    """Read an alarm's figure, keep it as the day's, and begin or end an episode.

    Counting is long and writes nothing, so it comes before the lock; an alarm that was changed meanwhile waits for the
    next round.
    """
    seen = find_trigger(trigger_id=trigger_id)
    if seen is None:
        return
    reading = figure_of(Measure(seen.measure), counted(trigger=seen, now=now))
    with transaction.atomic():
        trigger = Trigger.objects.select_for_update().filter(pk=trigger_id, is_active=True).first()
        if trigger is not None and _measured(trigger) == _measured(seen):
            _note(trigger, reading, now=now)


def _note(trigger: Trigger, reading: Reading, *, now: datetime) -> None:
    was_on = trigger.episodes.filter(ended_at__isnull=True).exists()
    is_on = next_step(reading, side=Side(trigger.side), level=trigger.level, is_on=was_on)
    figure = reading.figure
    TriggerReading.objects.update_or_create(
        trigger=trigger,
        day=now.astimezone(ZoneInfo(firm_timezone())).date(),
        defaults={
            "n": reading.n,
            "estimate": figure.estimate if figure else None,
            "low": figure.low if figure else None,
            "high": figure.high if figure else None,
            "is_on": is_on,
            "read_at": now,
        },
    )
    if is_on and not was_on and figure is not None:
        _begin(trigger, figure, n=reading.n, now=now)
    elif was_on and not is_on:
        _end(trigger, "back", now=now, actor=SYSTEM)


def _begin(trigger: Trigger, figure: Interval, *, n: int, now: datetime) -> None:
    episode = TriggerEpisode.objects.create(
        trigger=trigger, began_at=now, n=n, estimate=figure.estimate, low=figure.low, high=figure.high
    )
    event = TriggerFired(
        subject_id=trigger.pk,
        branch_id=trigger.branch_id,
        episode_id=episode.pk,
        measure=trigger.measure,
        n=n,
        estimate=figure.estimate,
        low=figure.low,
        high=figure.high,
    )
    record(event=event, now=now)
    if trigger.opens == Opens.CASE:
        episode.case_id = _opened_case(trigger, now=now)
    elif trigger.opens == Opens.PROBLEM:
        episode.problem_id = _opened_problem(trigger, now=now)
    episode.save(update_fields=["case", "problem"])


def _opened_case(trigger: Trigger, *, now: datetime) -> int:
    """Open a case of nobody's in particular; its owner is the alarm's, where they may work cases."""
    new = cases.NewCase(
        kind=CaseKind.REQUEST,
        title=trigger.name,
        customer_id=None,
        branch_id=trigger.branch_id,
        priority=Priority.HIGH,
    )
    owner = trigger.owner if trigger.owner.is_active and trigger.owner.may("cases.write") else None
    return cases.open_case(new=new, now=now, owner_id=owner.pk if owner else None).pk


def _opened_problem(trigger: Trigger, *, now: datetime) -> int:
    """Open a problem for the cause, or return the one that collects its cases already."""
    known = case_selectors.live_problems(codes=[trigger.cause_code]).get(trigger.cause_code)
    if known is not None:
        return known.pk
    owner_id = trigger.owner_id if trigger.owner.is_active and trigger.owner.may("problems.write") else None
    words = cases.ProblemWords(title=trigger.name, cause_codes=[trigger.cause_code], owner_id=owner_id)
    return cases.open_problem(words=words, actor_id=trigger.owner_id, now=now).pk


def _end(trigger: Trigger, ended_by: str, *, now: datetime, actor: Actor) -> None:
    for episode in trigger.episodes.filter(ended_at__isnull=True):
        episode.ended_at, episode.ended_by = now, ended_by
        episode.save(update_fields=["ended_at", "ended_by"])
        event = TriggerEnded(
            subject_id=trigger.pk, branch_id=trigger.branch_id, episode_id=episode.pk, ended_by=ended_by
        )
        record(event=event, now=now, actor=actor)


def _measured(trigger: Trigger) -> tuple[object, ...]:
    """Return what decides an alarm's figure: readings of two that differ here cannot be set side by side."""
    scope = (trigger.branch_id, trigger.channel, trigger.touchpoint_id, trigger.topic, trigger.segment)
    return trigger.measure, trigger.window_days, *scope


def _checked(words: TriggerWords) -> float:
    if not words.name.strip():
        raise TriggerNameMissing
    known = words.measure in set(Measure) and words.side in set(Side) and words.opens in set(Opens)
    if not known or words.window_days not in WINDOWS:
        raise TriggerChoiceUnknown
    for model, key in ((Branch, words.branch_id), (Touchpoint, words.touchpoint_id)):
        if key is not None and not model._default_manager.filter(pk=key).exists():
            raise TriggerChoiceUnknown
    if words.segment is not None:
        parse(words.segment, CUSTOMER_SCHEMA)
    low, high = LEVELS[Measure(words.measure)]
    if words.level is None or not low <= words.level <= high:
        raise TriggerLevelInvalid(low=low, high=high)
    owner = User.objects.get(pk=_owner(words))
    if words.opens == Opens.PROBLEM and not (
        owner.may("problems.write") and case_selectors.causes_by_code(codes=[words.cause_code])
    ):
        raise TriggerCauseMissing
    return words.level


def _owner(words: TriggerWords) -> int:
    owner = User.objects.filter(pk=words.owner_id, is_active=True).first() if words.owner_id else None
    if owner is None:
        raise TriggerOwnerMissing
    return owner.pk
