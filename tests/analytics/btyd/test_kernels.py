"""The compiled kernels and numpy's give the same numbers."""

import numpy as np
import pytest

from samphan.analytics.btyd import (
    BetaGeoModel,
    GammaGompertzNBDModel,
    Groups,
    ModifiedBetaGeoModel,
    ParetoNBDModel,
    PurchaseModel,
    kernels,
    sample_posterior,
    vectorised,
)
from tests.analytics.btyd.simulated import histories

pytestmark = pytest.mark.skipif(not kernels.is_compiler_there(), reason="needs numba, the extra `fast`")
MODELS = [BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel, GammaGompertzNBDModel]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the compiled kernels however small the work."""
    monkeypatch.setattr(kernels, "_ROWS_THAT_REPAY", 0)


@pytest.mark.parametrize("make", MODELS)
@pytest.mark.usefixtures("compiled")
def test_sums_are_the_same(make: type[PurchaseModel], monkeypatch: pytest.MonkeyPatch) -> None:
    groups = Groups.of(*histories(400, seed=1), unit=7)
    at = np.array([0.7, 5.0, 0.8, 3.0, 0.4])[: len(make.names)]
    made = make().objective(groups)(at)
    monkeypatch.setattr(kernels, "_ROWS_THAT_REPAY", 10**9)
    plain = make().objective(groups)(at)
    assert made[0] == pytest.approx(plain[0], rel=1e-13)
    assert made[1] == pytest.approx(plain[1], rel=1e-11, abs=1e-10)
    assert made[2] == pytest.approx(plain[2], rel=1e-10, abs=1e-9)


@pytest.mark.parametrize("make", MODELS)
def test_fits_and_scores_are_the_same(make: type[PurchaseModel], monkeypatch: pytest.MonkeyPatch) -> None:
    history = histories(400, seed=2)
    plain = make(unit=7).fit(*history)
    plainly = [plain.expected_purchases(180, *history), plain.probability_alive(*history)]
    monkeypatch.setattr(kernels, "_ROWS_THAT_REPAY", 0)
    quick = make(unit=7).fit(*history)
    assert list(quick.params_.values()) == pytest.approx(list(plain.params_.values()), rel=1e-9)
    assert quick.expected_purchases(180, *history) == pytest.approx(plainly[0], rel=1e-9)
    assert quick.probability_alive(*history) == pytest.approx(plainly[1], rel=1e-9)


@pytest.mark.parametrize("make", [BetaGeoModel, ModifiedBetaGeoModel])
def test_posteriors_are_the_same(make: type[BetaGeoModel], monkeypatch: pytest.MonkeyPatch) -> None:
    groups = Groups.of(*histories(300, seed=4), unit=7)
    model = make(unit=7).fit(groups)
    monkeypatch.setattr(kernels, "_ROWS_THAT_REPAY", 10**9)
    plain = sample_posterior(model, groups, draws=500)
    monkeypatch.setattr(kernels, "_ROWS_THAT_REPAY", 0)
    quick = sample_posterior(model, groups, draws=500)
    assert quick.weights == pytest.approx(plain.weights, rel=1e-8)


def test_without_a_compiler_numpy_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels.is_compiler_there.cache_clear()
    monkeypatch.setenv("SAMPHAN_COMPILED", "0")
    try:
        assert kernels.kernels(10**9) is vectorised
    finally:
        kernels.is_compiler_there.cache_clear()
