"""What customers said, did and paid in one period, read once for every scope: one array entry a buyer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
from ibis import _
from numpy.typing import NDArray

from samphan.analytics.backends import fetch
from samphan.analytics.metrics.attitude import Scale, customer_attitudes
from samphan.analytics.metrics.orders import net_revenue
from samphan.analytics.metrics.quadrants import Behaviour, followed
from samphan.insights.rules.attitude import ATTITUDES, BACK, GONE, PENDING
from samphan.insights.rules.economics import DAYS_A_YEAR
from samphan.insights.services.engine.history import History, Ints

NOTHING = -1
DID = (BACK, GONE, PENDING)
Codes = NDArray[np.int8]
_DID = {Behaviour.REPURCHASED.value: BACK, Behaviour.GONE.value: GONE, None: PENDING}
_EPOCH, _EVER = date(1970, 1, 1), date(1970, 1, 2)


@dataclass(frozen=True, kw_only=True)
class Latest:
    """Latest answers, arrays (n,) in the order of the history.

    `attitude` is the place in `ATTITUDES` (-1: never answered), `day` that of the answer in days since 1970 (0: none),
    `behaviour` the place in `DID` of what followed within the window.
    """

    attitude: Codes
    day: Ints
    behaviour: Codes

    def of(self, row: int) -> tuple[str, date | None, str]:
        """Return (attitude, day of the answer, behaviour) of one buyer; empty where there was no answer."""
        said = int(self.attitude[row])
        if said == NOTHING:
            return "", None, ""
        return ATTITUDES[said], _EPOCH + timedelta(days=int(self.day[row])), DID[int(self.behaviour[row])]

    def since(self, day: date) -> Codes:
        """Return the attitudes of those whose latest answer was given on a day or later, -1 for the others."""
        told: Codes = np.where(self.day >= (day - _EPOCH).days, self.attitude, NOTHING).astype(np.int8)
        return told


@dataclass(frozen=True, kw_only=True)
class Spent:
    """The orders of one period, arrays (n,) in the order of the history, in satang.

    `net` has refunds taken off and is never below zero; `gross` and `orders` are sum and number of paid orders.
    `first_year` is what was paid in the 365 days from the first purchase, whatever the period.
    """

    net: Ints
    gross: Ints
    orders: Ints
    first_year: Ints


def latest_answers(history: History, *, within_days: int) -> Latest:
    """Return each buyer's latest NPS answer of all time, with what followed it within so many days."""
    said = customer_attitudes(history.answers, scale=Scale.NPS, since=_EVER, until=history.until)
    told = fetch(followed(said, history.orders, observed_until=history.until, within_days=within_days))
    n = len(history.key)
    attitude, behaviour = (np.full(n, NOTHING, dtype=np.int8) for _each in range(2))
    day = np.zeros(n, dtype=np.int64)
    row = history.rows_of(told["customer_key"].to_numpy())
    attitude[row] = [ATTITUDES.index(each) for each in told["attitude"].to_pylist()]
    behaviour[row] = [DID.index(_DID[each]) for each in told["behaviour"].to_pylist()]
    day[row] = told["answered_day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    return Latest(attitude=attitude, day=day, behaviour=behaviour)


def spent_since(history: History, since: date) -> Spent:
    """Return what every buyer paid from a day to the end of the history."""
    net = net_revenue(history.orders, since=since, until=history.until)
    paid = history.orders.filter(_.day.between(since, history.until), _.amount > 0)
    summed = paid.group_by("customer_key").agg(gross=_.amount.sum().cast("int64"), orders=_.count().cast("int64"))
    return Spent(
        net=_column(history, net, "revenue"),
        gross=_column(history, summed, "gross"),
        orders=_column(history, summed, "orders"),
        first_year=_column(history, _first_years(history.orders), "first_year"),
    )


def prospects_since(history: History, since: date, *, within_days: int) -> Mapping[tuple[int, str], int]:
    """Return who answered since the window before a day and has not bought yet: customers by branch and attitude.

    The branch is that of the latest answer, 0 for none: who has not bought has no branch that won her.
    """
    rated = history.prospects.filter(_.scale == Scale.NPS.value)
    first = since - timedelta(days=within_days)
    said = customer_attitudes(rated, scale=Scale.NPS, since=first, until=history.until)
    home = rated.select("customer_key", "home_branch_id").distinct()
    found = said.inner_join(home, "customer_key").group_by("home_branch_id", "attitude").agg(customers=_.count())
    rows = fetch(found).to_pylist()
    return {(row["home_branch_id"] or 0, row["attitude"]): row["customers"] for row in rows}


def _first_years(orders: ir.Table) -> ir.Table:
    paid = orders.filter(_.amount > 0)
    began = _.day.min().over(ibis.window(group_by="customer_key"))
    early = paid.mutate(began=began).filter(_.day < _.began + ibis.interval(days=DAYS_A_YEAR))
    return early.group_by("customer_key").agg(first_year=_.amount.sum().cast("int64"))


def _column(history: History, table: ir.Table, name: str) -> Ints:
    found = fetch(table.select("customer_key", name))
    whole = np.zeros(len(history.key), dtype=np.int64)
    whole[history.rows_of(found["customer_key"].to_numpy())] = found[name].to_numpy()
    return whole
