"""The figures a forecast is judged by, on cases worked by hand."""

import numpy as np
import pytest

from samphan.analytics.accuracy import (
    bootstrap_noise,
    calibration_error,
    count_scores,
    probability_scores,
    reliability,
)


def test_probabilities_are_judged_as_by_hand() -> None:
    made = probability_scores([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    assert made.auc == 0.75
    assert made.brier == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert made.log_loss == pytest.approx(-np.log([0.9, 0.6, 0.35, 0.8]).mean())
    assert made.average_precision == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert (made.lift, made.base_rate, made.n) == (2.0, 0.5, 4)


def test_counts_are_judged_as_by_hand() -> None:
    made = count_scores([0, 2, 0, 6], [1, 1, 0, 4])
    assert (made.mae, made.rmse) == (1.0, pytest.approx(1.5**0.5))
    assert (made.bias, made.capture) == (pytest.approx(6 / 8 - 1), 0.75)


def test_bins_of_equal_mass_show_the_gap_of_forecast_and_truth() -> None:
    forecast = np.repeat([0.2, 0.6], 50)
    outcome = np.concatenate([np.arange(50) < 20, np.arange(50) < 30]).astype(float)
    assert calibration_error(outcome, forecast) == pytest.approx(0.5 * 0.2)
    bins = reliability(outcome, forecast)
    assert [(b.share, b.forecast, b.observed) for b in bins] == [
        (0.5, pytest.approx(0.2), pytest.approx(0.4)),
        (0.5, pytest.approx(0.6), pytest.approx(0.6)),
    ]


def test_noise_is_the_standard_error_of_the_figure() -> None:
    random = np.random.default_rng(0)
    counts = random.poisson(2.0, 900).astype(float)
    noise = bootstrap_noise(count_scores, counts, np.full(900, 2.0), replicates=400)
    expected = np.abs(counts - 2.0).std(ddof=1) / 30
    assert noise["mae"] == pytest.approx(expected, rel=0.12)


@pytest.mark.parametrize(
    ("outcome", "forecast"),
    [([1, 1], [0.2, 0.3]), ([0, 1], [0.2, 1.3]), ([0, 1], [0.2, np.nan]), ([0, 1], [0.2]), ([], []), ([0, 2], [0, 1])],
)
def test_what_cannot_be_judged_is_refused(outcome: list[float], forecast: list[float]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        probability_scores(outcome, forecast)


def test_a_forecast_of_nothing_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="nothing was counted"):
        count_scores([0, 0], [1, 1])
