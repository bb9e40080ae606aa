"""A verdict is given only where the numbers allow one, and says why where they do not."""

import numpy as np
import pytest

from samphan.analytics.experiments.effects import Bounds, Effect, Method
from samphan.analytics.experiments.sample_ratio import SampleRatio
from samphan.analytics.experiments.sequences import confidence_sequence, mixture_variance
from samphan.analytics.experiments.verdict import Answer, Reason, judge

FILLED = SampleRatio(p_value=0.4)
MISFILLED = SampleRatio(p_value=0.0009)


def effect(estimate: float, error: float, *, arm: int = 1_000) -> Effect:
    """Return an effect with a plain 95 % interval."""
    return Effect(
        method=Method.WELCH,
        estimate=np.asarray(estimate),
        low=np.asarray(estimate - 1.96 * error),
        high=np.asarray(estimate + 1.96 * error),
        standard_error=np.asarray(error),
        n_control=np.asarray(float(arm)),
        n_treated=np.asarray(float(arm)),
    )


@pytest.mark.parametrize(
    ("estimate", "error", "arm", "ratio", "planned_n", "answer", "reason"),
    [
        (3.0, 1.0, 1_000, FILLED, 2_000, Answer.BETTER, None),
        (-3.0, 1.0, 1_000, FILLED, 2_000, Answer.WORSE, None),
        (1.0, 1.0, 1_000, FILLED, 2_000, Answer.CANNOT_TELL, Reason.TOO_NOISY),
        (0.1, 0.2, 1_000, FILLED, 2_000, Answer.NO_DIFFERENCE, None),
        (3.0, 1.0, 1_000, FILLED, 8_000, Answer.CANNOT_TELL, Reason.STILL_RUNNING),
        (6.0, 1.0, 1_000, FILLED, 8_000, Answer.BETTER, None),
        (9.0, 1.0, 1_000, MISFILLED, 2_000, Answer.CANNOT_TELL, Reason.SAMPLE_RATIO),
        (9.0, 1.0, 29, FILLED, 58, Answer.CANNOT_TELL, Reason.TOO_FEW),
        (9.0, 1.0, 30, FILLED, 60, Answer.BETTER, None),
        (9.0, 1.0, 99, FILLED, 2_000, Answer.CANNOT_TELL, Reason.TOO_FEW),
    ],
)
def test_the_answer_follows_the_table(
    estimate: float,
    error: float,
    arm: int,
    ratio: SampleRatio,
    planned_n: int,
    answer: Answer,
    reason: Reason | None,
) -> None:
    made = judge(effect(estimate, error, arm=arm), ratio=ratio, planned_n=planned_n, smallest_that_matters=0.6)
    assert (made.answer, made.reason) == (answer, reason)
    assert made.is_final is (2 * arm >= planned_n)


def test_fewer_of_a_bad_thing_is_better() -> None:
    assert judge(effect(-3.0, 1.0), ratio=FILLED, planned_n=2_000, higher_is_better=False).answer is Answer.BETTER


def test_a_gated_verdict_shows_no_figure() -> None:
    assert judge(effect(9.0, 1.0), ratio=MISFILLED, planned_n=2_000).effect is None
    assert judge(effect(9.0, 1.0, arm=9), ratio=FILLED, planned_n=18).effect is None


def test_an_early_look_shows_the_wider_bounds_and_the_end_the_plain_ones() -> None:
    early = judge(effect(1.0, 1.0), ratio=FILLED, planned_n=4_000).effect
    late = judge(effect(1.0, 1.0), ratio=FILLED, planned_n=2_000).effect
    assert early is not None
    assert late is not None
    assert (early.bounds, late.bounds) == (Bounds.SEQUENCE, Bounds.FIXED)
    assert early.interval.high > late.interval.high + 1.5


def test_a_change_that_matters_must_have_a_size() -> None:
    with pytest.raises(ValueError, match="positive"):
        judge(effect(1.0, 1.0), ratio=FILLED, planned_n=2_000, smallest_that_matters=0.0)


def test_the_sequence_is_narrowest_where_it_was_planned() -> None:
    made = effect(0.0, 1.0)
    widths = {
        planned: confidence_sequence(made, planned_n=planned).interval.high
        for planned in (200, 1_900, 2_000, 2_100, 9_000)
    }
    assert min(widths, key=lambda planned: widths[planned]) == 2_000
    # At its narrowest the half width is sqrt(x) errors, where x solves x exp(-x) = alpha^2 / e.
    x = 1 + 2_000 * mixture_variance(2_000, 0.05)
    assert x * np.exp(-x) == pytest.approx(0.05**2 / np.e, rel=1e-9)
    assert widths[2_000] == pytest.approx(np.sqrt(x), rel=1e-9)


@pytest.mark.parametrize("planned_n", [0, -1, 3])
@pytest.mark.parametrize("ratio", [FILLED, MISFILLED])
def test_without_a_plan_there_is_no_planned_end_to_judge_at(planned_n: int, ratio: SampleRatio) -> None:
    with pytest.raises(ValueError, match="a plan needs at least two units an arm"):
        judge(effect(9.0, 1.0), ratio=ratio, planned_n=planned_n)


def test_a_plan_without_units_is_refused() -> None:
    with pytest.raises(ValueError, match="two units"):
        confidence_sequence(effect(0.0, 1.0), planned_n=3)
