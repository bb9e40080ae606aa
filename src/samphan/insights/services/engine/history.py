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
from samphan.analytics.state.customer_state import CustomerState
from samphan.analytics.state.orders import OrdersLog
from samphan.analytics.state.store import EndMovedBack, StateStore
from samphan.analytics.tables.reading import connect

Ints = NDArray[np.int64]
Days = NDArray[np.int32]
Floats = NDArray[np.floating[Any]]

TABLES, STATE = "tables", "state"
NO_BRANCH = 0
_EPOCH = date(1970, 1, 1)
PAID, VERIFICATION = "paid", "verification"
SATANG = 100.0


@dataclass(frozen=True, kw_only=True)
class History:
    """Arrays hold one row a customer who bought by `until`; the tables carry `home_branch_id`, where she first bought.

    `frequency` counts repeat purchase days, `recency` and `age` are days, `mean_spend` is baht a repeat purchase day
    (0 without any). `bought_row` and `bought_day` are every purchase day (row of the history, days since 1970), by
    customer and day; `state` is what they were folded into. `orders` are those of the firm's currency until then that
    are paid and not free (`customer_key`, `day`, `amount` in satang), `answers` their customers' ratings (`scale`,
    `score`), `prospects` the ratings of who has not bought by then (at the branch of the latest), `cases` those opened,
    `broken` the promises broken.
    """

    until: date
    customer_id: Ints
    key: Ints
    home_branch_id: Ints
    frequency: Ints
    recency: Ints
    age: Ints
    mean_spend: Floats
    bought_row: Days
    bought_day: Days
    state: CustomerState
    orders: ir.Table
    answers: ir.Table
    prospects: ir.Table
    cases: ir.Table
    broken: ir.Table

    def is_in(self, branch_ids: Sequence[int] | None) -> NDArray[np.bool_]:
        """Return which customers a scope takes in; all of them for None."""
        if branch_ids is None:
            return np.ones(len(self.key), dtype=np.bool_)
        return np.isin(self.home_branch_id, list(branch_ids))

    def rows_of(self, keys: NDArray[np.integer]) -> Ints:
        """Return the rows of customers who bought by `until`; raises ValueError where a key is nobody's of them."""
        return rows_of(self.key, keys)

    @staticmethod
    def day_number(day: date) -> int:
        """Return a day as the arrays number it: days since 1970-01-01."""
        return (day - _EPOCH).days


def rows_of(known: NDArray[np.integer], keys: NDArray[np.integer]) -> Ints:
    """Return the place of each key among known ones in ascending order; raises ValueError where one is not there.

    A place that is merely next to where the key would stand is another customer's.
    """
    place = np.searchsorted(known, keys).astype(np.int64)
    is_known = known[np.minimum(place, len(known) - 1)] == keys if len(known) else np.zeros(len(keys), np.bool_)
    if not is_known.all():
        raise ValueError(f"{np.count_nonzero(~is_known)} customers of a table are not in the state of customers")
    return place


def refresh_state(folder: Path, *, until: date, currency: str) -> None:
    """Bring every customer's state up to the tables; costs what is new, and all where its end moves back."""
    store, log = StateStore(folder / STATE), OrdersLog(folder / TABLES, currency=currency)
    try:
        store.refresh(log, until=until)
    except EndMovedBack:  # no order came for a week: those of the last days are not known yet (`purchases_end_on`)
        store.rebuild(log, until=until)


def load_history(folder: Path, *, until: date, currency: str) -> History:
    """Return what the tables and the state in `folder` say at the end of day `until`."""
    state = StateStore(folder / STATE).load()
    summary = state.summary(until)
    connection = over_duckdb(connect(folder / TABLES))
    keys = fetch(connection.table("customer_keys"))
    customer_of = dict(zip(keys["customer_key"].to_pylist(), keys["customer_id"].to_pylist(), strict=True))
    orders = connection.table("orders")
    bought = orders.filter(_.status == PAID, _.amount != 0, _.currency == currency, _.day <= until)
    home = connection.create_table("home", _home(bought), temp=True)
    branch_of = dict(zip(*(column.to_pylist() for column in fetch(home).columns), strict=True))
    customer_id = np.array([customer_of[key] for key in summary.key.tolist()], dtype=np.int64)
    answers = _answers(connection)
    # Money given back to who has no purchase here is of an order before the first one known: nobody's of these.
    orders = _at_home(connection, home, "orders", bought.semi_join(home, "customer_key"))
    row, day = _purchase_days(orders, summary.key)
    return History(
        until=until,
        customer_id=customer_id,
        key=summary.key.astype(np.int64),
        home_branch_id=np.array([branch_of.get(key) or NO_BRANCH for key in summary.key.tolist()], dtype=np.int64),
        frequency=summary.frequency.astype(np.int64),
        recency=summary.recency.astype(np.int64),
        age=summary.T.astype(np.int64),
        mean_spend=summary.monetary_value / SATANG,
        bought_row=row,
        bought_day=day,
        state=state,
        orders=orders,
        answers=_at_home(connection, home, "answers", answers.semi_join(home, "customer_key")),
        prospects=_prospects(connection, answers.anti_join(home, "customer_key")),
        cases=_at_home(connection, home, "cases", connection.table("cases")),
        broken=_at_home(connection, home, "broken", connection.table("broken_promises")),
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
    return rows.select("customer_key", "day", "scale", "score", "id", "branch_id")


def _prospects(connection: Any, answers: ir.Table) -> ir.Table:
    """Return the ratings of who has not bought, at the branch of the latest (of one day, the lowest) of each scale."""
    rows = answers.filter(_.customer_key.notnull())
    latest = ibis.window(group_by=["customer_key", "scale"], order_by=[_.day.desc(), _.score, _.id])
    placed = rows.mutate(home_branch_id=_.branch_id.first(include_null=True).over(latest))
    return connection.create_table("prospects", placed.drop("id", "branch_id"), temp=True)


def _purchase_days(orders: ir.Table, key: Days) -> tuple[Days, Days]:
    """Return every customer's purchase days once, as (row of the history, days since 1970), by customer and day."""
    days = fetch(orders.filter(_.amount > 0).select("customer_key", "day").distinct())
    row = rows_of(key, days["customer_key"].to_numpy()).astype(np.int32)
    day = days["day"].to_numpy().astype("datetime64[D]").astype(np.int32)
    order = np.lexsort((day, row))
    return row[order], day[order]


def _at_home(connection: Any, home: ir.Table, name: str, rows: ir.Table) -> ir.Table:
    """Return rows with their customers' home branch, held in memory: a dozen figures read them for every scope."""
    joined = rows.left_join(home, "customer_key").drop("customer_key_right")
    return connection.create_table(f"{name}_at_home", joined, temp=True)
