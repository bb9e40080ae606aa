"""Value, scores in SQL and the model's shape: what a nightly job and a peer's user rely on."""

from collections.abc import Callable

import duckdb
import numpy as np
import pytest
from sklearn.base import clone

from samphan.analytics.btyd import (
    BadHorizon,
    BetaGeoModel,
    Columns,
    GammaGammaModel,
    Groups,
    GroupTable,
    Horizon,
    ModifiedBetaGeoCNBDModel,
    ModifiedBetaGeoModel,
    NBDModel,
    NotFitted,
    PairTable,
    ParetoNBDModel,
    PurchaseModel,
    alive_sql,
    customer_lifetime_value,
    discounted_purchases,
    group_table,
    pair_table,
)
from tests.analytics.btyd.simulated import histories, spends

FITTED: list[PurchaseModel] = [
    NBDModel(unit=7).set_fitted(r=0.385, alpha=12.072),
    BetaGeoModel(unit=7).set_fitted(r=0.243, alpha=4.414, a=0.793, b=2.426),
    ModifiedBetaGeoModel(unit=7).set_fitted(r=0.525, alpha=6.183, a=0.891, b=1.614),
    ParetoNBDModel(unit=7).set_fitted(r=0.553, alpha=10.578, s=0.606, beta=11.669),
]
NAMES = ["NBD", "BG/NBD", "MBG/NBD", "Pareto/NBD"]
SPEND = GammaGammaModel().set_fitted(p=6.25, q=3.74, gamma=15.44)


@pytest.mark.parametrize("model", FITTED, ids=NAMES)
def test_value_is_purchases_by_month_times_spend_discounted(model: PurchaseModel) -> None:
    frequency, recency, age = histories(200)
    money = np.where(frequency > 0, 20.0 + frequency, 0.0)
    horizon = Horizon(months=6, month=30.0, discount_rate=0.02)
    made = customer_lifetime_value(model, SPEND, frequency, recency, age, money, horizon=horizon, margin=0.4)
    until = np.array([model.expected_purchases(30.0 * m, frequency, recency, age) for m in range(7)])
    by_hand = (np.diff(until, axis=0) / 1.02 ** np.arange(1, 7)[:, None]).sum(axis=0)
    assert made == pytest.approx(0.4 * by_hand * SPEND.expected_spend(frequency, money), rel=1e-9)


@pytest.mark.parametrize("model", FITTED, ids=NAMES)
def test_without_discount_value_counts_all_purchases(model: PurchaseModel) -> None:
    history = histories(200)
    made = discounted_purchases(model, *history, horizon=Horizon(months=12, month=30, discount_rate=0.0))
    assert made == pytest.approx(model.expected_purchases(360, *history), rel=1e-9)


@pytest.mark.parametrize("model", FITTED[1:3], ids=NAMES[1:3])
def test_sql_gives_every_customer_the_same_p_alive(model: PurchaseModel) -> None:
    frequency, recency, age = histories(500)
    with duckdb.connect() as database:
        database.register("made", {"x": frequency, "last": recency, "age": age})
        expression = alive_sql(model, Columns(frequency="x", recency="last", T="age"))
        found = database.sql(f"select {expression} as p from made").fetchnumpy()["p"]
    assert found == pytest.approx(model.probability_alive(frequency, recency, age), rel=1e-12)


def test_every_number_in_sql_is_a_double() -> None:
    model = ModifiedBetaGeoModel(unit=7).set_fitted(r=0.8006080543509231, alpha=1e-7, a=3.0, b=2e20)
    sql = alive_sql(model)
    assert sql is not None
    assert "0.8006080543509231e0" in sql
    assert "1e-07" in sql
    with duckdb.connect() as database:
        described = database.sql(f'select typeof({sql}) from (select 1 as frequency, 3 as recency, 9 as "T")')
        assert described.fetchall() == [("DOUBLE",)]


@pytest.mark.parametrize("model", [FITTED[3], ModifiedBetaGeoCNBDModel(k=2)], ids=["Pareto/NBD", "k = 2"])
def test_a_model_whose_p_alive_is_no_expression_says_so(model: PurchaseModel) -> None:
    assert alive_sql(model) is None


