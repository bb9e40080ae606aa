"""Money and points are integers: satang (1/100 baht) or the minor unit of another currency, and whole points."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NewType

Satang = NewType("Satang", int)
Points = NewType("Points", int)

# Beyond this a figure is a typing error, and SQLite's 64-bit sums stay safe over a hundred thousand rows.
LARGEST_AMOUNT = 10**13


def to_minor_units(amount: str | Decimal | int, *, digits: int = 2) -> Satang:
    """Return an amount in minor units (satang), rounding half up as Thai receipts do.

    Accepts "1,234.50", "฿1,234.50", "-500", Decimal and int (whole units). Raises ValueError when it is not a finite
    number or is larger than `LARGEST_AMOUNT`.
    """
    cleaned = str(amount).strip().replace(",", "").replace("฿", "").replace("\u00a0", "").replace(" ", "")
    if cleaned.startswith("(") and cleaned.endswith(")"):  # accountants write (500.00) for a negative amount
        cleaned = "-" + cleaned[1:-1]
    try:
        value = Decimal(cleaned)
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {amount!r}") from error
    if not value.is_finite():
        raise ValueError(f"not an amount: {amount!r}")
    if abs(value) > LARGEST_AMOUNT:  # far beyond, rounding itself would fail
        raise ValueError(f"amount too large: {amount!r}")
    minor = int((value * 10**digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if abs(minor) > LARGEST_AMOUNT:
        raise ValueError(f"amount too large: {amount!r}")
    return Satang(minor)
