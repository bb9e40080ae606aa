"""A matched comparison is given only where the groups are alike; then it holds the truth and the naive one does not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.ror.accounts import Accounts, Basis, Doubt, Evidence, Part, Unidentified
from samphan.analytics.ror.formula import return_on_relationship
from samphan.analytics.ror.matching import MatchedCohort
from samphan.analytics.ror.pairing import nearest_pairs

LIFT, COST = 10.0, 4.0
Shop = tuple[np.ndarray, np.ndarray, Accounts, np.ndarray]


def shop(
    rng: np.random.Generator, n: int = 10_000, *, pull: float = 0.8, hidden: float = 0.0, joined: float = -1.5
) -> Shop:
    """Return covariates, who joined, accounts and margin before; better customers join more, `hidden` is not known."""
    known, unseen = rng.normal(size=(n, 3)), rng.normal(size=n)
    treated = rng.random(n) < 1 / (1 + np.exp(-(joined + pull * known[:, 0] + 0.4 * known[:, 1] + hidden * unseen)))
    base = 60 + 15 * known[:, 0] + 5 * known[:, 1] + 15 * (hidden > 0) * unseen
    return (
        known,
        treated,
        Accounts(
            own_margin=base + LIFT * treated + rng.normal(0, 20, n),
            referred_margin=rng.exponential(3.0, n),
            service_cost=rng.exponential(8.0, n),
            cost=np.where(treated, rng.gamma(4.0, COST / 4, n), 0.0),
        ),
        base + rng.normal(0, 20, n),
    )


def test_matching_holds_the_truth_where_the_naive_comparison_never_does() -> None:
    rng = np.random.default_rng(31)
    held = naive_held = given_ = 0
    for _ in range(300):
        covariates, treated, accounts, before = shop(rng)
        made = MatchedCohort().fit(covariates, treated, accounts, before).evidence_
        own = accounts.own_margin
        naive = own[treated].mean() - own[~treated].mean()
        error = np.sqrt(own[treated].var() / treated.sum() + own[~treated].var() / (~treated).sum())
        naive_held += abs(naive - LIFT) <= 1.96 * error
        if isinstance(made, Evidence):
            given_ += 1
            held += abs(made.differences[0] - LIFT) <= 1.96 * np.sqrt(made.covariance[0, 0])
    assert naive_held == 0
    assert given_ > 0.8 * 300
    assert 0.93 <= held / given_ <= 0.98


def test_the_return_of_a_matched_cohort_is_estimated_and_holds_the_truth() -> None:
    rng = np.random.default_rng(32)
    held = given_ = 0
    for _ in range(200):
        evidence = MatchedCohort().fit(*shop(rng)).evidence_
        made = return_on_relationship(
            dict.fromkeys(Part, evidence), scope="points", horizon_days=90, referral_weight=1.0
        )
        if made.interval is not None:
            given_ += 1
            assert (made.basis, made.measured) == (Basis.ESTIMATED, None)
            held += made.interval.low <= (LIFT - COST) / COST <= made.interval.high
    assert given_ > 0.8 * 200
    assert 0.92 <= held / given_ <= 0.98


def test_matched_groups_are_alike_and_each_customer_is_used_once() -> None:
    covariates, treated, accounts, before = shop(np.random.default_rng(33))
    made = MatchedCohort().fit(covariates, treated, accounts, before)
    assert made.unmatched_differences_[0] > 0.5
    assert np.all(made.standardised_differences_ < 0.1)
    assert made.matched_share_ > 0.8
    assert np.all(treated[made.pairs_[:, 0]])
    assert not np.any(treated[made.pairs_[:, 1]])
    assert len(np.unique(made.pairs_)) == made.pairs_.size
    assert isinstance(made.evidence_, Evidence)
    assert (made.evidence_.n_treated, made.evidence_.n_compared) == (treated.sum(), len(made.pairs_))


def secret_shop(rng: np.random.Generator, arm: int, *, pull: float) -> Shop:
    """Return a shop whose programme does nothing: joiners are better customers by `pull` of what nobody recorded.

    The period before is four times as restless as the one after, so that a placebo sees little of it.
    """
    treated = np.arange(4 * arm) < arm
    n, unseen = len(treated), rng.normal(size=4 * arm) + pull * treated
    return (
        rng.normal(size=(n, 2)),
        treated,
        Accounts(
            own_margin=100 + 10 * unseen + rng.normal(0, 5, n),
            referred_margin=rng.exponential(3.0, n),
            service_cost=rng.exponential(8.0, n),
            cost=np.where(treated, rng.gamma(4.0, COST / 4, n), 0.0),
        ),
        10 * unseen + rng.normal(0, 20, n),
    )


@pytest.mark.parametrize(
    ("arm", "pull", "runs"),
    [(300, 0.35, 100), (300, 0.2, 100), (2_000, 0.35, 60), (2_000, 0.2, 60), (8_000, 0.2, 20)],
)
def test_a_restless_period_before_lets_no_false_effect_through(arm: int, pull: float, runs: int) -> None:
    rng = np.random.default_rng(40)
    proofs = [MatchedCohort().fit(*secret_shop(rng, arm, pull=pull)).evidence_ for _ in range(runs)]
    given_ = [proof for proof in proofs if isinstance(proof, Evidence)]
    false = sum(abs(proof.differences[0]) > 1.96 * np.sqrt(proof.covariance[0, 0]) for proof in given_)
    assert false <= 0.05 * runs


def test_a_placebo_too_noisy_to_show_likeness_is_no_proof_of_it() -> None:
    made = MatchedCohort().fit(*shop(np.random.default_rng(41), 1_500))
    assert made.evidence_ == Unidentified(doubts=(Doubt.PLACEBO_TOO_NOISY,))
    assert made.placebo_ is not None
    assert made.placebo_.low < 0 < made.placebo_.high
    assert max(-made.placebo_.low, made.placebo_.high) > made.placebo_margin_


def test_the_placebos_margin_is_that_of_the_calmer_period() -> None:
    covariates, treated, accounts, before = shop(np.random.default_rng(42))
    restless = before + np.random.default_rng(43).normal(0, 200, len(before))
    margins = [MatchedCohort().fit(covariates, treated, accounts, each).placebo_margin_ for each in (before, restless)]
    within = [accounts.own_margin[arm].var(ddof=1) for arm in (treated, ~treated)]
    assert margins[1] == pytest.approx(0.1 * np.sqrt(np.mean(within)))
    assert margins[0] <= margins[1]


@pytest.mark.parametrize("unit", [1.0, 100.0])
def test_the_placebos_margin_has_moneys_unit_where_one_period_does_not_vary_within(unit: float) -> None:
    covariates, treated, accounts, before = shop(np.random.default_rng(42))
    flat = replace(accounts, own_margin=unit * np.where(treated, 2.0, 1.0))
    margin = MatchedCohort().fit(covariates, treated, flat, unit * before).placebo_margin_
    within = [before[arm].var(ddof=1) for arm in (treated, ~treated)]
    assert margin == pytest.approx(unit * 0.1 * np.sqrt(np.mean(within)))


def test_a_reason_to_join_that_nobody_recorded_is_caught_by_the_placebo() -> None:
    made = MatchedCohort().fit(*shop(np.random.default_rng(34), 4_000, hidden=1.0))
    assert made.evidence_ == Unidentified(doubts=(Doubt.PLACEBO,))
    assert made.placebo_ is not None
    assert made.placebo_.low > 0


@pytest.mark.parametrize(
    ("settings", "doubt"),
    [
        ({"joined": 1.5}, Doubt.TOO_FEW_MATCHED),  # most customers joined: not enough others to compare with
        ({"pull": 6.0, "joined": -3.0}, Doubt.TOO_FEW_MATCHED),  # nearly everybody of one kind joined
        ({"n": 120, "joined": -2.0}, Doubt.TOO_FEW_MATCHED),
    ],
)
def test_without_comparable_customers_there_is_no_number(settings: dict[str, float], doubt: Doubt) -> None:
    made = MatchedCohort().fit(*shop(np.random.default_rng(35), **settings))
    assert isinstance(made.evidence_, Unidentified)
    assert doubt in made.evidence_.doubts


def test_groups_that_stay_apart_within_a_wide_caliper_are_unbalanced() -> None:
    made = MatchedCohort(caliper=50.0).fit(*shop(np.random.default_rng(36), pull=2.5, joined=-0.5))
    assert isinstance(made.evidence_, Unidentified)
    assert Doubt.UNBALANCED in made.evidence_.doubts


def test_a_placebo_that_cannot_fail_is_refused() -> None:
    covariates, treated, accounts, before = shop(np.random.default_rng(37))
    with pytest.raises(ValueError, match="alike by construction"):
        MatchedCohort().fit(np.column_stack([covariates, 3 - 2 * before]), treated, accounts, before)
    with pytest.raises(ValueError, match="same for everybody"):
        MatchedCohort().fit(covariates, treated, accounts, np.zeros(len(before)))


def test_wrong_input_is_refused_by_name() -> None:
    covariates, treated, accounts, before = shop(np.random.default_rng(38))
    with pytest.raises(ValueError, match="outcomes are missing"):
        MatchedCohort().fit(covariates, treated, accounts, np.full(len(before), np.nan))
    with pytest.raises(ValueError, match="accounts for"):
        MatchedCohort().fit(covariates, treated, accounts.of(treated), before)
    with pytest.raises(ValueError, match="caliper"):
        MatchedCohort(caliper=0.0).fit(covariates, treated, accounts, before)


def test_covariates_that_repeat_one_another_change_nothing() -> None:
    covariates, treated, accounts, before = shop(np.random.default_rng(39))
    once = MatchedCohort().fit(covariates, treated, accounts, before).evidence_
    twice = (
        MatchedCohort()
        .fit(np.column_stack([covariates, covariates[:, 0], np.ones(len(before))]), treated, accounts, before)
        .evidence_
    )
    assert isinstance(once, Evidence)
    assert isinstance(twice, Evidence)
    assert twice.differences == pytest.approx(once.differences, rel=0.2, abs=0.5)


values = st.lists(st.integers(0, 30), max_size=12).map(lambda made: np.array(made, dtype=float))


@given(values, values, st.integers(0, 10))
def test_pairs_are_those_of_a_plain_search(seeking: np.ndarray, offered: np.ndarray, caliper: int) -> None:
    free = set(range(len(offered)))
    distances = []
    for index in np.argsort(-seeking, kind="stable"):
        near = [(abs(offered[other] - seeking[index]), other) for other in free]
        if near and min(near)[0] <= caliper:
            distance = min(near)[0]
            # Equally near, the lower value is taken; of equal values any is as good.
            low = min(offered[other] for far, other in near if far == distance)
            free.remove(next(other for far, other in near if far == distance and offered[other] == low))
            distances.append((index, distance, low))
    made = nearest_pairs(seeking, offered, caliper=float(caliper))
    assert [(a, abs(offered[b] - seeking[a]), offered[b]) for a, b in made] == distances
    assert len({b for _, b in made}) == len(made)
