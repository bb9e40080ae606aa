"""The gate closes when the arms did not fill as planned, and only then."""

import pyarrow as pa
import pytest
import tea_tasting as tt
from scipy import stats

from samphan.analytics.experiments.sample_ratio import sample_ratio

HALVES = {"holdout": 0.5, "treated": 0.5}


@pytest.mark.parametrize(
    ("holdout", "treated", "is_mismatch"),
    # Kohavi, Tang & Xu, Trustworthy Online Controlled Experiments, 2020, ch. 3 and 21: 821,588 against 815,482.
    [(815_482, 821_588, True), (500, 500, False), (4_900, 5_100, False), (4_800, 5_200, True)],
)
def test_the_gate_closes_for_unlikely_counts_only(holdout: int, treated: int, is_mismatch: bool) -> None:
    assert sample_ratio({"holdout": holdout, "treated": treated}, HALVES).is_mismatch is is_mismatch


def test_two_arms_equal_tea_tastings_exact_test() -> None:
    table = pa.table({"variant": [0] * 90 + [1] * 130})
    (made,) = tt.Experiment(ratio=tt.SampleRatio(method="binom")).analyze(table).values()
    assert sample_ratio({"holdout": 90, "treated": 130}, HALVES).p_value == pytest.approx(made.pvalue, rel=1e-9)


def test_three_arms_are_tested_together() -> None:
    counts = {"a": 480, "b": 520, "holdout": 1_120}
    made = sample_ratio(counts, {"a": 0.25, "b": 0.25, "holdout": 0.5})
    assert made.p_value == pytest.approx(stats.chisquare([480, 520, 1_120], [530, 530, 1_060]).pvalue)


@pytest.mark.parametrize(
    ("counts", "planned", "words"),
    [
        ({"a": 1}, HALVES, "not the planned arms"),
        ({"holdout": 0, "treated": 0}, HALVES, "somebody"),
        ({"holdout": -1, "treated": 5}, HALVES, "negative"),
        ({"holdout": 1, "treated": 5}, {"holdout": 0.5, "treated": 0.6}, "sum to 1"),
        ({"holdout": 1, "treated": 5}, {"holdout": 0.0, "treated": 1.0}, "positive"),
    ],
)
def test_counts_that_cannot_be_compared_are_refused(
    counts: dict[str, int], planned: dict[str, float], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        sample_ratio(counts, planned)
