"""The GGomp/NBD finds again what customers were made from, and its scores are the integrals they stand for."""

from functools import cache

import numpy as np
import pytest

from samphan.analytics.btyd import GammaGompertzNBDModel, Groups, ParetoNBDModel
from samphan.analytics.btyd.groups import Ints

TRUTH = {"r": 0.9, "alpha": 60.0, "b": 0.02, "s": 0.8, "beta": 6.0}  # days


@cache
def hurried(n: int, *, seed: int) -> tuple[Ints, Ints, Ints]:
    """Return (frequency, recency, T) in days of customers made as the model says, aged 200 to 700 days."""
    rng = np.random.default_rng(seed)
    age = rng.integers(200, 701, n)
    hurry = rng.gamma(TRUTH["s"], 1 / TRUTH["beta"], n)
    lifetime = np.log1p(rng.exponential(1.0, n) / hurry) / TRUTH["b"]
    rate = rng.gamma(TRUTH["r"], 1 / TRUTH["alpha"], n)
    days = [
        np.unique(np.ceil(rng.uniform(0, until, rng.poisson(buys * until))))
        for until, buys in zip(np.minimum(age, lifetime), rate, strict=True)
    ]
    return np.array([len(one) for one in days]), np.array([int(one.max(initial=0)) for one in days]), age


@pytest.fixture(scope="module")
def model() -> GammaGompertzNBDModel:
    return GammaGompertzNBDModel().fit(*hurried(6_000, seed=1))


def test_the_parameters_customers_were_made_from_are_found_again(model: GammaGompertzNBDModel) -> None:
    assert not model.at_edge_
    off = {name: (model.params_[name] - TRUTH[name]) / model.standard_errors_[name] for name in TRUTH}
    assert max(map(abs, off.values())) < 3.0


def test_a_hurry_that_grows_is_told_from_one_that_does_not(model: GammaGompertzNBDModel) -> None:
    pareto = ParetoNBDModel().fit(*hurried(6_000, seed=1))
    assert model.log_likelihood_ > pareto.log_likelihood_ + 20


def test_a_fit_on_groups_is_the_fit_on_rows() -> None:
    frequency, recency, age = hurried(6_000, seed=1)
    order = np.lexsort((age, recency, frequency))
    times = np.arange(age.max() + 1.0)
    rows = Groups(frequency[order], recency[order], age[order], np.ones(len(age)), times)
    grouped, by_row = (GammaGompertzNBDModel().fit(made) for made in (Groups.of(frequency, recency, age), rows))
    assert list(grouped.params_.values()) == pytest.approx(list(by_row.params_.values()), rel=1e-7)
    assert grouped.log_likelihood_ == pytest.approx(by_row.log_likelihood_, rel=1e-12)


def test_the_unit_scales_times_and_nothing_else() -> None:
    history = hurried(6_000, seed=1)
    days, weeks = GammaGompertzNBDModel().fit(*history), GammaGompertzNBDModel(unit=7).fit(*history)
    scale = {"alpha": 7.0, "b": 1 / 7}
    assert [weeks.params_[name] * scale.get(name, 1.0) for name in days.names] == pytest.approx(
        list(days.params_.values()), rel=1e-5
    )
    assert weeks.expected_purchases(90, *history) == pytest.approx(days.expected_purchases(90, *history), rel=1e-6)


NODES, WEIGHTS = np.polynomial.legendre.leggauss(60)


def parts(low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights of sixty points in each of two hundred equal parts."""
    edges = np.linspace(low, high, 201)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + NODES)).ravel(), (half * WEIGHTS).ravel()


@pytest.mark.parametrize("p", [(0.5, 10.0, 0.02, 0.6, 0.3), (2.0, 3.0, 0.3, 1.0, 40.0), (0.6, 9.0, 0.001, 4.0, 1.0)])
@pytest.mark.parametrize("history", [(0, 0.0, 37.0), (1, 0.5, 37.0), (12, 80.0, 95.0), (150, 99.0, 100.5)])
def test_scores_equal_their_integrals(
    p: tuple[float, float, float, float, float], history: tuple[int, float, float]
) -> None:
    r, alpha, b, s, beta = p
    x, t_x, age = history
    model = GammaGompertzNBDModel().set_fitted(r=r, alpha=alpha, b=b, s=s, beta=beta)

    def stays(t: np.ndarray) -> np.ndarray:
        return (beta / (beta + np.expm1(b * t))) ** s

    t, weights = parts(t_x, age)
    density = b * s * np.exp(b * t) / (beta + np.expm1(b * t)) * stays(t)
    left = weights @ (density * ((alpha + age) / (alpha + t)) ** (r + x))
    here = stays(np.array(age))
    assert model.probability_alive(x, t_x, age) == pytest.approx(here / (here + left), rel=1e-11)

    u, weights = parts(0.0, 52.0)
    living = weights @ (stays(age + u) / here)
    assert model.expected_purchases(52.0, x, t_x, age) == pytest.approx(
        here / (here + left) * (r + x) / (alpha + age) * living, rel=1e-11
    )


def test_leaving_late_in_life_takes_no_overflow() -> None:
    model = GammaGompertzNBDModel().set_fitted(r=0.5, alpha=10.0, b=0.5, s=0.4, beta=1e4)
    alive = model.probability_alive([0, 3, 200], [0.0, 2_000.0, 2_999.0], [3_000.0, 3_000.0, 3_000.0])
    assert np.all((alive >= 0) & (alive <= 1))
    assert model.expected_purchases_new(1e5) == pytest.approx(model.expected_purchases_new(1e4), rel=1e-6)
