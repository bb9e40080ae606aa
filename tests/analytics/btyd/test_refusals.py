"""What cannot be answered is refused by name, never answered with a silent wrong number."""

from collections.abc import Callable

import numpy as np
import pytest

from samphan.analytics.btyd import (
    AttritionNotModelled,
    BadDiscount,
    BadHistory,
    BadHorizon,
    BadRegularity,
    BetaGeoBetaBinomModel,
    BetaGeoModel,
    GammaGammaModel,
    Groups,
    Horizon,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    NBDModel,
    NoAttritionDetectable,
    NoMeanSpend,
    NoRepeatPurchase,
    NotConverged,
    NotFitted,
    NotWholePeriods,
    ParetoNBDModel,
    PurchaseModel,
    SpendNotPositive,
    TooFewCustomers,
    attrition_test,
)
from samphan.analytics.btyd.newton import maximise
from tests.analytics.btyd.simulated import histories

MODELS = [NBDModel, BetaGeoModel, ModifiedBetaGeoModel, ModifiedBetaGeoCNBDModel, ParetoNBDModel]


@pytest.mark.parametrize(
    ("frequency", "recency", "age", "why"),
    [
        ([], [], [], "at least one customer"),
        ([1, 2], [3], [9, 9], "one value for each customer"),
        ([1, np.nan], [3, 3], [9, 9], "missing"),
        ([1, 2], [3, np.inf], [9, np.inf], "not a finite number"),
        ([1, 2], [None, 3], [9, 9], "missing"),
        (["a", "b"], [1, 2], [9, 9], "not a finite number"),
        ([1.5, 2], [3, 3], [9, 9], "whole number"),
        ([-1, 2], [3, 3], [9, 9], "whole number"),
        ([1, 2], [10, 3], [9, 9], "between 0 and T"),
        ([1, 2], [-3, 3], [9, 9], "between 0 and T"),
        ([0, 2], [3, 3], [9, 9], "repeat purchase"),
        ([1, 2], [0, 3], [9, 9], "repeat purchase"),
    ],
)
def test_a_history_that_cannot_be_is_refused_with_the_reason(
    frequency: list[float],
    recency: list[float],
    age: list[float],
    why: str,
) -> None:
    with pytest.raises(BadHistory) as refusal:
        Groups.of(np.array(frequency), np.array(recency), np.array(age))
    assert why in refusal.value.explain(str)


def test_the_refusal_says_how_many_rows_are_wrong() -> None:
    with pytest.raises(BadHistory) as refusal:
        Groups.of([1, 1, 1], [3, 10, 11], [9, 9, 9])
    assert (refusal.value.facts["rows"], refusal.value.facts["customers"]) == (2, 3)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, np.nan]])
def test_a_weight_is_a_number_of_customers(weights: list[float]) -> None:
    with pytest.raises(BadHistory):
        Groups.of([1, 2], [3, 3], [9, 9], weights=weights)


@pytest.mark.parametrize("make", MODELS)
def test_one_customer_is_not_enough(make: type[PurchaseModel]) -> None:
    with pytest.raises(TooFewCustomers):
        make().fit([3], [20], [30])


@pytest.mark.parametrize("make", MODELS)
def test_customers_who_never_came_back_teach_nothing(make: type[PurchaseModel]) -> None:
    with pytest.raises(NoRepeatPurchase):
        make().fit([0] * 50, [0] * 50, [0] * 25 + [90] * 25)


@pytest.mark.parametrize("make", [NBDModel, BetaGeoModel, ParetoNBDModel])
def test_customers_won_today_do_not_disturb_the_others(make: type[PurchaseModel]) -> None:
    """A one-day history is certain in these models; in the modified ones she may have left after her first purchase."""
    history = histories(300, seed=6)
    today = tuple(np.concatenate([column, np.zeros(50, np.int64)]) for column in history)
    alone, together = make().fit(*history), make().fit(*today)
    assert list(together.params_.values()) == pytest.approx(list(alone.params_.values()), rel=1e-6)


