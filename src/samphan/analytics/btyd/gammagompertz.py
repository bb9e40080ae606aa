"""GGomp/NBD: customers buy at a steady rate until they leave, and the hurry to leave may grow with time.

Bemmaor & Glady, "Modeling Purchasing Behavior with Sudden 'Death': A Flexible Customer Lifetime Model", Management
Science 58(5), 2012. Lifetimes are Gompertz with scale b and a propensity that is Gamma(s, beta) among customers: the
share still there at t is (beta / (beta - 1 + e^(bt)))^s. As b goes to 0 with beta / b held, it is the Pareto/NBD; where
the likelihood rises all the way there, as on CDNOW, `at_edge_` says so.
"""

from typing import ClassVar

import numpy as np

from samphan.analytics.btyd.betageo import add_gamma_part
from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups, Ints, blocks
from samphan.analytics.btyd.leaving import LikelihoodOnGroups, alive_by_table, purchases_of_a_new_customer
from samphan.analytics.btyd.newton import Objective
from samphan.analytics.btyd.quadrature import Grid, integral, rule
from samphan.analytics.btyd.special import exp, expit, expm1, log, log1p

_UPPER = np.triu_indices(5)
_NUMBERS_AT_ONCE = 4_000_000  # of a table: 32 MB


class GammaGompertzNBDModel(PurchaseModel):
    """GGomp/NBD: rate ~ Gamma(r, alpha); lifetime ~ Gompertz of scale b (per time) and propensity ~ Gamma(s, beta).

    `beta` has no unit. It has no compiled sums: a fit costs some five times the Pareto/NBD's.
    """

    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "b", "s", "beta")

    def objective(self, groups: Groups) -> Objective:
        """Return the log-likelihood of the groups, with exact gradient and Hessian, in (r, alpha, b, s, beta)."""
        return GammaGompertzLikelihood(groups)

    def _start(self, groups: Groups) -> Floats:
        age = groups.mean_age
        return np.array([0.5, age / 4, 0.3 / age, 0.5, 0.1])

    def alive(self, x: Ints, times: Floats, recency_at: Ints, age_at: Ints) -> Floats:
        r, alpha, b, s, beta = self._values()
        far = _log_far(b * times, beta)
        return alive_by_table(
            x, recency_at, age_at,
            r=r, log_a=log(alpha + times), fall=(s + 1.0) * far - b * times, hazard=log(b * s) + b * times - far,
            lay=lambda largest: gompertz_grid(times, largest, r, alpha, b, s, beta, moments=False),
        )  # fmt: skip

    def expected_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        r, alpha, b, s, beta = self._values()
        ages, back = np.unique(age, return_inverse=True)
        return (r + x) / (alpha + age) * _lifetime_within(t, b, s, _beta_at(ages, b, beta))[back]

    def none_if_alive(self, t: float, x: Ints, age: Floats) -> Floats:
        """Return P(no purchase): she neither buys nor leaves, or leaves first (she may leave at any moment)."""
        r, alpha, b, s, beta = self._values()
        n, rate, later = r + x, alpha + age, _beta_at(age, b, beta)
        neither = exp(-n * log1p(t / rate) + _log_stays(np.array(t), b, s, later))
        leaves = integral(
            lambda u: exp(-n[:, None] * log1p(u / rate[:, None])) * _leaves(u, b, s, later[:, None]),
            t, float(np.min(rate / n)), _scale(b, s, later),
        )  # fmt: skip
        return neither + leaves

    def expected_new(self, spans: Floats) -> Floats:
        """Return E[X(t)]."""
        r, alpha, b, s, beta = self._values()
        return r / alpha * np.array([_lifetime_within(span, b, s, np.array([beta]))[0] for span in spans.tolist()])

    def probability_new(self, span: float, n: Floats) -> Floats:
        """Return P(X(t) = n)."""
        r, alpha, b, s, beta = self._values()
        own = np.array([beta])
        return purchases_of_a_new_customer(
            span, n, r=r, alpha=alpha, stays=float(exp(_log_stays(np.array([span]), b, s, own))[0]),
            leaves=lambda u: _leaves(u, b, s, own), scale=_scale(b, s, own),
        )  # fmt: skip


