"""The return equals its formula and Fieller's closed form, keeps its labels, and is refused where nothing proves it."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samphan.analytics.experiments.sample_ratio import SampleRatio
from samphan.analytics.ror.accounts import Basis, Doubt, Evidence, Part, Unidentified
from samphan.analytics.ror.formula import fieller, return_on_relationship
from samphan.analytics.ror.holdout import evidence_from_holdout
from tests.analytics.ror.shops import REFERRAL_WEIGHT, draw, true_return

SCOPE = {"scope": "points", "horizon_days": 90}
FILLED = SampleRatio(p_value=0.5)
REFUSED = Unidentified(doubts=(Doubt.UNBALANCED,))


def proof(differences: list[float], errors: list[float], *, basis: Basis = Basis.MEASURED) -> Evidence:
    """Return evidence with uncorrelated parts."""
    return Evidence(
        basis=basis,
        differences=np.array(differences),
        covariance=np.diag(np.square(errors)),
        n_treated=500,
        n_compared=500,
    )


GOOD = proof([12.0, 4.0, 2.0, 8.0], [2.0, 1.0, 0.5, 0.4])
EVERYWHERE = dict.fromkeys(Part, GOOD)


def test_the_return_is_the_formula() -> None:
    made = return_on_relationship(EVERYWHERE, referral_weight=0.5, **SCOPE)
    assert made.interval is not None
    assert made.interval.estimate == pytest.approx((12 + 0.5 * 4 + 2 - 8) / 8)
    assert (made.basis, made.doubts, made.left_out) == (Basis.MEASURED, (), frozenset())
    assert made.measured == made.interval
    assert [line.part for line in made.lines] == list(Part)
    assert [line.interval and line.interval.estimate for line in made.lines] == [12.0, 4.0, 2.0, 8.0]


@given(st.floats(-50, 50), st.floats(0.5, 50), st.floats(0.01, 10), st.floats(0.001, 10), st.floats(-0.95, 0.95))
def test_the_interval_equals_fiellers_closed_form(
    gain: float, cost: float, gain_error: float, cost_error: float, correlation: float
) -> None:
    z = 1.96
    shared = correlation * gain_error * cost_error
    g = (z * cost_error / cost) ** 2
    assume(g < 0.98)
    ratio = gain / cost
    made = fieller(
        gain,
        cost,
        cost_error=cost_error,
        spread=lambda r: sqrt(max(gain_error**2 - 2 * r * shared + (r * cost_error) ** 2, 0.0)),
        z=z,
    )
    centre = ratio - g * shared / cost_error**2
    inside = (
        gain_error**2 - 2 * ratio * shared + (ratio * cost_error) ** 2 - g * (gain_error**2 - shared**2 / cost_error**2)
    )
    half = z / cost * sqrt(max(inside, 0.0))
    assert made is not None
    scale = 1 + abs(ratio) + half / (1 - g)
    assert made.low == pytest.approx((centre - half) / (1 - g), abs=1e-6 * scale)
    assert made.high == pytest.approx((centre + half) / (1 - g), abs=1e-6 * scale)


@given(st.floats(0.01, 100))
def test_the_currency_unit_does_not_matter(unit: float) -> None:
    scaled = Evidence(
        basis=Basis.MEASURED,
        differences=GOOD.differences * unit,
        covariance=GOOD.covariance * unit**2,
        n_treated=500,
        n_compared=500,
    )
    first = return_on_relationship(EVERYWHERE, referral_weight=0.5, **SCOPE).interval
    second = return_on_relationship(dict.fromkeys(Part, scaled), referral_weight=0.5, **SCOPE).interval
    assert first is not None
    assert second is not None
    assert (second.low, second.high) == pytest.approx((first.low, first.high), rel=1e-6)


def test_an_estimated_part_labels_the_whole_and_the_measured_return_stands_beside_it() -> None:
    matched = proof([9.0, 4.0, 2.0, 8.0], [2.0, 1.0, 0.5, 0.4], basis=Basis.ESTIMATED)
    made = return_on_relationship(EVERYWHERE | {Part.REFERRED_MARGIN: matched}, referral_weight=1.0, **SCOPE)
    assert made.basis is Basis.ESTIMATED
    assert made.interval is not None
    assert made.measured is not None
    assert made.interval.estimate == pytest.approx((12 + 4 + 2 - 8) / 8)
    assert made.measured.estimate == pytest.approx((12 + 2 - 8) / 8)
    assert [line.basis for line in made.lines] == [
        Basis.MEASURED,
        Basis.ESTIMATED,
        Basis.MEASURED,
        Basis.MEASURED,
    ]


def test_parts_of_different_evidence_add_their_standard_errors() -> None:
    twin = proof([12.0, 4.0, 2.0, 8.0], [2.0, 1.0, 0.5, 0.4])
    apart = return_on_relationship(EVERYWHERE | {Part.REFERRED_MARGIN: twin}, referral_weight=1.0, **SCOPE)
    together = return_on_relationship(EVERYWHERE, referral_weight=1.0, **SCOPE)
    assert apart.interval is not None
    assert together.interval is not None
    assert apart.interval.estimate == together.interval.estimate
    assert apart.interval.low < together.interval.low
    assert apart.interval.high > together.interval.high


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize(("given_", "doubt"), [(None, Doubt.NO_COMPARISON), (REFUSED, Doubt.UNBALANCED)])
def test_without_a_credible_comparison_there_is_no_number(
    part: Part, given_: Unidentified | None, doubt: Doubt
) -> None:
    evidence = {other: GOOD for other in Part if other is not part} | ({part: given_} if given_ else {})
    made = return_on_relationship(evidence, referral_weight=0.5, **SCOPE)
    assert (made.basis, made.interval, made.doubts) == (Basis.NOT_IDENTIFIED, None, (doubt,))
    (line,) = [line for line in made.lines if line.part is part]
    assert (line.basis, line.interval, line.doubts) == (Basis.NOT_IDENTIFIED, None, (doubt,))
    assert (made.measured is None) is (part is Part.COST)


def test_nothing_at_all_is_not_identified() -> None:
    made = return_on_relationship({}, referral_weight=0.5, **SCOPE)
    assert (made.interval, made.measured, made.basis) == (None, None, Basis.NOT_IDENTIFIED)


def test_a_part_left_out_on_purpose_is_neither_counted_nor_hidden() -> None:
    evidence = {Part.OWN_MARGIN: GOOD, Part.COST: GOOD}
    made = return_on_relationship(evidence, referral_weight=0.0, left_out=[Part.SERVICE_COST_AVOIDED], **SCOPE)
    assert made.interval is not None
    assert made.interval.estimate == pytest.approx((12 - 8) / 8)
    assert made.left_out == {Part.REFERRED_MARGIN, Part.SERVICE_COST_AVOIDED}


def test_a_cost_that_may_be_zero_gives_no_return() -> None:
    for uncertain in (proof([12.0, 4.0, 2.0, 1.0], [2.0, 1.0, 0.5, 0.6]), proof([12.0, 4.0, 2.0, 0.0], [2, 1, 1, 0])):
        made = return_on_relationship(dict.fromkeys(Part, uncertain), referral_weight=0.5, **SCOPE)
        assert (made.interval, made.doubts) == (None, (Doubt.COST_UNCERTAIN,))


def test_a_gain_nobody_recorded_is_unknown_and_not_zero() -> None:
    rng = np.random.default_rng(20)
    silent = {"referred_margin": np.full(200, 0.1)}
    arms = [replace(draw(rng, 200, is_treated=is_treated), **silent) for is_treated in (True, False)]
    made = return_on_relationship(
        dict.fromkeys(Part, evidence_from_holdout(*arms, ratio=FILLED)), referral_weight=0.5, **SCOPE
    )
    assert (made.interval, made.doubts) == (None, (Doubt.NO_VARIATION,))


def test_a_cost_booked_to_nobody_is_shared_by_the_treated() -> None:
    made = return_on_relationship(EVERYWHERE, referral_weight=0.5, fixed_cost=1_000.0, **SCOPE)
    assert made.interval is not None
    assert made.interval.estimate == pytest.approx((12 + 2 + 2 - 10) / 10)
    assert made.lines[-1].interval is not None
    assert made.lines[-1].interval.estimate == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"referral_weight": 1.5}, "weight"),
        ({"fixed_cost": -1.0}, "fixed cost"),
        ({"fixed_cost": float("nan")}, "fixed cost"),
        ({"horizon_days": 0}, "at least one day"),
        ({"left_out": [Part.COST]}, "must be counted"),
        ({"left_out": list(Part)[:3]}, "must be counted"),
        ({"level": 95}, "level"),
    ],
)
def test_settings_that_mean_nothing_are_refused(change: dict[str, object], words: str) -> None:
    settings = {"referral_weight": 0.5, "horizon_days": 90, "scope": "points"} | change
    with pytest.raises(ValueError, match=words):
        return_on_relationship(EVERYWHERE, **settings)


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize(("treated", "held_out"), [(1_500, 1_500), (4_500, 500)])
def test_a_thousand_holdouts_hold_the_true_return_93_to_97_times_in_a_hundred(
    works: bool, treated: int, held_out: int
) -> None:
    rng = np.random.default_rng(21)
    truth, held, runs = true_return(works=works), 0, 1_000
    for _ in range(runs):
        evidence = evidence_from_holdout(
            draw(rng, treated, is_treated=True, works=works), draw(rng, held_out, is_treated=False), ratio=FILLED
        )
        made = return_on_relationship(dict.fromkeys(Part, evidence), referral_weight=REFERRAL_WEIGHT, **SCOPE)
        assert made.interval is not None
        held += made.interval.low <= truth <= made.interval.high
    assert 0.93 <= held / runs <= 0.97
