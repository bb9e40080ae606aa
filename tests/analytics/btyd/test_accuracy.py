"""Predictions against slow, independent integrals, at ordinary and at extreme histories."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import hyp2f1

from samphan.analytics.btyd import (
    BetaGeoModel,
    GammaGompertzNBDModel,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    ParetoNBDModel,
    PurchaseModel,
)
from samphan.analytics.btyd.series import expected_if_alive

FITTED: list[PurchaseModel] = [
    BetaGeoModel().set_fitted(r=0.243, alpha=4.414, a=0.793, b=2.426),
    ModifiedBetaGeoModel().set_fitted(r=0.525, alpha=6.183, a=0.891, b=1.614),
    ModifiedBetaGeoCNBDModel(k=3).set_fitted(r=0.58, alpha=2.3, a=1.13, b=1.6),
    ParetoNBDModel().set_fitted(r=0.553, alpha=10.578, s=0.606, beta=11.669),
    GammaGompertzNBDModel().set_fitted(r=0.55, alpha=10.6, b=0.03, s=0.6, beta=0.4),
]
NAMES = ["BG/NBD", "MBG/NBD", "MBG/CNBD-3", "Pareto/NBD", "GGomp/NBD"]


NODES, WEIGHTS = np.polynomial.legendre.leggauss(60)


def _integral(integrand: Callable[[float], float], scale: float, end: float) -> float:
    """Integrate a function that changes on `scale` from 0 to `end`: sixty points in each of many growing parts."""
    edges = [0.0, *[scale * 1.5**k for k in range(-5, 100) if scale * 1.5**k < end], end]
    return sum(
        (b - a)
        / 2
        * sum(w * integrand((a + b) / 2 + (b - a) / 2 * node) for node, w in zip(NODES, WEIGHTS, strict=True))
        for a, b in pairwise(edges)
    )


def expected_by_integral(t: float, n: float, rate: float, a: float, big_b: float) -> float:
    """Return E[(1 - (1 + p t/rate)^-n) / p], p ~ Beta(a, big_b), over y = ln(-ln(1 - p)), in closed form below -45."""

    def density(y: np.ndarray, power: int) -> np.ndarray:
        p = -np.expm1(-np.exp(y))
        gain = (-np.expm1(-n * np.log1p(p * t / rate)) / p) ** power
        return gain * np.exp((a - 1) * np.log(p) - big_b * np.exp(y) + y)

    edges = np.linspace(-45.0, np.log(800 / big_b + 60), 400)
    half = np.diff(edges)[:, None] / 2
    y = edges[:-1, None] + half * (1 + NODES)
    head = np.exp(-45.0 * a) / a
    numerator, whole = (head * (n * t / rate) ** power + (half * density(y, power) * WEIGHTS).sum() for power in (1, 0))
    return float(numerator / whole)


@pytest.mark.parametrize(
    ("x", "age", "t", "a", "b"),
    [
        (0, 30.0, 26.0, 0.793, 2.426),
        (29, 38.0, 39.0, 0.793, 2.426),
        (3, 38.0, 39.0, 1.0, 2.4),
        (3, 38.0, 39.0, 1.0 + 1e-9, 2.4),
        (3, 38.0, 39.0, 1.0 - 1e-6, 2.4),
        (5000, 700.0, 52.0, 0.6, 8.0),
        (5000, 700.0, 5200.0, 0.6, 8.0),
        (1, 0.0, 500.0, 0.3, 2.0),
        (2, 50.0, 52.0, 0.008, 366.0),
        (2, 50.0, 52.0, 0.5, 1e6),
        (0, 52.0, 52.0, 25.0, 1.2),
        (0, 30.0, 26.0, 0.4, 0.61),
        (0, 30.0, 26.0, 0.2, 0.3),
    ],
)
def test_expected_purchases_of_the_living_equal_their_integral(
    x: int, age: float, t: float, a: float, b: float
) -> None:
    made = expected_if_alive(t, np.array([x]), np.array([age]), r=0.243, alpha=4.414, a=a, b=b)
    assert made[0] == pytest.approx(expected_by_integral(t, 0.243 + x, 4.414 + age, a, b + x), rel=1e-12)


@given(st.integers(0, 60), st.floats(0, 300), st.floats(0.1, 200))
def test_expected_purchases_of_the_living_equal_the_published_form(x: int, age: float, t: float) -> None:
    """FHL 2005 eq. 10, where scipy's 2F1 keeps its digits."""
    r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
    z = t / (alpha + age + t)
    big = hyp2f1(r + x, b + x, a + b + x - 1, z)
    published = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * big)
    made = expected_if_alive(t, np.array([x]), np.array([age]), r=r, alpha=alpha, a=a, b=b)
    assert made[0] == pytest.approx(published, rel=1e-8, abs=1e-12)


