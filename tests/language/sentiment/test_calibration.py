import numpy as np
import pytest

from samphan.language.sentiment.calibration import calibration_error, reliability


def read(confidence: float, *, right: int, wrong: int) -> tuple[np.ndarray, np.ndarray]:
    rest = (1 - confidence) / 3
    return np.tile([confidence, rest, rest, rest], (right + wrong, 1)), np.array([0] * right + [1] * wrong)


def test_confidence_that_comes_true_has_no_error() -> None:
    assert calibration_error(*read(0.8, right=80, wrong=20)) == pytest.approx(0)


def test_the_error_is_the_gap_between_confidence_and_what_came_true() -> None:
    assert calibration_error(*read(0.9, right=60, wrong=40)) == pytest.approx(0.3)


def test_bins_count_by_their_texts() -> None:
    (a, b), (c, d) = read(0.9, right=90, wrong=10), read(0.5, right=0, wrong=100)
    probabilities, labels = np.concatenate([a, c]), np.concatenate([b, d])
    assert calibration_error(probabilities, labels) == pytest.approx(0.25)
    points = reliability(probabilities, labels)
    assert [(point.count, round(point.accuracy, 3)) for point in points] == [(100, 0.0), (100, 0.9)]


def test_certainty_falls_into_the_last_bin_and_no_text_into_none() -> None:
    assert reliability(*read(1.0, right=1, wrong=0))[0].count == 1
    assert reliability(np.empty((0, 4)), np.empty(0, np.int64)) == ()
    assert calibration_error(np.empty((0, 4)), np.empty(0, np.int64)) == 0
