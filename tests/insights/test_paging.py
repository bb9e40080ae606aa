"""Rows behind a figure are paged without one missing or twice, and every page says how many there are."""

from collections.abc import Callable
from datetime import date

import pytest

from samphan.customers.models import Customer
from samphan.insights.selectors.paging import Rows, queried
from samphan.insights.selectors.purchases import Known, newcomers
from tests import world
from tests.web.figures import SPAN, order

pytestmark = pytest.mark.django_db
PEOPLE = 7


def everybody() -> Rows[int]:
    """Return the keys of all customers by a queryset."""
    return queried(Customer.objects.order_by("-id").values_list("id", flat=True))


def bought() -> Rows[int]:
    """Return the same by a written query."""
    known = Known(before=SPAN.starts_at(SPAN.until), timezone="Asia/Bangkok")
    return newcomers(
        known=known, since=date(2026, 3, 1), until=date(2026, 4, 1), within_days=None, only_back=False
    ).through(lambda page: [customer_id for (customer_id,) in page])


@pytest.fixture
def keys() -> list[int]:
    """Return the keys of some customers won on one day, the latest first."""
    people = [world.customer() for _ in range(PEOPLE)]
    for customer in people:
        order(customer, date(2026, 3, 5))
    return [customer.pk for customer in reversed(people)]


@pytest.mark.parametrize("rows", [everybody, bought])
@pytest.mark.parametrize("size", [1, 3, PEOPLE - 1, PEOPLE, PEOPLE + 1])
def test_the_pages_together_are_all_rows_in_order(keys: list[int], rows: Callable[[], Rows[int]], size: int) -> None:
    found, number, has_more = [], 1, True
    while has_more:
        page = rows().page(number, size=size)
        assert page.total == PEOPLE
        assert (page.first, page.last) == (len(found) + 1, len(found) + len(page.rows))
        found += page.rows
        number, has_more = number + 1, page.has_more
    assert found == keys
    assert list(rows()) == keys


@pytest.mark.parametrize("rows", [everybody, bought])
def test_a_page_beyond_the_last_has_no_rows(keys: list[int], rows: Callable[[], Rows[int]]) -> None:
    assert not rows().page(3, size=PEOPLE).rows
    assert not rows().page(3, size=PEOPLE).has_more


@pytest.mark.parametrize("rows", [everybody, bought])
def test_nothing_is_one_empty_page(rows: Callable[[], Rows[int]]) -> None:
    page = rows().page()
    assert (list(page.rows), page.total, page.has_more) == ([], 0, False)
