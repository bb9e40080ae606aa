"""Customers who hardly differ: in how they leave (a and b run to infinity) or in how they buy (r and alpha do).

Every forecast must stay a number, and the right one.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("r", [0.1, 1.0, 3.0, 6.0])
@pytest.mark.parametrize(("a", "b"), [(0.02, 1.3), (0.8, 2.4), (1.0, 0.5), (4.0, 0.1)])
def test_both_ways_agree_where_terms_change_sign(r: float, a: float, b: float, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for border in (1e9, -1e9):
        monkeypatch.setattr(series, "_CHANGES_SIGN_FROM", border)
        made.append(expected_if_alive(52.0, X, AGE, r=r, alpha=5 * r, a=a, b=b))
    assert made[0] == pytest.approx(made[1], rel=1e-10)


# Against 600 digits of the published 2F1 (mpmath 1.4).
@pytest.mark.parametrize(
    ("n", "tau", "a", "b", "expected"),
    [
        (150.0, 52.0 / 54.3, 5.0, 3.0, 1.7499985067971944),
        (1000.0, 0.365, 0.01, 20.0, 357.28758354041537),
        (20.0, 520.0, 0.1, 2000.0, 9239.661902724067),
        (60_000.0, 0.02, 45.5, 60_000.0, 789.9610245171947),
        (2000.0, 0.2, 1e-4, 1e-4, 200.3889364681442),
        (20.0, 26.0, 0.2, 0.7, 152.64098640087792),
        (400.0, 1.0, 55.0, 4000.0, 74.59505603702289),
    ],
)
def test_customers_who_buy_alike_are_forecast_as_six_hundred_digits_do(
    n: float, tau: float, a: float, b: float, expected: float
) -> None:
    assert expected_if_alive(tau, np.array([0]), np.zeros(1), r=n, alpha=1.0, a=a, b=b) == pytest.approx(
        expected, rel=1e-11
    )


@given(
    log_r=st.floats(-4.0, 11.0),
    rate=st.floats(0.01, 7.0),
    log_a=st.floats(-11.0, 11.0),
    log_b=st.floats(-11.0, 11.0),
    modified=st.booleans(),
)
def test_nobody_buys_less_than_nothing_or_more_than_if_she_stayed(
    log_r: float, rate: float, log_a: float, log_b: float, modified: bool
) -> None:
    r, a, b = np.exp([log_r, log_a, log_b]).tolist()
    model = (ModifiedBetaGeoModel if modified else BetaGeoModel)(unit=7.0).set_fitted(r=r, alpha=r / rate, a=a, b=b)
    x, recency, age = np.array([0, 0, 1, 9]), np.array([0, 0, 27, 60]), np.array([0, 30, 30, 65])
    made = model.expected_purchases(365.0, x, recency, age)
    if_she_stays = (r + x) * (365.0 / 7.0) / (r / rate + age / 7.0)
    assert (made >= 0.0).all()
    assert (made <= if_she_stays * (1 + 1e-9)).all()


@pytest.mark.parametrize(("a", "b"), [(60.0, 200.0), (51.0, 3.0), (4e5, 2e6)])
def test_the_rule_gives_the_betas_moments(a: float, b: float) -> None:
    p, weight = beta_rule(a, b, nodes=24)
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
