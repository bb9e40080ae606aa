"""How long customers stay: Kaplan-Meier curves, their comparison, and Cox regression with its concordance.

Durations are in any one unit (days, months); `observed` says whether the end was seen (True) or the customer is still
there (False, censored): a censored customer counts as long as she was followed and never as a loss.
"""

from samphan.analytics.survival.concordance import concordance_index
from samphan.analytics.survival.cox import CoxNotConverged, CoxRegression
from samphan.analytics.survival.kaplan_meier import KaplanMeier, LogRank, compare_survival
from samphan.analytics.survival.lifetimes import LifetimesUnusable

__all__ = [
    "CoxNotConverged",
    "CoxRegression",
    "KaplanMeier",
    "LifetimesUnusable",
    "LogRank",
    "compare_survival",
    "concordance_index",
]
