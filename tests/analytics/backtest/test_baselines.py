"""A verdict is computed: worse only beyond 1.96 standard errors and the rounding of print."""

import pytest

from samphan.analytics.backtest.baselines import PRINTED, TARGETS, Verdict, compared, printed_figures


@pytest.mark.parametrize(
    ("figure", "ours", "printed", "noise", "verdict"),
    [
        ("auc", 0.7695, ".770", 0.0, Verdict.ALIKE),
        ("auc", 0.7690, ".770", 0.0, Verdict.WORSE),
        ("auc", 0.7690, ".770", 0.0005, Verdict.ALIKE),
        ("auc", 0.7790, ".770", 0.004, Verdict.BETTER),
        ("brier", 0.1700, ".1600", 0.004, Verdict.WORSE),
        ("brier", 0.1700, ".1600", 0.006, Verdict.ALIKE),
        ("mae", 0.70, ".80", 0.01, Verdict.BETTER),
        ("bias", -0.10, ".10", 0.0, Verdict.ALIKE),
        ("bias", 0.20, "-.10", 0.01, Verdict.WORSE),
        ("bias", -0.02, ".10", 0.01, Verdict.BETTER),
        ("lift", 2.5, "2.9", 0.1, Verdict.WORSE),
    ],
)
def test_the_verdict_follows_from_figure_and_noise(
    figure: str, ours: float, printed: str, noise: float, verdict: Verdict
) -> None:
    assert compared(figure, ours, printed, noise).verdict == verdict


@pytest.mark.parametrize("data", list(PRINTED))
def test_every_printed_line_has_a_number_or_a_dash_for_every_figure(data: str) -> None:
    for model, line in PRINTED[data].items():
        assert len(line.split()) == (6 if data == "telco" else 7), model
        assert all(float(text) == float(text) for text in printed_figures(data, model).values())


def test_a_model_nobody_printed_has_no_baseline() -> None:
    assert printed_figures("cdnow-sample", "pool of all") == {}
    assert "brier" not in printed_figures("cdnow-sample", "NBD")


def test_a_target_is_reached_from_its_own_side() -> None:
    target = {(one.data, one.figure): one for one in TARGETS}
    auc, brier, bias = target["cdnow-master", "auc"], target["cdnow-master", "brier"], target["online-retail", "bias"]
    assert (auc.told, brier.told, bias.told) == ("≥ 0.775", "≤ 0.16", "within ±0.08")
    assert [auc.is_reached(value) for value in (0.775, 0.7749)] == [True, False]
    assert [brier.is_reached(value) for value in (0.16, 0.161)] == [True, False]
    assert [bias.is_reached(value) for value in (-0.08, 0.05, -0.09)] == [True, True, False]
