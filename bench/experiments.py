"""How often intervals hold the truth, early looks err and targeting pays: `python bench/experiments.py [DATA_FOLDER]`.

Prints measured figures beside the published ones (the design's prototypes on the same worlds). Everything is seeded.
The last two sections need IBM's Telco file in DATA_FOLDER (default `../shared/data`) and are left out without it; the
last takes minutes. One thread is enough: set OMP_NUM_THREADS=1.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # bench and samphan, whatever the folder

from bench.telco_offers import FILE, Telco, World, value_per_10_000
from samphan.analytics.experiments.average import AverageEffect
from samphan.analytics.experiments.effects import Effect, cuped, welch
from samphan.analytics.experiments.models import Kind, mean_model
from samphan.analytics.experiments.power import size_for_share
from samphan.analytics.experiments.proportions import newcombe
from samphan.analytics.experiments.sample_ratio import SampleRatio
from samphan.analytics.experiments.samples import Floats, moments
from samphan.analytics.experiments.sequences import confidence_sequence
from samphan.analytics.experiments.targeting import TargetingPolicy
from samphan.analytics.experiments.uplift import DRLearner, SLearner, TLearner
from samphan.analytics.ror.accounts import Evidence, Part, Unidentified
from samphan.analytics.ror.formula import ReturnOnRelationship, return_on_relationship
from samphan.analytics.ror.holdout import evidence_from_holdout
from samphan.analytics.ror.matching import MatchedCohort
from tests.analytics.experiments.simulations import margins, share_within
from tests.analytics.ror.shops import REFERRAL_WEIGHT, draw, true_return
from tests.analytics.ror.test_matching import COST, LIFT, shop

RUNS, ARM, LOOKS = 4_000, 1_000, 40
FILLED = SampleRatio(p_value=1.0)
PUBLISHED_SIZES = {(0.265, -0.03): 6_532, (0.265, -0.01): 60_397, (0.05, -0.005): 56_810, (0.02, -0.002): 146_288}
PUBLISHED_VALUES = {
    4_000: {"risk": 387.8, "S": 387.2, "T": 355.4, "DR": 367.1},
    20_000: {"risk": 394.3, "S": 437.0, "T": 427.2, "DR": 451.0},
    80_000: {"risk": 403.6, "S": 442.3, "T": 455.6, "DR": 466.1},
}


def main() -> None:
    """Print every section, with the CPU seconds each took."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared" / "data"
    for section in (sizes, coverage, early_looks, holdout_returns, matched_returns):
        timed(section)
    if not (folder / FILE).exists():
        print(f"no {FILE} in {folder}: targeting and AIPW on telephone customers are left out")
        return
    telco = Telco(folder)
    timed(lambda: targeting(telco))
    timed(lambda: adjusted_effects(telco))


def timed(section: Callable[[], None]) -> None:
    """Run one section and print its CPU time."""
    start = time.process_time()
    section()
    print(f"    {time.process_time() - start:.1f} CPU-s\n", flush=True)


def sizes() -> None:
    """Print customers needed beside the published holdout sizes."""
    print("Customers needed, halves, 80 % power (published)")
    for (base, change), published in PUBLISHED_SIZES.items():
        print(f"  {base:.1%} by {change:+.1%}: {size_for_share(base=base, change=change).total:,} ({published:,})")


def coverage() -> None:
    """Print how often 95 % intervals hold the truth, with and without an effect."""
    print(f"Intervals that hold the truth, {RUNS} experiments of {ARM} customers an arm (target 93-97 %)")
    for lift in (0.0, 1.5):
        made, before = margins(np.random.default_rng(1), arm=ARM, lift=lift, runs=RUNS)
        sides = [moments(made[arm], before=before[arm]) for arm in (0, 1)]
        plain, adjusted = welch(*sides), cuped(*sides)
        width = np.mean(adjusted.standard_error / plain.standard_error)
        shares = f"Welch {held(plain, lift):.1%}, CUPED {held(adjusted, lift):.1%} ({width:.2f} as wide)"
        print(f"  margin, effect {lift}: {shares}")
    for base, lift in ((0.02, 0.0), (0.265, 0.0), (0.265, 0.03)):
        rng = np.random.default_rng(2)
        pairs = zip(rng.binomial(ARM, base, RUNS), rng.binomial(ARM, base + lift, RUNS), strict=True)
        inside = [one.low <= lift <= one.high for one in (newcombe((int(c), ARM), (int(t), ARM)) for c, t in pairs)]
        print(f"  share {base:.1%}, effect {lift:+.1%}: Newcombe {np.mean(inside):.1%}")


