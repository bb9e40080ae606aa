"""The return on relationship: parts, their labels, and one interval.

`ROR = (d own margin + w * d referred margin + d service cost avoided - d cost) / d cost`, a ratio of two uncertain
numbers: its interval is Fieller's, which keeps its coverage where the delta method's fails, namely when the cost is
uncertain too. Source: E. C. Fieller, "Some problems in interval estimation", JRSS B 16, 1954.

Parts of one evidence keep their covariance. Parts of different evidence may share customers in ways nobody recorded,
so their standard errors are added (the largest error any correlation allows): the interval is never too narrow.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import optimize

from samphan.analytics.experiments.effects import LEVEL, z_of
from samphan.analytics.experiments.samples import Floats
from samphan.analytics.intervals import Interval
from samphan.analytics.ror.accounts import NOTHING, PARTS, Basis, Doubt, Evidence, Part, Unidentified

GAINS = frozenset({Part.OWN_MARGIN, Part.REFERRED_MARGIN, Part.SERVICE_COST_AVOIDED})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One part as it is shown: per treated customer, with its interval, or why there is none."""

    part: Part
    basis: Basis
    interval: Interval | None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReturnOnRelationship:
    """The answer: 0.4 means that each unit spent came back with 0.4 on top.

    `basis` is that of the weakest part counted. `interval` is None when any part counted is not identified.
    `measured` is the return by the measured parts alone, what stands without the rest: None unless the cost and some
    gain are measured.
    """

    scope: str
    horizon_days: int
    basis: Basis
    interval: Interval | None
    measured: Interval | None
    lines: tuple[Line, ...]
    left_out: frozenset[Part]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class _Source:
    """The part of numerator and denominator read from one evidence."""

    gain: Floats  # weights of the four differences in the gain
    cost: Floats  # and in the cost
    evidence: Evidence

    def spread(self, ratio: float) -> float:
        """Return the standard error of gain - ratio * cost."""
        weights = self.gain - ratio * self.cost
        return sqrt(max(float(weights @ self.evidence.covariance @ weights), 0.0))


def return_on_relationship(
    evidence: Mapping[Part, Evidence | Unidentified],
    *,
    scope: str,
    horizon_days: int,
    referral_weight: float,
    fixed_cost: float = 0.0,
    left_out: Iterable[Part] = (),
    level: float = LEVEL,
) -> ReturnOnRelationship:
    """Return the ROR with Fieller's interval (1954) and each part's label, or "not identified" with the doubts.

    Parameters
    ----------
    evidence : mapping of Part to Evidence or Unidentified
        Where each part comes from (`dict.fromkeys(Part, evidence)` for one holdout), all over one horizon in one
        currency unit. A part without any is not identified, and so is the whole unless the part is left out.
    scope : str
        What was judged, as it is shown.
    horizon_days : int
        Days over which the accounts run, at least 1.
    referral_weight : float
        w, 0..1: how much of the referred margin the programme may claim; 0 leaves it out.
    fixed_cost : float
        What the programme spent on nobody in particular, in all; it is shared by the treated customers of the cost's
        evidence and taken as exact.
    left_out : iterable of Part
        Parts left out on purpose, which the answer shows.
    level : float
        Share of intervals that hold the truth, 0..1.

    Raises
    ------
    ValueError
        A weight or level out of range, a negative fixed cost, a horizon below one day, or the cost or every gain left
        out.
    """
    excluded = _checked(referral_weight, fixed_cost, horizon_days, left_out)
    z = z_of(level)
    found = {part: _found(part, evidence.get(part, NOTHING)) for part in PARTS if part not in excluded}
    cost = found[Part.COST]
    fixed = fixed_cost / cost.n_treated if isinstance(cost, Evidence) else 0.0
    lines = tuple(_line(part, proof, z, fixed) for part, proof in found.items())
    known = {part: proof for part, proof in found.items() if isinstance(proof, Evidence)}
    drawn = {part: proof for part, proof in known.items() if proof.basis is Basis.MEASURED}
    doubts = tuple(dict.fromkeys(doubt for line in lines for doubt in line.doubts))
    whole = _ratio(known, referral_weight, fixed, z) if not doubts else None
    if whole is None and not doubts:
        doubts = (Doubt.COST_UNCERTAIN,)
    return ReturnOnRelationship(
        scope=scope,
        horizon_days=horizon_days,
        basis=_weakest(lines) if whole else Basis.NOT_IDENTIFIED,
        interval=whole,
        measured=_ratio(drawn, referral_weight, fixed, z),
        lines=lines,
        left_out=excluded,
        doubts=doubts,
    )


