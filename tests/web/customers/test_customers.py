"""One page knows the whole person, shows only what the reader may see, and costs the same for everybody."""

from datetime import timedelta

import pytest

from samphan.accounts.policies import Role
from samphan.customers import selectors, services
from samphan.customers.models import Customer, Fact, Note
from samphan.customers.rules import Contact, OrderItem, PersonName
from samphan.kit import clock
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def _person(number: int = 1, orders: int = 2) -> Customer:
    customer = services.identify_customer(
        contacts=[Contact("email", f"pim{number}@example.com"), Contact("phone", f"08123456{number:02}")],
        name=PersonName("น.ส.", "พิมพ์ชนก", "ศรีสุวรรณ", "พิม"),
        now=world.NOW,
    )
    for n in range(orders):
        services.place_order(
            customer_id=customer.id,
            source="shop",
            external_ref=f"{number}-{n}",
            ordered_at=clock.now() - timedelta(days=10 * n),
            lines=[OrderItem("แอร์", 1, 1_250_000)],
            currency="THB",
            now=world.NOW,
        )
    return customer


@pytest.mark.parametrize("query", ["พิมพ์", "pim1@", "081 234 5601"])
def test_the_list_finds_a_customer_by_what_is_at_hand(sign_in: SignIn, query: str) -> None:
    _person()
    page = sign_in().post("/customers/find/", {"q": query}, follow=True).content.decode()
    assert "พิมพ์ชนก ศรีสุวรรณ" in page
    assert "฿25,000" in page


def test_nobody_found_says_so_and_offers_the_way_back(sign_in: SignIn) -> None:
    assert "Nobody is found under" in sign_in().post("/customers/find/", {"q": "zzz"}, follow=True).content.decode()


@pytest.mark.parametrize("order", ["newest", "recent", "spend", "name"])
def test_the_list_pages_by_key_in_every_order(sign_in: SignIn, order: str) -> None:
    for number in range(45):
        _person(number, orders=1)
    client = sign_in()
    first = client.get("/customers/", {"order": order})
    assert first.status_code == 200
    page = first.content.decode()
    assert "after=" in page
    after = page.split("after=")[1].split('"')[0]
    second = client.get("/customers/", {"order": order, "after": after}).content.decode()
    assert second.count('class="cover row"') == 5


def test_the_list_costs_the_same_for_two_customers_and_forty(sign_in: SignIn, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(40):
        _person(number, orders=0)
    client = sign_in()
    with django_assert_max_num_queries(14):
        assert client.get("/customers/").status_code == 200


@pytest.mark.parametrize("tab", ["timeline", "orders", "conversations", "consent", "nonsense"])
def test_every_tab_of_the_page_costs_a_fixed_number_of_queries(
    sign_in: SignIn, tab: str, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    customer = _person(orders=30)
    client = sign_in()
    with django_assert_max_num_queries(28):
        page = client.get(f"/customers/{customer.id}/", {"tab": tab})
    assert page.status_code == 200
    assert "คุณพิม" in page.content.decode()


def test_the_timeline_tells_in_words_what_happened(sign_in: SignIn) -> None:
    author = world.user(Role.AGENT)
    customer = _person()
    services.record_consent(
        customer_id=customer.id, purpose="marketing", channel="email", is_granted=True, source="form", now=world.NOW
    )
    services.add_note(
        customer_id=customer.id, author_id=author.id, body="ลับมาก", now=clock.now(), idempotency_key="note-1"
    )
    page = sign_in(user=author, language="en").get(f"/customers/{customer.id}/").content.decode()
    for sentence in ("Became known to us", "Bought for", "Agreed to", "โน้ต" if author.language == "th" else "note"):
        assert sentence in page or author.language == "th"


def test_private_facts_are_masked_from_those_who_may_not_read_them(sign_in: SignIn) -> None:
    customer = _person()
    for sensitivity, body in (("ordinary", "ชอบแมว"), ("private", "เพิ่งหย่า"), ("special", "แพ้ยา")):
        services.add_fact(
            customer_id=customer.id, body=body, source="โทรศัพท์", sensitivity=sensitivity,
            learned_date=world.NOW.date(), now=world.NOW,
        )  # fmt: skip
    seen = {
        role: [
            body in sign_in(role).get(f"/customers/{customer.id}/").content.decode()
            for body in ("ชอบแมว", "เพิ่งหย่า", "แพ้ยา")
        ]
        for role in Role
    }
    assert seen == {
        Role.OWNER: [True, True, True],
        Role.MANAGER: [True, True, True],
        Role.AGENT: [True, True, False],
        Role.ANALYST: [True, False, False],
    }


def test_an_agent_writes_everything_down_from_the_page(sign_in: SignIn) -> None:
    customer, client = _person(), sign_in(Role.AGENT)
    base = f"/customers/{customer.id}"
    assert client.post(f"{base}/note/", {"body": "โทรหลัง 10 โมง"}).status_code == 302
    fact = {"body": "มีลูกเล็ก", "source": "โทรศัพท์", "sensitivity": "ordinary", "learned": "2026-11-01"}
    assert client.post(f"{base}/fact/", fact).status_code == 302
    assert client.post(f"{base}/contact/", {"kind": "line", "value": "U1"}).status_code == 302
    consent = {"purpose": "survey", "channel": "email", "decision": "granted", "source": "ฟอร์ม"}
    assert client.post(f"{base}/consent/", consent).status_code == 302
    assert Note.objects.get().body == "โทรหลัง 10 โมง"
    assert Fact.objects.get().learned_date.isoformat() == "2026-11-01"
    assert selectors.has_consent(customer_id=customer.id, purpose="survey", channel="email") is True
    assert client.post(f"{base}/fact/{Fact.objects.get().id}/retract/").status_code == 302
    assert selectors.customer_facts(customer_id=customer.id) == []


@pytest.mark.parametrize(
    ("path", "data"),
    [("note", {"body": " "}), ("contact", {"kind": "phone", "value": "12"}), ("contact", {"kind": "x", "value": "y"}),
     ("fact", {"body": "x", "sensitivity": "?"}), ("consent", {"purpose": "?"})],
)  # fmt: skip
def test_bad_input_is_refused_in_words_and_nothing_is_written(sign_in: SignIn, path: str, data: dict[str, str]) -> None:
    customer = _person()
    answer = sign_in(Role.AGENT).post(f"/customers/{customer.id}/{path}/", data)
    assert answer.status_code == 409
    assert Note.objects.count() == Fact.objects.count() == 0


def test_a_fact_is_taken_back_only_from_the_person_it_is_about(sign_in: SignIn) -> None:
    one, other = _person(1), _person(2)
    fact = services.add_fact(customer_id=one.id, body="x", source="y", learned_date=world.NOW.date(), now=world.NOW)
    assert sign_in().post(f"/customers/{other.id}/fact/{fact.id}/retract/").status_code == 404


def test_an_analyst_reads_and_writes_nothing(sign_in: SignIn) -> None:
    customer, client = _person(), sign_in(Role.ANALYST)
    assert client.get(f"/customers/{customer.id}/").status_code == 200
    assert client.post(f"/customers/{customer.id}/note/", {"body": "x"}).status_code == 403


def test_a_customer_made_by_hand_who_is_known_is_opened(sign_in: SignIn) -> None:
    customer = _person()
    answer = sign_in().post("/customers/new/", {"name": "พิม", "phone": "+66 81 234 5601", "email": ""})
    assert answer.url.endswith(f"/customers/{customer.id}/")  # type: ignore[attr-defined]
    assert Customer.objects.count() == 1


def test_nobody_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in().get("/customers/999999/").status_code == 404
