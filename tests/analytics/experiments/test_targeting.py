"""Whom to treat: learners find whom it helps, the policy waits for enough customers, its value is told honestly."""

from pathlib import Path

import numpy as np
import pytest

from bench.telco_offers import OFFER_COST, Telco, value_per_10_000
from samphan.analytics.experiments.models import Kind
from samphan.analytics.experiments.targeting import (
    SMALLEST_N_FOR_UPLIFT,
    Ranking,
    TargetingPolicy,
    chosen,
    value_of_targeting,
)
from samphan.analytics.experiments.uplift import DRLearner, SLearner, TLearner, UpliftLearner


def trial(n: int, *, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return covariates, who was treated, outcomes, and true effects: 1 where the first covariate is positive."""
    rng = np.random.default_rng(seed)
    covariates = rng.normal(size=(n, 4))
    treated = rng.random(n) < 0.5
    effect = np.where(covariates[:, 0] > 0, 1.0, -0.5)
    return covariates, treated, covariates[:, 1] + effect * treated + rng.normal(size=n), effect


@pytest.mark.parametrize("learner", [SLearner(), TLearner(), DRLearner(propensity=0.5), DRLearner(propensity=None)])
def test_every_learner_finds_whom_it_helps(learner: UpliftLearner) -> None:
    covariates, treated, outcome, _ = trial(4_000, seed=1)
    unseen, _, _, effect = trial(2_000, seed=2)
    guess = learner.fit(covariates, treated, outcome).predict(unseen)
    assert np.corrcoef(guess, effect)[0, 1] > 0.8
    assert guess[effect > 0].mean() == pytest.approx(1.0, abs=0.25)


def test_the_policy_ranks_by_risk_until_ten_thousand_are_randomised() -> None:
    covariates, treated, outcome, _ = trial(SMALLEST_N_FOR_UPLIFT, seed=3)
    small = TargetingPolicy(propensity=0.5, kind=Kind.LINEAR).fit(covariates[:-1], treated[:-1], outcome[:-1])
    large = TargetingPolicy(propensity=0.5, kind=Kind.LINEAR).fit(covariates, treated, outcome)
    assert (small.ranking_, large.ranking_) == (Ranking.RISK, Ranking.UPLIFT)
    # At risk are those with a low second covariate; helped are those with a high first one.
    assert np.corrcoef(small.predict(covariates), -covariates[:, 1])[0, 1] > 0.99
    assert np.corrcoef(large.predict(covariates), covariates[:, 0] > 0)[0, 1] > 0.9


def test_the_value_of_targeting_holds_the_truth_and_counts_the_cost() -> None:
    held, runs = 0, 300
    for seed in range(runs):
        covariates, treated, outcome, effect = trial(500, seed=100 + seed)
        made = value_of_targeting(covariates[:, 0], covariates, treated, outcome, propensity=0.5, share=0.3, cost=0.2)
        held += made.low <= 0.3 * (1.0 - 0.2) <= made.high
        assert chosen(covariates[:, 0], share=0.3) @ effect == 150
    assert 0.93 <= held / runs <= 0.97


def test_ties_and_shares_choose_exactly_so_many() -> None:
    assert chosen([1.0, 1.0, 1.0, 2.0], share=0.5).tolist() == [1.0, 0.0, 0.0, 1.0]
    assert chosen([3.0, 1.0], share=1.0).tolist() == [1.0, 1.0]
    assert [chosen(np.arange(100), share=n / 100).sum() for n in range(1, 101)] == list(range(1, 101))
    with pytest.raises(ValueError, match="share to treat"):
        chosen([1.0], share=0.0)
    covariates, treated, outcome, _ = trial(100, seed=1)
    with pytest.raises(ValueError, match="one each"):
        value_of_targeting(np.ones(99), covariates, treated, outcome, propensity=0.5, share=0.3, cost=0.2)


def test_on_telephone_customers_uplift_keeps_nine_tenths_of_what_an_oracle_gains(shared_data: Path) -> None:
    telco = Telco(shared_data)
    world, unseen = telco.draw(20_000, seed=0), telco.draw(20_000, seed=99)
    policy = TargetingPolicy(propensity=0.5, kind=Kind.LINEAR).fit(world.covariates, world.treated, world.stayed)
    rank = policy.predict(unseen.covariates)
    gained = value_per_10_000(rank, unseen.effect)
    assert gained > 0.9 * value_per_10_000(unseen.effect, unseen.effect)
    told = value_of_targeting(
        rank, unseen.covariates, unseen.treated, unseen.stayed, propensity=0.5, share=0.2, cost=OFFER_COST
    )
    assert told.low <= gained / 1e4 <= told.high
