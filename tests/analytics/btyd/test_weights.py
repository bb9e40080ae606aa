"""Weighted customers: a fit on drawn-again customers, some of whom were not drawn at all."""

import numpy as np
import pytest

from samphan.analytics.btyd import BetaGeoModel, GammaGammaModel, Groups, ModifiedBetaGeoModel, PurchaseModel

X = np.array([0, 0, 0, 1, 1, 2, 3, 5, 26])
RECENCY = np.array([0, 0, 0, 12, 30, 20, 33, 50, 64])
AGE = np.array([70, 60, 50, 70, 60, 50, 70, 60, 70])
SPEND = np.array([0, 0, 0, 12.5, 30.0, 20.0, 18.0, 25.0, 31.0])
WEIGHTS = np.array([30.0, 20, 10, 12, 8, 9, 7, 4, 0])
REPEATED = np.repeat(np.arange(9), WEIGHTS.astype(int))


@pytest.mark.parametrize("make", [BetaGeoModel, ModifiedBetaGeoModel])
def test_a_weight_is_that_many_customers_and_0_is_nobody(make: type[PurchaseModel]) -> None:
    weighted = make().fit(X, RECENCY, AGE, weights=WEIGHTS)
    repeated = make().fit(X[REPEATED], RECENCY[REPEATED], AGE[REPEATED])
    assert weighted.log_likelihood_ == pytest.approx(repeated.log_likelihood_, rel=1e-10)
    assert weighted.params_ == pytest.approx(repeated.params_, rel=1e-5)
    assert Groups.of(X, RECENCY, AGE, weights=WEIGHTS).frequency.max() == 5


def test_spend_is_learnt_from_those_who_were_drawn() -> None:
    weighted = GammaGammaModel().fit(X, SPEND, WEIGHTS)
    repeated = GammaGammaModel().fit(X[REPEATED], SPEND[REPEATED])
    assert weighted.expected_spend(X, SPEND) == pytest.approx(repeated.expected_spend(X, SPEND), rel=1e-5)
