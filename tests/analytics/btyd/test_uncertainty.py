"""Intervals of lifetime value: every model with errors has them, and what has none says why."""

import numpy as np
import pytest

from samphan.analytics import value_draws
from samphan.analytics.btyd import (
    BetaGeoBetaBinomModel,
    BetaGeoModel,
    ErrorsUnknown,
    GammaGammaModel,
    Groups,
    Horizon,
    MeanSpendUnsure,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    NBDModel,
    NoMeanSpend,
    NotFitted,
    NotWholePeriods,
    ParetoNBDModel,
    PurchaseModel,
    customer_lifetime_value,
    is_mean_spend_sure,
    sample_posterior,
)
from samphan.analytics.btyd.groups import Floats, Ints
from tests.analytics.btyd.conftest import Customers
from tests.analytics.btyd.simulated import histories, spends

FEW: tuple[Ints, ...] = tuple(column[:12] for column in histories(1500))
MONEY = np.where(FEW[0] > 0, 20.0 + np.arange(12), 0.0)
MONTH = Horizon(months=1)


@pytest.fixture(scope="module")
def groups() -> Groups:
    return Groups.of(*histories(1500), unit=7)


@pytest.fixture(scope="module")
def spend() -> GammaGammaModel:
    return GammaGammaModel().fit(*spends(1500))


@pytest.mark.parametrize(
    "make", [NBDModel, BetaGeoModel, ModifiedBetaGeoModel, ModifiedBetaGeoCNBDModel, ParetoNBDModel]
)
def test_values_of_every_model_come_with_their_spread(
    make: type[PurchaseModel], groups: Groups, spend: GammaGammaModel
) -> None:
    model = make(unit=7).fit(groups)
    made = value_draws(model, spend, *FEW, MONEY, draws=60, margin=0.5, horizon=Horizon(months=3))
    assert made.shape == (60, 12)
    likeliest = customer_lifetime_value(model, spend, *FEW, MONEY, margin=0.5, horizon=Horizon(months=3))
    low, high = np.quantile(made, [0.005, 0.995], axis=0)
    assert np.all((low < likeliest) & (likeliest < high))
    assert np.all(np.ptp(made, axis=0) > 0)
    assert made.sum(axis=1).std() < made.std(axis=0).sum() + 1e-9
    assert np.array_equal(made, value_draws(model, spend, *FEW, MONEY, draws=60, margin=0.5, horizon=Horizon(months=3)))


def test_the_spread_is_that_of_the_covariance(spend: GammaGammaModel) -> None:
    """Of a new customer of the NBD, value is r/alpha times mean spend: its relative error by the delta method."""
    model = NBDModel().fit(*histories(1500))
    made = value_draws(model, spend, [0], [0], [0], [0.0], draws=2000, horizon=Horizon(months=1, discount_rate=0.0))
    (r, alpha), (p, q, gamma) = (list(one.params_.values()) for one in (model, spend))
    buys, pays = np.array([1 / r, -1 / alpha]), np.array([1 / p, -1 / (q - 1), 1 / gamma])
    relative = np.sqrt(buys @ model.covariance_ @ buys + pays @ spend.covariance_ @ pays)
    assert np.log(made).std() == pytest.approx(relative, rel=0.05)


def test_a_posterior_gives_its_own_draws(groups: Groups, spend: GammaGammaModel) -> None:
    model = BetaGeoModel(unit=7).fit(groups)
    posterior = sample_posterior(model, groups)
    made = value_draws(model, spend, *FEW, MONEY, posterior=posterior, horizon=MONTH)
    without = value_draws(model, spend, *FEW, MONEY, horizon=MONTH)
    assert made.mean(axis=0) == pytest.approx(without.mean(axis=0), rel=0.05)
    assert made.std(axis=0) == pytest.approx(without.std(axis=0), rel=0.5)
    from_elsewhere = BetaGeoModel(unit=7).set_fitted(**model.params_)
    assert np.array_equal(value_draws(from_elsewhere, spend, *FEW, MONEY, posterior=posterior, horizon=MONTH), made)
    for other in (
        NBDModel(unit=7).fit(groups),
        ModifiedBetaGeoModel(unit=7).set_fitted(**model.params_),
        BetaGeoModel(unit=1).set_fitted(**model.params_),
        BetaGeoModel(unit=7).set_fitted(**(model.params_ | {"r": model.params_["r"] * (1 + 1e-9)})),
    ):
        with pytest.raises(ValueError, match="a posterior of BetaGeoModel"):
            value_draws(other, spend, *FEW, MONEY, posterior=posterior)


