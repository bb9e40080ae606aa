"""Churn risk competes on unseen customers, adds up, explains what is stable, and refuses what cannot be learnt from."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError

from samphan.analytics.columns import ColumnsDiffer, NumberNotFinite, TooManyCategories
from samphan.analytics.risk import ChurnRisk, HistoryTooShort, TooFewOutcomes, candidates, validation
from samphan.analytics.risk.validation import Validation
from tests.analytics.risk.customers import subscribers

ROOT = Path(__file__).parents[3]
ENGINES = ["scikit-learn"] + (["lightgbm"] if candidates.LGBMClassifier is not None else [])


@pytest.fixture(scope="module", params=ENGINES)
def fitted(request: pytest.FixtureRequest) -> ChurnRisk:
    return ChurnRisk(boosting=request.param).fit(*subscribers(1_500, 1))


def test_a_model_that_learnt_something_beats_the_naive_rules_it_stands_beside(fitted: ChurnRisk) -> None:
    cards = fitted.scorecards_
    assert list(cards) == ["base rate", "rule of two questions", "logistic", "trees"]
    assert fitted.champion_ == min(cards, key=lambda name: cards[name].brier)
    assert cards[fitted.champion_].brier < cards["rule of two questions"].brier < cards["base rate"].brier
    assert fitted.validation_ == Validation.CROSS_VALIDATION


def test_the_champion_forecasts_customers_it_never_saw(fitted: ChurnRisk) -> None:
    table, left = subscribers(4_000, 2)
    p = fitted.predict_proba(table)
    assert p.sum(axis=1) == pytest.approx(1.0)
    assert p[:, 1].mean() == pytest.approx(left.mean(), abs=0.03)
    assert p[left, 1].mean() - p[~left, 1].mean() > 0.2
    assert (fitted.predict(table) == (p[:, 1] > 0.5)).all()


@pytest.mark.parametrize("name", ["base rate", "rule of two questions", "logistic", "trees"])
@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_facts_add_sums_to_the_forecast(name: str, engine: str) -> None:
    table, left = subscribers(700, 3)
    table["nobody has it"] = np.nan
    reader = candidates.ColumnReader().fit(table)
    codes = reader.codes(table)
    model = candidates.competitors(engine)[name](reader, 0).fit(codes, left)
    added, base = model.contributions(codes)
    assert added.shape == codes.shape
    assert added.sum(axis=1) + base == pytest.approx(model.log_odds(codes), abs=1e-6)


def test_the_known_drivers_are_found_stable_and_noise_is_not(fitted: ChurnRisk) -> None:
    table, _ = subscribers(400, 4)
    at_risk = table[fitted.predict_proba(table)[:, 1] > 0.5]
    told = [driver.fact for explanation in fitted.explain(at_risk) for driver in explanation.drivers]
    assert {"contract", "tenure"} <= set(told)
    assert sum(fact in {"contract", "tenure"} for fact in told) > 0.8 * len(told)  # noise has its lucky resamples


def test_customers_about_whom_nothing_is_known_get_the_base_rate_as_champion() -> None:
    random = np.random.default_rng(5)
    noise = pd.DataFrame(random.normal(size=(600, 3)), columns=["a", "b", "c"])
    made = ChurnRisk(boosting="scikit-learn").fit(noise, random.random(600) < 0.3)
    assert made.champion_ == "base rate"
    assert not any(explanation.is_stable for explanation in made.explain(noise[:50]))


def test_later_customers_judge_and_nothing_unknown_on_their_day_is_learnt_from() -> None:
    day = np.repeat(np.arange(100), 20)
    left = np.tile([True, False], 1_000)
    (fold,) = validation.later_fold(day, left, horizon=10)
    assert day[fold.judge].min() == 75
    assert day[fold.learn].max() == 65
    (fold,) = validation.later_fold(day, left, horizon=0)
    assert day[fold.learn].max() == 74


def test_a_world_that_changes_is_seen_only_by_judging_on_later_customers() -> None:
    """For the last quarter of days the contract works the other way round: cross-validation would hide it."""
    table, left = subscribers(2_000, 6)
    days = np.arange(2_000) / 20.0
    left = np.where(days >= 75, ~left, left)
    later = ChurnRisk(boosting="scikit-learn", refits=0).fit(table, left, at=days)
    crossed = ChurnRisk(boosting="scikit-learn", refits=0).fit(table, left)
    assert later.validation_ == Validation.OUT_OF_TIME
    assert later.scorecards_["trees"].auc < 0.5 < crossed.scorecards_["trees"].auc


def test_dishonest_probabilities_are_corrected_and_honest_ones_are_left_alone() -> None:
    random = np.random.default_rng(7)
    honest = random.random(4_000)
    outcome = random.random(4_000) < honest
    assert validation.calibration(outcome, honest, seed=0) is None
    correction = validation.calibration(outcome, honest**3, seed=0)
    assert correction is not None
    assert correction.predict([0.5**3])[0] == pytest.approx(0.5, abs=0.08)
    few = random.random(60)
    assert validation.calibration(random.random(60) < few, few, seed=0) is None  # its error is no more than chance


def test_a_correction_is_served_and_judged_on_the_other_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "ECE_TO_CALIBRATE", 0.0)
    monkeypatch.setattr(validation, "_error_by_chance", lambda *_: 0.0)
    table, left = subscribers(900, 8)
    made = ChurnRisk(boosting="scikit-learn", refits=0).fit(table, left)
    assert made.calibrated_scorecard_ is not None
    assert made.calibrated_scorecard_.n == 900
    assert made.predict_proba(table)[:, 1].mean() == pytest.approx(left.mean(), abs=0.02)


def test_a_category_never_seen_is_read_as_missing(fitted: ChurnRisk) -> None:
    table, _ = subscribers(20, 9)
    strange, unknown = table.assign(region="zz"), table.assign(region=None)
    assert fitted.predict_proba(strange) == pytest.approx(fitted.predict_proba(unknown))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("missing", [np.nan, None], ids=["number", "category"])
def test_a_fact_nobody_has_is_no_driver_and_no_obstacle(engine: str, missing: float | None) -> None:
    table, left = subscribers(900, 16)
    unknown = pd.Series([missing] * len(table), dtype=object if missing is None else float)
    made = ChurnRisk(boosting=engine).fit(table.assign(nps=unknown), left)
    assert "trees" in made.scorecards_
    assert made.scorecards_["trees"].brier == pytest.approx(
        ChurnRisk(boosting=engine, refits=0).fit(table, left).scorecards_["trees"].brier, abs=0.002
    )
    today = table.assign(nps=9 if missing is not None else "promoter")
    assert made.predict_proba(today) == pytest.approx(made.predict_proba(table.assign(nps=unknown)))
    assert all(driver.fact != "nps" for told in made.explain(today[:200]) for driver in told.drivers)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_fact_known_only_of_the_customers_who_judge_is_no_obstacle(engine: str) -> None:
    table, left = subscribers(2_000, 17)
    days = np.arange(2_000) / 20.0
    made = ChurnRisk(boosting=engine).fit(table.assign(nps=np.where(days < 80, np.nan, days)), left, at=days)
    assert "trees" in made.scorecards_
    assert made.contributions(table.assign(nps=1.0))[0].shape == (2_000, 6)


def test_without_lightgbm_the_same_customers_are_learnt_from() -> None:
    code = (
        "import sys; sys.modules['lightgbm'] = None;"
        "import numpy as np; from samphan.analytics.risk import ChurnRisk, candidates;"
        "from tests.analytics.risk.customers import subscribers;"
        "table, left = subscribers(600, 18); made = ChurnRisk().fit(table.assign(nps=np.nan), left);"
        "print(candidates.has_lightgbm(), 'trees' in made.scorecards_, made.unfit_)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.strip() == "False True {}", done.stderr


def test_the_same_seed_gives_the_same_model_and_a_clone_starts_anew() -> None:
    table, left = subscribers(400, 10)
    first = ChurnRisk(boosting="scikit-learn", refits=0, seed=4).fit(table, left)
    again = clone(first).fit(table, left)
    assert (first.predict_proba(table) == again.predict_proba(table)).all()
    assert first.get_params() == again.get_params()


def test_a_regression_that_does_not_settle_leaves_the_competition_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Restless:
        def __init__(self, **_: object) -> None: ...

        def fit(self, *_: object) -> None:
            raise ConvergenceWarning("lbfgs failed to converge")

    monkeypatch.setattr(candidates, "LogisticRegression", Restless)
    made = ChurnRisk(boosting="scikit-learn", refits=0).fit(*subscribers(400, 11))
    assert made.unfit_ == {"logistic": "lbfgs failed to converge"}
    assert "logistic" not in made.scorecards_


def test_too_few_of_either_outcome_are_refused() -> None:
    table, _ = subscribers(200, 12)
    with pytest.raises(TooFewOutcomes) as refused:
        ChurnRisk().fit(table, np.arange(200) < 29)
    assert refused.value.facts == {"left": 29, "stayed": 171, "needed": 30}
    with pytest.raises(TooFewOutcomes):
        ChurnRisk().fit(table[:1], [True])


def test_a_history_of_one_day_is_refused() -> None:
    table, left = subscribers(400, 13)
    with pytest.raises(HistoryTooShort) as refused:
        ChurnRisk().fit(table, left, at=np.full(400, 738_000))
    assert refused.value.facts["days"] == 1
    with pytest.raises(HistoryTooShort):
        ChurnRisk(horizon_days=90).fit(table, left, at=np.arange(400) % 60)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"fee": np.inf}, NumberNotFinite),
        ({"region": [str(at) for at in range(400)]}, TooManyCategories),
    ],
)
def test_columns_that_cannot_be_read_are_refused_by_name(change: dict[str, object], refusal: type[Exception]) -> None:
    table, left = subscribers(400, 14)
    with pytest.raises(refusal) as refused:
        ChurnRisk().fit(table.assign(**change), left)
    assert refused.value.facts["column"] == next(iter(change))


def test_wrong_use_is_told(fitted: ChurnRisk) -> None:
    table, left = subscribers(100, 15)
    with pytest.raises(ColumnsDiffer) as refused:
        fitted.predict_proba(table.drop(columns=["fee", "region"]))
    assert refused.value.facts["columns"] == "region, fee"
    with pytest.raises(NotFittedError):
        ChurnRisk().predict_proba(table)
    with pytest.raises(ValueError, match="one outcome"):
        ChurnRisk().fit(table, left[:50])
    with pytest.raises(ValueError, match="yes or no"):
        ChurnRisk().fit(table, np.where(left, np.nan, 1.0))
    with pytest.raises(ValueError, match="refits"):
        ChurnRisk(refits=5).fit(table, left)
    with pytest.raises(ValueError, match="boosting"):
        ChurnRisk(boosting="xgboost").fit(*subscribers(400, 1))
    with pytest.raises(ValueError, match="table"):
        ChurnRisk().fit([1.0, 2.0], [True, False])
