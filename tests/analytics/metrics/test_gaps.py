"""Inter-purchase times are those of a walk over the purchase days, and short histories have no spread."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean, median, stdev

import pytest

from samphan.analytics.metrics.gaps import GapSummary, gap_summary, purchase_gaps
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine, rows_of

SHOP = shop.made_up_shop()
UNTIL = shop.UNTIL


def walked_gaps(since: date) -> list[int]:
    gaps = []
    for days in shop.purchase_days(SHOP, until=UNTIL).values():
        gaps += [(later - earlier).days for earlier, later in pairwise(days) if later >= since]
    return gaps


def test_gaps_are_those_of_a_walk(engine: Engine) -> None:
    since = date(2024, 9, 1)
    made = purchase_gaps(engine.table(ORDERS, SHOP.orders), since=since, until=UNTIL)
    expected = walked_gaps(since)
    assert [(row["gap_days"], row["times"]) for row in rows_of(made)] == sorted(Counter(expected).items())
    summary = gap_summary(made)
    assert (summary.n, summary.mean, summary.sd, summary.median) == pytest.approx(
        (len(expected), mean(expected), stdev(expected), median(expected)), rel=1e-12
    )


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        ([], GapSummary(n=0, mean=None, sd=None, median=None, p90=None)),
        ([9], GapSummary(n=0, mean=None, sd=None, median=None, p90=None)),
        ([9, 9], GapSummary(n=0, mean=None, sd=None, median=None, p90=None)),
        ([9, 2], GapSummary(n=1, mean=7.0, sd=None, median=7.0, p90=7.0)),
    ],
)
def test_short_histories_have_no_spread(engine: Engine, bought: list[int], expected: GapSummary) -> None:
    orders = engine.orders([(1, UNTIL - timedelta(days=days), 5) for days in bought])
    assert gap_summary(purchase_gaps(orders, until=UNTIL)) == expected