class GammaGompertzLikelihood(LikelihoodOnGroups):
    """The log-likelihood of the GGomp/NBD on groups."""

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and Hessian in (r, alpha, b, s, beta)."""
        r, alpha, b, s, beta = parameters.tolist()
        laid = gompertz_grid(self.groups.times, int(self.x[-1]), r, alpha, b, s, beta, moments=True)
        value, gradient, hessian = 0.0, np.zeros(5), np.zeros((5, 5))
        step = max(1, _NUMBERS_AT_ONCE // (len(self.groups.times) * laid.basis.shape[2]))
        for first in range(0, len(self.x), step):
            block = self.x[first : first + step]
            table = self.kernels.pareto_tables(block, *laid)
            start, end = int(self.runs[first]), int(self.runs[first + len(block)])
            for rows in blocks(end - start):
                part = self._part(parameters, slice(start + rows.start, min(start + rows.stop, end)), block, table)
                value += part[0]
                gradient += part[1]
                hessian[_UPPER] += part[2]
        hessian += np.triu(hessian, 1).T
        value += add_gamma_part(r, alpha, self.x, self.count, gradient, hessian)
        total = float(self.count.sum())
        gradient[3:] += total * log(beta), total * s / beta
        hessian[3, 4] += total / beta
        hessian[4, 3] += total / beta
        hessian[4, 4] -= total * s / beta**2
        return value + float(total * s * log(beta)), gradient, hessian

    def _part(self, parameters: Floats, rows: slice, block: Ints, table: Floats) -> tuple[float, Floats, Floats]:
        """Return value, gradient and upper Hessian of some rows, without their part by frequency alone."""
        r, alpha, b, s, beta = parameters.tolist()
        g = self.groups
        x, early, late, n = g.frequency[rows], g.recency_at[rows], g.age_at[rows], g.n[rows]
        q, t, which = r + x, g.times[late], np.searchsorted(block, x)
        la, far = log(alpha + g.times), _log_far(b * g.times, beta)
        fall = (s + 1.0) * far - b * g.times
        rise = q * (la[late] - la[early]) + fall[late] - fall[early]
        moments = table[which, early] - exp(-rise)[:, None] * table[which, late]
        mass = moments[:, :1]
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = np.where(mass[:, 0] > 0, log(b * s) + rise + b * t - far[late] + log(mass[:, 0]), -np.inf)
            mean = np.where(mass > 0, moments / mass, 0.0).T
        left = expit(odds)
        here, here_bend = _still_there(q, t, alpha, b, s, far[late], la[late])
        gone, gone_bend = _left(q, mean)
        slope = (1.0 - left) * here + left * gone
        bend = (1.0 - left) * here_bend + left * gone_bend - slope[_UPPER[0]] * slope[_UPPER[1]]
        value = float(n @ (np.logaddexp(0.0, odds) - q * la[late] - s * far[late]))
        return value, slope @ n, bend @ n


def _still_there(
    q: Floats, t: Floats, alpha: float, b: float, s: float, far: Floats, la: Floats
) -> tuple[Floats, Floats]:
    """Return gradient (5, n) of the logarithm of (alpha + T)^-q (beta - 1 + e^(bT))^-s, and its outer square plus bend.

    The second is the upper half (15, n) of f''/f.
    """
    ia, ib, w = 1.0 / (alpha + t), exp(-far), t * exp(b * t - far)
    slope = np.stack([-la, -q * ia, -s * w, -far, -s * ib])
    bend = slope[_UPPER[0]] * slope[_UPPER[1]]
    bend[1] -= ia
    bend[5] += q * ia * ia
    bend[9] -= s * (t * w - w * w)
    bend[10] -= w
    bend[11] += s * w * ib
    bend[13] -= ib
    bend[14] += s * ib * ib
    return slope, bend


def _left(q: Floats, m: Floats) -> tuple[Floats, Floats]:
    """Return the same of the integral over the moment of leaving, from the means `m` (21, n) of the grid's basis."""
    slope = np.stack([-m[1], -q * m[2], m[3], m[4], m[5]])
    bend = np.stack(
        [
            m[6], q * m[7] - m[2], -m[8], -m[9], -m[10],
            q * (q + 1.0) * m[11], -q * m[12], -q * m[13], -q * m[14],
            m[15], m[16], m[17],
            m[18], m[19],
            m[20],
        ]
    )  # fmt: skip
    return slope, bend