def alive_by_integral(x: int, t_x: float, age: float, r: float, alpha: float, s: float, beta: float) -> float:
    """Return the Pareto/NBD's P(alive) from the integral over the moment of leaving, scaled to its left edge."""
    q, near, far = r + x, alpha + t_x, beta + t_x
    mass = _integral(
        lambda y: np.exp(-q * np.log1p(y / near) - (s + 1) * np.log1p(y / far)),
        1 / (q / near + (s + 1) / far),
        age - t_x,
    )
    log_odds = np.log(s * mass) + q * np.log((alpha + age) / near) + (s + 1) * np.log((beta + age) / far)
    return float(1 / (1 + np.exp(min(log_odds - np.log(beta + age), 700.0))))


@pytest.mark.parametrize("p", [(0.5143, 2.8845, 0.2856, 14.1087), (0.553, 10.578, 0.606, 11.669), (3.0, 0.5, 1.0, 9.0)])
def test_the_pareto_nbds_p_alive_equals_its_integral(p: tuple[float, float, float, float]) -> None:
    frequency = [221, 254, 161, 204, 0, 1, 132, 5000, 3]
    recency = [103.43, 97.14, 94.71, 98.57, 0.0, 0.001, 200.0, 100.0, 2.0]
    age = [103.57, 97.29, 98.0, 99.43, 37.0, 37.0, 200.5, 100.5, 400.0]
    model = ParetoNBDModel().set_fitted(**dict(zip(("r", "alpha", "s", "beta"), p, strict=True)))
    exact = [alive_by_integral(*one, *p) for one in zip(frequency, recency, age, strict=True)]
    assert model.probability_alive(frequency, recency, age) == pytest.approx(exact, rel=1e-11)


@pytest.mark.parametrize("model", FITTED, ids=NAMES)
def test_the_numbers_of_purchases_add_up(model: PurchaseModel) -> None:
    n = np.arange(3000)
    share = model.probability_of_purchases_new(80.0, n)
    assert share.sum() == pytest.approx(1.0, abs=1e-9)
    assert share @ n == pytest.approx(model.expected_purchases_new(80.0), rel=1e-6)


@pytest.mark.parametrize("model", [FITTED[0], FITTED[3], FITTED[4]], ids=["BG/NBD", "Pareto/NBD", "GGomp/NBD"])
def test_a_customer_just_won_is_like_any_new_one(model: PurchaseModel) -> None:
    assert model.expected_purchases(52.0, 0, 0, 0) == pytest.approx(model.expected_purchases_new(52.0), rel=1e-12)
    some = 1 - model.probability_of_purchases_new(52.0, 0)
    assert model.probability_of_purchase(52.0, 0, 0, 0) == pytest.approx(some, rel=1e-12)


@pytest.mark.parametrize("model", FITTED, ids=NAMES)
@given(x=st.integers(0, 20_000), silent=st.floats(0, 1), age=st.floats(1e-3, 3000), t=st.floats(0, 1000))
def test_scores_are_finite_and_probabilities_probable(
    model: PurchaseModel, x: int, silent: float, age: float, t: float
) -> None:
    recency = 0.0 if x == 0 else age * max(silent, 1e-6)
    alive = model.probability_alive(x, recency, age)
    any_purchase = model.probability_of_purchase(t, x, recency, age)
    expected = model.expected_purchases(t, x, recency, age)
    assert 0.0 <= alive <= 1.0
    assert 0.0 <= any_purchase <= alive + 1e-12
    assert np.isfinite(expected)
    assert expected >= any_purchase - 1e-9