def early_looks() -> None:
    """Print how often something is found where nothing happens, by how one looks."""
    print(f"Experiments without effect in which something is found, {LOOKS} looks (target <= 5 %)")
    made, _ = margins(np.random.default_rng(3), arm=ARM, runs=RUNS)
    found = {name: np.zeros(RUNS, dtype=bool) for name in ("plain at every look", "sequence 95 %", "sequence 99 %")}
    for arm in np.linspace(ARM / LOOKS, ARM, LOOKS).astype(int):
        plain = welch(moments(made[0, :, :arm]), moments(made[1, :, :arm]))
        if arm >= 100:
            found["plain at every look"] |= leaves_zero_out(plain)
            for level in (95, 99):
                wide = confidence_sequence(plain, planned_n=2 * ARM, level=level / 100)
                found[f"sequence {level} %"] |= leaves_zero_out(wide)
    end = leaves_zero_out(welch(moments(made[0]), moments(made[1])))
    found["plain at the end only"] = end
    for level in (95, 99):
        found[f"sequence {level} % early, plain at the end"] = found[f"sequence {level} %"] | end
    for name, errs in found.items():
        print(f"  {name}: {errs.mean():.1%}")


def holdout_returns() -> None:
    """Print how often the ROR's interval holds the true return of a randomised programme."""
    print("ROR by holdout: intervals that hold the truth, 2,000 programmes (target 93-97 %)")
    rng = np.random.default_rng(4)
    for treated, left_alone in ((1_500, 1_500), (4_500, 500), (19_000, 1_000)):
        for works in (True, False):
            truth, inside, widths = true_return(works=works), 0, []
            for _ in range(2_000):
                arms = draw(rng, treated, is_treated=True, works=works), draw(rng, left_alone, is_treated=False)
                evidence = evidence_from_holdout(*arms, ratio=FILLED)
                made = ror(evidence, REFERRAL_WEIGHT).interval
                if made is not None:
                    inside += made.low <= truth <= made.high
                    widths.append(made.high - made.low)
            print(
                f"  {treated:,} treated, {left_alone:,} held out, true ROR {truth:+.2f}: {inside / 2_000:.1%},"
                f" median width {np.median(widths):.2f}, {len(widths)} given",
                flush=True,
            )


def matched_returns() -> None:
    """Print the matched cohort's answers where covariates hold every reason to join, and where they do not."""
    print("ROR by matched cohort, 1,000 programmes: given, and intervals that hold the truth among those given")
    rng = np.random.default_rng(5)
    for words, hidden in (("all reasons recorded", 0.0), ("a reason nobody recorded", 1.0)):
        inside, given, doubts = 0, 0, Counter[str]()
        for _ in range(1_000):
            evidence = MatchedCohort().fit(*shop(rng, hidden=hidden)).evidence_
            made = ror(evidence, 1.0)
            doubts.update(doubt.value for doubt in made.doubts)
            if made.interval is not None:
                given += 1
                inside += made.interval.low <= (LIFT - COST) / COST <= made.interval.high
        right = f", {inside / given:.1%} hold the truth" if given else ""
        print(f"  {words}: {given} given{right}; refused for {dict(doubts)}")


