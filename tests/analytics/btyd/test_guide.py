"""The page for users of lifetimes runs as it stands, and its numbers are lifetimes' numbers."""

import doctest
import warnings
from pathlib import Path

import numpy as np
import pytest

from samphan.analytics.btyd import (
    BetaGeoModel,
    GammaGammaModel,
    Horizon,
    ModifiedBetaGeoModel,
    ParetoNBDModel,
    customer_lifetime_value,
)
from tests.analytics.btyd.conftest import Customers
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "guide" / "coming-from-lifetimes.md"


def test_the_page_runs_as_it_stands(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shared_data)
    examples = doctest.DocTestParser().get_doctest(PAGE.read_text().replace("```", ""), {}, PAGE.name, str(PAGE), 0)
    assert len(examples.examples) > 20
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(examples, out=report.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(report)


def test_the_numbers_are_those_of_lifetimes(cdnow: Customers) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = pytest.importorskip("lifetimes", reason="the peer itself, in the group `peers`")
        x, t_x, age = cdnow.frequency, cdnow.recency / 7, cdnow.T / 7
        theirs = [fitter().fit(x, t_x, age) for fitter in (peer.BetaGeoFitter, peer.ModifiedBetaGeoFitter)]
        theirs.append(peer.ParetoNBDFitter().fit(x, t_x, age))
        alive = [np.asarray(one.conditional_probability_alive(x, t_x, age)) for one in theirs]
        coming = [
            np.asarray(one.conditional_expected_number_of_purchases_up_to_time(26, x, t_x, age)) for one in theirs
        ]
    for make, their_alive, their_coming in zip(
        (BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel), alive, coming, strict=True
    ):
        model = make(unit=7).fit(*cdnow.history)
        assert model.probability_alive(*cdnow.history) == pytest.approx(their_alive, abs=2e-4)
        assert model.expected_purchases(182, *cdnow.history) == pytest.approx(their_coming, rel=2e-3, abs=1e-4)


def test_lifetime_value_is_that_of_lifetimes(cdnow: Customers) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = pytest.importorskip("lifetimes", reason="the peer itself, in the group `peers`")
        pandas = pytest.importorskip("pandas")
        x, t_x, age, money = (
            pandas.Series(v) for v in (cdnow.frequency, cdnow.recency / 7, cdnow.T / 7, cdnow.monetary_value)
        )
        again = cdnow.frequency > 0
        purchases = peer.BetaGeoFitter().fit(x, t_x, age)
        spend = peer.GammaGammaFitter().fit(x[again], money[again])
        theirs = spend.customer_lifetime_value(purchases, x, t_x, age, money, time=12, discount_rate=0.01, freq="W")
    model = BetaGeoModel(unit=7).fit(*cdnow.history)
    ours = customer_lifetime_value(
        model,
        GammaGammaModel().fit(cdnow.frequency, cdnow.monetary_value),
        *cdnow.history,
        cdnow.monetary_value,
        horizon=Horizon(months=12, month=4.345 * 7, discount_rate=0.01),
    )
    assert ours == pytest.approx(theirs.to_numpy(), rel=1e-4)
