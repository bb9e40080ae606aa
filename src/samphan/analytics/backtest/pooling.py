"""One forecast of many: the forecasters' opinions with equal weights.

Learnt weights need lessons of the full horizon, which a young log does not have, and rarely beat equal ones where they
can be learnt (the "forecast combination puzzle": J. Stock and M. Watson, Journal of Forecasting 23(6), 2004).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from samphan.analytics.backtest.boosting import BoostedTrees, log_odds
from samphan.analytics.backtest.forecasters import Forecast, Forecaster
from samphan.analytics.backtest.purchases import PurchaseLog, PurchaseLogUnusable
from samphan.kit.errors import N_, Refused

_POOLED = ("NBD", "MBG/NBD", "Pareto/NBD", "trees", "trees + MBG/NBD")
_WITHOUT_ATTRITION = "NBD"  # right about who buys at all, wrong about how often: it has nobody leave


@dataclass(frozen=True)
class Pool:
    """The mean of the members' log odds, and of the counts of those that know customers leave.

    A member that refuses a log (too short, no maximum) is left out; one at least must remain.
    """

    members: Mapping[str, Forecaster]

    def forecast(self, past: PurchaseLog, origin: int, horizon: int) -> Forecast:
        """Ask all members and pool what they say."""
        said: dict[str, Forecast] = {}
        for name, member in self.members.items():
            try:
                said[name] = member.forecast(past, origin, horizon)
            except Refused:
                continue
        chances = [log_odds(one.probability) for one in said.values() if one.probability is not None]
        counts = [one.expected for name, one in said.items() if name != _WITHOUT_ATTRITION or len(said) == 1]
        if not chances:
            raise PurchaseLogUnusable(reason=N_("no model could be fitted to it"))
        return Forecast(expected=np.mean(counts, axis=0), probability=expit(np.mean(chances, axis=0)))


def all_forecasters(plain: Mapping[str, Forecaster]) -> dict[str, Forecaster]:
    """Return the forecasters given, boosted trees without and with a model's forecast as facts, and the pool of all.

    `plain` holds the naive rules and the purchase models, MBG/NBD among them.
    """
    clock = plain["MBG/NBD"]
    made = dict(plain)
    made["trees"] = BoostedTrees(clock=clock)
    made["trees + MBG/NBD"] = BoostedTrees(helpers=(clock,), clock=clock)
    made["pool of all"] = Pool({name: made[name] for name in _POOLED if name in made})
    return made
