"""Reading promises: the clocks of some work, calendars, the pause ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet

from samphan.accounts.models import Branch
from samphan.kit.calendars import WorkCalendar, read_calendar
from samphan.promises.models import Calendar, CalendarVersion, Clock, ClockState, Pause, Promise
from samphan.promises.rules import Wait
from samphan.querying import compiled

OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)
_HIGHEST_TREE = 20  # branches above a branch; more is a circle


@dataclass(frozen=True)
class ClockView:
    """A clock as screens show it. `pause_reason` is set while the work waits."""

    clock_id: int
    promise_code: str
    metric: str
    state: str
    started_at: datetime
    due_at: datetime | None
    warned_percent: int
    is_breached: bool
    text_th: str
    text_en: str
    stopped_at: datetime | None = None
    elapsed_minutes: int | None = None
    paused_minutes: int | None = None
    pause_kind: str = ""
    pause_reason: str = ""


def open_clocks(*, work_kind: str, work_ids: Sequence[int]) -> dict[int, list[ClockView]]:
    """Return the running and paused clocks of each piece of work, the nearest due first; two queries for any number."""
    running = _open_clocks(work_kind=work_kind, work_ids=work_ids)
    return _views(running, work_kind=work_kind, work_ids=work_ids)


def work_clocks(*, work_kind: str, work_id: int) -> list[ClockView]:
    """Return every clock a piece of work ever had, stopped ones with their snapshot."""
    clocks = _every_clock(work_kind=work_kind, work_id=work_id)
    return _views(clocks, work_kind=work_kind, work_ids=[work_id])[work_id]


def next_due_at(*, work_kind: str, work_id: int) -> datetime | None:
    """Return the nearest due time among the running clocks of a piece of work."""
    clocks = Clock.objects.filter(work_kind=work_kind, work_id=work_id, state__in=OPEN_STATES)
    nearest: datetime | None = clocks.aggregate(nearest=Min("due_at"))["nearest"]
    return nearest


def open_pause_kind(*, work_kind: str, work_id: int) -> str:
    """Return what a piece of work waits for now (a `PauseKind`), or "" when it does not wait."""
    waiting = Pause.objects.filter(work_kind=work_kind, work_id=work_id, ended_at=None)
    return waiting.values_list("kind", flat=True).first() or ""


def open_pause_since(*, work_kind: str, work_id: int) -> datetime | None:
    """Return since when a piece of work waits, or None when it does not wait."""
    waiting = Pause.objects.filter(work_kind=work_kind, work_id=work_id, ended_at=None)
    return waiting.values_list("started_at", flat=True).first()


def pauses_of(*, works: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Wait]]:
    """Return the pause ledger of several pieces of work, oldest first."""
    found: dict[tuple[str, int], list[Wait]] = {work: [] for work in works}
    by_kind: dict[str, list[int]] = {}
    for kind, work_id in found:
        by_kind.setdefault(kind, []).append(work_id)
    for kind, ids in by_kind.items():
        rows = Pause.objects.filter(work_kind=kind, work_id__in=ids).order_by("started_at")
        for work_id, started_at, ended_at in rows.values_list("work_id", "started_at", "ended_at"):
            found[kind, work_id].append(Wait(started_at, ended_at))
    return found


def work_calendar(version: CalendarVersion) -> WorkCalendar:
    """Return the working hours of one edition of a calendar."""
    return read_calendar(timezone=version.timezone, week=version.week, exceptions=version.exceptions)


def calendar_list() -> list[Calendar]:
    """Return every calendar, the default first, then by name."""
    return list(Calendar.objects.select_related("branch").order_by("-is_default", "name"))


def current_version(*, calendar_id: int) -> CalendarVersion:
    """Return the edition of a calendar that is in force: the newest."""
    return CalendarVersion.objects.filter(calendar_id=calendar_id).latest("number")


def calendar_versions(*, calendar_id: int) -> list[CalendarVersion]:
    """Return every edition of a calendar, newest first."""
    return list(CalendarVersion.objects.filter(calendar_id=calendar_id).order_by("-number"))


def find_version_for(*, promise: Promise, branch_id: int | None) -> CalendarVersion | None:
    """Return the edition a new clock follows: the promise's calendar, the branch's (or one above it), the default."""
    return _version_in_force(promise.calendar_id or _calendar_of_branch(branch_id))


def find_working_hours(*, branch_id: int | None) -> WorkCalendar | None:
    """Return when a branch works (or one above it, else the firm), or None before there is any calendar."""
    version = _version_in_force(_calendar_of_branch(branch_id))
    return work_calendar(version) if version else None


def _version_in_force(calendar_id: int | None) -> CalendarVersion | None:
    """Return the newest edition of a calendar, of the default one when none is named."""
    if calendar_id is None:
        calendar_id = Calendar.objects.filter(is_default=True).values_list("pk", flat=True).first()
    if calendar_id is None:
        return None
    return CalendarVersion.objects.filter(calendar_id=calendar_id).order_by("-number").first()


def find_hours(*, branch_id: int | None, promise_codes: Sequence[str] = ()) -> WorkCalendar | None:
    """Return when work is done on something: by the calendar of the first promise on it that has one of its own.

    Else by that of its branch (or one above it), else by the default; None where there is no calendar yet.
    """
    own = Promise.objects.filter(code__in=promise_codes, calendar__isnull=False).values_list("code", "calendar_id")
    by_code = dict(own) if promise_codes else {}
    calendar_id = next((by_code[code] for code in promise_codes if code in by_code), None)
    calendar_id = calendar_id or _calendar_of_branch(branch_id)
    if calendar_id is None:
        calendar_id = Calendar.objects.filter(is_default=True).values_list("pk", flat=True).first()
    if calendar_id is None:
        return None
    return work_calendar(current_version(calendar_id=calendar_id))


def promise_list() -> list[Promise]:
    """Return every promise, those in use first."""
    return list(Promise.objects.select_related("calendar").order_by("-is_active", "code"))


def last_planned_year(*, calendar_id: int) -> int | None:
    """Return the last year with special days, so that a screen can ask people to check the next one."""
    return max((int(day[:4]) for day in current_version(calendar_id=calendar_id).exceptions), default=None)


def find_promise(*, code: str) -> Promise | None:
    """Return a promise by its code."""
    return Promise.objects.select_related("calendar").filter(code=code).first()


@dataclass(frozen=True)
class PromiseFigures:
    """How a promise is kept: clocks running now (and of those late), and kept and broken since a time."""

    running: int = 0
    late: int = 0
    met: int = 0
    missed: int = 0


def promise_figures(*, since: datetime) -> dict[int, PromiseFigures]:
    """Return the figures of every promise by its id; one query."""
    open_now, ended = Q(state__in=OPEN_STATES), Q(stopped_at__gte=since)
    rows = (
        Clock.objects.filter(open_now | ended)
        .values("promise_id")
        .annotate(
            running=Count("pk", filter=open_now),
            late=Count("pk", filter=open_now & Q(breached_at__isnull=False)),
            met=Count("pk", filter=ended & Q(state=ClockState.MET)),
            missed=Count("pk", filter=ended & Q(state=ClockState.MISSED)),
        )
    )
    return {row["promise_id"]: PromiseFigures(row["running"], row["late"], row["met"], row["missed"]) for row in rows}


def branches_above(branch_id: int | None) -> list[int]:
    """Return a branch and those it belongs to, from below."""
    above: list[int] = []
    while branch_id is not None and branch_id not in above and len(above) < _HIGHEST_TREE:
        above.append(branch_id)
        branch_id = Branch.objects.filter(pk=branch_id).values_list("parent_id", flat=True).first()
    return above


def _calendar_of_branch(branch_id: int | None) -> int | None:
    above = branches_above(branch_id)
    found = dict(Calendar.objects.filter(branch_id__in=above).values_list("branch_id", "pk")) if above else {}
    return next((found[branch] for branch in above if branch in found), None)


_VIEWED = (
    "work_id", "metric", "state", "started_at", "due_at", "warned_percent", "breached_at", "stopped_at",
    "elapsed_minutes", "paused_minutes", "promise__code", "promise__text_th", "promise__text_en",
)  # fmt: skip


@compiled
def _open_clocks(*, work_kind: str, work_ids: Sequence[int]) -> QuerySet[Clock]:
    return _viewed(Clock.objects.filter(work_kind=work_kind, work_id__in=work_ids, state__in=OPEN_STATES))


@compiled
def _every_clock(*, work_kind: str, work_id: int) -> QuerySet[Clock]:
    return _viewed(Clock.objects.filter(work_kind=work_kind, work_id=work_id))


def _viewed(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    shown = clocks.select_related("promise").only(*_VIEWED)
    return shown.order_by(F("due_at").asc(nulls_last=True), "pk")


def _views(rows: Sequence[Clock], *, work_kind: str, work_ids: Sequence[int]) -> dict[int, list[ClockView]]:
    found: dict[int, list[ClockView]] = {work_id: [] for work_id in work_ids}
    pauses = _open_pauses(work_kind, {clock.work_id for clock in rows if clock.state == ClockState.PAUSED})
    for clock in rows:
        pause = pauses.get(clock.work_id) if clock.state == ClockState.PAUSED else None
        found[clock.work_id].append(_view(clock, pause))
    return found


def _open_pauses(work_kind: str, work_ids: set[int]) -> Mapping[int, Pause]:
    if not work_ids:
        return {}
    pauses = Pause.objects.filter(work_kind=work_kind, work_id__in=work_ids, ended_at=None)
    return {pause.work_id: pause for pause in pauses}


def _view(clock: Clock, pause: Pause | None) -> ClockView:
    return ClockView(
        clock_id=clock.pk,
        promise_code=clock.promise.code,
        metric=clock.metric,
        state=clock.state,
        started_at=clock.started_at,
        due_at=clock.due_at,
        warned_percent=clock.warned_percent,
        is_breached=clock.breached_at is not None,
        text_th=clock.promise.text_th,
        text_en=clock.promise.text_en,
        stopped_at=clock.stopped_at,
        elapsed_minutes=clock.elapsed_minutes,
        paused_minutes=clock.paused_minutes,
        pause_kind=pause.kind if pause else "",
        pause_reason=pause.reason if pause else "",
    )
