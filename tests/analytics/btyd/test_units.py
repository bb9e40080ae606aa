"""A fit does not depend on the unit: satang for baht, or seconds for days, scale what they should and nothing else."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.btyd import (
    BetaGeoModel,
    GammaGammaModel,
    GammaGompertzNBDModel,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    NBDModel,
    ParetoNBDModel,
    PurchaseModel,
)
from tests.analytics.btyd.conftest import Customers
from tests.analytics.btyd.simulated import histories, spends

MODELS: list[Callable[[], PurchaseModel]] = [
    NBDModel,
    BetaGeoModel,
    ModifiedBetaGeoModel,
    ModifiedBetaGeoCNBDModel,
    ParetoNBDModel,
]
TIMES = {"alpha", "beta"}
units = st.floats(-12.0, 12.0).map(lambda exponent: 10.0**exponent)


def assert_scaled(
    made: GammaGammaModel | PurchaseModel, plain: GammaGammaModel | PurchaseModel, size: list[float]
) -> None:
    """Compare two fits of the same data whose parameters' units are `size` apart."""
    scale = np.array(size)
    assert (made.n_iter_, made.at_edge_) == (plain.n_iter_, plain.at_edge_)
    assert list(made.params_.values()) == pytest.approx(list(plain.params_.values()) * scale, rel=1e-6)
    assert made.covariance_ == pytest.approx(plain.covariance_ * np.outer(scale, scale), rel=1e-5, abs=0)


@cache
def spend_in_one() -> GammaGammaModel:
    """Return the fit of some mean spends in their own unit."""
    return GammaGammaModel().fit(*spends(300))


@given(unit=units)
def test_money_in_another_unit_is_the_same_fit(unit: float) -> None:
    """Mean spend c z has the density of z over c: ln c a customer, which is the whole change of the likelihood."""
    x, mean = spends(300)
    made, plain = GammaGammaModel().fit(x, mean * unit), spend_in_one()
    assert_scaled(made, plain, [1.0, 1.0, unit])
    assert made.log_likelihood_ == pytest.approx(plain.log_likelihood_ - 300 * np.log(unit), rel=1e-10, abs=1e-6)
    assert made.expected_spend(x, mean * unit) == pytest.approx(plain.expected_spend(x, mean) * unit, rel=1e-6)


@pytest.mark.parametrize("make", MODELS)
@pytest.mark.parametrize("unit", [1e-9, 86_400.0, 8.64e13])
def test_time_in_another_unit_is_the_same_fit(make: Callable[[], PurchaseModel], unit: float) -> None:
    """A repeat purchase at a density per second has that of days over 86,400."""
    frequency, recency, age = histories(500, seed=7)
    made, plain = make().fit(frequency, recency * unit, age * unit), make().fit(frequency, recency, age)
    assert_scaled(made, plain, [unit if name in TIMES else 1.0 for name in made.names])
    if getattr(made, "k", 1) == 1:
        assert made.log_likelihood_ == pytest.approx(plain.log_likelihood_ - frequency.sum() * np.log(unit), rel=1e-10)


def test_the_gompertz_clock_takes_seconds_too() -> None:
    """These customers' hurry does not grow: the limit, the Pareto/NBD, is reached and said in any unit."""
    frequency, recency, age = histories(300, seed=7)
    days, seconds = (GammaGompertzNBDModel().fit(frequency, recency * s, age * s) for s in (1.0, 86_400.0))
    assert days.at_edge_
    assert seconds.at_edge_
    assert seconds.params_["alpha"] == pytest.approx(days.params_["alpha"] * 86_400, rel=1e-4)


def test_cdnow_in_a_small_unit_has_the_published_spend(cdnow: Customers) -> None:
    """[FH13]: p 6.25, q 3.74, gamma 15.44, here in hundred-thousandths of a dollar; it once ended after one step."""
    model = GammaGammaModel().fit(cdnow.frequency, cdnow.monetary_value * 1e5)
    assert [round(model.params_["p"], 2), round(model.params_["q"], 2)] == [6.25, 3.74]
    assert model.params_["gamma"] == pytest.approx(15.44e5, rel=1e-3)
    assert np.isfinite(list(model.standard_errors_.values())).all()
    assert not model.at_edge_


def test_customers_who_all_spend_alike_end_at_an_edge() -> None:
    """One gamma distribution for everybody: q and gamma run to infinity, and their ratio is what is told."""
    rng = np.random.default_rng(1)
    x = rng.geometric(0.3, 2000)
    model = GammaGammaModel().fit(x, rng.gamma(4.0 * x, 10.0) / x)
    assert model.at_edge_
    assert model.expected_spend(0, 0.0) == pytest.approx(40.0, rel=0.02)
    assert not GammaGammaModel().fit(*spends(300)).at_edge_


def test_customers_who_all_leave_alike_end_at_an_edge_in_few_steps() -> None:
    """Beyond e^12 rounding hid the way up: the climb took hundreds of steps or had no end."""
    rng = np.random.default_rng(4)
    age = rng.integers(60, 401, 600)
    days = [np.unique(np.ceil(rng.exponential(20.0, 60).cumsum())) for _ in age]
    lifetimes = rng.exponential(130.0, len(age))
    bought = [when[when <= min(until, left)] for when, until, left in zip(days, age, lifetimes, strict=True)]
    frequency, recency = np.array([len(b) for b in bought]), np.array([b.max(initial=0) for b in bought])
    model = ParetoNBDModel(unit=7).fit(frequency, recency, age)
    assert model.at_edge_
    assert model.n_iter_ < 25
    assert model.params_["s"] / model.params_["beta"] == pytest.approx(7 / 130, rel=0.2)


def test_parameters_from_elsewhere_bring_no_errors_along() -> None:
    model = GammaGammaModel().fit(*spends(300)).set_fitted(p=6, q=4, gamma=15)
    assert not hasattr(model, "covariance_")
    assert not hasattr(model, "log_likelihood_")
    with pytest.raises(ValueError, match="positive p, q, gamma"):
        model.set_fitted(p=6, q=float("inf"), gamma=15)
