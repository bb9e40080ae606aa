"""The adjusted effect: the same for the same seed, right when either model is right, refused where nothing overlaps."""

import numpy as np
import pytest

from samphan.analytics.experiments.average import AverageEffect, NoOverlap
from samphan.analytics.experiments.effects import Method, NoVariation, welch
from samphan.analytics.experiments.models import Kind
from samphan.analytics.experiments.samples import moments
from samphan.analytics.experiments.scores import checked_units, doubly_robust, fold_of


def trial(n: int = 2_000, *, seed: int = 3, strength: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return covariates, who was treated and outcomes with a true effect of 1; `strength` ties treatment to them."""
    rng = np.random.default_rng(seed)
    covariates = rng.normal(size=(n, 3))
    treated = rng.random(n) < 1 / (1 + np.exp(-strength * covariates[:, 0]))
    outcome = 2 * covariates[:, 0] + np.abs(covariates[:, 1]) + treated + rng.normal(size=n)
    return covariates, treated, outcome


@pytest.mark.parametrize("kind", list(Kind))
def test_covariates_narrow_the_interval_and_a_seed_fixes_the_answer(kind: Kind) -> None:
    covariates, treated, outcome = trial()
    made = AverageEffect(propensity=0.5, kind=kind, seed=4).fit(covariates, treated, outcome)
    again = AverageEffect(propensity=0.5, kind=kind, seed=4).fit(covariates, treated, outcome)
    plain = welch(moments(outcome[~treated]), moments(outcome[treated]))
    assert made.effect_.interval == again.effect_.interval
    assert made.effect_.method is Method.AIPW
    assert made.effect_.standard_error < 0.7 * plain.standard_error
    assert made.effect_.low < 1.0 < made.effect_.high
    assert made.effect_.n_control + made.effect_.n_treated == 2_000


def test_yes_or_no_outcomes_are_modelled_as_chances() -> None:
    covariates, treated, outcome = trial()
    made = doubly_robust(
        checked_units(covariates, treated, (outcome > 1).astype(float)), propensity=0.5, kind=Kind.LINEAR
    )
    assert made.effect.mean() == pytest.approx(np.mean(outcome[treated] > 1) - np.mean(outcome[~treated] > 1), abs=0.05)


def test_an_outcome_that_never_happens_in_one_arm_is_no_obstacle() -> None:
    covariates, treated, outcome = trial(400)
    made = AverageEffect(propensity=0.5, kind=Kind.LINEAR).fit(covariates, treated, treated & (outcome > 1))
    assert made.effect_.low > 0
    with pytest.raises(NoVariation, match="same outcome"):
        AverageEffect(propensity=0.5, kind=Kind.LINEAR).fit(covariates, treated, np.zeros(400))


def test_customers_that_do_not_overlap_are_not_compared() -> None:
    model = AverageEffect(propensity=None, kind=Kind.LINEAR)
    with pytest.raises(NoOverlap, match="nobody comparable"):
        model.fit(*trial(strength=8.0))
    assert model.scores_.clipped > 0.3
    assert not hasattr(model, "effect_")
    assert model.fit(*trial(strength=0.5)).scores_.clipped == 0


def test_folds_hold_equal_parts_of_each_arm() -> None:
    units = checked_units(*trial(103))
    fold = fold_of(units, folds=5, seed=1)
    for arm in (units.treated, ~units.treated):
        sizes = np.bincount(fold[arm], minlength=5)
        assert sizes.max() - sizes.min() <= 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x, t, y: (x[:, 0], t, y), r"must be \(n, k\)"),
        (lambda x, t, y: (x, t[:5], y), r"must be \(n, k\)"),
        (lambda x, t, y: (x, t + 1, y), "yes or no"),
        (lambda x, t, y: (np.where(x > 2, np.nan, x), t, y), "covariates are missing"),
        (lambda x, t, y: (x, t, y / 0), "outcomes are missing"),
        (lambda x, t, y: (x, np.arange(len(y)) < 3, y), "at least 5 units"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_wrong_units_are_refused_by_name(change: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        AverageEffect(propensity=0.5).fit(*change(*trial(200)))


def test_a_share_treated_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="planned share treated"):
        AverageEffect(propensity=1.0).fit(*trial(200))
