# ruff: noqa: N803 (T is the field's own letter, and what peers call it)
"""How sure a value is: lifetime values under many parameters that the data allow, instead of the likeliest alone.

What varies is what we do not know of the parameters, in purchases (the posterior's draws) and in spend (the normal
approximation in the logarithms of its parameters). What one customer then happens to do varies more: these are
intervals of an expectation, not of her next year.
"""

import numpy as np
from numpy.typing import ArrayLike

from samphan.analytics.btyd.betageo import BetaGeoModel
from samphan.analytics.btyd.gammagamma import GammaGammaModel
from samphan.analytics.btyd.groups import Floats
from samphan.analytics.btyd.posterior import Posterior
from samphan.analytics.btyd.value import YEAR, Horizon, customer_lifetime_value


def value_draws(
    model: BetaGeoModel,
    posterior: Posterior,
    spend: GammaGammaModel,
    frequency: ArrayLike,
    recency: ArrayLike,
    T: ArrayLike,
    monetary_value: ArrayLike,
    *,
    horizon: Horizon = YEAR,
    margin: float = 1.0,
    draws: int = 200,
    seed: int = 0,
) -> Floats:
    """Return (draws, n) lifetime values, each row under one draw of all parameters.

    Take quantiles down the columns for each customer, or sum along the rows first for a total: the interval of a sum
    is not the sum of intervals. For the customers of a screen or a segment, not for millions. `spend` must have been
    fitted here, for its covariance. Raises `PosteriorUnreliable`.
    """
    rng = np.random.default_rng(seed)
    chosen = posterior.resampled(draws, rng)
    likeliest = np.array(list(spend.params_.values()))
    relative = spend.covariance_ / np.outer(likeliest, likeliest)
    spends = likeliest * np.exp(rng.multivariate_normal(np.zeros(3), relative, draws))
    made = []
    for parameters, money in zip(chosen, spends, strict=True):
        one = type(model)(**model.get_params()).set_fitted(**dict(zip(model.names, parameters.tolist(), strict=True)))
        her = GammaGammaModel().set_fitted(**dict(zip(spend.names, money.tolist(), strict=True)))
        value = customer_lifetime_value(one, her, frequency, recency, T, monetary_value, horizon=horizon, margin=margin)
        made.append(np.atleast_1d(value))
    return np.array(made)
