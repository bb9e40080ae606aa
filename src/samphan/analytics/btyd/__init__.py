"""Buy-till-you-die models: who is still a customer, what she will buy, and what that is worth.

A history is `frequency` (days with a repeat purchase), `recency` (time from first to last purchase), `T` (time since
the first) and `monetary_value` (mean spend per repeat purchase day), as in the literature. Models learn from exact
groups of equal histories, with exact derivatives; nothing is rounded, and what cannot be told is refused.
`ModifiedBetaGeoModel` is the default; ask `attrition_test` before showing P(alive).
"""

from samphan.analytics.btyd.attrition import AttritionTest, NoAttritionDetectable, attrition_test
from samphan.analytics.btyd.betageo import BetaGeoModel, ModifiedBetaGeoModel
from samphan.analytics.btyd.bgbb import BetaGeoBetaBinomModel, NotWholePeriods
from samphan.analytics.btyd.estimator import (
    BadHorizon,
    NoRepeatPurchase,
    NotFitted,
    PurchaseModel,
    TooFewCustomers,
)
from samphan.analytics.btyd.gammagamma import GammaGammaModel, NoMeanSpend, SpendNotPositive
from samphan.analytics.btyd.gammagompertz import GammaGompertzNBDModel
from samphan.analytics.btyd.groups import BadHistory, Groups
from samphan.analytics.btyd.histories import BadPurchase, Summary, summarise
from samphan.analytics.btyd.mbgcnbd import BadRegularity, ModifiedBetaGeoCNBDModel
from samphan.analytics.btyd.nbd import AttritionNotModelled, NBDModel
from samphan.analytics.btyd.newton import NotConverged
from samphan.analytics.btyd.paretonbd import ParetoNBDModel
from samphan.analytics.btyd.pictures import alive_history, frequency_fit, tracking
from samphan.analytics.btyd.posterior import (
    Posterior,
    PosteriorUnreliable,
    Prior,
    PriorAgainstData,
    sample_posterior,
)
from samphan.analytics.btyd.scoring import Columns, GroupTable, PairTable, alive_sql, group_table, pair_table
from samphan.analytics.btyd.seasonality import (
    BadDays,
    SeasonalClock,
    SeasonUnknown,
    seasonal_clock,
    seasonal_index,
)
from samphan.analytics.btyd.uncertainty import ErrorsUnknown, MeanSpendUnsure, is_mean_spend_sure, value_draws
from samphan.analytics.btyd.value import BadDiscount, Horizon, customer_lifetime_value, discounted_purchases

__all__ = [
    "AttritionNotModelled",
    "AttritionTest",
    "BadDays",
    "BadDiscount",
    "BadHistory",
    "BadHorizon",
    "BadPurchase",
    "BadRegularity",
    "BetaGeoBetaBinomModel",
    "BetaGeoModel",
    "Columns",
    "ErrorsUnknown",
    "GammaGammaModel",
    "GammaGompertzNBDModel",
    "GroupTable",
    "Groups",
    "Horizon",
    "MeanSpendUnsure",
    "ModifiedBetaGeoCNBDModel",
    "ModifiedBetaGeoModel",
    "NBDModel",
    "NoAttritionDetectable",
    "NoMeanSpend",
    "NoRepeatPurchase",
    "NotConverged",
    "NotFitted",
    "NotWholePeriods",
    "PairTable",
    "ParetoNBDModel",
    "Posterior",
    "PosteriorUnreliable",
    "Prior",
    "PriorAgainstData",
    "PurchaseModel",
    "SeasonUnknown",
    "SeasonalClock",
    "SpendNotPositive",
    "Summary",
    "TooFewCustomers",
    "alive_history",
    "alive_sql",
    "attrition_test",
    "customer_lifetime_value",
    "discounted_purchases",
    "frequency_fit",
    "group_table",
    "is_mean_spend_sure",
    "pair_table",
    "sample_posterior",
    "seasonal_clock",
    "seasonal_index",
    "summarise",
    "tracking",
    "value_draws",
]
