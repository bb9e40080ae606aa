"""Every prediction the literature prints: expected purchases, P(alive), spend, and the holdout.

[LT] the tests of lifetimes (383b314b), which quote Hardie's spreadsheets and the R package BTYD. [FHS10] Fader,
Hardie & Shang 2010, table 6. [CLVT] CLVTools' regression test. [FIX] predictions of CLVTools on its apparel data, as
printed per customer by github.com/neilmurrayee/clvtools (tests/fixtures): six customers' histories and the printed
parameters are facts repeated here; the data set itself is not.
"""

import numpy as np
import pytest

from samphan.analytics.btyd import (
    BetaGeoBetaBinomModel,
    BetaGeoModel,
    GammaGammaModel,
    ParetoNBDModel,
    frequency_fit,
    summarise,
)
from samphan.analytics.btyd.groups import Floats, Ints
from tests.analytics.btyd.conftest import Customers

APPAREL_X = [6, 2, 0, 1, 11, 11]  # customers 1, 10, 100, 101, 220, 138 at week 104
APPAREL_RECENCY = [93.2857142857143, 99.5714285714286, 0, 32, 32.2857142857143, 97.4285714285714]
APPAREL_SPEND = [101.415, 43.9, 0, 29.96, 29.7436363636364, 39.3318181818182]


def apparel() -> BetaGeoModel:
    """Return the BG/NBD that CLVTools fitted to its apparel data."""
    return BetaGeoModel().set_fitted(
        r=0.60731076526940431, alpha=20.956730587210782, a=1.2755434957498923, b=8.8608159633882284
    )


def test_published_row_7_expected_spend_of_the_first_ten_customers(cdnow: Customers) -> None:
    """[LT] from notes/025: 24.65 18.91 35.17 35.17 35.17 71.46 18.91 35.17 27.28 35.17, within .1."""
    model = GammaGammaModel().set_fitted(p=6.25, q=3.74, gamma=15.44)
    made = model.expected_spend(cdnow.frequency[:10], cdnow.monetary_value[:10])
    assert made == pytest.approx([24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17], abs=0.1)


def test_published_row_10_expected_purchases_of_one_customer(bgnbd: BetaGeoModel) -> None:
    """[LT] from Hardie's sheet: E[Y(39) | x = 2, t_x = 30.43, T = 38.86] = 1.226."""
    made = bgnbd.expected_purchases(39 * 7, 2, 30.43 * 7, 38.86 * 7)
    assert made == pytest.approx(1.226, abs=5e-4)


def test_published_row_11_expected_purchases_of_a_new_customer(bgnbd: BetaGeoModel) -> None:
    """[LT]: E[X(t)] at .1429, 1, 3, 31.8571, 32, 78 weeks; three decimals, as they compare."""
    made = bgnbd.expected_purchases_new(7 * np.array([0.1429, 1, 3, 31.8571, 32, 78]))
    assert made == pytest.approx([0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576], abs=5e-4)


def test_published_row_12_probabilities_of_a_number_of_purchases() -> None:
    """[LT] from R's BTYD: P(X(39) = 0), P(X(2) = 10) and P(X(30) = 11..20), to every digit printed."""
    model = BetaGeoModel().set_fitted(r=0.243, alpha=4.414, a=0.793, b=2.426)
    assert model.probability_of_purchases_new(39, 0) == pytest.approx(0.5737864, abs=5e-8)
    assert model.probability_of_purchases_new(2, 10) == pytest.approx(1.07869e-07, rel=5e-6)
    printed = [0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638]
    printed += [0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260]
    assert model.probability_of_purchases_new(30, np.arange(11, 21)) == pytest.approx(printed, abs=5e-11)


def test_published_row_13_expected_purchases_by_the_pareto_nbd(pareto: ParetoNBDModel) -> None:
    """[LT] from R's BTYD manual: E[X(t)] for t = 0..9, of an older fit, hence within .01 as they compare."""
    printed = [0, 0.05078, 0.09916, 0.14543, 0.18980, 0.23247, 0.27361, 0.31335, 0.35181, 0.38909]
    assert pareto.expected_purchases_new(7 * np.arange(10)) == pytest.approx(printed, abs=0.01)


