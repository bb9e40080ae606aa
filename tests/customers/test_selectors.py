"""Customers are found by whatever is at hand, and lists cost the same however many there are."""

import pytest

from samphan.customers import selectors, services
from samphan.customers.models import Customer
from samphan.customers.rules import Contact, PersonName
from tests import world

pytestmark = pytest.mark.django_db


def _meet(first: str, last: str, nick: str, number: int) -> Customer:
    return services.identify_customer(
        contacts=[
            Contact("email", f"c{number}@example.com"),
            Contact("phone", f"08123456{number:02}"),
            Contact("external", f"SHOP-{number}", "shop"),
        ],
        name=PersonName("น.ส.", first, last, nick),
        now=world.NOW,
    )


@pytest.fixture
def pim() -> Customer:
    _meet("สมหญิง", "ใจดี", "หญิง", 2)
    _meet("พิมพ์ใจ", "รักดี", "ใจ", 3)
    return _meet("พิมพ์ชนก", "ศรีสุวรรณ", "พิม", 1)


@pytest.mark.parametrize(
    "query",
    ["พิมพ์ชนก", "พิมพชนก", "ศรีสุ", "น.ส. พิมพ์ชนก", "ศรี พิมพ์ชนก", "C1@Example.com", "c1@", "081 234 5601",
     "+66812345601", "๐๘๑-๒๓๔-๕๖๐๑", "shop-1"],
)  # fmt: skip
def test_a_customer_is_found_by_whatever_is_at_hand(pim: Customer, query: str) -> None:
    assert selectors.search_customers(query=query, limit=5)[0] == pim


def test_a_whole_word_comes_before_the_beginning_of_one(pim: Customer) -> None:
    found = selectors.search_customers(query="พิม", limit=5)
    assert found[0] == pim
    assert len(found) == 2


def test_every_word_must_fit(pim: Customer) -> None:
    assert selectors.search_customers(query="พิมพ์ ใจดี", limit=5) == []
    assert selectors.search_customers(query="", limit=5) == []


def test_a_corrected_name_is_found_and_the_old_one_is_not(pim: Customer) -> None:
    services.update_customer(customer_id=pim.id, name=PersonName(first_name="กมล"), now=world.NOW)
    assert selectors.search_customers(query="กมล", limit=5) == [pim]
    assert selectors.search_customers(query="ศรีสุวรรณ", limit=5) == []


@pytest.mark.parametrize("order", ["newest", "name", "spend"])
def test_pages_hold_every_customer_once(pim: Customer, order: str) -> None:
    seen: list[int] = []
    after = ""
    while True:
        page = selectors.customer_page(order=order, after=after, limit=2)
        seen += [customer.id for customer in page.customers]
        after = page.next_after
        if not after:
            break
    assert sorted(seen) == sorted(Customer.objects.values_list("id", flat=True))


def test_the_list_by_name_is_in_thai_order(pim: Customer) -> None:
    names = [customer.first_name for customer in selectors.customer_page(order="name").customers]
    assert names == ["พิมพ์ใจ", "พิมพ์ชนก", "สมหญิง"]


def test_cards_of_many_customers_cost_two_queries(pim: Customer, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    ids = list(Customer.objects.values_list("id", flat=True))
    with django_assert_num_queries(2):
        cards = selectors.customer_cards(customer_ids=ids)
    assert cards[pim.id].address_as == "คุณพิม"
    assert cards[pim.id].email == "c1@example.com"
