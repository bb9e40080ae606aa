"""SQL's two-level GROUP BY gives the numbers of the state, and the other way round."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from samphan.analytics.state.building import build_state
from samphan.analytics.state.oracle import state_sql, summary_sql
from tests.analytics.state import cast


def asked(log: Any, query: str) -> dict[int, dict[str, Any]]:
    with cast.relation(log) as connection:
        return {row["customer_key"]: row for row in connection.sql(query).to_arrow_table().to_pylist()}


@settings(max_examples=40)
@given(rows=cast.rows)
def test_sql_knows_all_a_state_knows(rows: list[tuple[int, int, int]]) -> None:
    log = cast.array_log(rows)
    state = cast.told(build_state(log, until=cast.END))
    found = asked(log, state_sql("orders", until=cast.END))
    assert found.keys() == state.keys()
    for key, row in found.items():
        told = state[key]
        exact = ("spend", "refunded", "days", "months")
        assert {name: row[name] for name in exact} == {name: told[name] for name in exact}
        assert [_number(row[f"{name}_day"]) for name in ("first", "second", "last")] == [
            told[name] for name in ("first", "second", "last")
        ]
        assert (row["frequency"], row["repeat_spend"] or 0) == (told["x"], told["repeat_spend"])
        assert (row["log_spend"], row["litt"]) == pytest.approx((told["log_spend"], told["litt"]), rel=1e-12, abs=1e-9)


@settings(max_examples=40)
@given(rows=cast.rows)
def test_sql_gives_the_summary(rows: list[tuple[int, int, int]]) -> None:
    log = cast.array_log(rows)
    summary = build_state(log, until=cast.END).summary()
    found = asked(log, summary_sql("orders", until=cast.END))
    for place, key in enumerate(summary.key.tolist()):
        row = found.pop(key)
        assert (row["frequency"], row["recency"], row["T"], row["refunded"]) == (
            summary.frequency[place], summary.recency[place], summary.T[place], summary.refunded[place]
        )  # fmt: skip
        assert row["monetary_value"] == pytest.approx(summary.monetary_value[place], rel=1e-12)
    assert found == {}


def test_sql_agrees_on_cdnow(shared_data: Path) -> None:
    log = cast.cdnow(shared_data)
    summary = build_state(log, until=date(1998, 6, 30)).summary()
    with cast.relation(log) as connection:
        query = summary_sql("orders", until=date(1998, 6, 30))
        (sums,) = connection.sql(
            f"SELECT COUNT(*), SUM(frequency), SUM(recency), SUM(T), SUM(monetary_value) FROM ({query})"
        ).fetchall()
    assert sums == pytest.approx(
        (len(summary), summary.frequency.sum(), summary.recency.sum(), summary.T.sum(), summary.monetary_value.sum())
    )


def _number(day: date | None) -> int:
    return (day - date(1970, 1, 1)).days if day else 0
