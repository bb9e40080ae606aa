"""What a customer is worth and what winning or keeping one may cost: closed forms for a constant margin and retention.

The model: a customer brings `margin` at once, and again after every period with probability `retention`; money a
period later is worth 1 / (1 + `discount`) of it. Sources: Gupta & Lehmann, "Customers as Assets", Journal of
Interactive Marketing 17(1), 2003 (the margin multiple, here with the first margin at once); Berger & Nasr, "Customer
Lifetime Value", same journal 12(1), 1998, case 1; Blattberg & Deighton, "Manage Marketing by the Customer Equity
Test", HBR 74(4), 1996 (what to spend on winning against keeping).

Money is in any one unit, the same throughout; `retention` is a probability a period, `discount` a rate a period, and a
period is whatever the margin is of.
"""

from math import ceil, inf, log

# Figures this near to each other, as a part of themselves, differ by rounding alone: three tenths and 0.1 * 3.
_ROUNDING = 1e-12


def customer_value(*, margin: float, retention: float, discount: float) -> float:
    """Return the expected discounted margin of a customer just won: m (1 + d) / (1 + d - r).

    Infinite when nobody leaves and nothing is discounted (and the margin is positive). Before the cost of winning her.
    Raises ValueError for a retention outside 0..1 or a negative discount.
    """
    _check(retention=retention, discount=discount)
    left = 1.0 + discount - retention
    if left == 0.0:
        return inf if margin > 0 else -inf if margin < 0 else 0.0
    return margin * (1.0 + discount) / left


def break_even_retention(*, acquisition_cost: float, margin: float, discount: float) -> float | None:
    """Return the retention at which a customer is worth just what she cost to win: (1 + d) (1 - m / C).

    0 when the first margin alone pays for it; None when no retention up to 1 does, or the margin is not positive while
    there is a cost. Raises ValueError for a negative cost or discount.
    """
    _check(retention=0.0, discount=discount)
    if acquisition_cost < 0:
        raise ValueError(f"a cost cannot be negative: {acquisition_cost}")
    if acquisition_cost <= max(margin, 0.0) * (1.0 + _ROUNDING):
        return 0.0
    if margin <= 0:
        return None
    return _probability((1.0 + discount) * (1.0 - margin / acquisition_cost))


def break_even_gain(*, retention_cost: float, margin: float, retention: float, discount: float) -> float | None:
    """Return by how much retention must rise to pay for spending `retention_cost` a customer and period on it.

    From (m - c) (1 + d) / (1 + d - r - g) = m (1 + d) / (1 + d - r) follows g = c (1 + d - r) / m. In probability:
    0.02 is two of a hundred customers more. None when retention would have to pass 1, or when nothing is left of the
    margin after the spend: no number of customers without a margin pays for anything.
    Raises ValueError as `customer_value` does, and for a negative cost.
    """
    _check(retention=retention, discount=discount)
    if retention_cost < 0:
        raise ValueError(f"a cost cannot be negative: {retention_cost}")
    if margin <= 0 or margin - retention_cost <= margin * _ROUNDING:
        return None
    gain = retention_cost * (1.0 + discount - retention) / margin
    return gain if _probability(retention + gain) is not None else None


def payback_periods(*, acquisition_cost: float, margin: float, retention: float, discount: float) -> int | None:
    """Return how many margins, the first at once, it takes until their expected discounted sum covers the cost.

    The smallest n with m (1 - q^n) / (1 - q) >= C, q = r / (1 + d). 0 when winning cost nothing, None when it is never
    covered. Raises ValueError as `customer_value` does.
    """
    _check(retention=retention, discount=discount)
    if acquisition_cost <= 0:
        return 0
    if margin <= 0:
        return None
    kept = retention / (1.0 + discount)
    if acquisition_cost <= margin * (1.0 + _ROUNDING):
        return 1
    if kept == 1.0:
        return ceil(acquisition_cost / margin * (1.0 - _ROUNDING))
    uncovered = 1.0 - acquisition_cost * (1.0 - kept) / margin
    if uncovered <= _ROUNDING:  # a sum that only tends towards the cost never covers it
        return None
    return ceil(log(uncovered) / log(kept) - 1e-9)


def _probability(value: float) -> float | None:
    """Return a probability that may have been rounded past 1; None for what lies beyond."""
    return min(value, 1.0) if value <= 1.0 + _ROUNDING else None


def _check(*, retention: float, discount: float) -> None:
    if not 0.0 <= retention <= 1.0:
        raise ValueError(f"a retention lies between 0 and 1, not {retention}")
    if discount < 0.0:
        raise ValueError(f"a discount cannot be negative: {discount}")
