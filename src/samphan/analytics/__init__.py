"""The retention engine: who leaves, who comes back, what they are worth, why, and whether it is real. Knows no Django.

Words are those of the literature: *frequency*, *recency*, *T*, *monetary value*, cohort, holdout. Figures carry n and
an interval; what the data cannot tell is refused or said to be unknown, never guessed. Names below are loaded when they
are first used, so that a process that only needs intervals does not pay for the numerical libraries.
"""

from typing import TYPE_CHECKING

from samphan.kit.lazy import names_from

if TYPE_CHECKING:
    from samphan.analytics.backends import (
        BackendUnavailable as BackendUnavailable,
    )
    from samphan.analytics.backends import (
        connect as connect,
    )
    from samphan.analytics.backends import (
        fetch as fetch,
    )
    from samphan.analytics.backtest import (
        Forecast as Forecast,
    )
    from samphan.analytics.backtest import (
        Forecaster as Forecaster,
    )
    from samphan.analytics.backtest import (
        PurchaseLog as PurchaseLog,
    )
    from samphan.analytics.backtest import (
        holdout as holdout,
    )
    from samphan.analytics.backtest import (
        rolling_origin as rolling_origin,
    )
    from samphan.analytics.backtest import (
        run_backtests as run_backtests,
    )
    from samphan.analytics.btyd import (
        AttritionNotModelled as AttritionNotModelled,
    )
    from samphan.analytics.btyd import (
        AttritionTest as AttritionTest,
    )
    from samphan.analytics.btyd import (
        BetaGeoBetaBinomModel as BetaGeoBetaBinomModel,
    )
    from samphan.analytics.btyd import (
        BetaGeoModel as BetaGeoModel,
    )
    from samphan.analytics.btyd import (
        GammaGammaModel as GammaGammaModel,
    )
    from samphan.analytics.btyd import (
        Groups as Groups,
    )
    from samphan.analytics.btyd import (
        Horizon as Horizon,
    )
    from samphan.analytics.btyd import (
        ModifiedBetaGeoCNBDModel as ModifiedBetaGeoCNBDModel,
    )
    from samphan.analytics.btyd import (
        ModifiedBetaGeoModel as ModifiedBetaGeoModel,
    )
    from samphan.analytics.btyd import (
        NBDModel as NBDModel,
    )
    from samphan.analytics.btyd import (
        NoAttritionDetectable as NoAttritionDetectable,
    )
    from samphan.analytics.btyd import (
        ParetoNBDModel as ParetoNBDModel,
    )
    from samphan.analytics.btyd import (
        Posterior as Posterior,
    )
    from samphan.analytics.btyd import (
        Prior as Prior,
    )
    from samphan.analytics.btyd import (
        PurchaseModel as PurchaseModel,
    )
    from samphan.analytics.btyd import (
        SeasonalClock as SeasonalClock,
    )
    from samphan.analytics.btyd import (
        alive_history as alive_history,
    )
    from samphan.analytics.btyd import (
        alive_sql as alive_sql,
    )
    from samphan.analytics.btyd import (
        attrition_test as attrition_test,
    )
    from samphan.analytics.btyd import (
        customer_lifetime_value as customer_lifetime_value,
    )
    from samphan.analytics.btyd import (
        discounted_purchases as discounted_purchases,
    )
    from samphan.analytics.btyd import (
        frequency_fit as frequency_fit,
    )
    from samphan.analytics.btyd import (
        group_table as group_table,
    )
    from samphan.analytics.btyd import (
        pair_table as pair_table,
    )
    from samphan.analytics.btyd import (
        sample_posterior as sample_posterior,
    )
    from samphan.analytics.btyd import (
        seasonal_clock as seasonal_clock,
    )
    from samphan.analytics.btyd import (
        seasonal_index as seasonal_index,
    )
    from samphan.analytics.btyd import (
        summarise as summarise,
    )
    from samphan.analytics.btyd import (
        tracking as tracking,
    )
    from samphan.analytics.drivers import (
        Driver as Driver,
    )
    from samphan.analytics.drivers import (
        Drivers as Drivers,
    )
    from samphan.analytics.economics import (
        break_even_gain as break_even_gain,
    )
    from samphan.analytics.economics import (
        break_even_retention as break_even_retention,
    )
    from samphan.analytics.economics import (
        customer_value as customer_value,
    )
    from samphan.analytics.economics import (
        payback_periods as payback_periods,
    )
    from samphan.analytics.experiments.assignment import (
        Arm as Arm,
    )
    from samphan.analytics.experiments.assignment import (
        Layer as Layer,
    )
    from samphan.analytics.experiments.assignment import (
        Split as Split,
    )
    from samphan.analytics.experiments.assignment import (
        assign as assign,
    )
    from samphan.analytics.experiments.assignment import (
        assign_layers as assign_layers,
    )
    from samphan.analytics.experiments.assignment import (
        bucket as bucket,
    )
    from samphan.analytics.experiments.assignment import (
        unit_key as unit_key,
    )
    from samphan.analytics.experiments.average import (
        AverageEffect as AverageEffect,
    )
    from samphan.analytics.experiments.effects import (
        Effect as Effect,
    )
    from samphan.analytics.experiments.effects import (
        cuped as cuped,
    )
    from samphan.analytics.experiments.effects import (
        welch as welch,
    )
    from samphan.analytics.experiments.power import (
        Design as Design,
    )
    from samphan.analytics.experiments.power import (
        detectable_mean_change as detectable_mean_change,
    )
    from samphan.analytics.experiments.power import (
        detectable_share_change as detectable_share_change,
    )
    from samphan.analytics.experiments.power import (
        power_for_mean as power_for_mean,
    )
    from samphan.analytics.experiments.power import (
        power_for_share as power_for_share,
    )
    from samphan.analytics.experiments.power import (
        size_for_mean as size_for_mean,
    )
    from samphan.analytics.experiments.power import (
        size_for_share as size_for_share,
    )
    from samphan.analytics.experiments.proportions import (
        newcombe as newcombe,
    )
    from samphan.analytics.experiments.sample_ratio import (
        sample_ratio as sample_ratio,
    )
    from samphan.analytics.experiments.samples import (
        moments as moments,
    )
    from samphan.analytics.experiments.samples import (
        ratio_moments as ratio_moments,
    )
    from samphan.analytics.experiments.sequences import (
        confidence_sequence as confidence_sequence,
    )
    from samphan.analytics.experiments.targeting import (
        TargetingPolicy as TargetingPolicy,
    )
    from samphan.analytics.experiments.targeting import (
        value_of_targeting as value_of_targeting,
    )
    from samphan.analytics.experiments.uplift import (
        DRLearner as DRLearner,
    )
    from samphan.analytics.experiments.uplift import (
        SLearner as SLearner,
    )
    from samphan.analytics.experiments.uplift import (
        TLearner as TLearner,
    )
    from samphan.analytics.experiments.verdict import (
        Verdict as Verdict,
    )
    from samphan.analytics.experiments.verdict import (
        judge as judge,
    )
    from samphan.analytics.intervals import (
        Interval as Interval,
    )
    from samphan.analytics.intervals import (
        NpsCounts as NpsCounts,
    )
    from samphan.analytics.intervals import (
        disclosure as disclosure,
    )
    from samphan.analytics.intervals import (
        nps as nps,
    )
    from samphan.analytics.intervals import (
        nps_change as nps_change,
    )
    from samphan.analytics.intervals import (
        nps_interval as nps_interval,
    )
    from samphan.analytics.intervals import (
        share_change as share_change,
    )
    from samphan.analytics.intervals import (
        wilson_interval as wilson_interval,
    )
    from samphan.analytics.risk import (
        Association as Association,
    )
    from samphan.analytics.risk import (
        ChurnRisk as ChurnRisk,
    )
    from samphan.analytics.risk import (
        Measured as Measured,
    )
    from samphan.analytics.risk import (
        NextAction as NextAction,
    )
    from samphan.analytics.risk import (
        Stated as Stated,
    )
    from samphan.analytics.risk import (
        next_best_action as next_best_action,
    )
    from samphan.analytics.ror.accounts import (
        Accounts as Accounts,
    )
    from samphan.analytics.ror.accounts import (
        Basis as Basis,
    )
    from samphan.analytics.ror.accounts import (
        Evidence as Evidence,
    )
    from samphan.analytics.ror.accounts import (
        Part as Part,
    )
    from samphan.analytics.ror.accounts import (
        Unidentified as Unidentified,
    )
    from samphan.analytics.ror.formula import (
        ReturnOnRelationship as ReturnOnRelationship,
    )
    from samphan.analytics.ror.formula import (
        return_on_relationship as return_on_relationship,
    )
    from samphan.analytics.ror.holdout import (
        evidence_from_holdout as evidence_from_holdout,
    )
    from samphan.analytics.ror.matching import (
        MatchedCohort as MatchedCohort,
    )
    from samphan.analytics.state.building import (
        build_state as build_state,
    )
    from samphan.analytics.state.cohorts import (
        cohort_triangle as cohort_triangle,
    )
    from samphan.analytics.state.customer_state import (
        CustomerState as CustomerState,
    )
    from samphan.analytics.state.logs import (
        ArrayLog as ArrayLog,
    )
    from samphan.analytics.state.logs import (
        ParquetLog as ParquetLog,
    )
    from samphan.analytics.state.split import (
        calibration_holdout as calibration_holdout,
    )
    from samphan.analytics.state.store import (
        StateStore as StateStore,
    )
    from samphan.analytics.survival import (
        CoxRegression as CoxRegression,
    )
    from samphan.analytics.survival import (
        KaplanMeier as KaplanMeier,
    )
    from samphan.analytics.survival import (
        compare_survival as compare_survival,
    )
    from samphan.analytics.survival import (
        concordance_index as concordance_index,
    )
    from samphan.analytics.tables.declarations import (
        Column as Column,
    )
    from samphan.analytics.tables.declarations import (
        Kind as Kind,
    )
    from samphan.analytics.tables.declarations import (
        PersonalData as PersonalData,
    )
    from samphan.analytics.tables.declarations import (
        Table as Table,
    )

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
