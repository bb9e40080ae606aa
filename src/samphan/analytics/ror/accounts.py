"""What each customer brought and cost over the horizon, and what two groups of them prove."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from samphan.analytics.experiments.samples import Floats, finite


class Part(StrEnum):
    """The parts of the formula, in the order of `Accounts.columns`."""

    OWN_MARGIN = "own_margin"
    REFERRED_MARGIN = "referred_margin"
    SERVICE_COST_AVOIDED = "service_cost_avoided"
    COST = "cost"


PARTS = tuple(Part)


class Basis(StrEnum):
    """Where a part comes from: drawn by lot, a matched comparison, or nothing credible."""

    MEASURED = "measured"
    ESTIMATED = "estimated"
    NOT_IDENTIFIED = "not_identified"


class Doubt(StrEnum):
    """Why a part is not identified."""

    NO_COMPARISON = "no_comparison"  # neither a holdout nor a matched cohort was given
    TOO_FEW = "too_few"
    SAMPLE_RATIO = "sample_ratio"  # the holdout did not fill as planned
    TOO_FEW_MATCHED = "too_few_matched"  # too many treated customers have no comparable one
    UNBALANCED = "unbalanced"  # matched groups still differ in what was known of them
    PLACEBO = "placebo"  # they differed already before the programme began
    PLACEBO_TOO_NOISY = "placebo_too_noisy"  # whether they differed before cannot be told closely enough
    NO_VARIATION = "no_variation"  # the same value for everybody: nothing was recorded
    COST_UNCERTAIN = "cost_uncertain"  # the cost cannot be told from zero: a ratio to it means nothing


@dataclass(frozen=True, kw_only=True, eq=False)
class Accounts:
    """One row a customer, four amounts in one currency unit, shapes (n,): over the same horizon for everybody.

    `own_margin`: margin of the customer's own orders. `referred_margin`: margin of the customers she brought, each of
    them counted for one referrer only. `service_cost`: what serving her cost. `cost`: what the programme spent on her
    (points, discounts, gifts, credits, messages, minutes, fees), from the cost ledger. Raises ValueError for a missing
    or infinite amount and for columns of different lengths.
    """

    own_margin: Floats
    referred_margin: Floats
    service_cost: Floats
    cost: Floats

    def __post_init__(self) -> None:
        for name in ("own_margin", "referred_margin", "service_cost", "cost"):
            finite(getattr(self, name), f"amounts of {name}")
        shapes = {np.shape(column) for column in (self.own_margin, self.referred_margin, self.service_cost, self.cost)}
        if len(shapes) != 1 or len(next(iter(shapes))) != 1:
            raise ValueError(f"accounts need four amounts a customer, shapes (n,), not {sorted(shapes)}")

    def __len__(self) -> int:
        """Return the number of customers."""
        return len(self.cost)

    @property
    def columns(self) -> Floats:
        """Return the amounts in the order of `Part`, shape (n, 4); service cost with its sign turned (avoided)."""
        return np.column_stack([self.own_margin, self.referred_margin, -np.asarray(self.service_cost), self.cost])

    def of(self, rows: NDArray[np.bool_]) -> "Accounts":
        """Return the accounts of some customers; `rows` (n,) of bool says whose."""
        return Accounts(
            own_margin=self.own_margin[rows],
            referred_margin=self.referred_margin[rows],
            service_cost=self.service_cost[rows],
            cost=self.cost[rows],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """What two comparable groups show: differences a treated customer in the order of `Part`, (4,) of float64 in the
    unit of the accounts, and their covariance, (4, 4), in its square. Parts read from one and the same evidence keep
    their covariance. `n_treated` counts all treated customers of the scope, `n_compared` those they were compared with.
    """

    basis: Basis
    differences: Floats
    covariance: Floats
    n_treated: int
    n_compared: int


@dataclass(frozen=True, kw_only=True)
class Unidentified:
    """No credible comparison, and why. It holds no number on purpose."""

    doubts: tuple[Doubt, ...]


NOTHING = Unidentified(doubts=(Doubt.NO_COMPARISON,))
