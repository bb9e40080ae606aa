"""The retention engine: who leaves, who comes back, what they are worth, why, and whether it is real. Knows no Django.

Words are those of the literature: *frequency*, *recency*, *T*, *monetary value*, cohort, holdout. Figures carry n and
an interval; what the data cannot tell is refused or said to be unknown, never guessed. Names below are loaded when they
are first used, so that a process that only needs intervals does not pay for the numerical libraries.
"""

from samphan.kit.lazy import names_from

# Each public name by the room it lives in.
_ROOMS: dict[str, tuple[str, ...]] = {
    "backends": (
        "BackendUnavailable",
        "connect",
        "fetch",
    ),
    "backtest": (
        "Forecast",
        "Forecaster",
        "PurchaseLog",
        "holdout",
        "rolling_origin",
        "run_backtests",
    ),
    "btyd": (
        "AttritionNotModelled",
        "AttritionTest",
        "BetaGeoBetaBinomModel",
        "BetaGeoModel",
        "GammaGammaModel",
        "GammaGompertzNBDModel",
        "Groups",
        "Horizon",
        "ModifiedBetaGeoCNBDModel",
        "ModifiedBetaGeoModel",
        "NBDModel",
        "NoAttritionDetectable",
        "ParetoNBDModel",
        "Posterior",
        "Prior",
        "PurchaseModel",
        "SeasonalClock",
        "alive_history",
        "alive_sql",
        "attrition_test",
        "customer_lifetime_value",
        "discounted_purchases",
        "frequency_fit",
        "group_table",
        "pair_table",
        "sample_posterior",
        "seasonal_clock",
        "seasonal_index",
        "summarise",
        "tracking",
    ),
    "drivers": (
        "Driver",
        "Drivers",
    ),
    "economics": (
        "break_even_gain",
        "break_even_retention",
        "customer_value",
        "payback_periods",
    ),
    "experiments.assignment": (
        "Arm",
        "Layer",
        "Split",
        "assign",
        "assign_layers",
        "bucket",
        "unit_key",
    ),
    "experiments.average": ("AverageEffect",),
    "experiments.effects": (
        "Effect",
        "cuped",
        "welch",
    ),
    "experiments.power": (
        "Design",
        "detectable_mean_change",
        "detectable_share_change",
        "power_for_mean",
        "power_for_share",
        "size_for_mean",
        "size_for_share",
    ),
    "experiments.proportions": ("newcombe",),
    "experiments.sample_ratio": ("sample_ratio",),
    "experiments.samples": (
        "moments",
        "ratio_moments",
    ),
    "experiments.sequences": ("confidence_sequence",),
    "experiments.targeting": (
        "TargetingPolicy",
        "value_of_targeting",
    ),
    "experiments.uplift": (
        "DRLearner",
        "SLearner",
        "TLearner",
    ),
    "experiments.verdict": (
        "Verdict",
        "judge",
    ),
    "intervals": (
        "Interval",
        "NpsCounts",
        "disclosure",
        "nps",
        "nps_change",
        "nps_interval",
        "share_change",
        "wilson_interval",
    ),
    "risk": (
        "Association",
        "ChurnRisk",
        "Measured",
        "NextAction",
        "Stated",
        "next_best_action",
    ),
    "ror.accounts": (
        "Accounts",
        "Basis",
        "Evidence",
        "Part",
        "Unidentified",
    ),
    "ror.formula": (
        "ReturnOnRelationship",
        "return_on_relationship",
    ),
    "ror.holdout": ("evidence_from_holdout",),
    "ror.matching": ("MatchedCohort",),
    "state.building": ("build_state",),
    "state.cohorts": ("cohort_triangle",),
    "state.customer_state": ("CustomerState",),
    "state.logs": (
        "ArrayLog",
        "ParquetLog",
    ),
    "state.split": ("calibration_holdout",),
    "state.store": ("StateStore",),
    "survival": (
        "CoxRegression",
        "KaplanMeier",
        "compare_survival",
        "concordance_index",
    ),
    "tables.declarations": (
        "Column",
        "Kind",
        "PersonalData",
        "Table",
    ),
}
_HOMES = {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOMES)
__getattr__ = names_from(__name__, _HOMES)


def __dir__() -> list[str]:
    """Return the public names, for completion."""
    return __all__