def test_donors_count_in_whole_periods(donations: dict[str, Floats], cdnow: Customers) -> None:
    cells = [donations[name] for name in ("frequency", "recency", "periods", "weights")]
    model = BetaGeoBetaBinomModel().fit(*cells)
    gifts = GammaGammaModel().fit(cdnow.frequency, cdnow.monetary_value)
    donors = ([0, 2, 6], [0, 4, 6], [6, 6, 6], [0.0, 20.0, 50.0])
    made = value_draws(model, gifts, *donors, draws=20, horizon=Horizon(months=5, month=1, discount_rate=0.1))
    assert np.all(np.ptp(made, axis=0) > 0)
    with pytest.raises(NotWholePeriods):
        value_draws(model, gifts, *donors, horizon=Horizon(months=5, month=1.5))


def test_parameters_from_elsewhere_have_no_errors_to_draw_by(groups: Groups, spend: GammaGammaModel) -> None:
    model = BetaGeoModel(unit=7).fit(groups)
    for purchases, paid, named in (
        (BetaGeoModel(unit=7).set_fitted(**model.params_), spend, "BetaGeoModel"),
        (model, GammaGammaModel().set_fitted(**spend.params_), "GammaGammaModel"),
    ):
        with pytest.raises(ErrorsUnknown) as refusal:
            value_draws(purchases, paid, *FEW, MONEY)
        assert f"{named} can be trusted is not known: they were taken from elsewhere" in refusal.value.explain(str)
    with pytest.raises(NotFitted):
        value_draws(BetaGeoModel(unit=7), spend, *FEW, MONEY)


def test_parameters_the_data_leave_open_have_no_errors_to_draw_by(groups: Groups, spend: GammaGammaModel) -> None:
    model = BetaGeoModel(unit=7).fit(groups)
    rng = np.random.default_rng(1)
    x = rng.geometric(0.3, 2000)
    alike = GammaGammaModel().fit(x, rng.gamma(4.0 * x, 10.0) / x)
    broken = GammaGammaModel().fit(*spends(1500))
    broken.covariance_ = np.full((3, 3), np.nan)
    assert alike.at_edge_
    wide = sure_to(3.0, error=3.0 * 3.1)  # a standard error of 3.1 in ln q
    for paid in (alike, broken, wide):
        with pytest.raises(ErrorsUnknown) as refusal:
            value_draws(model, paid, *FEW, MONEY)
        assert "leave one of them open" in refusal.value.explain(str)


def sure_to(q: float, *, error: float) -> GammaGammaModel:
    """Return a fitted spend whose q and its error are as said."""
    made = GammaGammaModel().fit(*spends(300))
    made.params_["q"] = q
    made.covariance_ = np.diag([0.01, error**2, 0.01])
    return made


def test_a_draw_without_a_mean_spend_is_drawn_again_while_they_are_few(groups: Groups) -> None:
    """q = 1.57 +- .34: one in fifty is below 1, and one such draw was once the end of all of them."""
    model = BetaGeoModel(unit=7).fit(groups)
    made = value_draws(model, sure_to(1.57, error=0.34), *FEW, MONEY, horizon=MONTH)
    assert made.shape == (200, 12)
    assert np.isfinite(made).all()
    assert np.all(made >= 0)
    with pytest.raises(MeanSpendUnsure) as refusal:
        value_draws(model, sure_to(1.2, error=0.34), *FEW, MONEY)
    assert 10 < int(str(refusal.value.facts["without"])) < 200
    assert refusal.value.facts["draws"] == 200
    with pytest.raises(NoMeanSpend):
        value_draws(model, sure_to(0.9, error=0.01), *FEW, MONEY)


@pytest.mark.parametrize(
    ("q", "error", "is_sure"),
    [
        (0.9, 0.001, False),
        (1.0, 0.0, False),
        (1.003, 0.1, False),
        (1.003, 0.001, True),
        (1.57, 0.34, True),
        (3, 9, False),
    ],
)
def test_a_mean_spend_is_sure_where_no_mean_is_unlikely(q: float, error: float, is_sure: bool) -> None:
    assert is_mean_spend_sure(sure_to(q, error=error)) is is_sure


def test_everybody_spending_alike_has_a_mean_and_an_unknown_error_has_none() -> None:
    rng = np.random.default_rng(1)
    x = rng.geometric(0.3, 2000)
    alike = GammaGammaModel().fit(x, rng.gamma(4.0 * x, 10.0) / x)
    assert alike.at_edge_
    assert is_mean_spend_sure(alike)
    assert not is_mean_spend_sure(sure_to(3.0, error=np.nan))
    assert not is_mean_spend_sure(GammaGammaModel().set_fitted(p=6, q=3.7, gamma=15))
    with pytest.raises(NotFitted):
        is_mean_spend_sure(GammaGammaModel())
    elsewhere = sure_to(1.003, error=0.1)  # another parameter went to its edge
    elsewhere.at_edge_ = True
    assert not is_mean_spend_sure(elsewhere)


def test_no_draw_is_no_answer(groups: Groups, spend: GammaGammaModel) -> None:
    with pytest.raises(ValueError, match="one draw"):
        value_draws(BetaGeoModel(unit=7).fit(groups), spend, *FEW, MONEY, draws=0)
