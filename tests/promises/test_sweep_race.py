"""Two sweeps at once tell each thing once (SQLite has one writer, so there they simply follow each other)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from samphan.eventlog.models import Event
from samphan.promises.services import sweep_clocks
from tests.promises.cast import at, clock, seed

pytestmark = pytest.mark.django_db(transaction=True)


def _sweep(_: int) -> int:
    try:
        return sweep_clocks(now=at("2026-04-20 11:00"))
    finally:
        connection.close()


def test_two_sweeps_at_once_breach_each_clock_once() -> None:
    seed()
    for work_id in range(60):
        clock(work_id=work_id)
    with ThreadPoolExecutor(4) as pool:
        swept = sum(pool.map(_sweep, range(4)))
    assert swept == 60
    assert Event.objects.filter(type="promise.clock_breached").count() == 60
