"""A response rate counts an invitation once its time is over, whether it was answered early or not at all."""

from datetime import date, timedelta

import pytest

from samphan.analytics.metrics.response_rate import ResponseRate, response_rate
from samphan.analytics.repurchase import Share
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import INVITATIONS, Engine

SHOP = shop.made_up_shop()
OBSERVED = date(2025, 3, 10)


def test_the_rate_is_that_of_a_walk(engine: Engine) -> None:
    since, until, within = date(2024, 3, 1), OBSERVED, 7
    made = response_rate(
        engine.table(INVITATIONS, SHOP.invitations),
        since=since,
        until=until,
        observed_until=OBSERVED,
        within_days=within,
    )
    asked = [(day, answered) for _key, day, answered in SHOP.invitations if since <= day <= until]
    over = [(day, answered) for day, answered in asked if day + timedelta(days=within) <= OBSERVED]
    waits = [(answered - day).days for day, answered in over if answered is not None and answered <= OBSERVED]
    assert made == ResponseRate(
        answered=Share(successes=sum(wait <= within for wait in waits), n=len(over)),
        pending=len(asked) - len(over),
        late=sum(wait > within for wait in waits),
    )
    assert min(made.answered.successes, made.pending, made.late) > 0


@pytest.mark.parametrize(
    ("asked_ago", "answered_ago", "answered", "n", "pending", "late"),
    [
        pytest.param(7, None, 0, 1, 0, 0, id="never answered"),
        pytest.param(7, 0, 1, 1, 0, 0, id="answered on the seventh day"),
        pytest.param(8, 0, 0, 1, 0, 1, id="answered on the eighth"),
        pytest.param(6, 5, 0, 0, 1, 0, id="answered early, but her time is not over"),
        pytest.param(7, -1, 0, 1, 0, 0, id="tomorrow's answer has not been seen"),
        pytest.param(-1, None, 0, 0, 0, 0, id="not asked before tomorrow"),
        pytest.param(7, 8, 1, 1, 0, 0, id="answered the day before, by another clock"),
    ],
)
def test_edges_of_the_time_to_answer(
    engine: Engine, asked_ago: int, answered_ago: int | None, answered: int, n: int, pending: int, late: int
) -> None:
    asked = OBSERVED - timedelta(days=asked_ago)
    came = None if answered_ago is None else OBSERVED - timedelta(days=answered_ago)
    made = response_rate(
        engine.table(INVITATIONS, [(1, asked, came)]),
        since=asked,
        until=asked,
        observed_until=OBSERVED,
        within_days=7,
    )
    assert made == ResponseRate(answered=Share(successes=answered, n=n), pending=pending, late=late)


def test_nobody_asked_is_no_rate(engine: Engine) -> None:
    made = response_rate(
        engine.table(INVITATIONS, []), since=OBSERVED, until=OBSERVED, observed_until=OBSERVED, within_days=7
    )
    assert made.answered.interval is None
    assert (made.pending, made.late) == (0, 0)
