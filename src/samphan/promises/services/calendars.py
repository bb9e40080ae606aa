"""Calendars and their editions: an edit is a new edition, and open work follows it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from samphan.eventlog.events import SYSTEM, user_actor
from samphan.kit.calendars import NoOpenTime, read_calendar
from samphan.kit.errors import N_, Refused
from samphan.promises.holidays_th import thai_holidays
from samphan.promises.models import Calendar, CalendarVersion, Clock
from samphan.promises.selectors import OPEN_STATES, current_version, find_version_for
from samphan.promises.services.clockwork import move_clocks

Week = Mapping[str, Sequence[Sequence[str]]]
Exceptions = Mapping[str, Mapping[str, object]]

_OFFICE_HOURS = [["09:00", "12:00"], ["13:00", "18:00"]]
_OFFICE_WEEK = {str(weekday): _OFFICE_HOURS for weekday in range(5)}
_MOST_SPECIAL_DAYS = 2000
_RECOMPUTE_BATCH = 500


class CalendarNameMissing(Refused):
    code = "promises.calendar.name_missing"
    message = N_("Give the calendar a name.")


class BranchHasCalendar(Refused):
    code = "promises.calendar.branch_taken"
    message = N_("This branch already has a calendar. Edit that one.")


class TooManySpecialDays(Refused):
    code = "promises.calendar.too_many_days"
    message = N_("A calendar holds at most {limit} special days. Remove years that are over.")


@transaction.atomic
def add_calendar(
    *,
    name: str,
    timezone: str,
    week: Week,
    exceptions: Exceptions,
    now: datetime,
    branch_id: int | None = None,
    actor_id: int | None = None,
) -> Calendar:
    """Add a calendar with its first edition; the first calendar of all is the default.

    One for a branch holds at once for what ticks there, and in the branches beneath that have none of their own.
    """
    if not name.strip():
        raise CalendarNameMissing
    if branch_id is not None and Calendar.objects.filter(branch_id=branch_id).exists():
        raise BranchHasCalendar
    is_default = branch_id is None and not Calendar.objects.filter(is_default=True).exists()
    calendar = Calendar.objects.create(name=name.strip()[:120], branch_id=branch_id, is_default=is_default)
    save_calendar_version(
        calendar_id=calendar.pk, timezone=timezone, week=week, exceptions=exceptions, now=now, actor_id=actor_id
    )
    if branch_id is not None:
        _take_over(now=now, actor_id=actor_id)
    return calendar


@transaction.atomic
def copy_default_calendar(*, branch_id: int, name: str, now: datetime, actor_id: int | None = None) -> Calendar:
    """Give a branch a calendar of its own that begins as the default one is now."""
    default = Calendar.objects.get(is_default=True)
    version = current_version(calendar_id=default.pk)
    return add_calendar(
        name=name,
        timezone=version.timezone,
        week=version.week,
        exceptions=version.exceptions,
        now=now,
        branch_id=branch_id,
        actor_id=actor_id,
    )


@transaction.atomic
def save_calendar_version(
    *,
    calendar_id: int,
    timezone: str,
    week: Week,
    exceptions: Exceptions,
    now: datetime,
    actor_id: int | None = None,
) -> CalendarVersion:
    """Save an edit as a new edition and recompute every ticking clock of the calendar; stopped clocks stay as they are.

    Raises InvalidCalendar for hours that make no sense and NoOpenTime when nobody would ever work.
    """
    if len(exceptions) > _MOST_SPECIAL_DAYS:
        raise TooManySpecialDays(limit=_MOST_SPECIAL_DAYS)
    hours = read_calendar(timezone=timezone, week=week, exceptions=exceptions)
    if not any(hours.week):
        raise NoOpenTime(days=7, date=now.date().isoformat())
    calendar = Calendar.objects.select_for_update().get(pk=calendar_id)
    last = CalendarVersion.objects.filter(calendar=calendar).order_by("-number").first()
    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=last.number + 1 if last else 1,
        timezone=timezone,
        week={day: [list(span) for span in spans] for day, spans in week.items()},
        exceptions={day: _special_day(exceptions[day]) for day in sorted(exceptions)},
        created_by_id=actor_id,
        created_at=now,
    )
    if last is not None:
        _follow(calendar, version, now=now, actor_id=actor_id)
    return version


@transaction.atomic
def seed_calendars(*, now: datetime, years: Iterable[int]) -> Calendar:
    """Make sure there is a default calendar: office hours in Bangkok and Thai public holidays; return it.

    Run again with later years it adds their holidays as a new edition and keeps every edit people made.
    """
    wanted = sorted(set(years))
    calendar = Calendar.objects.filter(is_default=True).first()
    if calendar is None:
        return add_calendar(
            name="เวลาทำการ",
            timezone="Asia/Bangkok",
            week=_OFFICE_WEEK,
            exceptions=thai_holidays(wanted),
            now=now,
        )
    planned = {int(day[:4]) for day in current_version(calendar_id=calendar.pk).exceptions}
    add_thai_holidays(calendar_id=calendar.pk, years=[year for year in wanted if year not in planned], now=now)
    return calendar


@transaction.atomic
def add_thai_holidays(
    *, calendar_id: int, years: Iterable[int], now: datetime, actor_id: int | None = None
) -> CalendarVersion:
    """Add the Thai public holidays of some years as a new edition; a day that already differs is left alone."""
    version = current_version(calendar_id=calendar_id)
    merged = {**thai_holidays(years), **version.exceptions}
    if len(merged) == len(version.exceptions):
        return version
    return save_calendar_version(
        calendar_id=calendar_id,
        timezone=version.timezone,
        week=version.week,
        exceptions=merged,
        now=now,
        actor_id=actor_id,
    )


def _take_over(*, now: datetime, actor_id: int | None) -> None:
    """Let ticking clocks of branches follow the calendar that is now theirs; a promise with its own keeps it."""
    actor = SYSTEM if actor_id is None else user_actor(actor_id)
    ticking = Clock.objects.filter(state__in=OPEN_STATES, branch__isnull=False, promise__calendar=None)
    found: dict[int | None, CalendarVersion | None] = {}
    moved = []
    for clock in ticking.prefetch_related("calendar_version", "promise").select_for_update(of=("self",)).order_by("pk"):
        if clock.branch_id not in found:
            found[clock.branch_id] = find_version_for(promise=clock.promise, branch_id=clock.branch_id)
        version = found[clock.branch_id]
        if version is not None and version.calendar_id != clock.calendar_version.calendar_id:
            clock.calendar_version = version
            moved.append(clock)
    move_clocks(clocks=moved, now=now, actor=actor)


def _follow(calendar: Calendar, version: CalendarVersion, *, now: datetime, actor_id: int | None) -> None:
    actor = SYSTEM if actor_id is None else user_actor(actor_id)
    ticking = Clock.objects.filter(calendar_version__calendar=calendar, state__in=OPEN_STATES)
    ticking = ticking.select_related("promise").order_by("pk")
    after = 0
    while batch := list(ticking.filter(pk__gt=after).select_for_update(of=("self",))[:_RECOMPUTE_BATCH]):
        for clock in batch:
            clock.calendar_version = version
        move_clocks(clocks=batch, now=now, actor=actor)
        after = batch[-1].pk


def _special_day(raw: Mapping[str, Any]) -> dict[str, object]:
    names = {key: str(raw.get(key) or "")[:200] for key in ("name_th", "name_en")}
    return {**names, "spans": [list(span) for span in raw.get("spans", [])]}
