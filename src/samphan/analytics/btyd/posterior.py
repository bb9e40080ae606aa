"""What the data leave open: draws from the posterior of BG/NBD and MBG/NBD by importance sampling, no Markov chain.

Newton's method finds the posterior's mode, a multivariate t around it proposes, and each draw is weighted by how much
the posterior and the proposal disagree. Whether that can be trusted is measured: the largest weights follow a
generalised Pareto distribution whose shape k must stay below 0.7 (Vehtari, Simpson, Gelman, Yao & Gabry, "Pareto
Smoothed Importance Sampling", JMLR 25, 2024). Above it no interval is given.

Priors (those of PyMC-Marketing 1.3, so that results compare): r ~ Weibull(2, 1), alpha ~ Weibull(2, 10 weeks), and
with phi = a / (a + b), kappa = a + b: phi ~ Uniform(0, 1), kappa ~ Pareto(1, 1). A prior in another unit than the data
is no belief of anybody's, and it gives tidy intervals around the wrong place: where the prior pulls the parameters out
of what the likelihood allows, no interval is given either.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from samphan.analytics.btyd.betageo import BetaGeoModel
from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Floats, Groups
from samphan.analytics.btyd.kernels import kernels
from samphan.analytics.btyd.mbgcnbd import ModifiedBetaGeoCNBDModel
from samphan.analytics.btyd.newton import NotConverged, Optimum, maximise
from samphan.analytics.btyd.special import chi_square_tail, exp, gammaln, log, log1p
from samphan.kit.errors import N_, Refused

LARGEST_PARETO_K = 0.7
_DEGREES = 7.0  # of the t: heavier tails than any of these posteriors
_WIDER = 1.1
_DISAGREES = 0.01  # the mode lies outside the likelihood's region of 99 %


class PosteriorUnreliable(Refused):
    code: ClassVar[str] = "analytics.btyd.posterior_unreliable"
    message: ClassVar[str] = N_(
        "The posterior is too far from its approximation for intervals to be trusted "
        "(Pareto k = {pareto_k}, at most {largest}). Use more customers or a longer period."
    )


class PriorAgainstData(Refused):
    code: ClassVar[str] = "analytics.btyd.prior_against_data"
    message: ClassVar[str] = N_(
        "The prior pulls the parameters out of what the histories allow: it costs {lost} of log-likelihood. "
        "State a prior that fits them; its alpha is a time, in the histories' own unit."
    )


@dataclass(frozen=True)
class Prior:
    """Weibull scales of r and alpha; a and b have none.

    Attributes
    ----------
    r : float
    alpha : float
        A time in the data's unit, as every time passed in: 70 is ten weeks where the data are in days, whatever the
        model's `unit`. For data in weeks say `Prior(alpha=10)`.
    """

    r: float = 1.0
    alpha: float = 70.0

    def in_unit(self, unit: float) -> "Prior":
        """Return the prior of parameters whose unit of time is `unit` of the data's."""
        return replace(self, alpha=self.alpha / unit)

    def log_density(self, draws: Floats) -> Floats:
        """Return the log-density (s,) of draws (s, 4) of (r, alpha, a, b), times in `alpha`'s unit.

        Up to a constant; minus infinity where a + b <= 1.
        """
        r, alpha, a, b = draws.T
        kappa = a + b
        weibull = log(r) - (r / self.r) ** 2 + log(alpha) - (alpha / self.alpha) ** 2
        return np.where(kappa > 1, weibull - 3 * log(kappa), -np.inf)


