"""Twenty facts at an origin, by hand, and blind to what comes after."""

import numpy as np
import pytest

from samphan.analytics.backtest import PurchaseLog
from samphan.analytics.backtest.features import NAMES, purchase_features
from tests.analytics.backtest.shop import START, purchase_log


def test_the_facts_of_a_customer_are_as_by_hand() -> None:
    log = PurchaseLog.of([7, 7, 7, 9], [100, 110, 140, 150], [5.0, 10.0, 30.0, 8.0])
    first, second = purchase_features(log, 160)
    told = dict(zip(NAMES, first.tolist(), strict=True))
    assert told == {
        "frequency": 2, "silence": 20, "age": 60, "mean_gap": 20, "spread_gap": pytest.approx(200**0.5),
        "longest_gap": 30, "last_gap": 30, "mean_amount": 15, "last_amount": 30, "total_amount": 45,
        "largest_amount": 30, "purchases_14": 0, "purchases_30": 1, "purchases_60": 2, "purchases_90": 3,
        "amount_14": 0, "amount_30": 30, "amount_60": 40, "amount_90": 45, "silence_in_gaps": 1,
    }  # fmt: skip
    once = dict(zip(NAMES, second.tolist(), strict=True))
    assert np.isnan([once[name] for name in ("mean_gap", "spread_gap", "longest_gap", "last_gap")]).all()
    assert (once["frequency"], once["purchases_14"], once["largest_amount"]) == (0, 1, 8)


def test_what_happens_after_the_origin_changes_no_fact() -> None:
    log, origin = purchase_log(80, 1), START + 270
    assert np.array_equal(purchase_features(log, origin), purchase_features(log.until(origin), origin), equal_nan=True)
