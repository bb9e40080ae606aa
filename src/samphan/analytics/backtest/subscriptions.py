"""Contractual customers: churn models and survival models by cross-validation on Telco."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.model_selection import StratifiedKFold

from samphan.analytics.accuracy import ProbabilityScores, bootstrap_noise, probability_scores
from samphan.analytics.columns import ColumnReader
from samphan.analytics.risk.candidates import Maker, competitors, has_lightgbm
from samphan.analytics.risk.validation import FOLDS, crossed_folds, judged_rows, try_candidate
from samphan.analytics.survival import CoxRegression, KaplanMeier

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SEEDS = (0, 1)
SURVIVAL_MONTHS = (12, 24, 48, 72)
RULE = "rule: monthly contract, first half year"
BLEND = "blend of logistic and trees"
_FIRST_HALF_YEAR = 6
_RULE_SHARES = (0.6, 0.35, 0.07)
_NOT_HAZARDS = ("tenure", "TotalCharges")  # the time itself, and a sum that grows with it
_SHORTEST = 0.5  # of a month: who left in her first


@dataclass(frozen=True, kw_only=True)
class ChurnRow:
    """One churn model: scores out of fold (mean over seeds), their noise over customers, CPU of one fit."""

    name: str
    scores: ProbabilityScores
    noise: Mapping[str, float]
    cpu_seconds: float


@dataclass(frozen=True, kw_only=True)
class SurvivalRow:
    """Time to churn: concordance of Cox regression by fold, CPU of one fit, Kaplan-Meier shares by month."""

    concordance: tuple[float, ...]
    cpu_seconds: float
    survival: Mapping[int, float]


def churn_rows(table: pd.DataFrame, left: Flags, *, replicates: int) -> list[ChurnRow]:
    """Judge the candidates of `ChurnRisk`, a fixed rule and an unweighted blend, five folds by two seeds."""
    reader = ColumnReader().fit(table)
    codes = reader.codes(table)
    rule = _rule(table)
    forecasts: dict[str, list[Floats]] = {RULE: [rule for _ in SEEDS]}
    cpu = {RULE: 0.0}
    for name, maker in _makers().items():
        started = time.process_time()
        forecasts[name] = [_out_of_fold(maker, reader, codes, left, seed) for seed in SEEDS]
        cpu[name] = (time.process_time() - started) / (FOLDS * len(SEEDS))
    blended = [name for name in ("logistic", "trees, scikit-learn", "trees, LightGBM") if name in forecasts]
    parts = [[logit(p) for p in forecasts[name]] for name in blended]
    forecasts[BLEND] = [expit(np.mean(one, axis=0)) for one in zip(*parts, strict=True)]
    cpu[BLEND] = sum(cpu[name] for name in blended)
    return [
        ChurnRow(
            name=name,
            scores=_mean_scores([probability_scores(left, one) for one in made]),
            noise=bootstrap_noise(probability_scores, left, made[0], replicates=replicates),
            cpu_seconds=cpu[name],
        )
        for name, made in forecasts.items()
    ]


def survival_row(table: pd.DataFrame, left: Flags) -> SurvivalRow:
    """Judge Cox regression by five folds, and draw the curve of all customers."""
    tenure = table["tenure"].to_numpy(dtype=np.float64)
    facts = table.drop(columns=list(_NOT_HAZARDS))
    reader = ColumnReader().fit(facts)
    rows, times = reader.one_hot(reader.codes(facts)), np.maximum(tenure, _SHORTEST)
    concordance = []
    started = time.process_time()
    for learn, judge in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(rows, left):
        model = CoxRegression().fit(rows[learn], times[learn], left[learn])
        concordance.append(model.score(rows[judge], times[judge], left[judge]))
    spent = (time.process_time() - started) / FOLDS
    curve = KaplanMeier().fit(tenure, left).survival_at(SURVIVAL_MONTHS)
    return SurvivalRow(
        concordance=tuple(concordance),
        cpu_seconds=spent,
        survival=dict(zip(SURVIVAL_MONTHS, curve.tolist(), strict=True)),
    )


def _makers() -> dict[str, Maker]:
    makers = competitors("scikit-learn")
    made = {name: maker for name, maker in makers.items() if name != "trees"}
    made["trees, scikit-learn"] = makers["trees"]
    if has_lightgbm():
        made["trees, LightGBM"] = competitors("lightgbm")["trees"]
    return made


def _out_of_fold(maker: Maker, reader: ColumnReader, codes: Floats, left: Flags, seed: int) -> Floats:
    folds = crossed_folds(left, seed=seed)
    made = np.empty(len(left))
    made[judged_rows(folds)] = try_candidate(maker, reader, codes, left, folds, seed).probabilities
    return made


def _rule(table: pd.DataFrame) -> Floats:
    """Return what a person would guess: monthly contracts leave, new ones most."""
    monthly = (table["Contract"] == "Month-to-month").to_numpy()
    new = (table["tenure"] <= _FIRST_HALF_YEAR).to_numpy()
    both, one, none = _RULE_SHARES
    return np.where(monthly & new, both, np.where(monthly, one, none))


def _mean_scores(scores: list[ProbabilityScores]) -> ProbabilityScores:
    mean: Callable[[str], float] = lambda name: float(np.mean([asdict(one)[name] for one in scores]))  # noqa: E731
    return ProbabilityScores(n=scores[0].n, **{name: mean(name) for name in asdict(scores[0]) if name != "n"})
