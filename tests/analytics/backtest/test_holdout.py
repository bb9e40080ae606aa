"""No forecast sees what it is judged on, whatever the forecaster; and what cannot be judged is refused."""

from collections.abc import Mapping
from typing import Self

import numpy as np
import pytest

from samphan.analytics.backtest import Forecast, Forecaster, PurchaseLog, PurchaseLogUnusable, holdout, rolling_origin
from samphan.analytics.backtest.boosting import BoostedTrees, lessons
from samphan.analytics.backtest.forecasters import (
    ModelForecaster,
    RegularityForecaster,
    SameAsLastPeriod,
    SameRate,
    forecasters_without_features,
)
from samphan.analytics.backtest.pooling import Pool, all_forecasters
from tests.analytics.backtest.shop import START, SteadyBuyers, purchase_log

ORIGIN = START + 270
HORIZON = 120
STEADY = ModelForecaster(SteadyBuyers)
LOG = purchase_log(250, 2)


def _all() -> Mapping[str, Forecaster]:
    return all_forecasters(forecasters_without_features())


class Curious:
    """Notes the latest day it was shown."""

    seen = 0

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        self.seen = past.last_day
        return SameRate().forecast(past, origin, horizon)


def test_a_forecaster_is_shown_nothing_after_the_origin() -> None:
    curious = Curious()
    holdout(LOG, {"curious": curious}, origin=ORIGIN, horizon=HORIZON)
    assert 0 < curious.seen <= ORIGIN < LOG.last_day


@pytest.mark.parametrize("name", list(_all()))
def test_another_future_changes_no_forecast(name: str) -> None:
    """Each forecaster is even handed the future: a wild one, in which everybody buys every day for much money."""
    customers = np.unique(LOG.customer)
    wild_days = np.arange(ORIGIN + 1, ORIGIN + 60)
    past = LOG.until(ORIGIN)
    wild = PurchaseLog.of(
        np.concatenate([past.customer, np.repeat(customers, len(wild_days))]),
        np.concatenate([past.day, np.tile(wild_days, len(customers))]),
        np.concatenate([past.amount, np.full(len(customers) * len(wild_days), 1e6)]),
    )
    blind, tempted = (_all()[name].forecast(log, ORIGIN, HORIZON) for log in (past, wild))
    assert np.array_equal(blind.expected, tempted.expected)
    if blind.probability is not None:
        assert np.array_equal(blind.probability, tempted.probability)


def test_every_lesson_was_over_by_the_origin() -> None:
    """The counts learnt from are those of the past alone: 120 days before each of four earlier origins."""
    made = lessons(LOG.until(ORIGIN), ORIGIN, HORIZON, ())
    origins = [ORIGIN - 120 - 14 * at for at in range(4)]
    expected = [
        LOG.between(origin, origin + 120).purchase_days(LOG.histories(origin).customer).sum() for origin in origins
    ]
    assert made.horizon == 120
    assert made.counts.sum() == sum(expected)
    assert len(made.counts) == sum(len(LOG.histories(origin).customer) for origin in origins)


def test_lessons_are_as_long_as_half_the_history_allows() -> None:
    assert lessons(LOG.until(ORIGIN), ORIGIN, 400, ()).horizon == (ORIGIN - LOG.first_day) // 2


@pytest.mark.parametrize("days", [0, 20])
def test_a_history_of_a_few_days_teaches_nothing_and_says_so(days: int) -> None:
    log = PurchaseLog.of([1, 2, 3, 1], [START, START + days, START, START + 60], [1.0] * 4)
    with pytest.raises(PurchaseLogUnusable):
        lessons(log.until(START + days), START + days, 30, ())
    (row,) = holdout(log, {"trees": BoostedTrees()}, origin=START + days, horizon=60 - days)
    assert "too short" in row.failure
    assert row.counts is None


def test_lessons_in_which_nobody_came_back_teach_nothing() -> None:
    once = PurchaseLog.of(range(50), [START + at for at in range(50)], [1.0] * 50)
    with pytest.raises(PurchaseLogUnusable) as refused:
        BoostedTrees().forecast(once, START + 200, 60)
    assert refused.value.facts["reason"] == "all customers, or none, bought in the periods to learn from"


