"""What customers said beside what they did: each of the six cells equals a walk, with its n and its interval."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.attitude import Attitude, Scale, customer_attitudes
from samphan.analytics.metrics.quadrants import Behaviour, attitude_behaviour
from samphan.analytics.repurchase import Share
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, RESPONSES, Engine, by_key

SHOP = shop.made_up_shop()
UNTIL = date(2025, 3, 31)
PERIOD = {"since": date(2024, 1, 1), "until": UNTIL}
DAY = date(2025, 3, 1)
CELLS = [(attitude, behaviour) for attitude in Attitude for behaviour in Behaviour]


def test_cells_are_those_of_a_walk(engine: Engine) -> None:
    responses = engine.table(RESPONSES, SHOP.responses)
    made = attitude_behaviour(
        responses,
        engine.table(ORDERS, SHOP.orders),
        scale=Scale.NPS,
        observed_until=UNTIL,
        within_days=60,
        **PERIOD,
    )
    bought = shop.purchase_days(SHOP, until=UNTIL)
    cells, pending = dict.fromkeys(CELLS, 0), 0
    for key, said in by_key(customer_attitudes(responses, scale=Scale.NPS, **PERIOD)).items():
        answered = said["answered_day"]
        if answered + timedelta(days=60) > UNTIL:
            pending += 1
            continue
        came = any(0 < (day - answered).days <= 60 for day in bought.get(key, {}))
        cells[Attitude(said["attitude"]), Behaviour.REPURCHASED if came else Behaviour.GONE] += 1
    assert made.customers == cells
    assert made.pending == pending
    assert pending > 0
    assert min(cells[Attitude.PROMOTER, behaviour] for behaviour in Behaviour) > 0


@pytest.mark.parametrize(
    ("score", "bought", "cell"),
    [
        pytest.param(9, [], (Attitude.PROMOTER, Behaviour.GONE), id="happy and gone"),
        pytest.param(10, [30], (Attitude.PROMOTER, Behaviour.REPURCHASED), id="happy and back on the last day"),
        pytest.param(8, [31], (Attitude.PASSIVE, Behaviour.GONE), id="back a day late"),
        pytest.param(0, [1], (Attitude.DETRACTOR, Behaviour.REPURCHASED), id="unhappy and staying"),
        pytest.param(6, [0], (Attitude.DETRACTOR, Behaviour.GONE), id="the purchase she spoke of does not count"),
        pytest.param(6, [-5], (Attitude.DETRACTOR, Behaviour.GONE), id="nor does an earlier one"),
    ],
)
def test_edges_of_the_cells(engine: Engine, score: int, bought: list[int], cell: tuple[Attitude, Behaviour]) -> None:
    made = attitude_behaviour(
        engine.table(RESPONSES, [(1, DAY, "nps", score)]),
        engine.orders([(1, DAY + timedelta(days=days), 500) for days in bought]),
        scale=Scale.NPS,
        since=DAY,
        until=DAY,
        observed_until=DAY + timedelta(days=40),
        within_days=30,
    )
    assert made.customers == dict.fromkeys(CELLS, 0) | {cell: 1}
    assert made.of_attitude(*cell) == Share(successes=1, n=1)


def test_what_is_said_tomorrow_does_not_hide_what_was_said_before(engine: Engine) -> None:
    observed = DAY + timedelta(days=40)
    made = attitude_behaviour(
        engine.table(RESPONSES, [(1, DAY, "nps", 9), (1, observed + timedelta(days=1), "nps", 0)]),
        engine.orders([]),
        scale=Scale.NPS,
        since=DAY,
        until=date.max,
        observed_until=observed,
        within_days=30,
    )
    assert made.customers[Attitude.PROMOTER, Behaviour.GONE] == 1
    assert made.pending == 0


def test_shares_are_of_an_attitude_or_of_all(engine: Engine) -> None:
    rows = [(key, DAY, "nps", 9 if key < 4 else 2) for key in range(10)]
    made = attitude_behaviour(
        engine.table(RESPONSES, rows),
        engine.orders([(key, DAY + timedelta(days=3), 500) for key in (0, 7, 8)]),
        scale=Scale.NPS,
        since=DAY,
        until=DAY,
        observed_until=DAY + timedelta(days=30),
        within_days=30,
    )
    assert made.of_attitude(Attitude.PROMOTER, Behaviour.GONE) == Share(successes=3, n=4)
    assert made.of_all(Attitude.PROMOTER, Behaviour.GONE) == Share(successes=3, n=10)
    interval = made.of_attitude(Attitude.DETRACTOR, Behaviour.REPURCHASED).interval
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((0.0968, 0.7000), abs=1e-4)
    assert made.of_attitude(Attitude.PASSIVE, Behaviour.GONE).interval is None
