"""A page's P(alive) is the engine's, for every model and with a season, and ends with what is stored."""

from datetime import date, timedelta

import numpy as np
import pytest

from samphan.analytics.backtest.seasonal import SEASONAL
from samphan.analytics.btyd import BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel, PurchaseModel, alive_history
from samphan.analytics.btyd.calendar import month_clock
from samphan.insights.rules.alive import alive_points

FIRST = date(2024, 1, 15)
SILENT_AFTER = [0, 9, 40, 47, 200]
MODELS: dict[str, tuple[PurchaseModel, dict[str, float]]] = {
    "mbg_nbd": (ModifiedBetaGeoModel(unit=7), {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}),
    "bg_nbd": (BetaGeoModel(unit=7), {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}),
    "pareto_nbd": (ParetoNBDModel(unit=7), {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}),
}
MONTHS = [0.8, 0.7, 1.0, 1.4, 1.2, 0.9, 0.9, 0.8, 0.9, 1.0, 1.1, 1.3]


def dates(days: list[int]) -> list[date]:
    return [FIRST + timedelta(days=day) for day in days]


@pytest.mark.parametrize("code", MODELS)
@pytest.mark.parametrize("days", [SILENT_AFTER, [0], [0, 1, 2, 3], [0, 700]], ids=str)
def test_the_curve_is_the_engine_s(code: str, days: list[int]) -> None:
    model, parameters = MODELS[code]
    engine = {FIRST + timedelta(days=p.day): p for p in alive_history(model.set_fitted(**parameters), days, 730)}
    points = alive_points(
        model=code, parameters=parameters, months=None, purchase_dates=dates(days), until=FIRST + timedelta(days=730)
    )
    assert [p.on for p in points if p.is_purchase] == dates(days)
    assert points[-1].on == FIRST + timedelta(days=730)
    for point in points:
        expected = engine[point.on]
        assert point.probability == pytest.approx(expected.probability_alive, abs=1e-9), point
        assert point.is_purchase == expected.bought


@pytest.mark.parametrize("code", MODELS)
def test_with_a_season_time_runs_by_the_month(code: str) -> None:
    model, parameters = MODELS[code]
    start = (FIRST - date(1970, 1, 1)).days
    clock = month_clock(np.array(MONTHS), first_day=start, last_day=start + 800)
    points = alive_points(
        model=code + SEASONAL,
        parameters=parameters,
        months=MONTHS,
        purchase_dates=dates(SILENT_AFTER),
        until=FIRST + timedelta(days=400),
    )
    for point in points:
        now = (point.on - FIRST).days
        made = [day for day in SILENT_AFTER if day <= now]
        recency, age = clock.histories(start, start + made[-1], start + now)
        expected = model.set_fitted(**parameters).probability_alive(len(made) - 1, recency, age)
        assert point.probability == pytest.approx(float(expected), abs=1e-9)


def test_a_purchase_lifts_the_chance_and_silence_lowers_it() -> None:
    _model, parameters = MODELS["mbg_nbd"]
    points = alive_points(
        model="mbg_nbd", parameters=parameters, months=None, purchase_dates=dates([0, 100]), until=dates([300])[0]
    )
    by_day = {(point.on - FIRST).days: point.probability for point in points}
    assert by_day[100] > by_day[99] < by_day[49] < by_day[7]
    assert by_day[300] < by_day[105]


def test_a_model_without_attrition_draws_nothing() -> None:
    parameters = {"r": 0.4, "alpha": 12.0}
    given = {"parameters": parameters, "months": None, "until": FIRST}
    assert alive_points(model="nbd", purchase_dates=[FIRST], **given) == []
    assert alive_points(model="mbg_nbd", purchase_dates=[], **given) == []
