"""What the address of Insights asks for: a period, a branch, a channel; anything unknown counts as not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from samphan.accounts.selectors import BranchRow, branch_ids_below, branch_tree, firm_timezone
from samphan.insights import selectors
from samphan.insights.rules.periods import ALL, DEFAULT_PERIOD, PERIODS, Period, branch_scope, period
from samphan.insights.selectors.figures import StoredFigure
from samphan.insights.selectors.purchases import Known
from samphan.kit import clock

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_LONGEST_CHANNEL = 16


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The chosen period, branch and channel, and the branches there are to choose.

    The channel is only heeded where figures are told apart by it; empty is all of them.
    """

    span: Period
    branch_id: int | None
    branches: list[BranchRow]
    channel: str = ""

    @property
    def scope(self) -> str:
        """Return the scope figures are stored under."""
        return ALL if self.branch_id is None else branch_scope(self.branch_id)

    def known(self, before: datetime) -> Known:
        """Return what rows are read from: everything before an instant, of the chosen branches."""
        return Known(before=before, timezone=self.span.timezone, branch_ids=self.branch_ids)

    @property
    def branch_ids(self) -> list[int] | None:
        """Return the branches whose rows count; None for all."""
        return None if self.branch_id is None else branch_ids_below(branch_id=self.branch_id)

    @cached_property
    def figures(self) -> dict[str, StoredFigure]:
        """Return every stored figure of the period and the branch by name, read once."""
        return selectors.figures(scope=self.scope, period=self.span.code)

    @cached_property
    def values(self) -> dict[str, Mapping[str, Any]]:
        """Return what each stored figure says, by name."""
        return {name: figure.value for name, figure in self.figures.items()}

    def counted(self, name: str) -> tuple[date, date]:
        """Return the days a stored figure counts, half-open; those of the period where it was never computed."""
        figure = self.figures.get(name)
        if figure is None:
            return self.span.since, self.span.until
        return date.fromisoformat(figure.value["since"]), date.fromisoformat(figure.value["until"])

    def computed_at(self, name: str) -> datetime:
        """Return when a stored figure was computed: what came later is not in it. Now, where it never was."""
        figure = self.figures.get(name)
        return figure.computed_at if figure else clock.now()

    def query(self, name: str, *args: object, **more: object) -> str:
        """Return the address of a page of Insights with the same period, branch and channel."""
        parts = {"period": self.span.code, "branch": self.branch_id, "channel": self.channel, **more}
        return f"{reverse(name, args=args or None)}?{urlencode({k: v for k, v in parts.items() if v})}"


def asked(request: HttpRequest, *, now: datetime) -> Asked:
    """Read the address."""
    code = request.GET.get("period", "")
    span = period(
        code if code in PERIODS else DEFAULT_PERIOD,
        now=now,
        timezone=firm_timezone(),
    )
    branches = branch_tree()
    text = request.GET.get("branch", "")
    known = {str(row.branch.pk): row.branch.pk for row in branches}
    channel = request.GET.get("channel", "")
    is_channel = len(channel) <= _LONGEST_CHANNEL and channel.replace("_", "").isalnum() and channel.isascii()
    return Asked(span=span, branch_id=known.get(text), branches=branches, channel=channel if is_channel else "")


def month_asked(request: HttpRequest) -> date | None:
    """Return the month an address names ("2026-05-01"), or None."""
    day = _day(request.GET.get("month", ""))
    return day.replace(day=1) if day else None


def end_asked(request: HttpRequest) -> date | None:
    """Return the day a figure ended before, where an address names it, or None."""
    return _day(request.GET.get("until", ""))


def start_asked(request: HttpRequest) -> date | None:
    """Return the day from which on rows are asked for, where an address names it, or None."""
    return _day(request.GET.get("since", ""))


def _day(text: str) -> date | None:
    """Read a day ("2026-05-17"); centuries without customers are not asked for."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None
