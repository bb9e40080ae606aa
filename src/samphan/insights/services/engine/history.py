"""What the engine knows at the end of a day: the tables on DuckDB, and every buyer's history as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
from ibis import _
from numpy.typing import NDArray

from samphan.analytics.backends import fetch, over_duckdb
from samphan.analytics.state.orders import OrdersLog
from samphan.analytics.state.store import StateStore
from samphan.analytics.tables.reading import connect

Ints = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]

TABLES, STATE = "tables", "state"
NO_BRANCH = 0
PAID, VERIFICATION = "paid", "verification"
SATANG = 100.0


@dataclass(frozen=True, kw_only=True)
class History:
    """Arrays hold one row a customer who bought by `until`; the tables carry `home_branch_id`, where she first bought.

    `frequency` counts repeat purchase days, `recency` and `age` are days, `mean_spend` is baht a repeat purchase day
    (0 without any). `orders` are paid ones that are not free (`customer_key`, `day`, `amount` in satang), `answers`
    their customers' ratings (`scale`, `score`), `cases` those opened.
    """

    until: date
    customer_id: Ints
    key: Ints
    home_branch_id: Ints
    frequency: Ints
    recency: Ints
    age: Ints
    mean_spend: Floats
    orders: ir.Table
    answers: ir.Table
    cases: ir.Table

    def is_in(self, branch_ids: Sequence[int] | None) -> NDArray[np.bool_]:
        """Return which customers a scope takes in; all of them for None."""
        if branch_ids is None:
            return np.ones(len(self.key), dtype=np.bool_)
        return np.isin(self.home_branch_id, list(branch_ids))


def in_scope(branch_ids: Sequence[int] | None) -> Any:
    """Return a scope as a predicate over the tables of a `History`."""
    return None if branch_ids is None else _.home_branch_id.isin(list(branch_ids))


def refresh_state(folder: Path, *, until: date) -> None:
    """Bring every customer's state up to the tables; costs what is new."""
    StateStore(folder / STATE).refresh(OrdersLog(folder / TABLES), until=until)


def load_history(folder: Path, *, until: date) -> History:
    """Return what the tables and the state in `folder` say at the end of day `until`."""
    summary = StateStore(folder / STATE).load().summary(until)
    connection = over_duckdb(connect(folder / TABLES))
    keys = fetch(connection.table("customer_keys"))
    customer_of = dict(zip(keys["customer_key"].to_pylist(), keys["customer_id"].to_pylist(), strict=True))
    bought = connection.table("orders").filter(_.status == PAID, _.amount != 0)
    home = connection.create_table("home", _home(bought), temp=True)
    branch_of = dict(zip(*(column.to_pylist() for column in fetch(home).columns), strict=True))
    customer_id = np.array([customer_of[key] for key in summary.key.tolist()], dtype=np.int64)
    return History(
        until=until,
        customer_id=customer_id,
        key=summary.key.astype(np.int64),
        home_branch_id=np.array([branch_of.get(key) or NO_BRANCH for key in summary.key.tolist()], dtype=np.int64),
        frequency=summary.frequency.astype(np.int64),
        recency=summary.recency.astype(np.int64),
        age=summary.T.astype(np.int64),
        mean_spend=summary.monetary_value / SATANG,
        orders=_at_home(connection, home, "orders", bought),
        answers=_at_home(connection, home, "answers", _answers(connection).semi_join(home, "customer_key")),
        cases=_at_home(connection, home, "cases", connection.table("cases")),
    )


def _home(bought: ir.Table) -> ir.Table:
    """Return each customer's `home_branch_id`: where the very first purchase was made, as all figures have it."""
    earliest = ibis.window(group_by="customer_key", order_by=["ordered_at", "id"])
    first = bought.filter(_.amount > 0).mutate(turn=ibis.row_number().over(earliest)).filter(_.turn == 0)
    return first.select("customer_key", home_branch_id=_.branch_id)


def _answers(connection: Any) -> ir.Table:
    """Return the ratings that speak for the relationship, as `insights.selectors.answers.nps_signals` chooses them."""
    verifying = connection.table("responses").filter(_.purpose == VERIFICATION).select(asked_id=_.id)
    ratings = connection.table("signals").filter(_.type == "rating", _.score.notnull())
    joined = ratings.left_join(
        verifying, [ratings.submission_id == verifying.asked_id, ratings.submission_kind == "response"]
    )
    rows = joined.filter(_.asked_id.isnull())
    return rows.select("customer_key", "day", "scale", "score")


def _at_home(connection: Any, home: ir.Table, name: str, rows: ir.Table) -> ir.Table:
    """Return rows with their customers' home branch, held in memory: a dozen figures read them for every scope."""
    joined = rows.left_join(home, "customer_key").drop("customer_key_right")
    return connection.create_table(f"{name}_at_home", joined, temp=True)
