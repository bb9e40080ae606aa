"""LMG shares equal the published ones, sum to R2, ignore what does not matter, and refuse what has no answer."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics import drivers as drivers_module
from samphan.analytics.drivers import Drivers, DriversCollinear, DriverUnusable, TooFewForDrivers
from tests.analytics.swiss import NAMES, ROWS

SWISS = pd.DataFrame(ROWS, columns=["Fertility", *NAMES])


def _scores(n: int, p: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    scores = random.normal(size=(n, p)) + random.normal(size=(n, 1))
    return scores, scores @ random.normal(size=p) + random.normal(size=n)


def test_shares_are_those_published_for_relaimpo() -> None:
    """calc.relimp(swiss, type = "lmg") and summary(lm(Fertility ~ ., swiss)) of R; Grömping 2006."""
    made = Drivers(resamples=0).fit(SWISS[NAMES], SWISS["Fertility"])
    published = [0.0570912207681, 0.1711730289002, 0.2601346786244, 0.1055701503735, 0.1127659229265]
    assert made.shares_ == pytest.approx(published, abs=1e-12)
    assert made.r2_ == pytest.approx(0.706735001593, abs=1e-11)
    assert made.adjusted_r2_ == pytest.approx(0.670970977397, abs=1e-11)
    assert made.p_values_ == pytest.approx(
        [1.87271543852e-02, 0.315461723144, 2.43060459074e-05, 5.19007854517e-03, 7.33571532060e-03], rel=1e-9
    )
    assert [driver.coefficient for driver in made.drivers_] == pytest.approx(
        [-0.17211, -0.25801, -0.87094, 0.10412, 1.07705], abs=5e-6
    )


def test_a_driver_that_is_not_significant_counts_nothing() -> None:
    made = Drivers(resamples=0).fit(SWISS[NAMES], SWISS["Fertility"])
    counted = {driver.name: driver.counted for driver in made.drivers_}
    assert counted["Examination"] == 0.0
    assert counted["Agriculture"] > 0.0  # the last to be tested: Holm asks it for 0.025
    assert counted["Education"] == made.shares_[2]


@given(st.integers(1, 6), st.integers(0, 10_000))
def test_shares_sum_to_r2_and_are_never_negative(p: int, seed: int) -> None:
    scores, outcome = _scores(40, p, seed)
    made = Drivers(resamples=0).fit(scores, outcome)
    design = np.column_stack([np.ones(len(scores)), scores])
    residual = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    assert made.shares_.sum() == pytest.approx(1.0 - residual.var() / outcome.var(), abs=1e-9)
    assert (made.shares_ > -1e-12).all()


def test_shares_are_the_mean_gain_over_every_order() -> None:
    scores, outcome = _scores(60, 4, 3)
    correlation = np.corrcoef(np.column_stack([scores, outcome]), rowvar=False)[None]
    orders = [np.array(order) for order in permutations(range(4))]
    by_order = np.mean([drivers_module._shares_in_order(correlation, order)[0] for order in orders], axis=0)
    assert Drivers(resamples=0).fit(scores, outcome).shares_ == pytest.approx(by_order, abs=1e-12)


def test_many_drivers_are_averaged_over_random_orders_that_still_sum_to_r2(monkeypatch: pytest.MonkeyPatch) -> None:
    scores, outcome = _scores(200, 8, 5)
    exact = Drivers(resamples=0).fit(scores, outcome)
    monkeypatch.setattr(drivers_module, "MOST_EXACT", 7)
    sampled = Drivers(resamples=0).fit(scores, outcome)
    assert (exact.is_exact_, sampled.is_exact_) == (True, False)
    assert sampled.r2_ == pytest.approx(exact.r2_, abs=1e-12)
    assert sampled.shares_ == pytest.approx(exact.shares_, abs=0.01)


def test_the_interval_covers_the_share_at_about_its_level() -> None:
    """Two independent drivers of variance 1 and noise of variance 2: the first explains exactly one quarter."""
    covered = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        scores = random.normal(size=(150, 2))
        outcome = scores.sum(axis=1) + random.normal(scale=2**0.5, size=150)
        driver = Drivers(resamples=200, seed=seed).fit(scores, outcome).drivers_[0]
        covered += driver.low <= 0.25 <= driver.high
    assert 52 <= covered <= 60


def test_noise_is_called_a_driver_in_no_more_reports_than_the_level_says() -> None:
    false = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        made = Drivers(resamples=0).fit(random.normal(size=(80, 6)), random.normal(size=80))
        false += bool(made.counted_.any())
    assert false <= 18  # 5 % of 200 is 10; the 99.5 % quantile is 18


def test_rows_with_a_missing_answer_are_left_out_and_counted() -> None:
    scores, outcome = _scores(50, 3, 1)
    scores[4, 1] = outcome[9] = np.nan
    made = Drivers(resamples=0).fit(scores, outcome)
    assert (made.n_, made.left_out_) == (48, 2)


def test_what_has_no_answer_is_refused_by_name() -> None:
    scores, outcome = _scores(50, 3, 1)
    table = pd.DataFrame(scores, columns=["wait", "price", "tone"])
    with pytest.raises(DriversCollinear) as collinear:
        Drivers().fit(table.assign(both=table["wait"] + table["price"]), outcome)
    assert collinear.value.facts["drivers"] == "wait, price, both"
    with pytest.raises(DriverUnusable) as constant:
        Drivers().fit(table.assign(tone=7.0), outcome)
    assert constant.value.facts["driver"] == "tone"
    with pytest.raises(DriverUnusable):
        Drivers().fit(table, np.ones(50))
    with pytest.raises(TooFewForDrivers) as few:
        Drivers().fit(table[:29], outcome[:29])
    assert few.value.facts["needed"] == 30
    with pytest.raises(ValueError, match="one outcome"):
        Drivers().fit(table, outcome[:10])
    with pytest.raises(ValueError, match="drivers can be told apart"):
        Drivers().fit(np.empty((40, 0)), outcome[:40])
