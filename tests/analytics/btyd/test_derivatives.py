"""Every gradient and Hessian is that of its own likelihood, and fits on groups are fits on rows."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.btyd import (
    BetaGeoBetaBinomModel,
    BetaGeoModel,
    GammaGompertzNBDModel,
    Groups,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    NBDModel,
    ParetoNBDModel,
    PurchaseModel,
)
from samphan.analytics.btyd.gammagamma import SpendLikelihood
from samphan.analytics.btyd.groups import Floats
from samphan.analytics.btyd.newton import Objective
from tests.analytics.btyd.simulated import histories, spends

MODELS: list[Callable[[], PurchaseModel]] = [
    NBDModel,
    BetaGeoModel,
    ModifiedBetaGeoModel,
    lambda: ModifiedBetaGeoCNBDModel(k=1),
    lambda: ModifiedBetaGeoCNBDModel(k=2),
    lambda: ModifiedBetaGeoCNBDModel(k=4),
    ParetoNBDModel,
    GammaGompertzNBDModel,
]
NAMES = ["NBD", "BG/NBD", "MBG/NBD", "MBG/CNBD-1", "MBG/CNBD-2", "MBG/CNBD-4", "Pareto/NBD", "GGomp/NBD"]
positive = st.floats(0.15, 12.0)
# These customers' hurry to leave does not grow with time: the GGomp/NBD has no inner maximum (`test_gammagompertz`).
FITTABLE = {"argvalues": MODELS[:-1], "ids": NAMES[:-1]}


def assert_derivatives_hold(objective: Objective, at: Floats) -> None:
    """Compare with central differences in the parameters' logarithms (relative steps of 1e-5)."""
    value, gradient, hessian = objective(at)
    steps = 1e-5 * at * np.eye(len(at))
    low, high = ([objective(at + sign * step) for step in steps] for sign in (-1, 1))
    slope = [(h[0] - b[0]) / (2e-5 * p) for h, b, p in zip(high, low, at, strict=True)]
    bend = np.array([(h[1] - b[1]) / (2e-5 * p) for h, b, p in zip(high, low, at, strict=True)])
    noise = 1e-15 * abs(value) / (1e-5 * at.min())
    assert gradient == pytest.approx(slope, rel=1e-6, abs=100 * noise)
    assert hessian == pytest.approx(bend, rel=1e-5, abs=1e-6 * np.abs(hessian).max())
    assert hessian == pytest.approx(hessian.T, rel=1e-12)


@pytest.mark.parametrize("make", MODELS, ids=NAMES)
@given(parameters=st.tuples(*[positive] * 5), seed=st.integers(0, 5))
def test_gradient_and_hessian_are_those_of_the_likelihood(
    make: Callable[[], PurchaseModel], parameters: tuple[float, ...], seed: int
) -> None:
    model = make()
    groups = Groups.of(*histories(60, seed=seed), unit=7)
    assert_derivatives_hold(model.objective(groups), np.array(parameters[: len(model.names)]))


@given(parameters=st.tuples(positive, positive, positive, positive))
def test_the_discrete_models_derivatives_hold(parameters: tuple[float, ...]) -> None:
    groups = Groups.of(
        [0, 1, 1, 2, 3, 6, 0], [0, 1, 4, 5, 3, 6, 0], [6, 6, 6, 6, 5, 6, 2], weights=[9, 4, 3, 2, 2, 1, 5]
    )
    assert_derivatives_hold(BetaGeoBetaBinomModel().objective(groups), np.array(parameters))


@given(parameters=st.tuples(positive, positive, positive), weighted=st.booleans())
def test_the_spend_models_derivatives_hold(parameters: tuple[float, ...], weighted: bool) -> None:
    x, mean = spends(80)
    weight = np.arange(1.0, len(x) + 1) if weighted else None
    assert_derivatives_hold(SpendLikelihood(x, mean, weight), np.array(parameters))


@pytest.mark.parametrize("make", **FITTABLE)
def test_a_fit_on_groups_is_the_fit_on_rows(make: Callable[[], PurchaseModel]) -> None:
    frequency, recency, age = histories(1500, seed=3)
    rows = Groups(
        frequency=frequency,
        recency_at=recency,
        age_at=age,
        n=np.ones(len(age)),
        times=np.arange(age.max() + 1) / 7,
        unit=7,
    )
    order = np.lexsort((age, recency, frequency))  # the Pareto/NBD takes frequencies in runs
    rows = Groups(frequency[order], recency[order], age[order], rows.n, rows.times, unit=7)
    grouped = make().set_params(unit=7).fit(Groups.of(frequency, recency, age, unit=7))
    by_row = make().set_params(unit=7).fit(rows)
    assert list(grouped.params_.values()) == pytest.approx(list(by_row.params_.values()), rel=1e-9)
    assert grouped.log_likelihood_ == pytest.approx(by_row.log_likelihood_, rel=1e-12, nan_ok=True)  # k > 1: unknown
    assert list(grouped.standard_errors_.values()) == pytest.approx(list(by_row.standard_errors_.values()), rel=1e-6)


@pytest.mark.parametrize("make", **FITTABLE)
def test_the_unit_scales_times_and_nothing_else(make: Callable[[], PurchaseModel]) -> None:
    history = histories(800, seed=5)
    days, weeks = make().fit(*history), make()
    weeks.set_params(unit=7).fit(*history)
    scale = {name: 7.0 if name in {"alpha", "beta"} else 1.0 for name in days.names}
    assert [weeks.params_[name] * scale[name] for name in days.names] == pytest.approx(
        list(days.params_.values()), rel=1e-6
    )
    assert weeks.expected_purchases(90, *history) == pytest.approx(days.expected_purchases(90, *history), rel=1e-6)