@pytest.mark.parametrize("make", MODELS)
def test_an_unfitted_model_says_so(make: type[PurchaseModel]) -> None:
    with pytest.raises(NotFitted):
        make().expected_purchases(30, 1, 5, 9)


@pytest.mark.parametrize("t", [-1.0, float("nan"), float("inf")])
def test_a_horizon_is_a_finite_time(t: float) -> None:
    model = BetaGeoModel().set_fitted(r=1, alpha=1, a=1, b=1)
    with pytest.raises(BadHorizon):
        model.expected_purchases(t, 1, 5, 9)
    with pytest.raises(BadHorizon):
        model.expected_purchases_new(t)


def test_bad_terms_of_value_are_refused() -> None:
    with pytest.raises(BadHorizon):
        Horizon(months=0)
    with pytest.raises(BadHorizon):
        Horizon(month=-1)
    with pytest.raises(BadDiscount):
        Horizon(discount_rate=-1)


@pytest.mark.parametrize("spend", [0.0, -5.0, np.nan, np.inf])
def test_a_mean_spend_is_above_zero(spend: float) -> None:
    x, money = np.array([1] * 20 + [0]), np.array([10.0 + k for k in range(19)] + [spend, spend])
    with pytest.raises(SpendNotPositive) as refusal:
        GammaGammaModel().fit(x, money)
    assert (refusal.value.facts["rows"], refusal.value.facts["customers"]) == (1, 20)
    fitted = GammaGammaModel().set_fitted(p=6, q=4, gamma=15)
    with pytest.raises(SpendNotPositive):
        fitted.expected_spend(x, money)
    assert fitted.expected_spend(0, spend) == pytest.approx(6 * 15 / 3)


@pytest.mark.parametrize(
    ("frequency", "rows", "why"),
    [
        ([2.0, 1.5, 2.5], 2, "whole number"),
        ([2, -3, 1], 1, "whole number"),
        ([np.nan, 3, np.inf], 2, "missing"),
        ([None, 3, 1], 1, "missing"),
    ],
)
def test_a_spends_frequency_is_a_whole_number_of_purchases(frequency: list[float], rows: int, why: str) -> None:
    fitted = GammaGammaModel().set_fitted(p=6, q=4, gamma=15)
    for ask in (GammaGammaModel().fit, fitted.expected_spend):
        with pytest.raises(BadHistory, match="history") as refusal:
            ask(np.array([*frequency, *[2] * 20]), np.full(23, 10.0))
        assert (refusal.value.facts["rows"], refusal.value.facts["customers"]) == (rows, 23)
        assert why in refusal.value.explain(str)


@pytest.mark.parametrize("asked", ["fit", "expected_spend"])
def test_a_mean_spend_belongs_to_a_frequency(asked: str) -> None:
    with pytest.raises(ValueError, match="one value for each customer"):
        getattr(GammaGammaModel().set_fitted(p=6, q=4, gamma=15), asked)([1, 2], [10.0])


@pytest.mark.parametrize("weights", [[-1.0, np.nan, *[1.0] * 20], [1.0, np.inf, *[1.0] * 19, -2.0]])
def test_a_weight_of_a_spend_is_a_number_of_customers(weights: list[float]) -> None:
    x, money = np.full(22, 2), np.arange(22) + 5.0
    with pytest.raises(BadHistory) as refusal:
        GammaGammaModel().fit(x, money, weights)
    assert (refusal.value.facts["rows"], refusal.value.facts["customers"]) == (2, 22)
    with pytest.raises(BadHistory):
        GammaGammaModel().fit(x, money, weights[:5])


def test_spend_without_a_mean_has_no_expectation() -> None:
    with pytest.raises(NoMeanSpend):
        GammaGammaModel().set_fitted(p=6, q=0.9, gamma=15).expected_spend([1], [10])


def test_spend_is_learnt_from_repeat_customers_only() -> None:
    with pytest.raises(NoRepeatPurchase):
        GammaGammaModel().fit([0] * 20, [5.0] * 20)
    with pytest.raises(TooFewCustomers):
        GammaGammaModel().fit([1, 2], [5.0, 6.0])


