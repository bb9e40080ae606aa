"""Two computations that store their figures at the same moment both succeed, and nothing of the earlier stays."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from samphan.insights.models import Figure
from samphan.insights.services.figures import NAMES, replace_figures
from tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("is_first", [True, False])
def test_two_swaps_that_overlap_both_succeed(is_first: bool) -> None:
    if not is_first:
        replace_figures(figures(NOW), names=NAMES)
    has_swapped, later_waits = threading.Event(), threading.Event()

    def earlier() -> None:
        try:
            with transaction.atomic():
                replace_figures(figures(NOW + HOUR), names=NAMES)
                has_swapped.set()
                later_waits.wait(0.5)  # it cannot say so, because it waits
        finally:
            connection.close()

    def later() -> None:
        has_swapped.wait()
        try:
            replace_figures(figures(NOW + 2 * HOUR), names=NAMES)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for swap in [pool.submit(earlier), pool.submit(later)]:
            swap.result()
    assert set(Figure.objects.values_list("name", "computed_at")) == {(name, NOW + 2 * HOUR) for name in NAMES}


def figures(at: datetime) -> list[Figure]:
    return [Figure(name=name, period="12m", value={}, computed_at=at) for name in NAMES]
