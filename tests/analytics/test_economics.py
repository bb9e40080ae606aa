"""What a customer is worth: the closed forms equal the sums they stand for."""

from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samphan.analytics.economics import break_even_gain, break_even_retention, customer_value, payback_periods

margins = st.floats(0.5, 1e4)
rates = st.floats(0.0, 0.5)


def summed(margin: float, retention: float, discount: float, periods: int) -> float:
    kept = retention / (1 + discount)
    return sum(margin * kept**n for n in range(periods))


@given(margins, st.floats(0.0, 0.97), rates)
def test_the_value_is_the_sum_of_its_margins(margin: float, retention: float, discount: float) -> None:
    value = customer_value(margin=margin, retention=retention, discount=discount)
    assert value == pytest.approx(summed(margin, retention, discount, 2000), rel=1e-9)


@given(margins, st.floats(1.0, 1e5), rates)
def test_at_the_break_even_retention_a_customer_is_worth_her_cost(margin: float, cost: float, discount: float) -> None:
    retention = break_even_retention(acquisition_cost=cost, margin=margin, discount=discount)
    if retention is None:
        assert customer_value(margin=margin, retention=1.0, discount=discount) < cost
    elif retention == 0.0:
        assert margin >= cost
    else:
        assert customer_value(margin=margin, retention=retention, discount=discount) == pytest.approx(cost, rel=1e-6)


@given(margins, st.floats(0.0, 0.9), st.floats(0.01, 0.5), st.floats(0.0, 0.4))
def test_the_break_even_gain_just_pays_for_the_spend(
    margin: float, retention: float, discount: float, spent: float
) -> None:
    gain = break_even_gain(retention_cost=spent * margin, margin=margin, retention=retention, discount=discount)
    assume(gain is not None)
    with_spend = customer_value(margin=margin - spent * margin, retention=retention + gain, discount=discount)
    without = customer_value(margin=margin, retention=retention, discount=discount)
    assert with_spend == pytest.approx(without, rel=1e-6)


@given(margins, st.floats(0.0, 0.95), rates, st.floats(1.0, 1e4))
def test_payback_is_the_first_period_the_sum_covers_the_cost(
    margin: float, retention: float, discount: float, cost: float
) -> None:
    periods = payback_periods(acquisition_cost=cost, margin=margin, retention=retention, discount=discount)
    if periods is None:
        assert summed(margin, retention, discount, 2000) <= cost * (1 + 1e-9)
    else:
        assert summed(margin, retention, discount, periods) >= cost * (1 - 1e-6)
        assert summed(margin, retention, discount, periods - 1) < cost


@pytest.mark.parametrize(
    ("margin", "retention", "discount", "value"),
    [(100, 0.8, 0.1, 366.6667), (100, 0.0, 0.1, 100.0), (100, 1.0, 0.0, inf), (-5, 1.0, 0.0, -inf), (0, 1.0, 0.0, 0.0)],
)
def test_values(margin: float, retention: float, discount: float, value: float) -> None:
    assert customer_value(margin=margin, retention=retention, discount=discount) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("cost", "margin", "retention", "periods"),
    [
        (0, 100, 0.5, 0),
        (100, 100, 0.5, 1),
        (150, 100, 0.5, 2),
        (151, 100, 0.5, 3),
        (200, 100, 0.5, None),  # the sum tends to it and never gets there
        (250, 100, 1.0, 3),
        (100, 100, 0.0, 1),
        (101, 100, 0.0, None),
        (1, 0, 0.5, None),
        (0.1 * 3, 0.1, 1.0, 3),  # 3.0000000000000004 margins
        (0.1 * 3, 0.3, 0.0, 1),
        (0.1 * 3, 0.2, 0.5, 2),
        (1.0, 0.1, 0.9, None),  # tends to just that: what rounding leaves over is no margin
        (1_000_001, 1, 1.0, 1_000_001),
    ],
)
def test_paybacks(cost: float, margin: float, retention: float, periods: int | None) -> None:
    made = payback_periods(acquisition_cost=cost, margin=margin, retention=retention, discount=0.0)
    assert made == periods


@pytest.mark.parametrize(("cost", "margin", "expected"), [(50, 100, 0.0), (0, 0, 0.0), (50, 0, None), (400, 100, 0.75)])
def test_break_even_retentions(cost: float, margin: float, expected: float | None) -> None:
    made = break_even_retention(acquisition_cost=cost, margin=margin, discount=0.0)
    assert made == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("discount", [0.03, 0.07, 0.1, 0.2, 0.3, 0.7])
@pytest.mark.parametrize("cost", [0.3, 1.0, 3.0, 7.0])
def test_a_retention_that_must_be_just_certain_is_not_past_it(cost: float, discount: float) -> None:
    margin = cost * discount / (1 + discount)
    made = break_even_retention(acquisition_cost=cost, margin=margin, discount=discount)
    assert made == pytest.approx(1.0, abs=1e-12)
    assert made <= 1.0
    gain = break_even_gain(retention_cost=0.3, margin=0.9, retention=0.5 * (1 - discount), discount=discount)
    assert gain == pytest.approx((1 + discount - 0.5 * (1 - discount)) / 3)


@pytest.mark.parametrize(("cost", "margin"), [(10, 10), (11, 10), (0.3, 0.1 * 3)])
def test_a_spend_that_eats_the_whole_margin_never_pays(cost: float, margin: float) -> None:
    assert break_even_gain(retention_cost=cost, margin=margin, retention=0.6, discount=0.0) is None


def test_a_gain_past_certainty_or_without_margin_is_none() -> None:
    assert break_even_gain(retention_cost=90, margin=100, retention=0.9, discount=0.5) is None
    assert break_even_gain(retention_cost=1, margin=0, retention=0.5, discount=0.1) is None
    assert break_even_gain(retention_cost=10, margin=100, retention=0.8, discount=0.1) == pytest.approx(0.03)


@pytest.mark.parametrize("wrong", [{"retention": 1.1}, {"retention": -0.1}, {"discount": -0.1}])
def test_impossible_rates_are_refused(wrong: dict[str, float]) -> None:
    rates = {"retention": 0.5, "discount": 0.1} | wrong
    with pytest.raises(ValueError, match=r"retention lies between|discount cannot be negative"):
        customer_value(margin=1.0, **rates)


def test_a_negative_cost_is_refused() -> None:
    with pytest.raises(ValueError, match="cost cannot be negative"):
        break_even_retention(acquisition_cost=-1, margin=1, discount=0)
    with pytest.raises(ValueError, match="cost cannot be negative"):
        break_even_gain(retention_cost=-1, margin=1, retention=0.5, discount=0)
