"""A driver is shown only where it holds in nearly every refit, and the three kinds of reasons stay apart."""

from datetime import UTC, datetime

import numpy as np
import pytest

from samphan.analytics.risk import Association, Measured, ReasonLabel, Stated
from samphan.analytics.risk.reasons import explanations

FACTS = ("wait", "price", "tone", "range", "fee")


def _refits(times_strong: int, of: int = 20) -> list[np.ndarray]:
    """Return one customer's contributions: `fee` is among the three strongest in some refits, `wait` always."""
    strong, weak = [0.9, 0.4, 0.3, -2.0, 0.35], [0.9, 0.4, 0.3, -2.0, 0.25]
    return [np.array([strong if at < times_strong else weak]) for at in range(of)]


@pytest.mark.parametrize(("times", "is_shown"), [(16, True), (15, False), (20, True), (0, False)])
def test_a_driver_needs_four_fifths_of_the_refits(times: int, is_shown: bool) -> None:
    (made,) = explanations(FACTS, _refits(times))
    assert ("fee" in [driver.fact for driver in made.drivers]) is is_shown
    assert made.drivers[0].fact == "wait"
    assert (made.drivers[0].support, made.drivers[0].refits) == (1.0, 20)


def test_what_is_strong_only_for_want_of_others_and_wavers_is_noise() -> None:
    wavering = [np.array([[0.9, 0.2 + 0.15 * (-1) ** at, 0.0, 0.0, 0.0]]) for at in range(20)]
    (made,) = explanations(FACTS, wavering)
    assert [driver.fact for driver in made.drivers] == ["wait"]


def test_what_lowers_the_risk_is_never_a_driver_of_it() -> None:
    (made,) = explanations(FACTS, [np.array([[-0.1, -0.2, -0.3, -0.4, -0.5]])] * 20)
    assert not made.is_stable


def test_drivers_that_take_turns_leave_no_stable_driver() -> None:
    turns = [np.roll([[0.9, 0.8, 0.7, 0.0, 0.0]], at, axis=1) for at in range(20)]
    (made,) = explanations(FACTS, turns)
    assert not made.is_stable


def test_nineteen_refits_are_too_few_to_speak_of_stability() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        explanations(FACTS, _refits(19, of=19))


def test_each_kind_of_reason_bears_its_own_label() -> None:
    association = Association(fact="wait", log_odds=0.4, support=0.9, refits=20)
    stated = Stated(cause="price", source="exit survey", at=datetime(2026, 3, 1, tzinfo=UTC))
    measured = Measured(
        action="call", experiment="winter", effect=0.04, low=0.01, high=0.07, n=9_000, is_randomised=True
    )
    assert [reason.label for reason in (association, stated, measured)] == list(ReasonLabel)


def test_what_was_not_randomised_is_no_measured_cause() -> None:
    facts = {"action": "call", "experiment": "winter", "effect": 0.04, "low": 0.01, "high": 0.07, "n": 9_000}
    with pytest.raises(ValueError, match="randomised"):
        Measured(**facts, is_randomised=False)
    with pytest.raises(ValueError, match="within its interval"):
        Measured(**{**facts, "low": 0.05}, is_randomised=True)
