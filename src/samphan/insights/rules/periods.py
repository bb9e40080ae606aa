"""Which days a period covers, in the firm's own time zone, and which rows a scope takes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PERIODS = {"12m": 12, "24m": 24}
DEFAULT_PERIOD = "12m"
ALL = "all"
# A quiet week is a quiet week; after a longer silence the orders since have not reached us.
_LONGEST_QUIET = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Period:
    """Calendar months `since <= day < until`, ended by today, beside the same number of months before."""

    code: str
    timezone: str
    before: date
    since: date
    until: date

    def starts_at(self, day: date) -> datetime:
        """Return the instant a local day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.timezone))

    def months(self) -> list[date]:
        """Return the first day of every month of the period, oldest first."""
        return [add_months(self.since, step) for step in range(PERIODS[self.code])]


def local_date(now: datetime, timezone: str) -> date:
    """Return the firm's day at an instant."""
    return now.astimezone(ZoneInfo(timezone)).date()


def purchases_end_on(*, today: date, newest: date | None) -> date:
    """Return the last day purchases are known of: `newest` (of any customer) once it is more than a week ago.

    A firm that brings its orders month by month, or tries Samphan on those of an earlier year, would else see all its
    customers quiet since, and lost. lifetimes ends with the newest transaction, too.
    """
    return newest if newest is not None and is_long_quiet(newest, today=today) else today


def is_long_quiet(newest: date, *, today: date) -> bool:
    """Say whether a last purchase is too long ago to believe that nobody has bought since."""
    return today - newest > _LONGEST_QUIET


def period(code: str, *, now: datetime, timezone: str) -> Period:
    """Return the period of a code at an instant; raises KeyError for an unknown code."""
    return period_ending(code, day=local_date(now, timezone), timezone=timezone)


def period_ending(code: str, *, day: date, timezone: str) -> Period:
    """Return the period of a code that ends with a local day; raises KeyError for an unknown code.

    The running month is the last of the months, so that a bad week shows at once; `until` is the day after, half-open.
    """
    since = add_months(day.replace(day=1), 1 - PERIODS[code])
    return Period(
        code=code,
        timezone=timezone,
        before=add_months(since, -PERIODS[code]),
        since=since,
        until=day + timedelta(days=1),
    )


def add_months(day: date, months: int) -> date:
    """Return the first of the month that lies `months` after (or before) the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def branch_scope(branch_id: int) -> str:
    """Return the scope of a branch and those below it."""
    return f"branch:{branch_id}"


def scopes_of(parents: Mapping[int, int | None]) -> dict[int | None, tuple[str, ...]]:
    """Return, for every branch, the scopes its rows belong to: everything, its own and those above it.

    `parents` maps a branch to the one above it; rows without a branch count in "all" only.
    """
    found: dict[int | None, tuple[str, ...]] = {None: (ALL,)}
    for branch_id in parents:
        chain, at = [ALL], branch_id
        while at is not None and branch_scope(at) not in chain:
            chain.append(branch_scope(at))
            at = parents.get(at)  # type: ignore[assignment]
        found[branch_id] = tuple(chain)
    return found