def targeting(telco: Telco) -> None:
    """Print what treating the top fifth by each ranking is worth, beside the published values and an oracle."""
    unseen = telco.draw(40_000, seed=99)
    oracle = value_per_10_000(unseen.effect, unseen.effect)
    print(f"Customers retained net of cost per 10,000 when a fifth is treated; oracle {oracle:.1f} (published 473.6)")
    learners: dict[str, Callable[[World], Floats]] = {
        "risk": lambda world: (
            -mean_model(Kind.BOOSTING, is_binary=True, seed=0)
            .fit(world.covariates[~world.treated], world.stayed[~world.treated])
            .predict(unseen.covariates)
        ),
        "S": lambda world: SLearner().fit(*rows(world)).predict(unseen.covariates),
        "T": lambda world: TLearner().fit(*rows(world)).predict(unseen.covariates),
        "DR": lambda world: DRLearner(propensity=0.5).fit(*rows(world)).predict(unseen.covariates),
        "DR, linear nuisances": lambda world: (
            DRLearner(propensity=0.5, kind=Kind.LINEAR).fit(*rows(world)).predict(unseen.covariates)
        ),
        "the policy's choice": lambda world: (
            TargetingPolicy(propensity=0.5).fit(*rows(world)).predict(unseen.covariates)
        ),
    }
    for n, published in PUBLISHED_VALUES.items():
        for name, rank in learners.items():
            values = [value_per_10_000(rank(telco.draw(n, seed=seed)), unseen.effect) for seed in range(3)]
            known = f" (published {published[name]})" if name in published else ""
            print(f"  {n:,} {name}: {np.mean(values):.1f}, {np.mean(values) / oracle:.1%}{known}", flush=True)


def adjusted_effects(telco: Telco, *, runs: int = 300, n: int = 8_000) -> None:
    """Print coverage of the average effect, randomised and confounded, beside the published 90, 90, 0 and 87 %."""
    print(f"Average effect on staying, {runs} experiments of {n:,}: intervals that hold the truth (target 93-97 %)")
    for words, is_confounded in (("randomised (published 90, 90)", False), ("confounded (published 0, 87)", True)):
        answers: dict[str, list[tuple[bool, float, float]]] = {"naive": [], "linear": [], "boosting": []}
        for seed in range(runs):
            world = telco.draw(n, seed=1_000 + seed, is_confounded=is_confounded)
            truth = float(world.effect.mean())
            plain = welch(moments(world.stayed[~world.treated]), moments(world.stayed[world.treated]))
            answers["naive"].append(answer(plain, truth))
            for kind in (Kind.LINEAR, Kind.BOOSTING):
                made = AverageEffect(propensity=None if is_confounded else 0.5, kind=kind)
                answers[kind.value].append(answer(made.fit(*rows(world)).effect_, truth))
        for name, each in answers.items():
            inside, bias, error = np.mean(each, axis=0)
            print(f"  {words}, {name}: {inside:.1%}, bias {bias:+.4f}, mean error {error:.4f}", flush=True)


def answer(effect: Effect, truth: float) -> tuple[bool, float, float]:
    """Return whether the interval holds the truth, the miss of the estimate, and the standard error."""
    one = effect.interval
    return one.low <= truth <= one.high, one.estimate - truth, effect.standard_error.item()


def rows(world: World) -> tuple[Floats, Floats, Floats]:
    """Return a world's randomised rows as learners take them."""
    return world.covariates, world.treated.astype(np.float64), world.stayed


def ror(evidence: Evidence | Unidentified, weight: float) -> ReturnOnRelationship:
    """Return the ROR with every part from one evidence."""
    return return_on_relationship(
        dict.fromkeys(Part, evidence), scope="a programme", horizon_days=90, referral_weight=weight
    )


def held(effect: Effect, truth: float) -> float:
    """Return the share of intervals that hold the truth."""
    return share_within(effect.low, effect.high, truth)


def leaves_zero_out(effect: Effect) -> Floats:
    """Return which experiments say that something happened."""
    return (effect.low > 0) | (effect.high < 0)


if __name__ == "__main__":
    main()
