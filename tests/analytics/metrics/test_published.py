"""The published CDNOW figures: 23,570 customers who first bought in early 1997, followed to 1998-06-30.

Data: Fader & Hardie, "Forecasting Repeat Sales at CDNOW", Interfaces 31(3), 2001. The figures were reached alike by
four independent implementations.
"""

import gzip
from datetime import date, datetime
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pytest
from ibis import _

from samphan.analytics.backends import fetch_row
from samphan.analytics.metrics.churn import activity_change
from samphan.analytics.metrics.cohorts import cohort_retention
from samphan.analytics.metrics.orders import purchase_days
from samphan.analytics.metrics.repurchase import repurchase_rates
from samphan.analytics.metrics.summary import calibration_holdout, customer_summary, summary_groups
from samphan.analytics.repurchase import Share
from tests.analytics.metrics.engines import Engine, rows_of

UNTIL = date(1998, 6, 30)


def read_cdnow(path: Path) -> pa.Table:
    """Return the orders of the file, dollars as cents; it has no statuses."""
    with gzip.open(path, "rt", encoding="ascii") as lines:
        rows = [line.split() for line in list(lines)[1:]]
    return pa.table(
        {
            "customer_key": pa.array([int(key) for key, *_rest in rows], pa.int32()),
            "day": pa.array([datetime.strptime(day, "%Y%m%d").date() for _key, day, *_rest in rows], pa.date32()),  # noqa: DTZ007 (a day, no time)
            "amount": pa.array([round(float(dollars) * 100) for *_rest, dollars in rows], pa.int64()),
        }
    )


@pytest.fixture(scope="module")
def cdnow(engine: Engine, shared_data: Path) -> ir.Table:
    return engine.read(read_cdnow(shared_data / "CDNOW_master.txt.gz"))


def test_the_summary_is_the_published_one(cdnow: ir.Table) -> None:
    summary = customer_summary(cdnow, until=UNTIL)
    row = fetch_row(
        summary.agg(n=_.count(), x=_.frequency.sum(), t_x=_.recency.sum(), T=_["T"].sum(), m=_.monetary_value.sum())
    )
    assert (row["n"], row["x"], row["t_x"], row["T"]) == (23_570, 44_021, 3_178_932, 11_834_346)
    assert row["m"] / 100 == pytest.approx(414_282.38439721, rel=1e-12)


def test_the_groups_are_the_published_ones(cdnow: ir.Table) -> None:
    groups = summary_groups(customer_summary(cdnow, until=UNTIL))
    assert fetch_row(groups.agg(groups=_.count(), customers=_.n.sum())) == {"groups": 11_104, "customers": 23_570}


def test_the_holdout_has_the_published_total_of_purchases(cdnow: ir.Table) -> None:
    parts = calibration_holdout(cdnow, cut=date(1997, 9, 30), until=UNTIL)
    row = fetch_row(parts.agg(n=_.count(), before=_.frequency.sum(), after=_.frequency_holdout.sum()))
    assert row["n"] == 23_570
    assert row["before"] + row["after"] == 44_021


def test_the_cohorts_are_the_published_ones(cdnow: ir.Table) -> None:
    rows = rows_of(cohort_retention(cdnow, until=UNTIL, steps=12))
    assert {row["cohort"] for row in rows} == {date(1997, 1, 1), date(1997, 2, 1), date(1997, 3, 1)}
    cells = {(row["cohort"].month, row["step"]): row["active"] for row in rows}
    published = {
        0: (7846, 8476, 7248),
        1: (1157, 1312, 1032),
        2: (964, 980, 752),
        3: (810, 783, 756),
        6: (720, 626, 561),
        12: (528, 568, 678),
    }
    assert {step: tuple(cells[month, step] for month in (1, 2, 3)) for step in published} == published


def test_churn_and_reactivation_are_the_published_ones(cdnow: ir.Table) -> None:
    change = activity_change(cdnow, until=UNTIL, window_days=90)
    assert (change.active_before, change.lost, change.reactivated, change.new) == (3808, 2059, 1552, 0)
    assert change.churn.interval is not None
    assert round(change.churn.interval.estimate, 3) == 0.541


def test_repurchase_is_the_published_one(cdnow: ir.Table) -> None:
    assert repurchase_rates(cdnow, windows=(30, 60, 90), until=UNTIL) == {
        30: Share(successes=4115, n=23_570),
        60: Share(successes=5929, n=23_570),
        90: Share(successes=6887, n=23_570),
    }


def test_spend_a_purchase_day_is_the_published_one(cdnow: ir.Table) -> None:
    days = purchase_days(cdnow, until=UNTIL)
    row = fetch_row(days.agg(median=_.spend.median(), p90=_.spend.quantile(0.9), sd=_.spend.std()))
    assert (row["median"], row["p90"], row["sd"]) == pytest.approx((2673, 7337, 3814.3508), rel=1e-6)
