"""Amounts are read as people write them, to the satang, and nonsense is refused whatever its size."""

import pytest

from samphan.kit.money import LARGEST_AMOUNT, to_minor_units


@pytest.mark.parametrize(
    ("written", "satang"),
    [("1,234.50", 123450), ("฿1,234.5", 123450), ("(500.00)", -50000), (" 12 ", 1200), ("0.005", 1), (7, 700)],
)
def test_an_amount_is_read_to_the_satang(written: str | int, satang: int) -> None:
    assert to_minor_units(written) == satang


@pytest.mark.parametrize(
    "written", ["", "much", "NaN", "Infinity", "1e99", "-1e999", "100000000001", str(LARGEST_AMOUNT)]
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        to_minor_units(written)
