"""When what was learnt from corrections takes over, stays, or goes back; and when a channel's prior has moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Corrections to learn from before a first version is tried, and new ones before the next.
FEWEST_TO_LEARN = 30
FEWEST_NEW = 10
# Corrections kept aside before a version may be judged at all.
FEWEST_TO_JUDGE = 15
# A prior is put in force when it moved by this much (total variation, 0 to 1): less is not worth reading all again.
_PRIOR_MOVED = 0.05
# Texts of a channel before its own mix of labels counts.
FEWEST_FOR_PRIOR = 100

Verdict = Literal["activate", "keep", "too_few"]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Answers on the corrections kept aside: how many were right, of how many."""

    right: int
    n: int

    @property
    def share(self) -> float | None:
        """Return the share right, 0 to 1; None of none."""
        return self.right / self.n if self.n else None


def is_worth_learning(*, known: int, learnt_from: int, fewest: int = FEWEST_TO_LEARN) -> bool:
    """Say whether enough corrections came since the last version; `learnt_from` is 0 where there was none."""
    return known >= fewest and known - learnt_from >= FEWEST_NEW


def verdict_on(*, candidate: Judged, present: Judged) -> Verdict:
    """Say what becomes of a new version beside what is in force, both judged by the same corrections kept aside.

    It must be right more often: an equal one is a change for nothing, and every change has all texts read again.
    """
    if candidate.n < FEWEST_TO_JUDGE:
        return "too_few"
    return "activate" if candidate.right > present.right else "keep"


def must_go_back(*, present: Judged, without: Judged) -> bool:
    """Say whether the version in force answers worse than none would: then it is taken back by itself."""
    return present.n >= FEWEST_TO_JUDGE and present.right < without.right


def has_moved(*, present: Sequence[float], estimate: Sequence[float]) -> bool:
    """Say whether a channel's estimated prior (shares of the four labels) differs enough to be put in force."""
    return sum(abs(a - b) for a, b in zip(present, estimate, strict=True)) / 2 >= _PRIOR_MOVED
