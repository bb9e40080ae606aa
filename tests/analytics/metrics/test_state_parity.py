"""State, DuckDB and Spark say the same: every metric the one-pass state can answer, on a made-up shop and on CDNOW."""

from datetime import date, timedelta
from pathlib import Path

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from samphan.analytics.backends import fetch
from samphan.analytics.metrics.churn import activity_change
from samphan.analytics.metrics.cohorts import Comeback, cohort_retention
from samphan.analytics.metrics.repurchase import repurchase_rates
from samphan.analytics.metrics.summary import calibration_holdout, customer_summary, summary_groups
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine, rows_of
from tests.analytics.metrics.test_published import read_cdnow

WHY = "the one-pass state is not in this checkout"
state = pytest.importorskip("samphan.analytics.state.building", reason=WHY)
logs = pytest.importorskip("samphan.analytics.state.logs", reason=WHY)
split = pytest.importorskip("samphan.analytics.state.split", reason=WHY)
cohorts = pytest.importorskip("samphan.analytics.state.cohorts", reason=WHY)
activity = pytest.importorskip("samphan.analytics.state.activity", reason=WHY)

# (rows, last day observed, last day before the holdout)
Source = tuple[pa.Table, date, date]


def made_up_shop() -> pa.Table:
    rows = [row for row in shop.made_up_shop().orders if None not in row and row[-1] == "paid"]
    columns = [pa.array([row[i] for row in rows], ORDERS.field(i).type) for i in range(3)]
    return pa.Table.from_arrays(columns, schema=pa.schema([ORDERS.field(i) for i in range(3)]))


@pytest.fixture(scope="module", params=["made-up shop", "CDNOW"])
def source(request: pytest.FixtureRequest) -> Source:
    if request.param == "made-up shop":
        return made_up_shop(), shop.UNTIL, date(2024, 12, 31)
    folder: Path = request.getfixturevalue("shared_data")
    return read_cdnow(folder / "CDNOW_master.txt.gz"), date(1998, 6, 30), date(1997, 9, 30)


@pytest.fixture(scope="module")
def orders(engine: Engine, source: Source) -> ir.Table:
    return engine.read(source[0])


@pytest.fixture(scope="module")
def log(source: Source) -> object:
    key, day, amount = (source[0][name] for name in ("customer_key", "day", "amount"))
    return logs.ArrayLog(key.to_numpy(), day.cast(pa.int32()).to_numpy(), amount.to_numpy())


def columns(expression: ir.Table) -> dict[str, np.ndarray]:
    rows = fetch(expression)
    return {name: rows[name].to_numpy() for name in rows.column_names}


def test_summaries_agree(orders: ir.Table, log: object, source: Source) -> None:
    until = source[1]
    made = columns(customer_summary(orders, until=until).order_by("customer_key"))
    known = state.build_state(log, until=until).summary()
    assert_array_equal(made["customer_key"], known.key)
    for name in ("frequency", "recency", "T"):
        assert_array_equal(made[name], getattr(known, name))
    assert_allclose(made["monetary_value"], known.monetary_value, rtol=1e-9)


def test_groups_agree(orders: ir.Table, log: object, source: Source) -> None:
    until = source[1]
    made = columns(summary_groups(customer_summary(orders, until=until)))
    known = state.build_state(log, until=until).summary().groups()
    for name in ("x", "t_x", "T", "n"):
        assert_array_equal(made[name], getattr(known, name))


def test_holdouts_agree(orders: ir.Table, log: object, source: Source) -> None:
    _rows, until, cut = source
    made = columns(calibration_holdout(orders, cut=cut, until=until).order_by("customer_key"))
    known = split.calibration_holdout(log, cut=cut, until=until)
    assert_array_equal(made["customer_key"], known.calibration.key)
    assert_array_equal(made["frequency"], known.calibration.frequency)
    assert_array_equal(made["frequency_holdout"], known.frequency_holdout)
    assert_array_equal(made["spend_holdout"], known.spend_holdout)
    assert set(made["duration_holdout"]) == {known.duration_holdout}


@pytest.mark.parametrize("comeback", Comeback)
def test_cohorts_agree(orders: ir.Table, log: object, source: Source, comeback: Comeback) -> None:
    # Two ends, so that the last month is over in one and not in the other.
    for until in (source[1], source[1] - timedelta(days=1)):
        made = rows_of(cohort_retention(orders, until=until, comeback=comeback, steps=12))
        known = cohorts.cohort_triangle(state.build_state(log, until=until), or_later=comeback is Comeback.UNBOUNDED)
        place = {month: i for i, month in enumerate(known.months.astype("datetime64[D]").tolist())}
        for row in made:
            cohort, step = place[row["cohort"]], row["step"]
            active = known.active[cohort, step] if step < known.active.shape[1] else np.nan
            assert row["customers"] == known.customers[cohort]
            assert row["active"] == (None if np.isnan(active) else active)
        assert len(made) == 13 * np.count_nonzero(known.customers)


@pytest.mark.parametrize("window", [30, 90])
def test_the_lost_and_the_reactivated_agree(orders: ir.Table, log: object, source: Source, window: int) -> None:
    until = source[1]
    before, now = (state.build_state(log, until=end) for end in (until - timedelta(days=window), until))
    known = activity.movement(before, now, days=window)
    made = activity_change(orders, until=until, window_days=window)
    assert (made.active_before, made.lost, made.reactivated) == (known.active, known.lost, known.reactivated)


def test_repurchase_agrees(orders: ir.Table, log: object, source: Source) -> None:
    until = source[1]
    known = state.build_state(log, until=until)
    made = repurchase_rates(orders, windows=(30, 60, 90), until=until)
    assert made == {days: activity.repurchase_within(known, days=days) for days in (30, 60, 90)}
