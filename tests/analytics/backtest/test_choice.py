"""The choice of a model is made by the same judge as every backtest, beside the naive forecast."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from samphan.analytics.backtest import PurchaseLog, PurchaseLogUnusable, choose_model
from samphan.analytics.backtest.choice import NAIVE
from samphan.analytics.backtest.forecasters import PurchaseModel
from samphan.analytics.backtest.seasonal import SEASONAL
from samphan.analytics.backtest.sources import PURCHASES
from samphan.analytics.btyd import BetaGeoModel, ModifiedBetaGeoModel, NBDModel, ParetoNBDModel
from samphan.kit.errors import N_, Refused
from tests.analytics.backtest.seasonal_shop import INDEX, START, purchases
from tests.analytics.backtest.shop import purchase_log

EPOCH = date(1970, 1, 1).toordinal()


def test_cdnow_chooses_a_model_with_attrition(shared_data: Path) -> None:
    """At week 39 the errors are those printed for the holdout."""
    sample = PURCHASES[0]
    models = {
        "NBD": lambda: NBDModel(unit=7),
        "BG/NBD": lambda: BetaGeoModel(unit=7),
        "MBG/NBD": lambda: ModifiedBetaGeoModel(unit=7),
        "Pareto/NBD": lambda: ParetoNBDModel(unit=7),
    }
    origin = sample.origin.toordinal()
    choice = choose_model(
        sample.read(shared_data / sample.file), models, origins=[origin - 72, origin], horizon=sample.horizon
    )
    at_39_weeks = {name: rows[1].counts for name, rows in choice.rows.items()}
    mae = {name: counts.mae for name, counts in at_39_weeks.items() if counts}
    assert choice.best in {"MBG/NBD", "Pareto/NBD"}
    assert {name: mae[name] for name in models} == pytest.approx(
        {"NBD": 1.0410, "BG/NBD": 0.7855, "MBG/NBD": 0.7648, "Pareto/NBD": 0.7545}, abs=5e-5
    )
    assert mae[NAIVE] > mae["MBG/NBD"]
    assert not choice.rows[NAIVE][0].has_probability


LOG = purchase_log(250, 2)


class Unwilling(Refused):
    code = "tests.unwilling"
    message = N_("Not today.")


class OnlyLater(NBDModel):
    """A model that needs more than so many customers."""

    def fit(self, frequency: np.ndarray, *rest: object) -> "OnlyLater":  # type: ignore[override]
        raise Unwilling


def test_a_model_that_could_not_always_forecast_is_not_chosen_and_does_not_end_the_choice() -> None:
    models: dict[str, type[PurchaseModel]] = {"MBG/NBD": ModifiedBetaGeoModel, "unwilling": OnlyLater}
    choice = choose_model(LOG, models, origins=[LOG.last_day - 240, LOG.last_day - 120], horizon=120)
    assert set(choice.rows) == {NAIVE, "MBG/NBD"}
    assert choice.best in choice.rows


def test_a_choice_needs_somebody_to_forecast() -> None:
    log = PurchaseLog.of([0, 1], [50, 60], [1.0, 1.0])
    with pytest.raises(PurchaseLogUnusable):
        choose_model(log, {"NBD": NBDModel}, origins=[10], horizon=5)


@pytest.mark.parametrize(("index", "is_seasonal"), [(INDEX, True), (np.ones(12), False)], ids=["season", "none"])
def test_a_season_that_is_there_forecasts_better_and_one_that_is_not_adds_nothing(
    index: np.ndarray, *, is_seasonal: bool
) -> None:
    who, day = purchases(index)
    log = PurchaseLog.of(who, day + EPOCH, np.ones(len(day)))
    origins = [EPOCH + START + 500, EPOCH + START + 750]
    models = {"MBG/NBD": lambda: ModifiedBetaGeoModel(unit=7)}
    choice = choose_model(log, models, origins=origins, horizon=120, with_season=True)
    mae = {name: np.mean([row.counts.mae for row in rows if row.counts]) for name, rows in choice.rows.items()}
    if is_seasonal:
        assert choice.best == "MBG/NBD" + SEASONAL
        assert mae["MBG/NBD" + SEASONAL] < 0.97 * mae["MBG/NBD"]
    else:
        assert mae["MBG/NBD" + SEASONAL] == pytest.approx(mae["MBG/NBD"], rel=0.02)


def test_with_less_than_a_year_behind_an_origin_no_season_is_judged() -> None:
    who, day = purchases(INDEX, customers=300)
    log = PurchaseLog.of(who, day + EPOCH, np.ones(len(day)))
    origins = [EPOCH + START + 300, EPOCH + START + 600]
    models = {"MBG/NBD": lambda: ModifiedBetaGeoModel(unit=7)}
    choice = choose_model(log, models, origins=origins, horizon=90, with_season=True)
    assert set(choice.rows) == {NAIVE, "MBG/NBD"}
