"""Customers who hardly differ in how they leave: a and b run to infinity, and every forecast must stay a number."""

import numpy as np
import pytest

from samphan.analytics.btyd import BetaGeoModel, ModifiedBetaGeoModel, PurchaseModel, series
from samphan.analytics.btyd.series import beta_rule, expected_if_alive

X, AGE = np.array([0, 1, 3, 40, 300]), np.array([50.0, 2.0, 20.0, 100.0, 104.0])


@pytest.mark.parametrize("share", [0.01, 0.157, 0.9])
def test_one_leaving_probability_for_everybody_is_the_limit(share: float) -> None:
    a = 1e12 * share
    made = expected_if_alive(26.0, X, AGE, r=1.14, alpha=15.8, a=a, b=1e12 - a)
    tau = 26.0 / (15.8 + AGE)
    assert made == pytest.approx((1.0 - (1.0 + share * tau) ** -(1.14 + X)) / share, rel=1e-9)


@pytest.mark.parametrize("a", [5.0, 20.0, 49.0, 80.0])
def test_both_ways_agree_where_both_can_go(a: float, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for border in (1e9, 0.0):
        monkeypatch.setattr(series, "_ALIKE_FROM", border)
        made.append(expected_if_alive(26.0, X, AGE, r=1.14, alpha=15.8, a=a, b=5 * a))
    assert made[0] == pytest.approx(made[1], rel=1e-10)


@pytest.mark.parametrize(("a", "b"), [(60.0, 200.0), (51.0, 3.0), (4e5, 2e6)])
def test_the_rule_gives_the_betas_moments(a: float, b: float) -> None:
    p, weight = beta_rule(a, b)
    mean = a / (a + b)
    assert (weight.sum(), weight @ p) == pytest.approx((1.0, mean), rel=1e-12)
    assert weight @ (p - mean) ** 2 == pytest.approx(mean * (1.0 - mean) / (a + b + 1.0), rel=1e-6)


@pytest.mark.parametrize("make", [BetaGeoModel, ModifiedBetaGeoModel])
def test_every_forecast_is_a_number(make: type[PurchaseModel]) -> None:
    model = make(unit=7.0).set_fitted(r=1.14, alpha=15.87, a=270_112.5, b=1_291_755.6)
    histories = (np.array([0, 1, 4, 300]), np.array([0, 41, 321, 360]), np.array([360, 365, 355, 365]))
    expected = model.expected_purchases(182, *histories)
    assert np.isfinite(expected).all()
    assert (expected > 0).all()
    assert np.isfinite(model.probability_alive(*histories)).all()
    assert np.isfinite(model.probability_of_purchase(182, *histories)).all()
    new = model.expected_purchases_new(np.array([7.0, 70.0, 700.0]))
    assert np.isfinite(new).all()
    assert (np.diff(new) > 0).all()