def gompertz_grid(
    times: Floats, largest_x: int, r: float, alpha: float, b: float, s: float, beta: float, *, moments: bool
) -> Grid:
    """Lay the nodes to integrate (alpha + t)^-(r + x) e^(bt) (beta - 1 + e^(bt))^-(s + 1) over every gap of `times`.

    With `moments` the basis (cells, nodes, 21) holds what the derivatives of its logarithm in (r, alpha, b, s, beta)
    are made of: 1, ln(alpha + t), 1/(alpha + t), the slopes in b, s and beta, and the 15 products behind the Hessian.
    """
    left, width = times[:-1, None], np.diff(times)[:, None]
    edges = _log_far(b * times, beta)
    hurry = b + (s + 1.0) * b * exp(b * times - edges)  # bounds the slope, and changes one way only
    steepest = width * ((r + largest_x) / (alpha + left) + np.maximum(hurry[:-1], hurry[1:])[:, None])
    pole = left - log1p(-beta) / b if beta < 1.0 else np.full(left.shape, np.pi / b)
    curved = np.maximum(width / (alpha + left), width / pole)
    nodes, weights = rule(float(steepest.max(initial=0.0)), float(curved.max(initial=0.0)))
    t, near = left + width * nodes, alpha + left
    far = _log_far(b * t, beta)
    clock = b * times - (s + 1.0) * edges  # the logarithm of the integrand's part that knows no frequency
    ratio, fall_ratio = near / (alpha + t), near / (near + width)
    basis = _moments(t, far, alpha, b, s) if moments else np.ones((*t.shape, 1))
    return Grid(
        base=exp(r * log(ratio) + (b * t - (s + 1.0) * far) - clock[:-1, None]),
        ratio=ratio,
        basis=np.ascontiguousarray(basis * (width * weights)[:, :, None]),
        fall=exp(r * log(fall_ratio[:, 0]) + np.diff(clock)),
        fall_ratio=fall_ratio[:, 0],
    )


def _moments(t: Floats, far: Floats, alpha: float, b: float, s: float) -> Floats:
    la, ia, ib, w = log(alpha + t), 1.0 / (alpha + t), exp(-far), t * exp(b * t - far)
    lean = t - (s + 1.0) * w
    in_b, in_s, in_beta = lean + 1.0 / b, 1.0 / s - far, -(s + 1.0) * ib
    columns = [
        np.ones_like(t), la, ia, in_b, in_s, in_beta,
        la * la, la * ia, la * in_b, la * in_s, la * in_beta,
        ia * ia, ia * in_b, ia * in_s, ia * in_beta,
        lean * (lean + 2.0 / b) - (s + 1.0) * (t * w - w * w), in_b * in_s - w, in_b * in_beta + (s + 1.0) * w * ib,
        in_s * in_s - 1.0 / s**2, in_s * in_beta - ib,
        in_beta * in_beta + (s + 1.0) * ib * ib,
    ]  # fmt: skip
    return np.stack(columns, axis=2)


def _log_far(bt: Floats, beta: float | Floats) -> Floats:
    """Return ln(beta - 1 + e^(bt)), however small beta or large bt."""
    small = log(beta + expm1(np.minimum(bt, 1.0)))
    large = np.maximum(bt, 1.0)
    return np.where(bt <= 1.0, small, large + log1p((beta - 1.0) * exp(-large)))


def _beta_at(age: Floats, b: float, beta: float) -> Floats:
    """Return the beta of customers who are still there at an age: their lifetimes to come are of the same law."""
    return beta * exp(-b * age) - expm1(-b * age)


def _log_stays(t: Floats, b: float, s: float, beta: Floats) -> Floats:
    return -s * (_log_far(b * t, beta) - log(beta))


def _leaves(t: Floats, b: float, s: float, beta: Floats) -> Floats:
    """Return the density of leaving at t."""
    return b * s / beta * exp(b * t - (s + 1.0) * (_log_far(b * t, beta) - log(beta)))


def _scale(b: float, s: float, beta: Floats) -> float:
    """Return the shortest time on which lifetimes change."""
    return float(np.min(beta, initial=1.0)) / (b * (s + 1.0))


def _lifetime_within(t: float, b: float, s: float, beta: Floats) -> Floats:
    """Return the expected time there within the next `t` (n,), for each `beta` (n,)."""
    return integral(lambda u: exp(_log_stays(u, b, s, beta[:, None])), t, _scale(b, s, beta))
