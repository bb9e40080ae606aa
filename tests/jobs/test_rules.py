from datetime import UTC, datetime, timedelta

import pytest

from samphan.jobs.rules import retry_delay, slot_of


@pytest.mark.parametrize(
    ("attempts", "spread", "seconds"),
    [(1, 0.0, 1), (1, 0.5, 2), (3, 0.5, 8), (11, 0.5, 2048), (12, 0.5, 3600), (30, 0, 1800)],
)
def test_the_wait_doubles_up_to_an_hour_and_spreads(attempts: int, spread: float, seconds: int) -> None:
    assert retry_delay(attempts=attempts, spread=spread) == timedelta(seconds=seconds)


def test_a_slot_changes_exactly_at_the_interval() -> None:
    start = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert slot_of(now=start + timedelta(seconds=59.9), seconds=60) == slot_of(now=start, seconds=60)
    assert slot_of(now=start + timedelta(seconds=60), seconds=60) == slot_of(now=start, seconds=60) + 1