@pytest.mark.parametrize("model", FITTED[1:], ids=NAMES[1:])
def test_joined_tables_give_every_customer_the_same_scores(model: PurchaseModel) -> None:
    frequency, recency, age = histories(500)
    groups = model.groups(frequency, recency, age)
    pairs, whole = pair_table(model, groups, t=182), group_table(model, groups, t=182)
    with duckdb.connect() as database:
        database.register("made", {"x": frequency, "t_x": recency, "age": age, "row": np.arange(len(age))})
        database.register("pairs", {"x": pairs.frequency, "age": pairs.T, "e": pairs.expected_purchases})
        database.register(
            "whole", {"x": whole.frequency, "t_x": whole.recency, "age": whole.T, "p": whole.probability_alive}
        )
        found = database.sql(
            "select p, p * e as e from made join pairs using (x, age) join whole using (x, t_x, age) order by row"
        ).fetchnumpy()
    assert found["p"] == pytest.approx(model.probability_alive(frequency, recency, age), rel=1e-12)
    assert found["e"] == pytest.approx(model.expected_purchases(182, frequency, recency, age), rel=1e-12)
    assert whole.expected_purchases.sum() > 0


@pytest.mark.parametrize("table", [pair_table, group_table])
def test_tables_are_of_a_finite_horizon_and_the_models_own_groups(
    table: Callable[..., PairTable | GroupTable],
) -> None:
    model, groups = FITTED[1], Groups.of(*histories(100), unit=7)
    for t in (-1.0, float("nan")):
        with pytest.raises(BadHorizon):
            table(model, groups, t=t)
    with pytest.raises(ValueError, match="unit"):
        table(model, Groups.of(*histories(100)), t=30)
    with pytest.raises(NotFitted):
        table(BetaGeoModel(unit=7), groups, t=30)


@pytest.mark.parametrize("model", FITTED, ids=NAMES)
def test_a_model_is_a_scikit_learn_estimator(model: PurchaseModel) -> None:
    copy = clone(model)
    assert copy.get_params() == model.get_params() == {"unit": 7}
    assert not hasattr(copy, "params_")
    history = histories(300)
    assert copy.fit(*history) is copy
    assert set(copy.standard_errors_) == set(copy.params_) == set(copy.names)
    assert copy.n_customers_ == 300
    assert copy.aic_ == pytest.approx(2 * len(copy.names) - 2 * copy.log_likelihood_)
    assert copy.log_likelihood(copy.groups(*history)) == pytest.approx(copy.log_likelihood_, rel=1e-12)
    assert type(copy).__name__ in repr(copy)
    with pytest.raises(ValueError, match="no parameter"):
        copy.set_params(units=1)


def test_one_customer_gets_one_number_and_many_an_array() -> None:
    model = FITTED[1]
    assert np.ndim(model.probability_alive(2, 30, 60)) == 0
    assert model.probability_alive([2, 2], [30, 30], [60, 60]).tolist() == [model.probability_alive(2, 30, 60)] * 2
    assert np.ndim(model.expected_purchases_new(30)) == 0
    assert model.expected_purchases_new([[30, 60]]).shape == (1, 2)
    assert np.ndim(SPEND.expected_spend(2, 30.0)) == 0


def test_spend_leans_to_everybody_where_there_is_little_to_go_by() -> None:
    everybody = float(SPEND.expected_spend(0, 0.0))
    few, many = (float(SPEND.expected_spend(x, 100.0)) for x in (1, 50))
    assert everybody < few < many < 100.0


def test_spend_is_learnt_from_a_known_law() -> None:
    model = GammaGammaModel().fit(*spends(20_000))
    errors = [
        abs(model.params_[n] - v) / model.standard_errors_[n] for n, v in (("p", 6.25), ("q", 3.74), ("gamma", 15.44))
    ]
    assert max(errors) < 4
    weighted = GammaGammaModel().fit(*spends(500), weights=np.full(500, 2.0))
    once = GammaGammaModel().fit(*spends(500))
    assert list(weighted.params_.values()) == pytest.approx(list(once.params_.values()), rel=1e-8)
    assert weighted.log_likelihood_ == pytest.approx(2 * once.log_likelihood_, rel=1e-12)
