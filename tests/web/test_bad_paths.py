"""What no button sends still gets an answer: made-up addresses, forged numbers, characters no database stores."""

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
HUGE = "9" * 40


@pytest.mark.parametrize(
    "address",
    [
        "/cases/?after=nonsense",
        "/cases/?after=2026-01-01T00:00:00~5",
        f"/cases/?after=2026-01-01T00:00:00%2B00:00~{HUGE}",
        f"/cases/?owner={HUGE}&team=%00&priority=9",
        "/inbox/?after=nonsense",
        f"/inbox/?case={HUGE}",
        f"/customers/?branch={HUGE}",
        f"/customers/?after={HUGE}",
        "/customers/?after=%E0%B9%95",
        f"/cases/{HUGE}/",
        f"/customers/{HUGE}/",
        f"/surveys/{HUGE}/",
        f"/rules/{HUGE}/",
        f"/imports/{HUGE}/",
        f"/settings/people/{HUGE}/",
        f"/settings/calendars/{HUGE}/",
        "/customers/?found=%F0%9F%98%A1",
        "/s/%F0%9F%98%A1/",
        "/s/a/1.x/",
        "/unsubscribe/x/",
        "/welcome/1/x/",
    ],
)
def test_a_made_up_address_is_no_breakdown(address: str, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    assert client.get(address).status_code in {200, 302, 400, 404, 410}


@pytest.mark.parametrize(
    "address",
    [
        "/customers/?found=a%00b",
        "/customers/?found=%00",
        "/insights/?scope=%00",
        "/promises/a%00b/",
        "/surveys/?x=%00",
        "/imports/?kind=%00",
    ],
)
def test_an_address_with_a_character_no_database_stores_is_answered(address: str, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    assert client.get(address).status_code in {200, 302, 400, 404}


def test_a_form_with_a_character_no_database_stores_is_refused_and_stores_nothing(sign_in: SignIn) -> None:
    client, customer = sign_in(Role.OWNER), world.customer()
    answer = client.post(f"/customers/{customer.pk}/note/", {"body": "ชอบ\x00ชาเย็น"})
    assert answer.status_code == 400
    assert not customer.notes.exists()


@pytest.mark.parametrize("words", ["a\x00b", "\x00", "\U0001f621", "%", "x" * 5000])
@pytest.mark.parametrize("address", ["/search/", "/customers/find/"])
def test_any_words_can_be_searched_for(address: str, words: str, sign_in: SignIn) -> None:
    assert sign_in(Role.OWNER).post(address, {"q": words}).status_code in {200, 302, 400}


def test_the_old_page_of_a_customer_is_paged_by_a_number_only(sign_in: SignIn) -> None:
    client, customer = sign_in(Role.OWNER), world.customer()
    for before in (HUGE, "9" * 5000, "%00"):
        answer = client.get(f"/customers/{customer.pk}/?tab=timeline&before={before}")
        assert answer.status_code in {200, 400, 404}


@pytest.mark.parametrize("number", [HUGE, "9" * 5000, "999999"])
def test_a_forged_number_in_settings_is_refused(number: str, sign_in: SignIn) -> None:
    client, colleague = sign_in(Role.OWNER), world.user()
    forms = {
        f"/settings/people/{colleague.pk}/": {"display_name": "อร", "branch": number, "capacity": "5"},
        "/settings/teams/new/": {"name": "ทีม", "lead": number, "members": [number]},
        "/settings/branches/new/": {"code": "B1", "name_th": "สาขา", "parent": number},
    }
    for address, form in forms.items():
        assert client.post(address, form).status_code < 500


@pytest.mark.parametrize(
    ("referer", "next_page"),
    [
        ("http://testserver/customers/5/?tab=orders", "/customers/5/%3Ftab%3Dorders"),
        ("http://elsewhere.example/customers/5/", "/"),
        ("", "/"),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    client: Client, referer: str, next_page: str
) -> None:
    world.organisation()
    answer = client.post("/customers/5/note/", {"body": "x"}, headers={"Referer": referer})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"next={next_page}")
