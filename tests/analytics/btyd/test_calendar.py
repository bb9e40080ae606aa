"""A season that is there is learnt and foretells better; one that is not there adds nothing."""

import numpy as np
import pytest

from samphan.analytics.btyd import ModifiedBetaGeoModel, SeasonUnknown, backtest
from samphan.analytics.btyd.calendar import SEASONAL, learn_months, month_of, seasonal_backtest
from samphan.analytics.btyd.selection import best_of

START = 19_723  # 2024-01-01
DAYS = 1_000
INDEX = np.array([0.5, 0.5, 0.7, 1.9, 1.9, 1.0, 0.7, 0.6, 0.6, 0.8, 1.0, 1.8])


def purchases(index: np.ndarray, *, customers: int = 1_500) -> tuple[np.ndarray, np.ndarray]:
    """Return customers won evenly who buy by the month's index and leave at random (seeded)."""
    random = np.random.default_rng(3)
    pace = index[month_of(START + np.arange(DAYS))]
    who, when = [], []
    for customer in range(customers):
        day, rate = int(random.integers(0, 700)), random.gamma(1.2, 1 / 40)
        who.append(customer)
        when.append(START + day)
        while random.random() > 0.12:
            ahead = np.flatnonzero(np.cumsum(rate * pace[day + 1 :]) > random.exponential())
            if not len(ahead):
                break
            day += 1 + int(ahead[0])
            who.append(customer)
            when.append(START + day)
    return np.array(who), np.array(when)


@pytest.mark.parametrize(("index", "is_seasonal"), [(INDEX, True), (np.ones(12), False)], ids=["season", "none"])
def test_the_back_test_tells_whether_there_is_a_season(index: np.ndarray, *, is_seasonal: bool) -> None:
    who, day = purchases(index)
    models = {"mbg_nbd": ModifiedBetaGeoModel(unit=7)}
    at = {"origins": [START + 500, START + 750], "horizon": 120}
    scores = [*backtest(models, who, day, **at).scores, *seasonal_backtest(models, who, day, **at)]  # type: ignore[arg-type]
    mean = {
        name: np.mean([score.mean_absolute_error for score in scores if score.model == name])
        for name in ("mbg_nbd", "mbg_nbd" + SEASONAL)
    }
    if is_seasonal:
        assert best_of(scores).best == "mbg_nbd" + SEASONAL
        assert mean["mbg_nbd" + SEASONAL] < 0.97 * mean["mbg_nbd"]
    else:
        assert mean["mbg_nbd" + SEASONAL] == pytest.approx(mean["mbg_nbd"], rel=0.02)


def test_the_index_is_learnt_month_by_month() -> None:
    learnt = learn_months(ModifiedBetaGeoModel(unit=7), *purchases(INDEX), now=START + DAYS - 1)
    assert np.corrcoef(learnt, INDEX)[0, 1] > 0.97


def test_under_a_year_there_is_no_season() -> None:
    with pytest.raises(SeasonUnknown):
        learn_months(ModifiedBetaGeoModel(unit=7), *purchases(INDEX, customers=200), now=START + 363)
