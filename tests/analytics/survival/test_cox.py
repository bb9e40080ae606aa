"""Cox regression and concordance give the published figures and refuse data without an answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.analytics.survival import CoxNotConverged, CoxRegression, LifetimesUnusable, concordance_index
from tests.analytics.survival import leukemia

pairs = st.lists(st.tuples(st.integers(0, 8), st.booleans(), st.integers(0, 5)), min_size=2, max_size=30)


def test_coefficient_and_error_are_those_r_publishes() -> None:
    """coxph(Surv(time, status) ~ x, aml): coef 0.9155, se 0.5119, concordance 0.619, with Efron's ties."""
    made = CoxRegression(penalty=0.0).fit(leukemia.IS_NOT_MAINTAINED, leukemia.DURATIONS, leukemia.OBSERVED)
    assert made.coef_ == pytest.approx([0.9155], abs=5e-5)
    assert made.standard_error_ == pytest.approx([0.5119], abs=5e-5)
    assert made.concordance_ == pytest.approx(0.619, abs=5e-4)


def _world(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    facts = random.normal(size=(n, 3)) * [1.0, 5.0, 0.2]
    life = random.exponential(30.0 / np.exp(facts @ [0.8, -0.1, 0.0]))
    followed = random.uniform(5.0, 60.0, n)
    return facts, np.ceil(np.minimum(life, followed)), life <= followed


def test_the_truth_is_found_again() -> None:
    facts, times, ends = _world(3_000, 1)
    made = CoxRegression(penalty=0.0).fit(facts, times, ends)
    z = (made.coef_ - [0.8, -0.1, 0.0]) / made.standard_error_
    assert np.abs(z).max() < 3.0
    middle = made.predict_survival(np.zeros((1, 3)), [15.0, 30.0])[0]
    assert middle == pytest.approx(np.exp([-0.5, -1.0]), abs=0.04)


def test_the_estimate_is_the_maximum_of_the_penalised_likelihood() -> None:
    facts, times, ends = _world(200, 2)
    made = CoxRegression(penalty=0.1).fit(facts, times, ends)
    same = CoxRegression(penalty=0.1).fit(facts * [1.0, 100.0, 1.0] + 7.0, times, ends)
    assert same.coef_ * [1.0, 100.0, 1.0] == pytest.approx(made.coef_, rel=1e-6)
    assert np.abs(made.coef_ * facts.std(axis=0)).max() < 0.8  # drawn towards 0


def test_a_column_that_does_not_vary_says_nothing() -> None:
    facts, times, ends = _world(200, 3)
    facts[:, 1] = 4.0
    made = CoxRegression().fit(facts, times, ends)
    assert made.coef_[1] == 0.0
    assert np.isnan(made.standard_error_[1])


def test_facts_without_one_best_answer_are_refused() -> None:
    facts, times, ends = _world(200, 4)
    with pytest.raises(CoxNotConverged):
        CoxRegression(penalty=0.0).fit(np.column_stack([facts, facts[:, 0]]), times, ends)
    with pytest.raises(CoxNotConverged):  # she who has it ends first, always: the coefficient has no bound
        CoxRegression(penalty=0.0).fit([[1.0], [1.0], [0.0], [0.0]], [1, 2, 3, 4], [1, 1, 1, 1])
    assert np.isfinite(CoxRegression().fit([[1.0], [1.0], [0.0], [0.0]], [1, 2, 3, 4], [1, 1, 1, 1]).coef_).all()


def test_lifetimes_without_an_end_or_with_a_missing_fact_are_refused() -> None:
    with pytest.raises(LifetimesUnusable):
        CoxRegression().fit([[1.0], [0.0]], [1, 2], [0, 0])
    with pytest.raises(LifetimesUnusable):
        CoxRegression().fit([[np.nan], [0.0]], [1, 2], [1, 0])
    with pytest.raises(LifetimesUnusable):  # a single customer outlives nobody
        CoxRegression().fit([[1.0]], [1], [1])


@given(pairs)
def test_concordance_is_the_share_of_ordered_pairs(rows: list[tuple[int, bool, int]]) -> None:
    good = comparable = 0.0
    for time, seen, risk in rows:
        for other_time, other_seen, other_risk in rows:
            if seen and (time < other_time or (time == other_time and not other_seen)):
                comparable += 1
                good += 1.0 if risk > other_risk else 0.5 if risk == other_risk else 0.0
    columns = [list(column) for column in zip(*rows, strict=True)]
    if comparable:
        assert concordance_index(*columns) == pytest.approx(good / comparable)
    else:
        with pytest.raises(LifetimesUnusable):
            concordance_index(*columns)
