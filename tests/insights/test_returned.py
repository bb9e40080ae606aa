"""The returns behind the picture of the model are the further days of the customers it followed."""

from datetime import date

import pytest

from samphan.insights.selectors.purchases import Known
from samphan.insights.selectors.returned import returned_purchases
from tests import world
from tests.web.figures import SPAN, order

pytestmark = pytest.mark.django_db
KNOWN = Known(before=SPAN.starts_at(SPAN.until), timezone="Asia/Bangkok")


@pytest.mark.parametrize(
    ("days", "returns"),
    [
        ((1, 5), [5]),
        ((1, 5, 5), [5]),  # two orders of a day are one return
        ((1, 5, 8), [8, 5]),
        ((5,), []),  # the first order is no return
        ((1, 4, 9), []),  # before and after the week
        ((3, 6), []),  # won after the model was made
    ],
)
def test_a_return_is_a_further_day_within_the_week_of_who_was_known(days: tuple[int, ...], returns: list[int]) -> None:
    customer = world.customer()
    for day in days:
        order(customer, date(2026, 3, day))
    rows = returned_purchases(known=KNOWN, won_until=date(2026, 3, 2), since=date(2026, 3, 5), until=date(2026, 3, 8))
    assert [row.bought_date.day for row in rows] == returns