def test_published_row_14_one_customer_by_the_pareto_nbd() -> None:
    """[LT] from the BTYD walkthrough: E[Y(52) | 26, 30.86, 31] = 25.46 and P(alive) = .9979."""
    model = ParetoNBDModel().set_fitted(r=0.5534, alpha=10.5802, s=0.6061, beta=11.6562)
    assert model.expected_purchases(52, 26, 30.86, 31) == pytest.approx(25.46, abs=0.01)
    assert round(float(model.probability_alive(26, 30.86, 31)), 4) == 0.9979


def test_published_row_16_donors_by_the_bgbb(donations: dict[str, Floats]) -> None:
    """[FHS10] table 6: P(alive in 2002) .11, .59, .93; [LT]: 12884.2 gifts in five years, cells 3454.9 and 1253.1."""
    cells = [donations[name] for name in ("frequency", "recency", "periods", "weights")]
    model = BetaGeoBetaBinomModel().fit(*cells)
    alive = model.probability_alive([0, 2, 6], [0, 4, 6], [6, 6, 6], ahead=1)
    assert np.round(alive, 2).tolist() == [0.11, 0.59, 0.93]
    assert float(model.expected_purchases(5, *cells[:3]) @ cells[3]) == pytest.approx(12884.2, abs=0.05)
    bars = frequency_fit(model, model.groups(*cells), bars=7)
    assert [round(bars[k].expected, 1) for k in (0, 6)] == [3454.9, 1253.1]


def test_published_row_18_heavy_buyers_have_a_finite_p_alive() -> None:
    """[CLVT] regression: finite at x = 221, 254, 161, 204 (their digits against a quadrature: `test_accuracy`)."""
    model = ParetoNBDModel().set_fitted(r=0.5143, alpha=2.8845, s=0.2856, beta=14.1087)
    made = model.probability_alive([221, 254, 161, 204], [103.43, 97.14, 94.71, 98.57], [103.57, 97.29, 98, 99.43])
    assert np.round(made, 2).tolist() == [1.0, 1.0, 0.75, 0.99]
    assert np.all(made < 1.0)


def test_published_row_19_holdout_correlation(
    purchases: tuple[Ints, Ints], bgnbd: BetaGeoModel, pareto: ParetoNBDModel
) -> None:
    """[FHL05]: actual and expected purchases of weeks 40 to 78 correlate .626 (BG/NBD) and .630 (Pareto/NBD)."""
    known = summarise(*purchases, now=272)
    coming = summarise(*purchases, now=545)
    actual = coming.frequency - known.frequency
    history = (known.frequency, known.recency, known.T)
    correlations = [np.corrcoef(actual, model.expected_purchases(39 * 7, *history))[0, 1] for model in (bgnbd, pareto)]
    assert np.round(correlations, 3).tolist() == [0.626, 0.630]


def test_published_row_24_apparel_expected_purchases() -> None:
    """[FIX] predict_bgnbd.csv: CET over 207.142857 weeks, to the six digits printed."""
    made = apparel().expected_purchases(207.142857142857, APPAREL_X, APPAREL_RECENCY, [104] * 6)
    assert made == pytest.approx([6.458952, 2.942289, 0.874030, 1.383495, 0.009053, 10.864357], abs=5.1e-7)


def test_published_row_25_apparel_p_alive_and_spend() -> None:
    """[FIX] predict_bgnbd.csv: PAlive and predicted mean spending, to the six digits printed."""
    alive = apparel().probability_alive(APPAREL_X, APPAREL_RECENCY, [104] * 6)
    assert alive == pytest.approx([0.857342, 0.875568, 1, 0.636083, 0.000740, 0.887620], abs=5.1e-7)
    spend = GammaGammaModel().set_fitted(p=3.0990326501152476, q=5.6536728693499123, gamma=56.504084430535976)
    made = spend.expected_spend(APPAREL_X, APPAREL_SPEND)
    assert made == pytest.approx([88.646336, 41.210271, 37.627914, 34.562776, 30.690667, 39.127151], abs=5.1e-7)