def test_the_nbd_does_not_print_a_p_alive() -> None:
    model = NBDModel().fit(*histories(200))
    with pytest.raises(AttritionNotModelled):
        model.probability_alive(1, 5, 9)


def test_periods_of_the_bgbb_are_whole() -> None:
    cells = ([0, 1, 2], [0, 2.5, 3], [6, 6, 6], [20, 10, 10])
    with pytest.raises(NotWholePeriods):
        BetaGeoBetaBinomModel().fit(*cells)
    with pytest.raises(NotWholePeriods):
        BetaGeoBetaBinomModel().set_fitted(alpha=1, beta=1, gamma=1, delta=1).expected_purchases(1.5, 1, 2, 3)


@pytest.mark.parametrize("k", [0, 1.5, -2])
def test_regularity_is_a_whole_number(k: int) -> None:
    with pytest.raises(BadRegularity):
        ModifiedBetaGeoCNBDModel(k=k).fit(*histories(100))


def test_no_attrition_is_said_and_not_printed_as_certainty() -> None:
    """Customers who never leave: the fit runs to its edge, or nearly, and the test says that nothing is detectable."""
    rng = np.random.default_rng(11)
    age = rng.integers(60, 400, 2000)
    x = rng.negative_binomial(0.9, 1 / (1 + age / 60))
    x = np.minimum(x, age)
    recency = np.where(x > 0, np.ceil(age * rng.beta(np.maximum(x, 1), 1)), 0).astype(np.int64)
    groups = Groups.of(x, np.minimum(recency, age), age, unit=7)
    model = ModifiedBetaGeoModel(unit=7).fit(groups)
    test = attrition_test(model, groups)
    assert not test.is_detectable
    assert test.p_value > 0.05
    with pytest.raises(NoAttritionDetectable):
        test.require()


def test_models_are_compared_only_with_a_null_they_contain() -> None:
    groups = Groups.of(*histories(200), unit=7)
    with pytest.raises(ValueError, match="does not contain"):
        attrition_test(ModifiedBetaGeoCNBDModel(k=2, unit=7).fit(groups), groups)


@pytest.mark.parametrize("make", [BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel])
def test_attrition_is_tested_on_the_groups_a_model_was_fitted_to(make: type[PurchaseModel]) -> None:
    """Of a hundred of the customers the likelihood is a twentieth, and p was once 1."""
    history = histories(2000, seed=8)
    groups, few = Groups.of(*history, unit=7), Groups.of(*(column[:100] for column in history), unit=7)
    model = make(unit=7).fit(groups)
    assert attrition_test(model, Groups.of(*history, unit=7)).is_detectable
    with pytest.raises(ValueError, match="fitted to other groups"):
        attrition_test(model, few)
    with pytest.raises(ValueError, match="from elsewhere"):
        attrition_test(make(unit=7).set_fitted(**model.params_), groups)
    with pytest.raises(NotFitted):
        attrition_test(make(unit=7), groups)


def test_groups_of_another_unit_are_not_taken_for_ones_own() -> None:
    groups = Groups.of(*histories(200), unit=7)
    with pytest.raises(ValueError, match="unit"):
        BetaGeoModel().fit(groups)


def test_attrition_is_detected_where_there_is_some() -> None:
    groups = Groups.of(*histories(2000, seed=8), unit=7)
    test = attrition_test(ModifiedBetaGeoModel(unit=7).fit(groups), groups)
    assert test.is_detectable
    test.require()


@pytest.mark.parametrize(
    "objective",
    [
        lambda p: (float("nan"), np.zeros(1), np.zeros((1, 1))),
        lambda p: (0.0, np.array([np.cos(p[0] * 1e6) * 1e6]), np.array([[1.0]])),
    ],
    ids=["not finite", "not a maximum"],
)
def test_a_climb_without_an_end_is_no_result(
    objective: Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]],
) -> None:
    with pytest.raises(NotConverged):
        maximise(objective, np.array([1.0]), most_steps=5)
