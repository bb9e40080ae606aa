"""A compiled query finds what its queryset finds, with the SQL written once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db.models import Count, F, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from pytest_django import DjangoAssertNumQueries

from samphan.accounts.models import Branch
from samphan.customers.models import Customer, Order
from samphan.querying.compiled import compiled
from tests import world
from tests.insights.test_purchases import order
from tests.world import NOW

pytestmark = pytest.mark.django_db


def _orders(*, customer_id: int, since: datetime) -> QuerySet[Order]:
    rows = Order.objects.filter(Q(total_satang__gt=5), customer_id=customer_id, ordered_at__gte=since)
    return rows.select_related("branch", "customer").annotate(twice=F("total_satang") * 2).order_by("-ordered_at")[:3]


def _of_many(*, customer_ids: Sequence[int], status: str) -> QuerySet[Order, tuple[int, int]]:
    rows = Order.objects.filter(status=status, customer_id__in=customer_ids)
    return rows.values_list("customer_id").annotate(n=Count("id")).order_by("customer_id")


def _named(*, born: date) -> QuerySet[Customer, Any]:
    return Customer.objects.filter(birth_date=born).order_by("id").values_list("id", "first_name", named=True)


def _alone(*, code: str) -> QuerySet[Branch, int]:
    return Branch.objects.filter(code=code).values_list("id", flat=True)


@pytest.fixture
def people() -> list[Customer]:
    shop = world.branch("LPR")
    made = [world.customer(f"ลูกค้า {n}") for n in range(4)]
    for n, one in enumerate(made):
        for days in range(n + 3):
            order(one.pk, NOW - timedelta(days=days), branch_id=shop.pk if n % 2 else None, total=10 + days)
    return made


def test_rows_are_those_of_the_queryset_with_what_belongs_to_them(
    people: list[Customer], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ready = compiled(_orders)
    for days in (1, 5, 2):
        for one in people:
            values = {"customer_id": one.pk, "since": NOW - timedelta(days=days)}
            with django_assert_num_queries(1):
                found = [(row.pk, row.customer.first_name, row.branch and row.branch.code, row.twice)
                         for row in ready(**values)]  # fmt: skip
            asked = _orders(**values)
            assert found == [(r.pk, r.customer.first_name, r.branch and r.branch.code, r.twice) for r in asked]
            assert found


def test_as_many_values_as_there_are(people: list[Customer]) -> None:
    ready = compiled(_of_many)
    for count in (1, 3, 0, 4):
        values = {"customer_ids": [one.pk for one in people[:count]], "status": "paid"}
        assert ready(**values) == list(_of_many(**values))
        assert len(ready(**values)) == count
    assert ready(customer_ids=[people[0].pk], status="cancelled") == []


@pytest.mark.parametrize("huge", [2**31, 2**63, 10**30, -(2**70)])
def test_a_number_that_no_column_holds_finds_nothing(people: list[Customer], huge: int) -> None:
    assert compiled(_orders)(customer_id=huge, since=NOW) == []
    found = compiled(_of_many)(customer_ids=[huge, people[0].pk], status="paid")
    assert found == list(_of_many(customer_ids=[people[0].pk], status="paid"))


def test_tuples_names_and_single_values(people: list[Customer]) -> None:
    people[1].birth_date = date(1990, 5, 17)
    people[1].save()
    (found,) = compiled(_named)(born=date(1990, 5, 17))
    assert (found.id, found.first_name) == (people[1].pk, "ลูกค้า 1")
    assert compiled(_alone)(code="LPR") == list(_alone(code="LPR"))
    assert compiled(_alone)(code="' OR 1=1 --") == []


def _newest(*, status: str = "paid", limit: int = 4) -> QuerySet[Order, int]:
    return Order.objects.filter(status=status).order_by("-id").values_list("id", flat=True)[:limit]


def test_limits_and_usual_values(people: list[Customer]) -> None:
    ready = compiled(_newest)
    every = list(Order.objects.order_by("-id").values_list("id", flat=True))
    assert [ready(limit=n) for n in (1, 9)] == [every[:1], every[:9]]
    assert ready() == every[:4]
    assert ready(status="cancelled") == []


def test_the_sql_is_written_at_the_first_call_only(people: list[Customer]) -> None:
    ready = compiled(_orders)
    ready(customer_id=people[0].pk, since=NOW)
    with patch.object(SQLCompiler, "as_sql", side_effect=AssertionError("written again")):
        ready(customer_id=people[1].pk, since=NOW)


def _decides(*, customer_id: int) -> QuerySet[Order]:
    return Order.objects.filter(customer_id=7 if customer_id else 8)


def _works_out(*, limit: int) -> QuerySet[Order]:
    return Order.objects.all()[: limit + 1]


def _prefetches(*, customer_id: int) -> QuerySet[Order]:
    return Order.objects.filter(customer_id=customer_id).prefetch_related("lines")


def _odd(*, share: float) -> QuerySet[Order]:
    return Order.objects.filter(total_satang__gt=share)


@pytest.mark.parametrize(
    ("build", "values", "why"),
    [
        (_decides, {"customer_id": 1}, "customer_id does not stand in the query"),
        (_works_out, {"limit": 5}, "limit does not stand in the query"),
        (_prefetches, {"customer_id": 1}, "cannot prefetch"),
        (_odd, {"share": 0.5}, "takes no <class 'float'>"),
    ],
)
def test_what_cannot_be_compiled_is_refused_at_the_first_call(build: Any, values: dict[str, Any], why: str) -> None:
    with pytest.raises(TypeError, match=why):
        compiled(build)(**values)
