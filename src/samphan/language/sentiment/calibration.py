"""Whether probabilities mean what they say: a text given 0.8 should be right four times in five."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True, kw_only=True)
class Point:
    """One bin of a reliability diagram: mean confidence, share right and number of texts."""

    confidence: float
    accuracy: float
    count: int


def reliability(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], *, bins: int = BINS
) -> tuple[Point, ...]:
    """Return the points of the bins that hold a text; `probabilities` (texts, labels), `labels` (texts,)."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    return tuple(
        Point(
            confidence=float(confidence[bin_of == number].mean()),
            accuracy=float(right[bin_of == number].mean()),
            count=int((bin_of == number).sum()),
        )
        for number in range(bins)
        if (bin_of == number).any()
    )


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.int64], *, bins: int = BINS) -> float:
    """Return the expected calibration error: the mean gap of the bins, weighed by their texts; 0 for no text."""
    points = reliability(probabilities, labels, bins=bins)
    total = sum(point.count for point in points)
    return sum(abs(point.confidence - point.accuracy) * point.count for point in points) / max(total, 1)
