"""The gate before any verdict: did the arms fill as planned?

When they did not (p < 0.001), units were lost or moved by something that may hang together with the outcome, and every
difference is suspect. Source: A. Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments",
KDD 2019.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scipy import stats

MISMATCH_BELOW = 0.001


@dataclass(frozen=True, kw_only=True)
class SampleRatio:
    """How likely counts at least this far from the plan are by chance; `is_mismatch` blocks the verdict."""

    p_value: float

    @property
    def is_mismatch(self) -> bool:
        """Return whether chance alone would do this in fewer than one of a thousand experiments."""
        return self.p_value < MISMATCH_BELOW


def sample_ratio(counts: Mapping[str, int], planned: Mapping[str, float]) -> SampleRatio:
    """Compare units counted in each arm with the plan.

    Parameters
    ----------
    counts : mapping of str to int
        Units by arm: everybody assigned, also those nothing reached.
    planned : mapping of str to float
        Share by arm, 0..1, together 1; the same arms, two or more.

    Returns
    -------
    SampleRatio
        By the exact binomial test for two arms, by chi-square for more.

    Raises
    ------
    ValueError
        The arms differ, a count is negative, nobody was counted or a share is not positive.

    Notes
    -----
    Fabijan et al. 2019.
    """
    if set(counts) != set(planned) or len(planned) < 2:
        raise ValueError(f"the counted arms {sorted(counts)} are not the planned arms {sorted(planned)}")
    n = sum(counts.values())
    if min(counts.values()) < 0 or n == 0:
        raise ValueError("counts of units cannot be negative, and somebody must have been assigned")
    if min(planned.values()) <= 0 or abs(sum(planned.values()) - 1) > 1e-9:
        raise ValueError(f"planned shares must be positive and sum to 1, not {dict(planned)}")
    names = sorted(planned)
    if len(names) == 2:
        return SampleRatio(p_value=float(stats.binomtest(counts[names[0]], n, planned[names[0]]).pvalue))
    expected = [n * planned[name] for name in names]
    return SampleRatio(p_value=float(stats.chisquare([counts[name] for name in names], expected).pvalue))
