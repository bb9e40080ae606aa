"""How a promise was kept, as a share that says how sure it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from samphan.analytics.intervals import Disclosure, Interval, disclosure, wilson_interval


@dataclass(frozen=True)
class Kept:
    """Clocks that ended in time, and clocks that ended late or are late now."""

    met: int = 0
    missed: int = 0

    @property
    def n(self) -> int:
        """Return how many clocks there were to judge."""
        return self.met + self.missed

    @property
    def interval(self) -> Interval | None:
        """Return the share kept (0..1) with its Wilson interval at 95 %; None below 30, where only counts are shown.

        These are our own deeds and nobody's answers, so that counts below 5 give nobody away.
        """
        return wilson_interval(self.met, self.n) if disclosure(self.n) is Disclosure.FULL else None


def together(parts: Iterable[Kept]) -> Kept:
    """Return several parts as one whole: their clocks added up, never their shares averaged."""
    every = list(parts)
    return Kept(met=sum(part.met for part in every), missed=sum(part.missed for part in every))
