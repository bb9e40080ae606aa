"""What a piece of work may cost: CPU seconds, and as much more as this machine is slower than a slow one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

_SLOW = 0.04  # what the measure below took a slow machine with nothing beside it


def _measure() -> float:
    start, total = time.process_time(), 0
    for number in range(300_000):
        total += number * number % 7
    return time.process_time() - start


@contextmanager
def costs_at_most(seconds: float) -> Iterator[None]:
    """Fail when the body takes this process more CPU time than that.

    A machine whose other core is busy, or whose host is, does the same work at half the pace or less: a measure taken
    before and after tells, and the limit grows by it. On a faster machine the limit is as said.
    """
    before = _measure()
    start = time.process_time()
    yield
    taken = time.process_time() - start
    pace = max(1.0, (before + _measure()) / 2 / _SLOW)
    assert taken < seconds * pace, f"{taken:.2f} s, not {seconds} s at {pace:.2f} times a slow machine's time"
