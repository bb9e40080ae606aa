"""A thousand experiments with a known truth: intervals hold it 93 to 97 times in a hundred, early looks rarely err."""

import numpy as np
import pytest

from samphan.analytics.experiments.average import AverageEffect
from samphan.analytics.experiments.effects import cuped, welch
from samphan.analytics.experiments.models import Kind
from samphan.analytics.experiments.power import Design, power_for_mean, size_for_mean
from samphan.analytics.experiments.proportions import newcombe
from samphan.analytics.experiments.sample_ratio import sample_ratio
from samphan.analytics.experiments.samples import Floats, moments
from samphan.analytics.experiments.sequences import confidence_sequence
from tests.analytics.experiments.simulations import RUNS, margins, share_within

ARM = 1_000
LOOKS = 20


@pytest.mark.parametrize("lift", [0.0, 1.5])
def test_welch_and_cuped_hold_the_truth_93_to_97_times_in_a_hundred(lift: float) -> None:
    made, before = margins(np.random.default_rng(11), arm=ARM, lift=lift)
    sides = [moments(made[arm], before=before[arm]) for arm in (0, 1)]
    for effect in (welch(*sides), cuped(*sides)):
        assert 0.93 <= share_within(effect.low, effect.high, lift) <= 0.97
    assert np.mean(cuped(*sides).standard_error / welch(*sides).standard_error) < 0.98


def test_arms_of_ten_and_ninety_in_a_hundred_hold_the_truth_as_often() -> None:
    rng = np.random.default_rng(12)
    control, treated = margins(rng, arm=400)[0][0], margins(rng, arm=3_600)[0][1]
    effect = welch(moments(control), moments(treated))
    assert 0.93 <= share_within(effect.low, effect.high, 0.0) <= 0.97


@pytest.mark.parametrize(("base", "lift"), [(0.02, 0.0), (0.265, 0.0), (0.265, 0.03), (0.02, 0.01)])
def test_newcombe_holds_the_truth_93_to_97_times_in_a_hundred(base: float, lift: float) -> None:
    rng = np.random.default_rng(13)
    control, treated = rng.binomial(ARM, base, RUNS), rng.binomial(ARM, base + lift, RUNS)
    made = [newcombe((int(c), ARM), (int(t), ARM)).interval for c, t in zip(control, treated, strict=True)]
    low, high = np.array([one.low for one in made]), np.array([one.high for one in made])
    assert 0.93 <= share_within(low, high, lift) <= 0.97


def crossings(made: Floats, truth: float) -> tuple[float, float]:
    """Return how many runs leave the truth at any look: by the sequence, and by plain intervals."""
    by_sequence, by_plain = np.zeros(RUNS, dtype=bool), np.zeros(RUNS, dtype=bool)
    for arm in np.linspace(ARM / LOOKS, ARM, LOOKS).astype(int):
        if arm >= 100:
            plain = welch(moments(made[0, :, :arm]), moments(made[1, :, :arm]))
            wide = confidence_sequence(plain, planned_n=2 * ARM)
            by_plain |= (plain.low > truth) | (plain.high < truth)
            by_sequence |= (wide.low > truth) | (wide.high < truth)
    return float(by_sequence.mean()), float(by_plain.mean())


@pytest.mark.parametrize("lift", [0.0, 1.5])
def test_looking_at_every_stage_errs_in_at_most_five_of_a_hundred_with_the_sequence_only(lift: float) -> None:
    by_sequence, by_plain = crossings(margins(np.random.default_rng(14), arm=ARM, lift=lift)[0], lift)
    assert by_sequence <= 0.05
    assert by_plain > 0.12  # what the sequence is for


def test_a_strong_effect_is_seen_before_the_planned_end() -> None:
    made, _ = margins(np.random.default_rng(15), arm=400, lift=6.0)
    early = confidence_sequence(welch(moments(made[0]), moments(made[1])), planned_n=2 * ARM)
    assert np.mean(early.low > 0) > 0.9


def test_the_gate_closes_in_about_one_of_a_thousand_honest_experiments() -> None:
    runs, n, planned = 100_000, 2_000, {"holdout": 0.1, "treated": 0.9}
    counts, times = np.unique(np.random.default_rng(16).binomial(n, 0.9, runs), return_counts=True)
    closed = [sample_ratio({"treated": int(count), "holdout": n - int(count)}, planned).is_mismatch for count in counts]
    assert 0.0005 < times[closed].sum() / runs <= 0.0011


def test_an_experiment_of_the_computed_size_sees_the_change_as_often_as_promised() -> None:
    rng = np.random.default_rng(17)
    n = size_for_mean(deviation=2.0, change=0.4, design=Design(treated_share=0.7))
    control, treated = rng.normal(0, 2, (RUNS, n.control)), rng.normal(0.4, 2, (RUNS, n.treated))
    effect = welch(moments(control), moments(treated))
    assert np.mean(effect.low > 0) == pytest.approx(0.8, abs=0.04)
    assert power_for_mean(deviation=2.0, change=0.4, n=n.total, design=Design(treated_share=0.7)) >= 0.8


@pytest.mark.parametrize(("confounded", "lift"), [(False, 0.0), (False, 0.5), (True, 0.5)])
def test_aipw_holds_the_truth_93_to_97_times_in_a_hundred(confounded: bool, lift: float) -> None:
    rng = np.random.default_rng(18)
    held, naive_held, runs, n = 0, 0, RUNS, 400
    for _ in range(runs):
        covariates = rng.normal(size=(n, 3))
        share = 1 / (1 + np.exp(-covariates[:, 0])) if confounded else np.full(n, 0.5)
        treated = rng.random(n) < share
        outcome = covariates @ [1.0, 0.5, 0.0] + lift * treated + rng.normal(size=n)
        made = AverageEffect(propensity=None if confounded else 0.5, kind=Kind.LINEAR)
        interval = made.fit(covariates, treated, outcome).effect_.interval
        plain = welch(moments(outcome[~treated]), moments(outcome[treated])).interval
        held += interval.low <= lift <= interval.high
        naive_held += plain.low <= lift <= plain.high
    assert 0.93 <= held / runs <= 0.97
    assert (naive_held / runs < 0.1) is confounded
