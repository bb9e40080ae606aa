"""Measured evidence is the plain difference with its covariance, and none where the holdout cannot be trusted."""

import numpy as np
import pytest

from samphan.analytics.experiments.effects import welch
from samphan.analytics.experiments.sample_ratio import SampleRatio
from samphan.analytics.experiments.samples import moments
from samphan.analytics.ror.accounts import PARTS, Accounts, Basis, Doubt, Evidence, Part, Unidentified
from samphan.analytics.ror.holdout import evidence_from_holdout
from tests.analytics.ror.shops import draw

FILLED, MISFILLED = SampleRatio(p_value=0.5), SampleRatio(p_value=0.0001)
RNG = np.random.default_rng(22)
TREATED, HOLDOUT = draw(RNG, 400, is_treated=True), draw(RNG, 100, is_treated=False)


def test_each_part_is_welchs_difference() -> None:
    made = evidence_from_holdout(TREATED, HOLDOUT, ratio=FILLED)
    assert isinstance(made, Evidence)
    assert (made.basis, made.n_treated, made.n_compared) == (Basis.MEASURED, 400, 100)
    signs = {Part.OWN_MARGIN: 1, Part.REFERRED_MARGIN: 1, Part.SERVICE_COST_AVOIDED: -1, Part.COST: 1}
    names = ("own_margin", "referred_margin", "service_cost", "cost")
    for place, (part, name) in enumerate(zip(PARTS, names, strict=True)):
        effect = welch(moments(getattr(HOLDOUT, name)), moments(getattr(TREATED, name)))
        assert made.differences[place] == pytest.approx(signs[part] * effect.estimate)
        assert made.covariance[place, place] == pytest.approx(effect.standard_error**2)
    assert made.covariance[0, 3] == pytest.approx(0.05 * np.var(TREATED.own_margin, ddof=1) / 400)


@pytest.mark.parametrize(
    ("customers", "ratio", "doubts"),
    [
        (100, MISFILLED, (Doubt.SAMPLE_RATIO,)),
        (29, FILLED, (Doubt.TOO_FEW,)),
        (29, MISFILLED, (Doubt.SAMPLE_RATIO, Doubt.TOO_FEW)),
    ],
)
def test_a_holdout_that_cannot_be_trusted_is_no_evidence(
    customers: int, ratio: SampleRatio, doubts: tuple[Doubt, ...]
) -> None:
    few = HOLDOUT.of(np.arange(100) < customers)
    assert len(few) == customers
    assert evidence_from_holdout(TREATED, few, ratio=ratio) == Unidentified(doubts=doubts)


def test_accounts_with_missing_amounts_or_rows_are_refused() -> None:
    ones = np.ones(3)
    with pytest.raises(ValueError, match="1 of 3 amounts of cost"):
        Accounts(own_margin=ones, referred_margin=ones, service_cost=ones, cost=np.array([1.0, np.nan, 2.0]))
    with pytest.raises(ValueError, match="four amounts a customer"):
        Accounts(own_margin=ones, referred_margin=ones, service_cost=ones, cost=np.ones(2))
