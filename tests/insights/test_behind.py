"""The rows behind a figure are exactly those it counted."""

from datetime import date, datetime, timedelta

import pytest

from samphan.customers.models import Customer, Order, OrderStatus
from samphan.insights.selectors.behind import Stretch, buyers, cohort_members, lost_customers, returning_customers
from tests import world
from tests.budget import count_queries
from tests.web.figures import SPAN, order

pytestmark = pytest.mark.django_db
WINDOW = timedelta(days=90)


def at(day: str) -> datetime:
    """Return the instant a local day begins."""
    return SPAN.starts_at(date.fromisoformat(day))


def buyer(*days: str, **fields: object) -> Customer:
    """Return a customer who bought on these days."""
    made = world.customer()
    for day in days:
        order(made, date.fromisoformat(day), **fields)  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize(
    ("days", "exact", "unbounded"),
    [
        (("2026-03-05", "2026-05-31"), True, True),
        (("2026-03-05", "2026-05-01"), True, True),
        (("2026-03-05", "2026-06-01"), False, True),
        (("2026-03-05", "2026-04-30"), False, False),
        (("2026-03-31",), False, False),
        (("2026-02-28", "2026-05-10"), False, False),
        (("2026-04-01", "2026-05-10"), False, False),
    ],
)
def test_a_cohort_cell_leads_to_who_bought_in_that_month(
    days: tuple[str, ...], *, exact: bool, unbounded: bool
) -> None:
    customer = buyer(*days)
    months = {"won_from": at("2026-03-01"), "won_until": at("2026-04-01"), "active_from": at("2026-05-01")}
    assert (customer in cohort_members(**months, active_until=at("2026-06-01"))) is exact
    assert (customer in cohort_members(**months)) is unbounded


def test_a_cohort_without_a_later_month_is_everybody_won_in_it() -> None:
    one, two = buyer("2026-03-05"), buyer("2026-03-20", "2026-08-01")
    buyer("2026-04-02")
    assert list(cohort_members(won_from=at("2026-03-01"), won_until=at("2026-04-01"))) == [two, one]


@pytest.mark.parametrize(
    ("days", "is_lost"),
    [
        (("2026-03-02",), True),  # 90 quiet days end on 31 May
        (("2026-01-30",), False),  # was lost before
        (("2026-03-20",), False),  # still has until June
        (("2026-01-10", "2026-03-02"), True),
        (("2026-03-02", "2026-05-20"), False),  # came back in time
        (("2026-03-02", "2026-06-20"), True),  # came back after: was lost then all the same
    ],
)
def test_lost_in_a_month_is_whose_window_ran_out_in_it(days: tuple[str, ...], *, is_lost: bool) -> None:
    customer = buyer(*days)
    since, until = at("2026-05-01"), at("2026-06-01")
    within = Stretch(since=since, until=until, quiet_since=since - WINDOW, quiet_until=until - WINDOW)
    found = lost_customers(within=within)
    assert (customer in found) is is_lost


def test_returning_is_who_was_won_before_and_bought_within() -> None:
    kept = buyer("2025-06-01", "2026-02-01")
    buyer("2026-02-01", "2026-03-01")
    buyer("2025-06-01")
    assert list(returning_customers(since=at("2026-01-01"), until=at("2026-12-01"))) == [kept]


def test_a_return_or_a_cancelled_order_is_no_purchase() -> None:
    customer = buyer("2025-06-01")
    for status, total in ((OrderStatus.CANCELLED, 100), (OrderStatus.PAID, -100), (OrderStatus.PAID, 0)):
        Order.objects.create(
            customer=customer,
            external_ref=f"{status}{total}",
            status=status,
            total_satang=total,
            ordered_at=at("2026-02-01"),
            created_at=world.NOW,
        )
    assert list(returning_customers(since=at("2026-01-01"), until=at("2026-12-01"))) == []


def test_a_customer_belongs_to_the_branch_of_the_first_purchase() -> None:
    here, there = world.branch("LPR"), world.branch("BNA")
    customer = buyer("2026-03-05", branch=here)
    order(customer, date(2026, 5, 1), branch=there)
    months = {"won_from": at("2026-03-01"), "won_until": at("2026-04-01")}
    assert list(cohort_members(**months, branch_ids=[here.pk])) == [customer]
    assert list(cohort_members(**months, branch_ids=[there.pk])) == []


def test_who_has_bought_before_an_instant() -> None:
    one = buyer("2026-03-05", "2026-06-01")
    buyer("2026-04-01")
    assert list(buyers(until=at("2026-04-01"))) == [one]
    assert list(buyers(until=at("2026-04-01"), branch_ids=[world.branch("LPR").pk])) == []


def test_what_fits_a_page_costs_one_query_and_more_two() -> None:
    for _ in range(4):
        buyer("2026-03-05")
    months = {"won_from": at("2026-03-01"), "won_until": at("2026-04-01")}
    assert count_queries(lambda: cohort_members(**months).page()) == 1
    assert count_queries(lambda: cohort_members(**months).page(size=3)) == 2
    assert count_queries(lambda: returning_customers(since=at("2026-04-01"), until=at("2026-05-01")).page()) == 1
