"""How promises were kept in a period: by promise, branch, region, team, owner or week, and the clocks behind each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncWeek

from samphan.kit.periods import day_start
from samphan.promises.models import Clock, ClockState, Promise
from samphan.promises.rules import Kept, together
from samphan.promises.selectors.regions import Region

_GROUPS = {"promise": "promise_id", "branch": "branch_id", "team": "team_id", "owner": "owner_id", "week": "week"}
GROUPS = (*_GROUPS, "region")
_KEPT = Q(state=ClockState.MET)
_MISSED = Q(state=ClockState.MISSED) | Q(state__in=(ClockState.RUNNING, ClockState.PAUSED), breached_at__isnull=False)


@dataclass(frozen=True)
class KeptRow:
    """One line of the report: the id (or the Monday) it stands for, None for clocks without one."""

    key: int | date | None
    kept: Kept


@dataclass(frozen=True)
class PauseShare:
    """How much of the working time of an owner's ended clocks was spent waiting."""

    owner_id: int
    name: str
    clocks: int
    waited_minutes: int
    worked_minutes: int

    @property
    def share(self) -> float:
        """Return the waiting part of the whole, 0 to 1."""
        whole = self.waited_minutes + self.worked_minutes
        return self.waited_minutes / whole if whole else 0.0


def judged_clocks(*, since: datetime, until: datetime, timezone: str) -> QuerySet[Clock]:
    """Return the clocks judged in a period: ended in it, or broken in it and still open.

    `judged_at` is when: the end, else the due time that passed. `week`: the Monday of it, in the firm's time zone.
    """
    clocks = Clock.objects.filter(_KEPT | _MISSED).annotate(judged_at=Coalesce("stopped_at", "breached_at"))
    clocks = clocks.filter(judged_at__gte=since, judged_at__lt=until)
    return clocks.annotate(week=TruncWeek("judged_at", tzinfo=ZoneInfo(timezone)))


def attainment(
    *,
    group: str,
    since: datetime,
    until: datetime,
    timezone: str,
    owner_id: int | None = None,
    branch_ids: Collection[int] | None = None,
) -> list[KeptRow]:
    """Return how promises were kept, a row for each promise, branch, team, owner or week; one query.

    `owner_id` keeps the clocks of one person, `branch_ids` those of some branches. For regions see `region_attainment`.
    """
    field = _GROUPS[group]
    clocks = judged_clocks(since=since, until=until, timezone=timezone)
    if branch_ids is not None:
        clocks = clocks.filter(branch_id__in=branch_ids)
    if owner_id is not None:
        clocks = clocks.filter(owner_id=owner_id)
    rows = (
        clocks.values(field).annotate(met=Count("pk", filter=_KEPT), missed=Count("pk", filter=_MISSED)).order_by(field)
    )
    return [KeptRow(_key(row[field]), Kept(row["met"], row["missed"])) for row in rows]


def region_attainment(
    *,
    within: Sequence[Region],
    since: datetime,
    until: datetime,
    timezone: str,
    branch_ids: Collection[int] | None = None,
) -> list[KeptRow]:
    """Return how promises were kept in each of these regions, in their order, and outside all of them; one query.

    The clocks of every branch beneath are added up. A region of a region stands in both, so the rows are no parts of
    one whole. None stands for branches of no region, and for clocks without a branch.
    """
    rows = attainment(group="branch", since=since, until=until, timezone=timezone, branch_ids=branch_ids)
    covered = _covered(within)
    found = [
        KeptRow(region.branch.pk, together(row.kept for row in rows if row.key in region.branch_ids))
        for region in within
    ]
    found.append(KeptRow(None, together(row.kept for row in rows if row.key not in covered)))
    return [row for row in found if row.kept.n]


def public_attainment(*, since: datetime, until: datetime, timezone: str) -> list[tuple[Promise, Kept]]:
    """Return the promises customers may read of, those that were ever in play in the period, each with its figures."""
    rows = attainment(group="promise", since=since, until=until, timezone=timezone)
    figures = {row.key: row.kept for row in rows}
    promises = Promise.objects.filter(is_active=True, is_public=True).order_by("code")
    started = set(Clock.objects.filter(started_at__gte=since).values_list("promise_id", flat=True).distinct())
    shown = [promise for promise in promises if promise.pk in figures or promise.pk in started]
    return [(promise, figures.get(promise.pk, Kept())) for promise in shown]


def pause_shares(*, since: datetime, until: datetime, branch_ids: Collection[int] | None = None) -> list[PauseShare]:
    """Return how much each owner's clocks waited, the most waiting first; one query. `branch_ids`: as `attainment`."""
    clocks = Clock.objects.filter(stopped_at__gte=since, stopped_at__lt=until, elapsed_minutes__isnull=False)
    if branch_ids is not None:
        clocks = clocks.filter(branch_id__in=branch_ids)
    rows = (
        clocks.exclude(owner=None)
        .values("owner_id", "owner__display_name")
        .annotate(clocks=Count("pk"), waited=Sum("paused_minutes"), worked=Sum("elapsed_minutes"))
    )
    shares = [
        PauseShare(row["owner_id"], row["owner__display_name"], row["clocks"], row["waited"], row["worked"])
        for row in rows
    ]
    return sorted(shares, key=lambda share: (-share.share, share.name))


def clocks_behind(
    *,
    group: str,
    key: int | date | None,
    since: datetime,
    until: datetime,
    timezone: str,
    before: int | None = None,
    size: int = 50,
    branch_ids: Collection[int] | None = None,
    within: Sequence[Region] = (),
) -> Sequence[Clock]:
    """Return the clocks behind a line of the report, the newest first, from below a key; one row more than `size`.

    `within`: as in `region_attainment`, for a line of regions.
    """
    clocks = judged_clocks(since=since, until=until, timezone=timezone)
    if branch_ids is not None:
        clocks = clocks.filter(branch_id__in=branch_ids)
    if group == "region":
        clocks = _of_region(clocks, key, within)
    else:
        wanted: dict[str, object] = {_GROUPS[group]: key}
        if isinstance(key, date):
            end = key + timedelta(days=7)
            wanted = {"judged_at__gte": day_start(key, timezone), "judged_at__lt": day_start(end, timezone)}
        clocks = clocks.filter(**wanted)
    if before is not None:
        clocks = clocks.filter(pk__lt=before)
    return list(clocks.select_related("promise", "branch", "owner").order_by(F("pk").desc())[: size + 1])


def _of_region(clocks: QuerySet[Clock], key: int | date | None, within: Sequence[Region]) -> QuerySet[Clock]:
    """Keep the clocks of a region's branches; for None those of no region, and without a branch."""
    known = {region.branch.pk: region.branch_ids for region in within}
    if key is None:
        return clocks.exclude(branch_id__in=_covered(within))
    return clocks.filter(branch_id__in=known.get(key, ()) if isinstance(key, int) else ())


def _covered(within: Sequence[Region]) -> frozenset[int]:
    return frozenset[int]().union(*(region.branch_ids for region in within))


def _key(value: int | datetime | None) -> int | date | None:
    return value.date() if isinstance(value, datetime) else value
