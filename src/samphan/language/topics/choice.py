"""When a firm's head takes over from what reads its topics now, and when it gives back: rules over held-out labels.

Held-out labels are corrections no candidate has learned from. Both sides are measured on the same ones.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

FEWEST_LABELS = 150
FEWEST_HELD_OUT = 25
# F1 a head must be ahead to take over, and behind to give back: between them nothing changes, so nothing flickers.
AHEAD = 0.01
BEHIND = 0.02


class Choice(StrEnum):
    """What to do with a candidate, and why."""

    TAKE_OVER = "take_over"
    TOO_FEW_LABELS = "too_few_labels"
    TOO_FEW_HELD_OUT = "too_few_held_out"
    NOT_BETTER = "not_better"
    KEEP = "keep"
    ROLL_BACK = "roll_back"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a reader did on held-out labels: topics named rightly, wrongly, and not named."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """The micro-averaged F1; 1 where there was nothing to name and nothing was named."""
        told = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / told if told else 1.0


def outcome(truth: Sequence[Collection[str]], named: Sequence[Collection[str]]) -> Outcome:
    """Return how the topics somebody named compare with the true ones, text by text."""
    pairs = [(set(true), set(guess)) for true, guess in zip(truth, named, strict=True)]
    return Outcome(
        right=sum(len(true & guess) for true, guess in pairs),
        wrong=sum(len(guess - true) for true, guess in pairs),
        missed=sum(len(true - guess) for true, guess in pairs),
    )


def take_over(*, labels: int, held_out: int, candidate: Outcome, present: Outcome) -> Choice:
    """Return whether a newly fitted head replaces what reads now (the words, or the head before it).

    `labels` taught the candidate; `held_out` texts gave both outcomes.
    """
    if labels < FEWEST_LABELS:
        return Choice.TOO_FEW_LABELS
    if held_out < FEWEST_HELD_OUT:
        return Choice.TOO_FEW_HELD_OUT
    return Choice.TAKE_OVER if candidate.f1 >= present.f1 + AHEAD else Choice.NOT_BETTER


def keep(*, held_out: int, active: Outcome, before: Outcome) -> Choice:
    """Return whether the active head stays, measured on labels given since, or what read before it comes back."""
    if held_out < FEWEST_HELD_OUT:
        return Choice.TOO_FEW_HELD_OUT
    return Choice.ROLL_BACK if active.f1 < before.f1 - BEHIND else Choice.KEEP