def fieller(
    gain: float, cost: float, *, cost_error: float, spread: Callable[[float], float], z: float
) -> Interval | None:
    """Return gain / cost with Fieller's interval: all ratios r with |gain - r cost| <= z * spread(r).

    `spread(r)` is the standard error of gain - r * cost, which grows no faster than r times `cost_error`. None where
    the cost is not above zero by z standard errors: then the set of ratios is unbounded. Otherwise each side of the
    estimate crosses its bound exactly once, found here by root search because several sources have no closed form.
    """
    if not cost > z * cost_error * (1 + 1e-6):
        return None
    ratio = gain / cost

    def high(r: float) -> float:
        return r * cost - gain - z * spread(r)

    def low(r: float) -> float:
        return gain - r * cost - z * spread(r)

    return Interval(estimate=ratio, low=_crossing(low, ratio, step=-1.0), high=_crossing(high, ratio, step=1.0))


def _crossing(missing: Callable[[float], float], start: float, *, step: float) -> float:
    """Return where `missing` rises through zero, walking from `start` in ever longer steps."""
    if missing(start) >= 0:
        return start
    while missing(start + step) < 0:
        step *= 2
    return float(optimize.brentq(missing, start, start + step, xtol=1e-13, rtol=1e-13))


def _ratio(known: Mapping[Part, Evidence], referral_weight: float, fixed: float, z: float) -> Interval | None:
    """Return the ROR by the parts given; None without the cost or any gain, or where the cost may be zero."""
    if Part.COST not in known or not GAINS & known.keys():
        return None
    shares = {Part.REFERRED_MARGIN: referral_weight}
    gains = {part: shares.get(part, 1.0) for part in known if part in GAINS}
    sources = [_source(one, gains, known) for one in {id(proof): proof for proof in known.values()}.values()]
    gain = sum(float(source.gain @ source.evidence.differences) for source in sources)
    cost = sum(float(source.cost @ source.evidence.differences) for source in sources) + fixed
    made = fieller(
        gain,
        cost,
        cost_error=sqrt(float(known[Part.COST].covariance[-1, -1])),
        spread=lambda ratio: sum(source.spread(ratio) for source in sources),
        z=z,
    )
    return made and Interval(estimate=made.estimate - 1, low=made.low - 1, high=made.high - 1)


def _source(evidence: Evidence, gains: Mapping[Part, float], known: Mapping[Part, Evidence]) -> _Source:
    own = [known.get(part) is evidence for part in PARTS]
    return _Source(
        gain=np.array([gains.get(part, 0.0) * mine for part, mine in zip(PARTS, own, strict=True)]),
        cost=np.array([float(part is Part.COST) * mine for part, mine in zip(PARTS, own, strict=True)]),
        evidence=evidence,
    )


def _found(part: Part, evidence: Evidence | Unidentified) -> Evidence | Unidentified:
    """Return the evidence for a part; a gain that is the same for everybody was not recorded, hence unknown."""
    if isinstance(evidence, Unidentified) or part is Part.COST:
        return evidence
    place = PARTS.index(part)
    return evidence if evidence.covariance[place, place] > 0 else Unidentified(doubts=(Doubt.NO_VARIATION,))


def _line(part: Part, proof: Evidence | Unidentified, z: float, fixed: float) -> Line:
    if isinstance(proof, Unidentified):
        return Line(part=part, basis=Basis.NOT_IDENTIFIED, interval=None, doubts=proof.doubts)
    place = PARTS.index(part)
    estimate = float(proof.differences[place]) + (fixed if part is Part.COST else 0.0)
    half = z * sqrt(float(proof.covariance[place, place]))
    return Line(
        part=part,
        basis=proof.basis,
        interval=Interval(estimate=estimate, low=estimate - half, high=estimate + half),
    )


def _weakest(lines: Iterable[Line]) -> Basis:
    return Basis.MEASURED if all(line.basis is Basis.MEASURED for line in lines) else Basis.ESTIMATED


def _checked(referral_weight: float, fixed_cost: float, horizon_days: int, left_out: Iterable[Part]) -> frozenset[Part]:
    """Return the parts not counted, or raise ValueError for settings that mean nothing."""
    if not 0 <= referral_weight <= 1:
        raise ValueError(f"the weight of referred margin lies between 0 and 1, not {referral_weight}")
    if not fixed_cost >= 0 or fixed_cost == float("inf"):
        raise ValueError(f"a fixed cost cannot be {fixed_cost}")
    if horizon_days < 1:
        raise ValueError(f"a horizon has at least one day, not {horizon_days}")
    excluded = frozenset(left_out) | (frozenset({Part.REFERRED_MARGIN}) if referral_weight == 0 else frozenset())
    if Part.COST in excluded or excluded >= GAINS:
        raise ValueError("the cost and at least one gain must be counted: a return without them means nothing")
    return excluded
