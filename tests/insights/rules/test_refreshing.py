"""Why a recomputation failed is told from its words, and a failure counts until a success came after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from samphan.insights.rules.refreshing import Failed, Failure, failure_of, last_failed
from tests.world import NOW

MINUTE = timedelta(minutes=1)


@dataclass
class Run:
    asked_at: datetime
    finished_at: datetime | None = None
    failure: str = ""
    is_running: bool = False


@pytest.mark.parametrize(
    ("words", "exit_code", "failure"),
    [
        ("numpy._core._exceptions._ArrayMemoryError: Unable to allocate 7.6 GiB", 1, Failure.MEMORY),
        ("duckdb.duckdb.OutOfMemoryException: Out of Memory Error: could not allocate block", 1, Failure.MEMORY),
        ("terminate called after throwing an instance of 'std::bad_alloc'", -6, Failure.MEMORY),
        ("", -9, Failure.MEMORY),
        ("OSError: [Errno 28] No space left on device", 1, Failure.DISK),
        ("OperationalError: database or disk is full", 1, Failure.DISK),
        ("", -15, Failure.STOPPED),
        ("ValueError: x", 1, Failure.OTHER),
        ("", 1, Failure.OTHER),
    ],
)
def test_a_failure_is_told_from_the_words_and_the_exit_code(words: str, exit_code: int, failure: Failure) -> None:
    assert failure_of(words, exit_code=exit_code) is failure


def ran(at: int, *, until: int | None, failure: str = "") -> Run:
    """Return a run by the minutes before now it was asked for and ended."""
    return Run(NOW - at * MINUTE, None if until is None else NOW - until * MINUTE, failure)


@pytest.mark.parametrize(
    ("runs", "failed"),
    [
        ([], None),
        ([ran(9, until=1)], None),
        ([ran(9, until=1, failure="disk")], (1, Failure.DISK)),
        ([ran(9, until=8, failure="disk"), ran(7, until=1)], None),
        ([ran(9, until=8), ran(7, until=1, failure="other")], (1, Failure.OTHER)),
        # Two that overlapped: what ended last counts.
        ([ran(9, until=1), ran(8, until=7, failure="memory")], None),
        ([ran(9, until=1, failure="memory"), ran(8, until=7)], (1, Failure.MEMORY)),
        # Without an end: it may still compute, or was killed; then its job came again and succeeded, or did not.
        ([ran(119, until=None)], None),
        ([ran(121, until=None)], (121, Failure.STOPPED)),
        ([ran(121, until=None), ran(120, until=110)], None),
        ([ran(200, until=190), ran(121, until=None)], (121, Failure.STOPPED)),
    ],
)
def test_the_last_failure_counts_until_a_success_came_after_it(
    runs: list[Run], failed: tuple[int, Failure] | None
) -> None:
    told = last_failed(runs, now=NOW)
    assert told == (Failed(at=NOW - failed[0] * MINUTE, failure=failed[1]) if failed else None)
    assert last_failed(runs[::-1], now=NOW) == told
