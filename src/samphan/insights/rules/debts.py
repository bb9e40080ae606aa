"""What happened between a customer and us that still speaks: what she said, and promises not made good."""

from datetime import date, timedelta

# What a customer said or complained of longer ago speaks of another time.
STATED_WITHIN = timedelta(days=365)


def is_owed(broken_date: date, *, is_open: bool, is_confirmed: bool, happy_date: date | None) -> bool:
    """Say whether a broken promise is still to be made good.

    Not while its case is open (finishing it comes first), not once the customer confirmed that it is solved, and not
    when she said after it that she would recommend us: `happy_date` is the day of her latest answer where that was so.
    """
    if is_open or is_confirmed:
        return False
    return happy_date is None or happy_date <= broken_date
