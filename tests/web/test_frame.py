"""The frame: headers, languages, first run, sign-in, refusals, error pages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from samphan.accounts.models import Organisation, User
from samphan.accounts.policies import Role
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
SET_UP = {
    "name": "เรือนดี โฮม",
    "industry": "retail",
    "owner_name": "ณัฐวุฒิ ปิ่นแก้ว",
    "email": "Owner@Example.com",
    "password": "ฝนตกที่หน้าต่าง",
}


@pytest.fixture(autouse=True)
def _fresh_rate_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_until_the_firm_is_set_up_every_page_leads_to_first_run() -> None:
    for path in ("/", "/cases/", "/sign-in/", "/settings/"):
        assert Client().get(path)["Location"] == "/first-run/"


def test_first_run_makes_the_firm_and_signs_its_owner_in_once() -> None:
    client = Client()
    assert client.post("/first-run/", SET_UP)["Location"] == "/first-run/start/"
    assert Organisation.objects.get().name == "เรือนดี โฮม"
    assert User.objects.get().role == Role.OWNER.value
    assert client.get("/first-run/start/").status_code == 200
    second = Client().post("/first-run/", SET_UP | {"email": "other@example.com"})
    assert second["Location"] == "/"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("name", "  ", "ใส่ชื่อ|give a name"), ("email", "nonsense", "name@example.com"), ("password", "short", "10")],
)
def test_first_run_says_beside_the_field_what_is_wrong(field: str, value: str, said: str) -> None:
    answer = Client(headers={"accept-language": "en"}).post("/first-run/", SET_UP | {field: value})
    assert answer.status_code == 422
    assert any(words in answer.content.decode() for words in said.split("|"))
    assert not Organisation.objects.exists(), "nothing is half set up"


def test_every_answer_keeps_a_page_to_its_own_scripts_and_styles(sign_in: SignIn) -> None:
    for answer in (sign_in().get("/"), Client().get("/sign-in/"), Client().get("/nothing/")):
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy
        page = answer.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page


def test_an_installation_with_https_tells_browsers_to_keep_to_it(sign_in: SignIn, settings: Any) -> None:
    assert "Strict-Transport-Security" not in sign_in().get("/").headers
    settings.SECURE_HSTS_SECONDS = 31_536_000  # as with an https base URL
    for answer in (sign_in().get("/"), Client().get("/sign-in/"), Client().get("/nothing/")):
        assert answer["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("headers", "cookie", "expected"),
    [({}, "", "th"), ({"accept-language": "en-GB,en;q=0.9"}, "", "en"), ({"accept-language": "en,th;q=0.5"}, "", "th"),
     ({"accept-language": "de"}, "", "th"), ({"accept-language": "th"}, "en", "en")],
)  # fmt: skip
def test_a_guest_reads_in_the_language_they_chose_or_thai(
    firm: None, headers: dict[str, str], cookie: str, expected: str
) -> None:
    client = Client(headers=headers)
    if cookie:
        client.post("/language/", {"language": cookie, "next": "/sign-in/"})
    assert f'<html lang="{expected}"' in client.get("/sign-in/").content.decode()


def test_the_language_switch_leads_nowhere_else(firm: None) -> None:
    answer = Client().post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_member_of_staff_reads_in_their_own_language_and_theme(sign_in: SignIn) -> None:
    reader = world.user(Role.AGENT, language="en", theme="dark")
    page = sign_in(user=reader).get("/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page


def test_sign_in_asks_again_and_then_slows_down(firm: None) -> None:
    agent = world.user(Role.AGENT)
    client = Client(headers={"accept-language": "en"})
    wrong = client.post("/sign-in/", {"login": agent.email, "password": "nope nope nope"})
    assert 'role="alert"' in wrong.content.decode()
    for _try in range(6):
        answer = client.post("/sign-in/", {"login": agent.email, "password": "nope nope nope"})
    right = client.post("/sign-in/", {"login": agent.email, "password": world.PASSWORD})
    assert right.status_code in {200, 429}, "too many tries: even the right password waits"
    assert 'role="alert"' in answer.content.decode() or answer.status_code == 429


def test_somebody_switched_off_is_out_at_once(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT)
    client = sign_in(user=agent)
    assert client.get("/").status_code == 200
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_sign_up_has_no_address(firm: None) -> None:
    for path in ("/accounts/signup/", "/signup/", "/accounts/login/", "/sign-in/signup/"):
        assert Client().get(path).status_code == 404


def test_error_pages_speak_the_readers_language(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    assert "nothing at this address" in client.get("/nothing/").content.decode()
    refused = client.get("/settings/")
    assert refused.status_code == 403
    assert "Your role does not open this page" in refused.content.decode()


def test_an_expired_form_says_so(firm: None) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = strict.post("/sign-in/", {"login": "a@example.com", "password": "x"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_a_refusal_reaches_htmx_as_a_toast_that_keeps_the_page(sign_in: SignIn) -> None:
    owner = world.user(Role.OWNER, language="en")
    answer = sign_in(user=owner).post(
        f"/settings/people/{owner.pk}/role/", {"role": "agent"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert answer["HX-Reswap"] == "none"
    assert 'hx-swap-oob="beforeend"' in answer.content.decode()


def test_a_page_costs_the_same_however_much_there_is(sign_in: SignIn, django_assert_max_num_queries: object) -> None:
    client = sign_in(Role.OWNER)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert client.get("/preferences/").status_code == 200
