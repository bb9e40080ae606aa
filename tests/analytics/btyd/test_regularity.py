"""Regularity is chosen by a likelihood that knows the gaps between purchases; without them it is not known."""

import numpy as np
import pytest

from samphan.analytics.btyd import ModifiedBetaGeoCNBDModel, ModifiedBetaGeoModel, summarise
from samphan.analytics.btyd.groups import Ints


def regular(n: int, *, k: int, seed: int = 0) -> tuple[Ints, Ints]:
    """Return (customer, day) of purchases whose gaps are Erlang(k), up to day 400."""
    rng = np.random.default_rng(seed)
    who, when = [], []
    for customer in range(n):
        stays = rng.geometric(0.15)
        gaps = rng.gamma(k, rng.gamma(4.0, 1 / 4.0) * 20 / k, stays)
        days = np.unique(rng.integers(0, 100) + np.concatenate([[0.0], np.ceil(gaps).cumsum()])).astype(np.int64)
        days = days[days <= 400]
        who += [customer] * len(days)
        when += days.tolist()
    return np.array(who), np.array(when)


@pytest.mark.parametrize("unit", [1.0, 7.0])
@pytest.mark.parametrize("k", [1, 3])
def test_the_likelihood_finds_the_regularity_customers_were_made_with(k: int, unit: float) -> None:
    """In any unit: the gaps come in days, as `summarise` counts them."""
    known = summarise(*regular(400, k=k), now=400)
    history = (known.frequency, known.recency, known.T)
    fitted = {
        tried: ModifiedBetaGeoCNBDModel(k=tried, unit=unit).fit(*history, log_gaps=known.log_gaps)
        for tried in (1, 2, 3)
    }
    assert min(fitted, key=lambda tried: fitted[tried].aic_) == k
    assert min(fitted, key=lambda tried: fitted[tried].bic_) == k
    assert max(fitted, key=lambda tried: fitted[tried].log_likelihood_) == k


def test_without_the_gaps_no_likelihood_is_printed() -> None:
    """It once was, as if all gaps were one unit, and an AIC that chose k by nothing."""
    known = summarise(*regular(100, k=3), now=400)
    history = (known.frequency, known.recency, known.T)
    told, untold = (ModifiedBetaGeoCNBDModel(k=3).fit(*history, log_gaps=gaps) for gaps in (known.log_gaps, None))
    assert np.isnan([untold.log_likelihood_, untold.aic_, untold.bic_]).all()
    assert np.isnan(untold.log_likelihood(untold.groups(*history)))
    assert untold.params_ == told.params_
    assert told.log_likelihood(told.groups(*history), log_gaps=known.log_gaps) == pytest.approx(told.log_likelihood_)
    assert told.aic_ == pytest.approx(2 * 4 - 2 * told.log_likelihood_)


def test_a_model_of_no_regularity_needs_no_gaps() -> None:
    known = summarise(*regular(100, k=1), now=400)
    history = (known.frequency, known.recency, known.T)
    made, plain = ModifiedBetaGeoCNBDModel(k=1).fit(*history), ModifiedBetaGeoModel().fit(*history)
    assert made.log_likelihood_ == pytest.approx(plain.log_likelihood_, rel=1e-10)
