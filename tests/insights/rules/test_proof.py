"""How good a model is: sums up what it foretold, and hides what too few customers cannot bear."""

from datetime import date, timedelta

import pytest

from samphan.insights.rules.proof import Bar, Step, Track, model_fit_value

ORIGIN = date(2026, 6, 30)


def track(customers: int = 40) -> Track:
    steps = [
        Step(until=ORIGIN + timedelta(days=7 * week), actual=100 + 10 * week, expected=100.0 + 11 * week)
        for week in range(-2, 5)
    ]
    return Track(origin=ORIGIN, customers=customers, steps=steps)


def bars(first: int) -> list[Bar]:
    return [
        Bar(frequency=0, is_open=False, actual=first, expected=first + 2.0),
        Bar(frequency=1, is_open=True, actual=10, expected=8.0),
    ]


def test_what_was_foretold_is_counted_from_the_origin() -> None:
    value = model_fit_value(bars(40), track())
    assert value["n"] == 50
    assert value["track"]["ahead"] == {"actual": 40, "expected": 44.0, "bias": pytest.approx(0.1)}  # type: ignore[index]


@pytest.mark.parametrize(("first", "shown"), [(2, "counts"), (19, "counts")])
def test_few_customers_are_not_drawn(first: int, shown: str) -> None:
    value = model_fit_value(bars(first), track())
    assert (value["shown"], value["bars"], value["track"]) == (shown, [], None)


def test_a_track_of_few_is_left_out_and_nothing_after_the_origin_has_no_bias() -> None:
    assert model_fit_value(bars(40), track(customers=29))["track"] is None
    flat = Track(origin=ORIGIN, customers=30, steps=[Step(until=ORIGIN, actual=5, expected=5.0)])
    assert model_fit_value(bars(40), flat)["track"]["ahead"]["bias"] is None  # type: ignore[index]
