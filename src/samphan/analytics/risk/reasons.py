"""Why a customer may leave, under three labels that are never mixed: association, stated reason, measured cause.

The top driver of a single model is fragile: two models fitted to resamples of the same customers agree on it for two
customers in three. So a driver is shown only when it is among the three strongest in at least 80 % of at least 20
refits, and what it adds is more than twice its spread over them (where few facts matter, noise is among the three
strongest too); otherwise the answer is that there is no stable driver.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STABLE_SHARE = 0.8
STRONGEST = 3
SPREADS = 2.0
FEWEST_REFITS = 20


class ReasonLabel(StrEnum):
    """What a reason rests on; shown beside it wherever it is shown."""

    ASSOCIATION = "association"
    STATED = "stated"
    MEASURED = "measured"


@dataclass(frozen=True, kw_only=True)
class Association:
    """A fact that goes with leaving: it may be a cause, a sign, or neither.

    `log_odds` is what it adds to this customer's log odds on average over the refits (positive: more likely to leave);
    `support` is the share of `refits` in which it is among her three strongest.
    """

    label: ClassVar[ReasonLabel] = ReasonLabel.ASSOCIATION
    fact: str
    log_odds: float
    support: float
    refits: int


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A reason the customer gave herself: a survey answer, or the root cause of a case. `cause` is its code."""

    label: ClassVar[ReasonLabel] = ReasonLabel.STATED
    cause: str
    source: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What an action did to staying, by a randomised holdout of `n` customers: an effect in shares with its interval.

    `is_randomised` must be true: a comparison of those who got something with those who did not is no measurement.
    """

    label: ClassVar[ReasonLabel] = ReasonLabel.MEASURED
    action: str
    experiment: str
    effect: float
    low: float
    high: float
    n: int
    is_randomised: bool

    def __post_init__(self) -> None:
        if not self.is_randomised:
            raise ValueError("only a randomised comparison is a measured cause")
        if not self.low <= self.effect <= self.high:
            raise ValueError("an effect lies within its interval")


Reason = Association | Stated | Measured


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The stable drivers of one customer's risk, strongest first; empty means there is no stable driver."""

    drivers: tuple[Association, ...]

    @property
    def is_stable(self) -> bool:
        """Say whether there is any driver that may be shown."""
        return bool(self.drivers)


def explanations(facts: Sequence[str], refits: Sequence[Floats]) -> list[Explanation]:
    """Return for each customer the facts that raise her risk in nearly every refit.

    Parameters
    ----------
    facts : sequence of str (p,)
    refits : sequence of ndarray (n, p)
        What each fact adds to the log odds, one array for each model fitted to a resample.

    Raises
    ------
    ValueError
        Fewer than 20 refits: a share of fewer says nothing about stability.
    """
    if len(refits) < FEWEST_REFITS:
        raise ValueError(f"stability needs at least {FEWEST_REFITS} refits, not {len(refits)}")
    support = np.mean([_is_strongest(added) for added in refits], axis=0)
    mean = np.mean(refits, axis=0)
    is_stable = (support >= STABLE_SHARE) & (mean > SPREADS * np.std(refits, axis=0, ddof=1))
    return [
        Explanation(
            drivers=tuple(
                Association(
                    fact=facts[at],
                    log_odds=float(mean[row, at]),
                    support=float(support[row, at]),
                    refits=len(refits),
                )
                for at in np.argsort(-mean[row], kind="stable")
                if is_stable[row, at]
            )
        )
        for row in range(len(mean))
    ]


def _is_strongest(added: Floats) -> NDArray[np.bool_]:
    """Return which facts are among the three that raise a customer's risk most (n, p); what lowers it is none."""
    strongest = np.zeros(added.shape, dtype=np.bool_)
    top = np.argsort(-added, axis=1, kind="stable")[:, :STRONGEST]
    np.put_along_axis(strongest, top, True, axis=1)
    return strongest & (added > 0.0)
