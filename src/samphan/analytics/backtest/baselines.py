"""The figures to beat, as they were printed, and the comparison with them.

Measured for Samphan in November 2026 with research code on the same public files, cuts and horizons, before the engine
was written: the purchase models from the published formulas, the trees of scikit-learn and LightGBM with the settings
they ship with here. Kept as text, because the printed digits say how exactly they are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_PURCHASES = ("mae", "rmse", "auc", "average_precision", "brier", "bias", "capture")
_SUBSCRIPTIONS = ("auc", "average_precision", "brier", "log_loss", "calibration_error", "lift")

LOWER_IS_BETTER = frozenset({"mae", "rmse", "brier", "log_loss", "calibration_error"})
NEARER_ZERO_IS_BETTER = frozenset({"bias"})
Z_95 = 1.96
_FLOATING = 1e-6  # of a digit: what is printed exactly at the border is not worse

PRINTED: Mapping[str, Mapping[str, str]] = {
    "cdnow-sample": {
        "NBD": "1.041 1.860 .774 .615 - .56 .458",
        "BG/NBD": ".7855 1.608 .757 .636 .1612 -.12 .467",
        "MBG/NBD": ".7648 1.607 .760 .637 .1614 -.16 .475",
        "Pareto/NBD": ".7545 1.603 .7705 .641 .1596 -.115 .470",
        "trees": ".863 1.647 .752 .610 .1668 .06 .439",
        "trees + MBG/NBD": ".882 1.675 .758 .623 .1626 .13 .449",
    },
    "cdnow-master": {
        "BG/NBD": ".819 1.733 .747 .636 .1654 -.14 .456",
        "MBG/NBD": ".795 1.740 .755 .639 .1661 -.19 .459",
        "Pareto/NBD": ".794 1.726 .762 .642 .1635 -.13 .460",
        "trees": ".935 1.745 .769 .649 .1634 .14 .455",
        "trees + MBG/NBD": ".934 1.755 .768 .647 .1667 .15 .450",
    },
    "online-retail": {
        "NBD": ".997 1.626 .733 .811 .2153 -.24 .364",
        "BG/NBD": ".997 1.626 .733 .811 .2153 -.24 .364",
        "MBG/NBD": ".997 1.626 .733 .811 .2153 -.24 .364",
        "Pareto/NBD": ".997 1.626 .733 .811 .2153 -.24 .364",
        "trees": ".978 1.546 .735 .813 .2133 -.18 .362",
        "trees + MBG/NBD": ".978 1.559 .736 .815 .2129 -.20 .361",
    },
    "telco": {
        "rule: monthly contract, first half year": ".7636 .461 .1585 .478 .0126 2.07",
        "logistic": ".8448 .6524 .1356 .4179 .0126 2.84",
        "trees, scikit-learn": ".8485 .6658 .1337 .4119 .0079 2.90",
        "trees, LightGBM": ".8484 .6663 .1338 .4119 .0099 2.91",
        "blend of logistic and trees": ".8502 .6697 .1331 - .0093 -",
    },
}
PRINTED_CONCORDANCE = ".857"
PRINTED_SURVIVAL: Mapping[int, str] = {12: ".8432", 24: ".7887", 48: ".7088", 72: ".5928"}


@dataclass(frozen=True, kw_only=True)
class Target:
    """What one model of everything should reach on a data set: at most, at least, or no further from zero than."""

    data: str
    model: str
    figure: str
    value: float

    @property
    def told(self) -> str:
        """Return the target in signs."""
        if self.figure in NEARER_ZERO_IS_BETTER:
            return f"within ±{self.value:g}"
        return f"{'≤' if self.figure in LOWER_IS_BETTER else '≥'} {self.value:g}"

    def is_reached(self, ours: float) -> bool:
        """Say whether the figure is as good as the target, noise not counted."""
        return _goodness(self.figure, ours) >= _goodness(self.figure, self.value)


TARGETS = (
    Target(data="cdnow-master", model="pool of all", figure="auc", value=0.775),
    Target(data="cdnow-master", model="pool of all", figure="brier", value=0.160),
    Target(data="cdnow-master", model="pool of all", figure="mae", value=0.77),
    Target(data="online-retail", model="pool of all", figure="auc", value=0.745),
    Target(data="online-retail", model="pool of all", figure="bias", value=0.08),
    Target(data="telco", model="blend of logistic and trees", figure="auc", value=0.851),
    Target(data="telco", model="blend of logistic and trees", figure="brier", value=0.1328),
    Target(data="telco", model="blend of logistic and trees", figure="calibration_error", value=0.008),
)


class Verdict(StrEnum):
    """How a figure stands to the printed one."""

    BETTER = "better"
    ALIKE = "alike"
    WORSE = "worse"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A figure beside the printed one: `noise` is its standard error over customers."""

    figure: str
    ours: float
    printed: str
    noise: float
    verdict: Verdict


def printed_figures(data: str, model: str) -> dict[str, str]:
    """Return the printed figures of a model on a data set by name; {} where none was printed."""
    line = PRINTED.get(data, {}).get(model, "")
    names = _SUBSCRIPTIONS if data == "telco" else _PURCHASES
    return {name: text for name, text in zip(names, line.split(), strict=False) if text != "-"}


def compared(figure: str, ours: float, printed: str, noise: float) -> Comparison:
    """Say whether a figure is worse than the printed one by more than noise.

    Noise is 1.96 standard errors and half a unit of the last printed digit. Bias is compared by its size.
    """
    room = Z_95 * noise + _half_a_unit(printed)
    gain = _goodness(figure, ours) - _goodness(figure, float(printed))
    verdict = Verdict.ALIKE if abs(gain) <= room else Verdict.BETTER if gain > 0 else Verdict.WORSE
    return Comparison(figure=figure, ours=ours, printed=printed, noise=noise, verdict=verdict)


def _goodness(figure: str, value: float) -> float:
    if figure in NEARER_ZERO_IS_BETTER:
        return -abs(value)
    return -value if figure in LOWER_IS_BETTER else value


def _half_a_unit(printed: str) -> float:
    _, _, decimals = printed.partition(".")
    return float((0.5 + _FLOATING) * 10.0 ** -len(decimals))
