"""What new and returning customers paid, what unhappy ones did, and what staying is worth with the firm's own costs."""

from collections.abc import Iterator, Sequence

from samphan.analytics.repurchase import Share
from samphan.insights.rules.attitude import ATTITUDES
from samphan.insights.rules.economics import (
    DAYS_A_YEAR,
    Assumptions,
    Money,
    bad_profit_value,
    economics_value,
    ror_not_identified,
)
from samphan.insights.rules.loyalty import Value
from samphan.insights.selectors.scores import economics_assumption
from samphan.insights.services.engine.behaviour import Mask, Spoken
from samphan.insights.services.engine.history import History
from samphan.insights.services.engine.spoken import NOTHING

_DETRACTOR = ATTITUDES.index("detractor")


def economics_values(
    history: History, spoken: Spoken, assumptions: Assumptions | None, branch_ids: Sequence[int] | None
) -> Iterator[tuple[str, Value]]:
    """Yield the figures of money of one scope and period."""
    mask = history.is_in(branch_ids)
    yield "economics", economics_value(_money(history, spoken, mask), assumptions)
    yield "bad_profit", _bad_profit(spoken, mask)
    yield "ror", ror_not_identified(reason="no_holdout")


def read_assumptions() -> Assumptions | None:
    """Return what the business told of its margin and costs, or None before it did."""
    told = economics_assumption()
    if told is None:
        return None
    return Assumptions(
        margin_percent=told.margin_percent,
        acquisition_cost_satang=told.acquisition_cost_satang,
        retention_cost_satang_a_year=told.retention_cost_satang_a_year,
    )


def _money(history: History, spoken: Spoken, mask: Mask) -> Money:
    # A firm younger than the period has had no more days than it is old.
    spent, days = spoken.spent, min((history.until - spoken.span.since).days, int(history.age.max()))
    bought, is_new = mask & (spent.orders > 0), history.age <= days
    before = mask & (history.age > days)
    stayed = before & (history.age - history.recency <= days)
    had_a_year = mask & (history.age >= DAYS_A_YEAR) & (history.age < 2 * DAYS_A_YEAR)
    return Money(
        days=days + 1,
        newcomers=int((bought & is_new).sum()),
        returning=int((bought & ~is_new).sum()),
        revenue_new_satang=int(spent.gross[bought & is_new].sum()),
        revenue_returning_satang=int(spent.gross[bought & ~is_new].sum()),
        orders=int(spent.orders[bought].sum()),
        retained=Share(successes=int(stayed.sum()), n=int(before.sum())),
        first_year_customers=int(had_a_year.sum()),
        first_year_satang=int(spoken.spent.first_year[had_a_year].sum()),
    )


def _bad_profit(spoken: Spoken, mask: Mask) -> Value:
    """Return what unhappy customers paid, by their latest answer in the period (`metrics.bad_profit`, without charges).

    An array a buyer gives every scope at once; a fee or penalty is no order yet, so that there is none to add.
    """
    said = spoken.latest.since(spoken.span.since)
    net = spoken.spent.net
    return bad_profit_value(
        n=int((mask & (said != NOTHING)).sum()),
        revenue_satang=int(net[mask].sum()),
        parts={"detractors": int(net[mask & (said == _DETRACTOR)].sum())},
    )
