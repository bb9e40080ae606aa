"""Which kernels to run: compiled ones where numba is installed and the work repays loading them, else numpy's.

Both give the same results to rounding; `SAMPHAN_COMPILED=0` in the environment keeps to numpy.
"""

import importlib
import importlib.util
import os
from functools import cache
from typing import Protocol, cast

from samphan.analytics.btyd import vectorised
from samphan.analytics.btyd.groups import Floats, Ints

# Importing numba and loading its kernels costs about a second of CPU: more than numpy needs for fewer rows than this.
_ROWS_THAT_REPAY = 30_000


class Kernels(Protocol):
    """The functions both modules offer; `vectorised` says what each does."""

    betageo_sums: "_Sums"
    betageo_values: "_Sums"
    alive_series: "_Sums"
    pareto_tables: "_Sums"
    pareto_sums: "_Sums"


class _Sums(Protocol):
    def __call__(self, *arguments: Floats | Ints | float) -> Floats: ...


def kernels(rows: int) -> Kernels:
    """Return the kernels to use on `rows` rows of work."""
    if rows < _ROWS_THAT_REPAY or not is_compiler_there():
        return cast(Kernels, vectorised)
    return compiled()


@cache
def is_compiler_there() -> bool:
    """Say whether numba is installed and not switched off."""
    return os.environ.get("SAMPHAN_COMPILED") != "0" and importlib.util.find_spec("numba") is not None


@cache
def compiled() -> Kernels:
    """Load the compiled kernels, and numba with them, on first use only."""
    return cast(Kernels, importlib.import_module("samphan.analytics.btyd.compiled"))
