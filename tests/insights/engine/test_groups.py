"""Every customer of a scope is in exactly one group of what she said and did, however answers and purchases fall."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samphan.insights.rules.attitude import ATTITUDES
from samphan.insights.rules.periods import period_ending
from samphan.insights.services.engine.behaviour import Spoken, behaviour_values
from samphan.insights.services.engine.history import History
from samphan.insights.services.engine.spoken import DID, NOTHING, Latest, Spent

END, WINDOW = date(2026, 11, 20), 90
BRANCHES = (1, 2, 3)
# Branch, days without a purchase, and the latest answer with what followed: (attitude, days ago, came back) or None.
SAID = st.tuples(st.integers(0, len(ATTITUDES) - 1), st.integers(0, 900), st.booleans())
BUYERS = st.lists(st.tuples(st.sampled_from(BRANCHES), st.integers(0, 500), st.none() | SAID), max_size=40)


@given(BUYERS, st.sampled_from(["12m", "24m"]))
def test_the_groups_of_every_scope_add_up_to_its_customers(buyers: list[Any], length: str) -> None:
    history, spoken = business(buyers, length)
    whole = {}
    for scope in (None, [1], [2, 3], []):
        value = cast("dict[str, Any]", dict(behaviour_values(history, spoken, scope))["quadrants"])
        mine = [buyer for buyer in buyers if scope is None or buyer[0] in scope]
        answered = value["n"] + value["pending"] + value["earlier"]
        assert (value["answered"], value["customers"]) == (answered, len(mine))
        assert answered == sum(said is not None for _branch, _quiet, said in mine)
        assert sum(value["silent"].values()) == len(mine) - answered
        whole[str(scope)] = [value["n"], value["pending"], value["earlier"], *value["silent"].values()]
    assert whole["None"] == [one + rest for one, rest in zip(whole["[1]"], whole["[2, 3]"], strict=True)]


def business(buyers: list[Any], length: str) -> tuple[History, Spoken]:
    """Return buyers as the engine holds them: as much of them as these figures read."""
    n, end = len(buyers), History.day_number(END)
    branch = np.array([buyer[0] for buyer in buyers], dtype=np.int64)
    quiet = np.array([buyer[1] for buyer in buyers], dtype=np.int64)
    attitude, did = np.full(n, NOTHING, dtype=np.int8), np.full(n, NOTHING, dtype=np.int8)
    day = np.zeros(n, dtype=np.int64)
    for row, (_branch, _quiet, said) in enumerate(buyers):
        if said is not None:
            code, ago, came = said
            what = "pending" if ago < WINDOW else "back" if came else "gone"
            attitude[row], day[row], did[row] = code, end - ago, DID.index(what)
    none = np.zeros(n, dtype=np.int64)
    history = SimpleNamespace(
        until=END, age=quiet + 10, recency=np.full(n, 10), bought_row=np.zeros(0, np.int32),
        bought_day=np.zeros(0, np.int32), day_number=History.day_number,
        is_in=lambda scope: np.ones(n, np.bool_) if scope is None else np.isin(branch, scope),
    )  # fmt: skip
    spoken = Spoken(
        span=period_ending(length, day=END + timedelta(days=1), timezone="Asia/Bangkok"),
        window_days=WINDOW,
        latest=Latest(attitude=attitude, day=day, behaviour=did),
        spent=cast("Spent", SimpleNamespace(net=none)),
        prospects={},
    )
    return cast("History", history), spoken
