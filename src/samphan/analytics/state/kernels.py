"""Which of the two passes runs: the compiled one where numba is installed (extra `fast`), otherwise numpy's."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Literal, Protocol, cast

from samphan.analytics.state.target import Batch, Target

KernelName = Literal["compiled", "plain"]


class Kernel(Protocol):
    """The two ways rows become state; both passes give the same bits."""

    def sweep(self, target: Target, batches: Iterable[Batch], *, until: int) -> int:
        """Add every row dated no later than `until` (a day number) and return how many are dated later."""
        ...

    def apply_rows(self, target: Target, batch: Batch) -> None:
        """Add rows that were checked, marking customers late of whom a row comes before her last day."""
        ...


@cache
def kernel(name: KernelName | None = None) -> Kernel:
    """Return the pass of that name, or the fastest there is.

    Loaded when asked for: numba takes half a second that a web process need not pay. Raises ModuleNotFoundError when
    "compiled" is asked for by name and numba is not installed.
    """
    chosen = name or ("compiled" if find_spec("numba") else "plain")
    return cast(Kernel, import_module(f"samphan.analytics.state.{chosen}"))
