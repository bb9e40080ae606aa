"""The retention engine: who leaves, who comes back, what they are worth, why, and whether it is real. Knows no Django.

Words are those of the literature: *frequency*, *recency*, *T*, *monetary value*, cohort, holdout. Figures carry n and
an interval; what the data cannot tell is refused or said to be unknown, never guessed. Names below are loaded when they
are first used, so that a process that only needs intervals does not pay for the numerical libraries.
"""

from pathlib import Path

from samphan.kit.lazy import homes_in, names_from

# The list is the stub's: what type checkers see is what there is.
_HOMES = homes_in(Path(__file__).with_suffix(".pyi"))

__all__ = sorted(_HOMES)
__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return __all__
