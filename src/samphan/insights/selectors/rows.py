"""The rows behind a figure, so that nobody has to take a number on trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from samphan.accounts.models import Branch
from samphan.customers.models import Customer
from samphan.insights.selectors.answers import nps_signals
from samphan.signals.models import Signal

MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class ToldText:
    """One text behind a figure, with the tone it was counted with."""

    signal: Signal
    tone: str


def branch_ids_below(*, branch_id: int) -> list[int]:
    """Return a branch and all below it; a circle in the tree ends."""
    parents = dict(Branch.objects.values_list("id", "parent_id"))
    found, waiting = [], [branch_id]
    while waiting:
        at = waiting.pop()
        if at in parents and at not in found:
            found.append(at)
            waiting += [child for child, parent in parents.items() if parent == at]
    return found


def answers_behind(
    *, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None, limit: int = MOST_ROWS
) -> list[Signal]:
    """Return the newest NPS answers of a stretch of time, with their customers."""
    rows = nps_signals().filter(occurred_at__gte=since, occurred_at__lt=until).select_related("customer", "branch")
    return list(_of_branches(rows, branch_ids).order_by("-occurred_at", "-id")[:limit])


def newcomers_behind(
    *, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None, limit: int = MOST_ROWS
) -> list[Customer]:
    """Return the newest customers won in a stretch of time, with how often they came."""
    rows = Customer.objects.filter(first_order_at__gte=since, first_order_at__lt=until).select_related("branch")
    if branch_ids is not None:
        rows = rows.filter(branch_id__in=branch_ids)
    return list(rows.order_by("-first_order_at", "-id")[:limit])


def _of_branches(rows: QuerySet[Signal], branch_ids: Sequence[int] | None) -> QuerySet[Signal]:
    return rows if branch_ids is None else rows.filter(branch_id__in=branch_ids)