def test_a_model_that_refuses_is_told_and_left_out_of_the_pool() -> None:
    class Refusing:
        def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
            raise PurchaseLogUnusable(reason="it is Sunday")

    pool = Pool({"MBG/NBD": STEADY, "Pareto/NBD": Refusing()})
    rows = holdout(LOG, {"refusing": Refusing(), "pool": pool, "alone": STEADY}, origin=ORIGIN, horizon=HORIZON)
    assert rows[0].failure == "This log of purchases cannot be tested: it is Sunday."
    assert rows[1].counts == rows[2].counts
    (empty,) = holdout(LOG, {"pool": Pool({"one": Refusing()})}, origin=ORIGIN, horizon=HORIZON)
    assert "no model could be fitted" in empty.failure


def test_rules_that_only_count_are_given_no_brier_score() -> None:
    rows = holdout(LOG, {"last": SameAsLastPeriod(), "steady": STEADY}, origin=ORIGIN, horizon=HORIZON, replicates=5)
    assert [row.has_probability for row in rows] == [False, True]
    assert rows[1].noise is not None
    assert rows[1].noise["mae"] > 0.0


def test_the_naive_rules_are_as_by_hand() -> None:
    log = PurchaseLog.of([1, 1, 1, 2], [100, 140, 150, 145], [1.0] * 4)
    assert SameRate().forecast(log, 150, 25).expected.tolist() == [2 / 50 * 25, 0.0]
    assert SameAsLastPeriod().forecast(log, 150, 10).expected.tolist() == [1.0, 1.0]


def test_trees_move_to_a_longer_horizon_by_the_clock() -> None:
    """A clock that says twice as much happens doubles the counts; proportion alone would stretch them by 270 / 135."""
    long = 2 * ((ORIGIN - LOG.first_day) // 2)
    plain = BoostedTrees().forecast(LOG, ORIGIN, long)
    clocked = BoostedTrees(clock=STEADY).forecast(LOG, ORIGIN, long)
    assert clocked.expected == pytest.approx(plain.expected)
    assert plain.probability is not None
    assert clocked.probability is not None
    assert (clocked.probability >= plain.probability).all()
    assert clocked.probability.mean() > plain.probability.mean() + 0.1


def test_rolling_origins_are_judged_one_by_one() -> None:
    origins = [START + 200, START + 300]
    rolled = rolling_origin(LOG, {"steady": STEADY, "rate": SameRate()}, origins=origins, horizon=60)
    (alone,) = holdout(LOG, {"rate": SameRate()}, origin=origins[1], horizon=60)
    assert rolled["rate"][1].counts == alone.counts
    assert list(rolled) == ["steady", "rate"]


@pytest.mark.parametrize(("origin", "horizon"), [(START + 500, 60), (START - 5, 10), (START + 540, 1)])
def test_what_cannot_be_judged_is_refused(origin: int, horizon: int) -> None:
    log = LOG if horizon == 60 else PurchaseLog.of([1, 2], [START, START + 541], [1.0, 1.0])
    with pytest.raises(PurchaseLogUnusable):
        holdout(log, {"rate": SameRate()}, origin=origin, horizon=horizon)


def test_the_likeliest_regularity_forecasts() -> None:
    class Regular(SteadyBuyers):
        def __init__(self, k: int) -> None:
            self.k = k
            self.log_likelihood_ = -abs(k - 2.0)

        def fit(
            self,
            frequency: np.ndarray,
            recency: np.ndarray,
            T: np.ndarray,  # noqa: N803
            *,
            log_gaps: float | None = None,
        ) -> Self:
            assert log_gaps == pytest.approx(LOG.histories(ORIGIN).log_gaps)
            return super().fit(frequency, recency, T)

        def expected_purchases(self, t: float, frequency: np.ndarray, *_: np.ndarray) -> np.ndarray:
            return np.full(len(frequency), float(self.k))

        def probability_of_purchase(self, t: float, frequency: np.ndarray, *_: np.ndarray) -> np.ndarray:
            return np.full(len(frequency), 0.5)

    made = RegularityForecaster(Regular).forecast(LOG, ORIGIN, HORIZON)
    assert set(made.expected.tolist()) == {2.0}
