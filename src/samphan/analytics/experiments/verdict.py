"""What may be said: better, worse, no difference that matters, or "cannot tell" with the reason.

One way from a difference to an answer, so that no screen decides by itself: the sample ratio gates, small arms are
refused, an early look uses the confidence sequence, the planned end the fixed interval.
"""

from dataclasses import dataclass
from enum import StrEnum

from samphan.analytics.experiments.effects import Effect
from samphan.analytics.experiments.sample_ratio import SampleRatio
from samphan.analytics.experiments.sequences import check_plan, confidence_sequence
from samphan.analytics.intervals import SMALLEST_N_FOR_A_RATE

# Before this many units an arm the normal approximation behind the confidence sequence is not to be trusted.
SMALLEST_ARM_FOR_A_LOOK = 100
# All early looks together may err in 1 % of experiments, so that looking early *and* at the end stays near 5 % in all.
# Measured where nothing happens (bench/experiments.py): 5.3 % with this or with the end alone, 5.8 % with 95 % here.
EARLY_LEVEL = 0.99


class Answer(StrEnum):
    """What an experiment says."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no_difference"  # smaller than what would matter, whichever way
    CANNOT_TELL = "cannot_tell"


class Reason(StrEnum):
    """Why nobody can tell."""

    SAMPLE_RATIO = "sample_ratio"  # the arms did not fill as planned: no figure is shown at all
    TOO_FEW = "too_few"  # an arm is too small for an interval
    STILL_RUNNING = "still_running"  # the planned end is not reached and the early interval holds zero
    TOO_NOISY = "too_noisy"  # the planned end is reached and the interval holds zero


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer, the reason when there is none, and the effect it rests on (None where it must not be shown)."""

    answer: Answer
    reason: Reason | None
    effect: Effect | None
    is_final: bool


def judge(
    effect: Effect,
    *,
    ratio: SampleRatio,
    planned_n: int,
    higher_is_better: bool = True,
    smallest_that_matters: float | None = None,
) -> Verdict:
    """Say what one randomised experiment shows.

    Parameters
    ----------
    effect : Effect, arrays of shape ()
        With the fixed interval of the units whose outcome window is complete.
    ratio : SampleRatio
        The gate over all units assigned.
    planned_n : int
        How many units with a complete window there will be at the planned end, both arms together; at least 4. Before
        it the verdict rests on the confidence sequence, and an answer given early stays an answer: the sequence is
        paid for all looks.
    higher_is_better : bool
        False for an outcome like churn.
    smallest_that_matters : float, optional
        Positive, in the outcome's unit: allows the answer "no difference" when the whole interval lies within it.

    Raises
    ------
    ValueError
        A plan below four units, a smallest change that is not positive, or an effect of many experiments.

    Notes
    -----
    The sources are those of `sample_ratio` and `sequences`.
    """
    check_plan(planned_n)
    if smallest_that_matters is not None and not smallest_that_matters > 0:
        raise ValueError(f"the smallest change that matters must be positive, not {smallest_that_matters}")
    smaller_arm = min(effect.n_control.item(), effect.n_treated.item())
    is_final = effect.n_control.item() + effect.n_treated.item() >= planned_n
    if ratio.is_mismatch:
        return _cannot_tell(Reason.SAMPLE_RATIO, None, is_final)
    if smaller_arm < (SMALLEST_N_FOR_A_RATE if is_final else SMALLEST_ARM_FOR_A_LOOK):
        return _cannot_tell(Reason.TOO_FEW, None, is_final)
    shown = effect if is_final else confidence_sequence(effect, planned_n=planned_n, level=EARLY_LEVEL)
    interval = shown.interval
    if interval.low > 0 or interval.high < 0:
        answer = Answer.BETTER if (interval.low > 0) == higher_is_better else Answer.WORSE
    elif smallest_that_matters is not None and max(-interval.low, interval.high) < smallest_that_matters:
        answer = Answer.NO_DIFFERENCE
    else:
        return _cannot_tell(Reason.TOO_NOISY if is_final else Reason.STILL_RUNNING, shown, is_final)
    return Verdict(answer=answer, reason=None, effect=shown, is_final=is_final)


def _cannot_tell(reason: Reason, effect: Effect | None, is_final: bool) -> Verdict:
    return Verdict(answer=Answer.CANNOT_TELL, reason=reason, effect=effect, is_final=is_final)
