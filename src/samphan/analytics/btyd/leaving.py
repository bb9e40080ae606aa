"""What models share that let a customer leave at any moment: P(alive), and the number of purchases of a new customer.

The density of leaving at t, of one who has bought x times until t_x, is (alpha + t)^-(r + x) times a function of time
alone. Its integral from t_x to T comes from a table by frequency and time, in units of the integrand at its left edge.
"""

from collections.abc import Callable

import numpy as np

from samphan.analytics.btyd.groups import Floats, Groups, Ints
from samphan.analytics.btyd.kernels import kernels
from samphan.analytics.btyd.quadrature import Grid, integral
from samphan.analytics.btyd.special import exp, expit, gammaln, log, log1p

ROWS_OF_A_FREQUENCY = 400  # the work of one frequency's table, in rows of a plain kernel
_CELLS_AT_ONCE = 2_000_000


def alive_by_table(
    x: Ints,
    recency_at: Ints,
    age_at: Ints,
    *,
    r: float,
    log_a: Floats,
    fall: Floats,
    hazard: Floats,
    lay: Callable[[int], Grid],
) -> Floats:
    """Return P(alive) row by row (n,).

    By time index: `log_a` is ln(alpha + t), `fall` minus the logarithm of the density's part that knows no frequency,
    `hazard` the logarithm of the rate at which those still there leave. `lay` lays the grid for frequencies up to one.
    """
    distinct, which = np.unique(x, return_inverse=True)
    made = np.empty(len(x))
    step = max(1, _CELLS_AT_ONCE // max(1, len(log_a)))
    for first in range(0, len(distinct), step):
        block = distinct[first : first + step]
        rows = np.flatnonzero((which >= first) & (which < first + step))
        table = kernels(ROWS_OF_A_FREQUENCY * len(block)).pareto_tables(block, *lay(int(block[-1])))[:, :, 0]
        early, late, k = recency_at[rows], age_at[rows], which[rows] - first
        rise = (r + x[rows]) * (log_a[late] - log_a[early]) + (fall[late] - fall[early])
        mass = np.maximum(table[k, early] - exp(-rise) * table[k, late], 0.0)
        with np.errstate(divide="ignore"):
            made[rows] = expit(-hazard[late] - rise - log(mass))
    return made


def purchases_of_a_new_customer(
    span: float, n: Floats, *, r: float, alpha: float, stays: float, leaves: Callable[[Floats], Floats], scale: float
) -> Floats:
    """Return P(X(t) = n) (Fader & Hardie 2006, "Deriving an expression for P(X(t)=x)"), by its integral.

    `stays` is the probability to be there still at `span`, `leaves` the density of leaving (any shape), which changes
    on `scale`.
    """
    ways = gammaln(r + n) - gammaln(r) - gammaln(n + 1)

    def bought_by(u: Floats) -> Floats:
        power = np.where(n[:, None] > 0, n[:, None] * log(np.maximum(u / (alpha + u), 1e-300)), 0.0)
        return exp(ways[:, None] + power - r * log1p(u / alpha))

    left = integral(lambda u: bought_by(u) * leaves(u), span, alpha, scale)
    return bought_by(np.full((len(n), 1), span))[:, 0] * stays + left


class LikelihoodOnGroups:
    """Grouped histories as the likelihoods of these models walk them: a run of groups for each frequency."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self.x, self.count = groups.frequency_counts()
        self.runs = np.searchsorted(groups.frequency, np.append(self.x, self.x[-1] + 1))
        self.kernels = kernels(len(groups.n) + ROWS_OF_A_FREQUENCY * len(self.x))
