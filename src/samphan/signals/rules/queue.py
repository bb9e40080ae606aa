"""Which texts people are asked to judge: those the machine is least sure of, and a tenth drawn by lot."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samphan.signals.rules.corrections import Drawn

_BY_LOT_OF_TEN = 1


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A text that could be judged: its signal and the shares it was read with."""

    signal_id: int
    probabilities: Sequence[float]


def margin(probabilities: Sequence[float]) -> float:
    """Return how far the likeliest label is ahead of the next, 0 to 1."""
    first, second = sorted(probabilities, reverse=True)[:2]
    return first - second


def to_judge(
    *, unsure: Iterable[Candidate], lot: Iterable[Candidate], count: int, seed: int
) -> list[tuple[int, Drawn]]:
    """Return up to `count` signals with how each was drawn, the texts drawn by lot spread among the others.

    `unsure` are candidates of little confidence, `lot` any texts. The same seed gives the same list.
    """
    drawn = sorted(lot, key=lambda one: hashlib.sha256(f"{seed}:{one.signal_id}".encode()).digest())
    by_lot = [one.signal_id for one in drawn[: max(1, count * _BY_LOT_OF_TEN // 10)]]
    taken = set(by_lot)
    least = [one for one in unsure if one.signal_id not in taken]
    least.sort(key=lambda one: (margin(one.probabilities), one.signal_id))
    asked: list[tuple[int, Drawn]] = [(one.signal_id, "unsure") for one in least[: count - len(by_lot)]]
    step = max(1, (len(asked) + 1) // (len(by_lot) + 1))
    for number, signal_id in enumerate(by_lot):
        asked.insert(min(len(asked), (number + 1) * step + number), (signal_id, "lot"))
    return asked
