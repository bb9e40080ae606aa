"""Stored figures, as a page shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samphan.insights.models import Figure, Refresh


@dataclass(frozen=True, kw_only=True)
class StoredFigure:
    """One figure with when it was computed."""

    name: str
    value: dict[str, Any]
    computed_at: datetime


def figure(*, name: str, scope: str, period: str) -> StoredFigure | None:
    """Return one stored figure, or None when it was never computed for that scope and period."""
    return figures(scope=scope, period=period).get(name)


def figures(*, scope: str, period: str) -> dict[str, StoredFigure]:
    """Return every stored figure of a scope and period by name, in one query."""
    rows = Figure.objects.filter(scope=scope, period=period)
    return {row.name: StoredFigure(name=row.name, value=row.value, computed_at=row.computed_at) for row in rows}


def latest_refresh() -> Refresh | None:
    """Return the newest recomputation, running or finished; None when there never was one."""
    return Refresh.objects.order_by("-id").first()
