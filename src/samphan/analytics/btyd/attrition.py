"""Does anybody leave? The question before P(alive), answered by a likelihood-ratio test against the NBD.

Where the data cannot tell leaving from buying slowly, the models with attrition run to an edge and print
P(alive) = 1 for everybody. That is not a finding; the answer is "no attrition can be told yet".
"""

from dataclasses import dataclass
from typing import ClassVar

from samphan.analytics.btyd.betageo import BetaGeoModel
from samphan.analytics.btyd.estimator import PurchaseModel
from samphan.analytics.btyd.groups import Groups
from samphan.analytics.btyd.nbd import NBDModel
from samphan.analytics.btyd.paretonbd import ParetoNBDModel
from samphan.analytics.btyd.special import chi_square_tail
from samphan.kit.errors import N_, Refused

_LEVEL = 0.05
_ROUNDING = 1e-8  # of a log-likelihood that is worked out again


class NoAttritionDetectable(Refused):
    code: ClassVar[str] = "analytics.btyd.no_attrition_detectable"
    message: ClassVar[str] = N_(
        "No attrition is detectable yet: a model in which nobody leaves explains these histories as well "
        "(p = {p_value}). Ask again with a longer history."
    )


@dataclass(frozen=True, kw_only=True)
class AttritionTest:
    """How much better a model with attrition explains the data than one without.

    `statistic` is twice the gain in log-likelihood, `p_value` its tail. The null lies on the edge of the parameter
    space, where the usual chi-square with the parameters' difference of degrees is conservative: it says "detectable"
    less often than it might, never more.
    """

    statistic: float
    degrees: int
    p_value: float
    is_detectable: bool

    def require(self) -> None:
        """Raise `NoAttritionDetectable` unless attrition is told by the data; call before showing any P(alive)."""
        if not self.is_detectable:
            raise NoAttritionDetectable(p_value=f"{self.p_value:.2f}")


def attrition_test(model: PurchaseModel, groups: Groups, *, level: float = _LEVEL) -> AttritionTest:
    """Test a fitted (M)BG/NBD or Pareto/NBD against the NBD on the groups it was fitted to.

    Parameters
    ----------
    model : BetaGeoModel, ModifiedBetaGeoModel or ParetoNBDModel
        Fitted here: parameters from elsewhere are not the likeliest of these groups.
    groups : Groups
        Those it was fitted to, in its unit.
    level : float
        The p value below which attrition counts as detectable.

    Raises
    ------
    NotFitted
    TooFewCustomers, NoRepeatPurchase, NotConverged
        From the fit of the NBD.
    ValueError
        The model does not become the NBD when nobody leaves (k > 1, GGomp/NBD, BG/BB) and cannot be compared so, was
        not fitted here, or was fitted to other groups.
    """
    if getattr(model, "k", 1) != 1 or not isinstance(model, BetaGeoModel | ParetoNBDModel):
        raise ValueError(f"{model!r} does not contain the NBD")
    _require_own(model, groups)
    null = NBDModel(unit=model.unit).fit(groups)
    statistic = max(0.0, 2.0 * (model.log_likelihood_ - null.log_likelihood_))
    degrees = len(model.names) - len(null.names)
    p_value = float(chi_square_tail(degrees, statistic))
    return AttritionTest(statistic=statistic, degrees=degrees, p_value=p_value, is_detectable=p_value < level)


def _require_own(model: PurchaseModel, groups: Groups) -> None:
    """Raise ValueError unless the model's likelihood is that of these groups: the test would compare two samples."""
    here = model.log_likelihood(groups)
    if not hasattr(model, "log_likelihood_"):
        raise ValueError(f"{model!r} has parameters from elsewhere: fit it to the groups first")
    if abs(here - model.log_likelihood_) > _ROUNDING * abs(here):
        raise ValueError(
            f"{model!r} was fitted to other groups: its log-likelihood was {model.log_likelihood_:.4f}, "
            f"and of these groups it is {here:.4f}"
        )