@dataclass(frozen=True)
class Posterior:
    """Weighted draws of a model's parameters.

    Attributes
    ----------
    draws : float64 (s, p)
    weights : float64 (s,)
        Sum to 1.
    pareto_k : float
        Shape of the largest weights' tail; below 0.7 the weights can be trusted.
    effective_draws : float
        Independent draws worth as much.
    of : str
        The `identity` of the model: parameters of another, or in another unit, are not these.
    """

    draws: Floats
    weights: Floats
    pareto_k: float
    effective_draws: float
    of: str

    @property
    def is_reliable(self) -> bool:
        """Say whether intervals may be taken."""
        return self.pareto_k < LARGEST_PARETO_K

    def mean(self) -> Floats:
        """Return the posterior mean (p,). Raises `PosteriorUnreliable`."""
        self._require()
        return self.weights @ self.draws

    def sd(self) -> Floats:
        """Return the posterior standard deviation (p,). Raises `PosteriorUnreliable`."""
        return np.sqrt(self.weights @ (self.draws - self.mean()) ** 2)

    def interval(self, of: Callable[[Floats], Floats | float] | None = None, *, mass: float = 0.95) -> Floats:
        """Return (2, ...) equal-tailed bounds of the parameters, or of a function of one draw (4,).

        Raises `PosteriorUnreliable`. A function is called once for every draw.
        """
        self._require()
        values = self.draws if of is None else np.array([of(draw) for draw in self.draws])
        flat = values.reshape(len(values), -1)
        bounds = [
            [_weighted_quantile(column, self.weights, share) for column in flat.T]
            for share in ((1 - mass) / 2, (1 + mass) / 2)
        ]
        return np.array(bounds).reshape(2, *values.shape[1:])

    def resampled(self, draws: int, rng: np.random.Generator) -> Floats:
        """Return (draws, p) draws of equal weight. Raises `PosteriorUnreliable`."""
        self._require()
        return self.draws[rng.choice(len(self.draws), size=draws, p=self.weights)]

    def _require(self) -> None:
        if not self.is_reliable:
            raise PosteriorUnreliable(pareto_k=f"{self.pareto_k:.2f}", largest=LARGEST_PARETO_K)


def sample_posterior(
    model: BetaGeoModel, groups: Groups, *, draws: int = 4000, seed: int = 0, prior: Prior | None = None
) -> Posterior:
    """Sample the posterior of a (M)BG/NBD or MBG/CNBD-k.

    Parameters
    ----------
    model : BetaGeoModel, ModifiedBetaGeoModel or ModifiedBetaGeoCNBDModel
        Fitted to `groups`.
    groups : Groups
        In the model's unit.
    draws : int
        Weighted draws (s).
    seed : int
        The same seed gives the same draws.
    prior : Prior, optional
        Its alpha is a time in the data's unit. Left out, it is PyMC-Marketing's in weeks, for data in days.

    Returns
    -------
    Posterior
        Draws float64 (s, 4) of (r, alpha, a, b), in the parameters' unit.

    Raises
    ------
    NotFitted
    NotConverged
        The posterior has no mode to start from: it rises towards an edge, or is flat in some direction.
    PriorAgainstData
        Its mode lies where the likelihood is lower, against its largest, than in 99 of 100 samples it would be.
    ValueError
        The groups are of another unit than the model, or it is none of these models.
    """
    prior = _prior_of(model, prior)
    likelihood = model.objective(model.groups(groups))

    def target(parameters: Floats) -> tuple[float, Floats, Floats]:
        value, gradient, hessian = likelihood(parameters)
        extra, slope, bend = _log_prior(prior, parameters)
        return value + extra, gradient + slope, hessian + bend

    likeliest = np.array(model._values())
    start = likeliest.copy()
    start[2:] *= max(1.0, 1.01 / start[2:].sum())  # inside the prior's support
    mode = maximise(target, start)
    p = mode.parameters
    _require_agreement(likelihood(likeliest)[0] - likelihood(p)[0], len(p))
    spread = _spread(mode)
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((draws, 4)) * np.sqrt(_DEGREES / rng.chisquare(_DEGREES, draws))[:, None]
    theta = log(p) + z @ spread.T
    made = exp(theta)
    proposed = -(_DEGREES + 4) / 2 * log1p((z**2).sum(axis=1) / _DEGREES)
    log_weight = log_likelihoods(model, groups, made) + prior.log_density(made) + theta.sum(axis=1) - proposed
    weights = exp(log_weight - log_weight.max())
    k = pareto_k(weights)
    weights /= weights.sum()
    effective = float(1.0 / (weights**2).sum())
    return Posterior(draws=made, weights=weights, pareto_k=k, effective_draws=effective, of=identity(model))


def identity(model: PurchaseModel) -> str:
    """Return which model it is, with its settings and all digits of what it learnt."""
    return f"{type(model).__name__}({model.get_params()}) with {model.params_}"


def _prior_of(model: BetaGeoModel, prior: Prior | None) -> Prior:
    """Return the prior of a model's parameters, in its unit; raises ValueError where none is known."""
    if not isinstance(model, BetaGeoModel):
        raise ValueError(f"no prior is known for {type(model).__name__}: take BG/NBD, MBG/NBD or MBG/CNBD-k")
    return (prior or Prior()).in_unit(model.unit)


