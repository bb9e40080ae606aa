"""The year's rhythm is learnt month by month, and not from less than a year."""

import numpy as np
import pytest

from samphan.analytics.btyd import ModifiedBetaGeoModel, SeasonUnknown
from samphan.analytics.btyd.calendar import learn_months
from tests.analytics.backtest.seasonal_shop import DAYS, INDEX, START, purchases


def test_the_index_is_learnt_month_by_month() -> None:
    learnt = learn_months(ModifiedBetaGeoModel(unit=7), *purchases(INDEX), now=START + DAYS - 1)
    assert np.corrcoef(learnt, INDEX)[0, 1] > 0.97


def test_under_a_year_there_is_no_season() -> None:
    with pytest.raises(SeasonUnknown):
        learn_months(ModifiedBetaGeoModel(unit=7), *purchases(INDEX, customers=200), now=START + 363)
