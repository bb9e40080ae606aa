# ruff: noqa: N803 (T is the field's own letter, and what peers call it)
"""How sure a value is: lifetime values under many parameters that the data allow, instead of the likeliest alone.

What varies is what we do not know of the parameters: a posterior's draws, or the normal approximation in the
parameters' logarithms, whose covariance a fit leaves (the delta method: Var ln p = Var p / p^2; Cox & Hinkley,
Theoretical Statistics, 1974, ch. 9). What one customer then happens to do varies more: these are intervals of an
expectation, not of her next year.
"""

from typing import ClassVar, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.estimator import Estimator, PurchaseModel
from samphan.analytics.btyd.gammagamma import GammaGammaModel, NoMeanSpend
from samphan.analytics.btyd.groups import Floats
from samphan.analytics.btyd.posterior import Posterior, identity
from samphan.analytics.btyd.special import exp, log
from samphan.analytics.btyd.value import YEAR, Horizon, customer_lifetime_value
from samphan.kit.errors import N_, Refused

AnyModel = TypeVar("AnyModel", bound=Estimator)
_MOST_WITHOUT_A_MEAN = 0.05  # of the draws; beyond, what is kept is no longer what the data allow
_SURELY = 1.645  # standard errors: a normal lies beyond in 5 % on one side
_ALIKE_FROM = 100.0  # q: customers' means differ by a tenth
_WIDEST = 3.0  # standard error in a logarithm, a factor of 20 either way: nothing is normal so far out


class ErrorsUnknown(Refused):
    code: ClassVar[str] = "analytics.btyd.errors_unknown"
    message: ClassVar[str] = N_("How far the parameters of {model} can be trusted is not known: {why}")
    worded: ClassVar[tuple[str, ...]] = ("why",)


class MeanSpendUnsure(Refused):
    code: ClassVar[str] = "analytics.btyd.mean_spend_unsure"
    message: ClassVar[str] = N_(
        "In {without} of {draws} draws spend varies so much that its mean does not exist (q is not above 1), so its "
        "value has no upper bound. Use more customers, or look for outliers in the amounts."
    )


_ELSEWHERE = N_("they were taken from elsewhere. Fit the model to histories.")
_LEFT_OPEN = N_("the data leave one of them open. Use more customers or a longer period.")


def value_draws(
    model: PurchaseModel,
    spend: GammaGammaModel,
    frequency: ArrayLike,
    recency: ArrayLike,
    T: ArrayLike,
    monetary_value: ArrayLike,
    *,
    posterior: Posterior | None = None,
    horizon: Horizon = YEAR,
    margin: float = 1.0,
    draws: int = 200,
    seed: int = 0,
) -> Floats:
    """Return lifetime values under `draws` draws of all parameters, in the amounts' unit.

    Take quantiles down the columns for each customer, or sum along the rows first for a total: the interval of a sum
    is not the sum of intervals. For the customers of a screen or a segment, not for millions: a draw costs as much as
    `customer_lifetime_value`.

    Parameters
    ----------
    model : PurchaseModel
        Any of the purchase models. Fitted here, unless a posterior is given; BG/BB needs a horizon of whole periods.
    spend : GammaGammaModel
        Fitted here, for its covariance. Draws under which spend has no mean (q <= 1) are drawn again.
    frequency, recency, T, monetary_value : numbers (n,)
        Histories, as in `customer_lifetime_value`; so are `horizon` and `margin`.
    posterior : Posterior, optional
        Draws of the purchase model's parameters, of `sample_posterior`; without it they are drawn from the fit's own
        covariance, which is too narrow where customers are few.
    draws, seed : int
        1 draw or more; the same seed gives the same ones.

    Returns
    -------
    float64 (draws, n)

    Raises
    ------
    ErrorsUnknown
        A model's parameters are from elsewhere, or the data leave one open (`at_edge_`, an error beyond twentyfold).
    MeanSpendUnsure
        More than one draw in twenty has no mean spend.
    NoMeanSpend
        The likeliest spend has none.
    PosteriorUnreliable, BadHistory, SpendNotPositive, NotWholePeriods, NotFitted
    ValueError
        `draws` is below 1, or the posterior is of another model.
    """
    if draws < 1:
        raise ValueError("value_draws needs one draw or more")
    rng = np.random.default_rng(seed)
    histories = (frequency, recency, T, monetary_value)
    bought, paid = _purchase_draws(model, posterior, draws, rng), _spend_draws(spend, draws, rng)
    made = [
        customer_lifetime_value(_set(model, one), _set(spend, her), *histories, horizon=horizon, margin=margin)
        for one, her in zip(bought, paid, strict=True)
    ]
    return np.array([np.atleast_1d(value) for value in made])


def is_mean_spend_sure(spend: GammaGammaModel) -> bool:
    """Say whether the data leave at most a chance of 5 % that spend has no mean (q <= 1), by ln q and its error.

    Just above q = 1 the mean of a customer seen once runs to any amount. False where q's error is not known, unless q
    itself went to its edge: everybody spends alike then, and infinity has no error. Raises `NotFitted`.
    """
    place = spend.names.index("q")
    q = spend._values()[place]
    if not hasattr(spend, "covariance_"):
        return False
    if spend.at_edge_ and q > _ALIKE_FROM:
        return True
    return bool(log(q) > _SURELY * np.sqrt(spend.covariance_[place, place]) / q)


def _set(model: AnyModel, values: Floats) -> AnyModel:
    return type(model)(**model.get_params()).set_fitted(**dict(zip(model.names, values.tolist(), strict=True)))


def _purchase_draws(model: PurchaseModel, posterior: Posterior | None, draws: int, rng: np.random.Generator) -> Floats:
    if posterior is None:
        return _normal_draws(model, draws, rng)
    if posterior.of != identity(model):
        raise ValueError(f"a posterior of {posterior.of} was given for {identity(model)}")
    return posterior.resampled(draws, rng)


def _spend_draws(spend: GammaGammaModel, draws: int, rng: np.random.Generator) -> Floats:
    """Return draws of p, q, gamma (draws, 3) under which spend has a mean."""
    made = _normal_draws(spend, draws, rng)
    if spend.params_["q"] <= 1:
        raise NoMeanSpend(q=round(spend.params_["q"], 3))
    lacks = made[:, 1] <= 1
    if lacks.sum() > _MOST_WITHOUT_A_MEAN * draws:
        raise MeanSpendUnsure(without=int(lacks.sum()), draws=draws)
    while lacks.any():
        made[lacks] = _normal_draws(spend, int(lacks.sum()), rng)
        lacks = made[:, 1] <= 1
    return made


def _normal_draws(model: Estimator, draws: int, rng: np.random.Generator) -> Floats:
    """Return draws of a model's parameters (draws, p), normal in their logarithms."""
    likeliest = np.array(model._values())
    if not hasattr(model, "covariance_"):
        raise ErrorsUnknown(model=type(model).__name__, why=_ELSEWHERE)
    relative = model.covariance_ / np.outer(likeliest, likeliest)
    try:
        factor = np.linalg.cholesky(relative)
    except np.linalg.LinAlgError:
        factor = np.full(relative.shape, np.nan)
    if model.at_edge_ or not np.isfinite(factor).all() or np.diag(relative).max() > _WIDEST**2:
        raise ErrorsUnknown(model=type(model).__name__, why=_LEFT_OPEN)
    return likeliest * exp(rng.standard_normal((draws, len(likeliest))) @ factor.T)
