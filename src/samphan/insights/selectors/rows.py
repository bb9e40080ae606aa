"""The rows behind a figure, so that nobody has to take a number on trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from samphan.customers.models import Customer
from samphan.insights.selectors.answers import invitations, nps_signals, responses
from samphan.insights.selectors.drivers import driver_answers
from samphan.insights.selectors.paging import Rows, queried
from samphan.insights.selectors.purchases import Known, newcomers
from samphan.signals.models import Signal
from samphan.surveys.models import Invitation, Response

_Row = TypeVar("_Row", Signal, Response)


@dataclass(frozen=True, kw_only=True)
class ToldText:
    """One text behind a figure, with the tone it was counted with."""

    signal: Signal
    tone: str


def answers_behind(*, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None) -> Rows[Signal]:
    """Return the NPS answers of a stretch of time, the newest first, with their customers."""
    rows = nps_signals().filter(occurred_at__gte=since, occurred_at__lt=until).select_related("customer", "branch")
    return queried(_of_branches(rows, branch_ids).order_by("-occurred_at", "-id"))


def responses_behind(*, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None) -> Rows[Response]:
    """Return what came back in a stretch of time, the newest first."""
    rows = responses(since=since, until=until).select_related("survey", "customer", "branch")
    return queried(_of_branches(rows, branch_ids).order_by("-answered_at", "-id"))


def invitations_behind(
    *, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None
) -> Rows[Invitation]:
    """Return who was asked in a stretch of time, the newest first; an invitation's branch is its customer's."""
    rows = invitations(since=since, until=until).select_related("survey", "customer__branch", "response")
    kept = rows if branch_ids is None else rows.filter(customer__branch_id__in=branch_ids)
    return queried(kept.order_by("-sent_at", "-id"))


def answers_about(
    *, driver: str | None, since: datetime, until: datetime, branch_ids: Sequence[int] | None = None
) -> Rows[Signal]:
    """Return the NPS answers that speak well or badly of a topic, or rate a touchpoint, by the driver's code.

    None is for every answer with a comment that was read or with a rating of a touchpoint.
    """
    wanted = None if branch_ids is None else set(branch_ids)

    def read(skip: int, size: int) -> tuple[list[Signal], int]:
        found = sorted(
            (
                (answer.answered_at, answer.signal_id)
                for answer in driver_answers(since=since, until=until)
                if (wanted is None or answer.branch_id in wanted)
                and (driver is None or driver in answer.spoke or driver in answer.rated)
            ),
            reverse=True,
        )
        page = [signal_id for _at, signal_id in found[skip : skip + size]]
        rows = nps_signals().filter(pk__in=page).select_related("customer", "branch")
        return list(rows.order_by("-occurred_at", "-id")), len(found)

    return Rows(read)


def newcomers_behind(
    *, known: Known, since: date, until: date, within_days: int | None = None, only_back: bool = False
) -> Rows[Customer]:
    """Return the customers whose first purchase day lies in `since <= day < until`, the newest first.

    With `within_days` only those whose window of so many days is over, with `only_back` those who bought again in it.
    """
    return newcomers(known=known, since=since, until=until, within_days=within_days, only_back=only_back).through(
        _customers
    )


def _customers(keys: Sequence[tuple[Any, ...]]) -> list[Customer]:
    people = Customer.objects.select_related("branch").in_bulk([customer_id for (customer_id,) in keys])
    return [people[customer_id] for (customer_id,) in keys]


def _of_branches(rows: QuerySet[_Row], branch_ids: Sequence[int] | None) -> QuerySet[_Row]:
    return rows if branch_ids is None else rows.filter(branch_id__in=branch_ids)
