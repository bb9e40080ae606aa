"""One tool through the whole chain, each step timed in CPU seconds of this process; prints one line of JSON.

Run by `bench/clv.py`, each tool in a process of its own:
`python -m bench.clv_chain TOOL LOG CUSTOMERS UNTIL WARM_LOG WARM_CUSTOMERS WARM_UNTIL RUNS`.
"""

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

WEEK = 7
WEEKS_AHEAD = 26
MONTHS = 12
WEEKS_A_MONTH = 4.345  # as lifetimes has it
DISCOUNT = 0.01


class Clock:
    """Steps and what they cost."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        """Run `work` and note its CPU seconds (user and system, all threads)."""
        start = time.process_time()
        made = work()
        self.cpu[name] = time.process_time() - start
        return made


def ours(log: Path, customers: int, until: date) -> dict[str, Any]:
    """Run Samphan's chain."""
    btyd = importlib.import_module("samphan.analytics.btyd")
    clock = Clock()
    summary = clock.step("summary", lambda: _summary(log, customers, until))
    history = (summary["frequency"], summary["recency"], summary["T"])
    groups = clock.step("groups", lambda: btyd.Groups.of(*history, unit=WEEK))
    model = clock.step("fit", lambda: btyd.BetaGeoModel(unit=WEEK).fit(groups))
    money = summary["monetary_value"]
    spend = clock.step("spend", lambda: btyd.GammaGammaModel().fit(summary["frequency"], money))
    alive, coming = clock.step(
        "score",
        lambda: (model.probability_alive(*history), model.expected_purchases(WEEKS_AHEAD * WEEK, *history)),
    )
    horizon = btyd.Horizon(months=MONTHS, month=WEEKS_A_MONTH * WEEK, discount_rate=DISCOUNT)
    value = clock.step("clv", lambda: btyd.customer_lifetime_value(model, spend, *history, money, horizon=horizon))
    pareto = clock.step("pareto", lambda: btyd.ParetoNBDModel(unit=WEEK).fit(groups))
    return _report(
        clock, model.params_, spend.params_, pareto.params_, float(alive.sum()), float(coming.sum()), float(value.sum())
    ) | {"groups": len(groups.n)}


def lifetimes(log: Path, customers: int, until: date) -> dict[str, Any]:
    """Run lifetimes 0.11.3 on the same log, as its documentation does."""
    pandas = importlib.import_module("pandas")
    peer, helpers = importlib.import_module("lifetimes"), importlib.import_module("lifetimes.utils")
    clock = Clock()

    def summary() -> Any:
        frame = pandas.read_parquet(log)
        frame["day"] = pandas.to_datetime(frame["day"])
        frame["amount"] = frame["amount"] / 100
        return helpers.summary_data_from_transaction_data(
            frame, "customer_key", "day", monetary_value_col="amount", observation_period_end=str(until)
        )

    found = clock.step("summary", summary)
    x, t_x, age = found["frequency"], found["recency"] / WEEK, found["T"] / WEEK
    model = clock.step("fit", lambda: peer.BetaGeoFitter().fit(x, t_x, age))
    again = found[found["frequency"] > 0]
    spend = clock.step("spend", lambda: peer.GammaGammaFitter().fit(again["frequency"], again["monetary_value"]))
    alive, coming = clock.step(
        "score",
        lambda: (
            model.conditional_probability_alive(x, t_x, age),
            model.conditional_expected_number_of_purchases_up_to_time(WEEKS_AHEAD, x, t_x, age),
        ),
    )
    money = found["monetary_value"]
    value = clock.step(
        "clv",
        lambda: spend.customer_lifetime_value(model, x, t_x, age, money, time=MONTHS, discount_rate=DISCOUNT, freq="W"),
    )
    pareto = None
    if customers <= 200_000:  # a million take minutes
        pareto = clock.step("pareto", lambda: peer.ParetoNBDFitter().fit(x, t_x, age))
    parameters = {} if pareto is None else dict(pareto.params_)
    return _report(
        clock, dict(model.params_), dict(spend.params_), parameters,
        float(np.nansum(alive)), float(np.nansum(coming)), float(np.nansum(value)),
    )  # fmt: skip


def pymc_marketing(log: Path, customers: int, until: date) -> dict[str, Any]:
    """Run PyMC-Marketing's maximum a posteriori fits, where it is installed."""
    pandas = importlib.import_module("pandas")
    clv = importlib.import_module("pymc_marketing.clv")
    clock = Clock()

    def summary() -> Any:
        frame = pandas.read_parquet(log)
        frame["amount"] = frame["amount"] / 100
        made = clv.utils.rfm_summary(
            frame, "customer_key", "day", "amount", observation_period_end=str(until), time_unit="D"
        )
        made[["recency", "T"]] /= WEEK
        return made

    found = clock.step("summary", summary)
    model = clv.BetaGeoModel(data=found)
    clock.step("fit", lambda: model.fit(method="map"))
    spend = clv.GammaGammaModel(data=found[found["frequency"] > 0])
    clock.step("spend", lambda: spend.fit(method="map"))
    alive, coming = clock.step(
        "score",
        lambda: (
            model.expected_probability_alive(found),
            model.expected_purchases(found, future_t=WEEKS_AHEAD),
        ),
    )
    value = clock.step(
        "clv",
        lambda: spend.expected_customer_lifetime_value(
            model, found, future_t=MONTHS, discount_rate=DISCOUNT, time_unit="W"
        ),
    )
    fitted, bought = (
        {name: float(of.fit_result[name].mean()) for name in names}
        for of, names in ((model, ("r", "alpha", "a", "b")), (spend, ("p", "q", "v")))
    )
    return _report(clock, fitted, bought, {}, float(alive.sum()), float(coming.sum()), float(value.sum()))


TOOLS = {"ours": ours, "lifetimes": lifetimes, "pymc_marketing": pymc_marketing}


def _summary(log: Path, customers: int, until: date) -> dict[str, Any]:
    """Return (frequency, recency, T, monetary_value) by customer key, from the engine's one pass over the log."""
    building, logs = (importlib.import_module(f"samphan.analytics.state.{room}") for room in ("building", "logs"))
    found = building.build_state(logs.ParquetLog([log]), until=until, customers=customers).summary()
    return {
        "frequency": found.frequency,
        "recency": found.recency,
        "T": found.T,
        "monetary_value": found.monetary_value / 100,
    }


def _report(
    clock: Clock, model: dict[str, float], spend: dict[str, float], pareto: dict[str, float],
    alive: float, coming: float, value: float,
) -> dict[str, Any]:  # fmt: skip
    return {
        "cpu": clock.cpu,
        "parameters": {"fit": model, "spend": spend, "pareto": pareto},
        "sums": {"alive": alive, "coming": coming, "value": value},
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Run one tool; compiled kernels and imports are loaded on a small log first, and what that cost is told apart.

    What the small log costs once more is told too: a tool that compiles its model at every fit pays it each time.
    """
    tool = sys.argv[1]
    work, warm = ((Path(a[0]), int(a[1]), date.fromisoformat(a[2])) for a in (sys.argv[2:5], sys.argv[5:8]))
    start = time.process_time()
    TOOLS[tool](*warm)
    loading = time.process_time() - start
    fixed = TOOLS[tool](*warm)["cpu"]
    best: dict[str, Any] = {}
    for _ in range(int(sys.argv[8])):
        made = TOOLS[tool](*work)
        if not best or sum(made["cpu"].values()) < sum(best["cpu"].values()):
            best = made
    print(json.dumps(best | {"tool": tool, "loading": loading, "fixed": fixed}))


if __name__ == "__main__":
    main()
