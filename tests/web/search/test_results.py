"""The page of everything found: people and what was written in one list, in tabs, marked, and only what one may see."""

import re

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.customers.models import Customer
from samphan.customers.rules import Contact, PersonName
from samphan.customers.services import add_note, identify_customer
from samphan.jobs.worker import run_until_idle
from samphan.search.services import remove_documents
from tests import world
from tests.budget import assert_constant_queries
from tests.search.library import document, shelve
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def _person() -> Customer:
    return identify_customer(
        contacts=[Contact("email", "pim@example.com"), Contact("phone", "0812345601")],
        name=PersonName(first_name="พิมพ์ชนก", last_name="ศรีสุวรรณ"),
        now=world.NOW,
    )


def _case(title: str = "แอร์ไม่เย็นเลย", branch_id: int | None = None, excerpt: str = "") -> Case:
    new = cases.NewCase(kind="request", title=title, customer_id=_person().pk, branch_id=branch_id, excerpt=excerpt)
    made = cases.open_case(new=new, now=world.NOW)
    run_until_idle()
    return made


def _search(client: Client, words: str, kind: str = "") -> str:
    place = client.post("/search/find/", {"q": words})["Location"]
    return client.get(f"{place}&kind={kind}").content.decode()


def _links(page: str) -> list[str]:
    return re.findall(r'<a class="of" href="([^"]+)"', page)


def test_a_case_is_found_by_a_word_in_it_and_the_word_is_marked(sign_in: SignIn) -> None:
    case = _case(excerpt="ช่างนัดแล้วไม่มา โทร 081-234-5678")
    page = _search(sign_in(Role.AGENT), "ช่างนัด")
    assert _links(page) == [f"/cases/{case.pk}/"]
    assert "<mark>ช่าง" in page
    assert "081-234-5678" not in page, "redacted"
    assert case.number in page


@pytest.mark.parametrize("words", ["พิมพ์ชนก", "0812345601", "081 234 5601", "pim@example.com"])
def test_people_are_found_by_name_and_contact_as_ever(sign_in: SignIn, words: str) -> None:
    case = _case()
    assert _links(_search(sign_in(Role.AGENT), words)) == [f"/customers/{case.customer_id}/"]


def test_a_number_finds_its_case(sign_in: SignIn) -> None:
    case = _case()
    assert _links(_search(sign_in(Role.AGENT), case.number)) == [f"/cases/{case.pk}/"]


def test_the_tabs_narrow_to_a_kind(sign_in: SignIn) -> None:
    case = _case()
    add_note(
        customer_id=case.customer_id or 0,
        author_id=world.user().pk,
        body="ชอบแอร์เย็น ๆ",
        idempotency_key="note",
        now=world.NOW,
    )
    run_until_idle()
    client = sign_in(Role.AGENT)
    here = {"": 2, "case": 1, "customer": 1, "message": 0, "nonsense": 2}
    assert {kind: len(_links(_search(client, "แอร์", kind))) for kind in here} == here
    assert "Articles" not in _search(client, "แอร์")
    shelve(document(3, "วิธีล้างแอร์", title="ล้างแอร์"))
    assert "Articles" in _search(client, "แอร์")
    assert "ล้าง<mark>แอร์</mark>" in _search(client, "แอร์", "article")


def test_an_agent_of_a_branch_finds_no_case_of_another_in_any_way(sign_in: SignIn) -> None:
    near, far = world.branch("A"), world.branch("B", "สาขาบี")
    case = _case(branch_id=far.pk)
    mine, theirs = (sign_in(user=world.user(branch_id=one.pk)) for one in (near, far))
    for words in ("แอร์", "ไม่เย็น", case.number, "พิมพ์ชนก"):
        for page in (_search(mine, words), mine.post("/search/", {"q": words}).content.decode()):
            assert f"/cases/{case.pk}/" not in page, words
            assert "ไม่เย็นเลย" not in page
    assert _links(_search(theirs, "แอร์")) == [f"/cases/{case.pk}/"]


def test_a_case_that_moved_to_another_branch_is_hidden_before_the_index_knows(sign_in: SignIn) -> None:
    near, far = world.branch("A"), world.branch("B", "สาขาบี")
    case = _case(branch_id=near.pk)
    client = sign_in(user=world.user(branch_id=near.pk))
    assert _links(_search(client, "แอร์")) == [f"/cases/{case.pk}/"]
    Case.objects.filter(pk=case.pk).update(branch=far)
    assert _links(_search(client, "แอร์")) == []


def test_what_was_meant_is_one_click_away_and_in_no_address(sign_in: SignIn) -> None:
    _case("รองเท้าผิดสี")
    client = sign_in(Role.AGENT)
    page = _search(client, "รองเทา")
    assert "Did you mean" in page
    assert 'name="q" value="รองเท้า"' in page
    palette = client.post("/search/", {"q": "l;ylfu"}).content.decode()
    assert 'data-query="สวัสดี"' in palette


def test_nothing_found_and_nothing_asked_say_what_to_do(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    assert "Nothing is found for" in _search(client, "zzzqqq")
    assert "A slip of the finger is forgiven" in client.get("/search/results/").content.decode()
    assert client.get("/search/find/")["Location"] == "/search/results/"
    assert "<script>" not in _search(client, "<script>alert(1)</script>")


def test_the_palette_shows_what_was_written_and_leads_to_all_of_it(sign_in: SignIn) -> None:
    case = _case()
    page = sign_in(Role.AGENT).post("/search/", {"q": "แอร์"}).content.decode()
    assert f'data-href="/cases/{case.pk}/"' in page
    assert "<mark>แอร์</mark>ไม่เย็นเลย" in page
    assert "data-find" in page


def test_what_is_gone_from_its_room_is_shown_no_more(sign_in: SignIn) -> None:
    case = _case()
    shelve(document(case.pk + 1, "แอร์ไม่เย็น", kind="case"), document(10**6, "แอร์", kind="customer", customer_id=10**6))
    client = sign_in(Role.AGENT)
    assert _links(_search(client, "แอร์")) == [f"/cases/{case.pk}/"]
    remove_documents(kind="case", object_ids=[case.pk])
    assert _links(_search(client, "แอร์")) == []


def test_the_page_asks_as_much_for_few_rows_as_for_many(sign_in: SignIn) -> None:
    _case()
    client = sign_in(Role.AGENT)

    def grow() -> None:
        for n in range(8):
            cases.open_case(
                new=cases.NewCase(kind="request", title=f"แอร์ดัง {n}", customer_id=_person().pk), now=world.NOW
            )
        run_until_idle()

    assert_constant_queries(lambda: _search(client, "แอร์"), grow=grow)
