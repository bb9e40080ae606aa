"""Stored figures, as a page shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samphan.insights.models import Figure, Refresh
from samphan.insights.rules.refreshing import Failed, is_given_up, last_failed

# More do not overlap: the nightly one, one somebody waits for, some of the command line, each tried again.
_LATEST = 20


@dataclass(frozen=True, kw_only=True)
class StoredFigure:
    """One figure with when it was computed."""

    name: str
    value: dict[str, Any]
    computed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefreshStanding:
    """How the recomputation stands: the one that runs for somebody, and the failure no success came after."""

    running: Refresh | None
    failed: Failed | None


def figure(*, name: str, scope: str, period: str) -> StoredFigure | None:
    """Return one stored figure, or None when it was never computed for that scope and period."""
    return figures(scope=scope, period=period).get(name)


def figures(*, scope: str, period: str) -> dict[str, StoredFigure]:
    """Return every stored figure of a scope and period by name, in one query."""
    rows = Figure.objects.filter(scope=scope, period=period)
    return {row.name: StoredFigure(name=row.name, value=row.value, computed_at=row.computed_at) for row in rows}


def refresh_standing(*, now: datetime) -> RefreshStanding:
    """Return which recomputation somebody waits for, and whether the last one failed; one query."""
    latest = list(Refresh.objects.order_by("-id")[:_LATEST])
    running = (run for run in latest if run.is_running and not is_given_up(run.asked_at, now=now))
    return RefreshStanding(running=next(running, None), failed=last_failed(latest, now=now))