def _spread(mode: Optimum) -> Floats:
    """Return a factor (p, p) of the proposal's covariance in log-parameters; `NotConverged` where it has none.

    At the mode the gradient is zero, so the Hessian in log-parameters is the plain one, scaled.
    """
    if mode.at_edge:
        raise NotConverged(steps=mode.steps)
    try:
        return np.linalg.cholesky(np.linalg.inv(mode.curvature)) * _WIDER
    except np.linalg.LinAlgError:
        raise NotConverged(steps=mode.steps) from None


def log_likelihoods(model: BetaGeoModel, groups: Groups, draws: Floats) -> Floats:
    """Return the log-likelihood of the groups at every draw (s, 4) of (r, alpha, a, b); all at once where k = 1."""
    if isinstance(model, ModifiedBetaGeoCNBDModel):
        objective = model.objective(groups)
        return np.array([objective(draw)[0] for draw in draws])
    r, alpha, a, b = draws.T
    m = model.may_leave_at_once
    x, n = groups.frequency_counts()
    chance = b[:, None] + np.arange(int(x[-1]) + 1) - 1.0 + m
    if m == 0:
        chance[:, 0] = np.inf
    value = kernels(len(groups.n) * len(draws) // 8).betageo_values(
        groups.frequency, groups.recency_at, groups.age_at, groups.n,
        log(chance), log(a), r, log(alpha[:, None] + groups.times),
    )  # fmt: skip
    k = x + m
    by_x = gammaln(r[:, None] + x) + gammaln(b[:, None] + k) - gammaln((a + b)[:, None] + k)
    alone = r * log(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b)
    total: Floats = value + by_x @ n + groups.n_customers * alone
    return total


def pareto_k(weights: Floats) -> float:
    """Return the shape of the generalised Pareto distribution fitted to the largest weights.

    Zhang & Stephens, "A New and Efficient Estimation Method for the Generalized Pareto Distribution", Technometrics
    51(3), 2009: an average over a grid of profile likelihoods, no iteration. Shrunk a little towards 0.5 in small
    tails, as Vehtari et al. have it.
    """
    size = int(np.ceil(min(0.2 * len(weights), 3 * np.sqrt(len(weights)))))
    ordered = np.sort(weights)
    tail = ordered[-size:] - ordered[-size - 1]
    n = len(tail)
    if n < 5:
        return float("inf")  # too few to tell
    if tail[-1] <= 0:
        return float("-inf")  # all alike: the proposal is the posterior
    tail = tail[tail > 0]
    points = 30 + int(np.sqrt(n))
    quarter = tail[int(len(tail) / 4 + 0.5) - 1]
    theta = 1 / tail[-1] + (1 - np.sqrt(points / (np.arange(1, points + 1) - 0.5))) / (3 * quarter)
    shapes = log1p(-theta[:, None] * tail).mean(axis=1)
    profile = len(tail) * (log(-theta / shapes) - shapes - 1)
    weight = 1 / exp(profile - profile[:, None]).sum(axis=1)
    best = float((theta * weight).sum() / weight.sum())
    k = float(log1p(-best * tail).mean())
    return (n * k + 10 * 0.5) / (n + 10)


def _log_prior(prior: Prior, parameters: Floats) -> tuple[float, Floats, Floats]:
    """Return the log-prior over log-parameters (Jacobian included) with derivatives in the parameters themselves."""
    r, alpha, a, b = parameters
    kappa = a + b
    value = float(prior.log_density(parameters[None])[0]) + float(log(parameters).sum())
    inverse = 1.0 / parameters
    gradient = inverse.copy()
    gradient += [1 / r - 2 * r / prior.r**2, 1 / alpha - 2 * alpha / prior.alpha**2, -3 / kappa, -3 / kappa]
    hessian = np.diag(-(inverse**2))
    hessian[0, 0] += -1 / r**2 - 2 / prior.r**2
    hessian[1, 1] += -1 / alpha**2 - 2 / prior.alpha**2
    hessian[2:, 2:] += 3 / kappa**2
    return value, gradient, hessian


def _require_agreement(lost: float, degrees: int) -> None:
    """Refuse a prior that costs the likelihood more than sampling would."""
    if chi_square_tail(degrees, max(0.0, 2.0 * lost)) < _DISAGREES:
        raise PriorAgainstData(lost=f"{lost:.1f}")


def _weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    order = np.argsort(values)
    return float(np.interp(share, np.cumsum(weights[order]), values[order]))
