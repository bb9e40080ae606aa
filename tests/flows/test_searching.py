"""A search word is often a person's name: it stands in no address, wherever one searches and wherever one goes next."""

import html
import re
from collections.abc import Callable
from urllib.parse import unquote_plus

import pytest
from django.http import HttpResponse
from django.test import Client

from samphan.accounts.policies import Role
from samphan.customers.rules import Contact, PersonName
from samphan.customers.services import identify_customer
from samphan.surveys.models import Survey
from samphan.surveys.services import seed_surveys
from tests import world

pytestmark = pytest.mark.django_db
NAME = "พิมพ์ชนก"
EMAIL = "pimchanok@example.com"
PHONE = "0812345678"
_ADDRESSES = re.compile(
    r"""\b(?:href|action|src|formaction|hx-(?:get|post|push-url)|data-[a-z-]+)\s*=\s*["']([^"']*)["']"""
)
Search = Callable[[Client, str], HttpResponse]


@pytest.fixture
def client() -> Client:
    """Return the browser of a manager, in a firm with one customer."""
    world.organisation()
    seed_surveys(now=world.NOW)
    identify_customer(
        contacts=[Contact("email", EMAIL), Contact("phone", PHONE)], name=PersonName(first_name=NAME), now=world.NOW
    )
    made = Client(headers={"referer": "http://testserver/"})
    made.force_login(world.user(Role.MANAGER, language="en"))
    return made


def _among_customers(client: Client, words: str) -> HttpResponse:
    return client.post("/customers/find/", {"q": words}, follow=True)


def _whom_to_send_to(client: Client, words: str) -> HttpResponse:
    survey = Survey.objects.order_by("pk").first()
    assert survey is not None
    return client.post(f"/surveys/{survey.pk}/send/find/", {"q": words, "days": "7"}, follow=True)


def _in_the_palette(client: Client, words: str) -> HttpResponse:
    return client.post("/search/", {"q": words}, headers={"HX-Request": "true"})


SEARCHES = pytest.mark.parametrize("search", [_among_customers, _whom_to_send_to, _in_the_palette])
WORDS = pytest.mark.parametrize("words", [NAME, EMAIL, PHONE])


def _addresses(answer: HttpResponse) -> list[str]:
    """Return every address of an answer: those it was led through, its own, and those its page holds."""
    chain = [place for place, _status in getattr(answer, "redirect_chain", [])]
    own = answer.wsgi_request.get_full_path()  # type: ignore[attr-defined]
    headers = [answer.get("HX-Redirect", ""), answer.get("HX-Push-Url", ""), answer.get("Location", "")]
    return [*chain, own, *headers, *_ADDRESSES.findall(html.unescape(answer.content.decode()))]


@SEARCHES
@WORDS
def test_no_address_holds_the_word(client: Client, search: Search, words: str) -> None:
    answer = search(client, words)
    assert answer.status_code == 200
    assert NAME in answer.content.decode(), "found"
    addresses = _addresses(answer)
    assert len(addresses) > 3
    assert [address for address in addresses if words in unquote_plus(address)] == []


@pytest.mark.parametrize("search", [_among_customers, _whom_to_send_to])
def test_going_back_or_reloading_shows_what_was_found(client: Client, search: Search) -> None:
    """What a browser goes back to is a page it got, never a form it would have to send again."""
    answer = search(client, EMAIL)
    ((place, status),) = answer.redirect_chain  # type: ignore[attr-defined]
    assert status == 302
    client.get("/cases/")
    again = client.get(place).content.decode()
    assert NAME in again
    assert f'value="{EMAIL}"' in again, "the word stands in the form"


def test_two_searches_beside_each_other_keep_to_themselves(client: Client) -> None:
    first = _among_customers(client, EMAIL).redirect_chain[0][0]  # type: ignore[attr-defined]
    second = _among_customers(client, "zzz").redirect_chain[0][0]  # type: ignore[attr-defined]
    assert NAME in client.get(first).content.decode()
    assert "Nobody is found under" in client.get(second).content.decode()


def test_the_oldest_of_many_searches_is_forgotten_and_shows_everybody(client: Client) -> None:
    first = _among_customers(client, "zzz").redirect_chain[0][0]  # type: ignore[attr-defined]
    for n in range(8):
        _among_customers(client, f"word{n}")
    page = client.get(first).content.decode()
    assert NAME in page
    assert "zzz" not in page
    assert len(client.session["searches"]) == 8


def test_the_link_to_a_search_tells_a_colleague_nothing(client: Client) -> None:
    place = _among_customers(client, EMAIL).redirect_chain[0][0]  # type: ignore[attr-defined]
    other = Client()
    other.force_login(world.user(Role.AGENT))
    assert f'value="{EMAIL}"' not in other.get(place).content.decode()


def test_a_search_for_nothing_is_the_whole_list(client: Client) -> None:
    answer = _among_customers(client, "  ")
    assert answer.redirect_chain == [("/customers/", 302)]  # type: ignore[attr-defined]
    assert "searches" not in client.session


def test_who_must_sign_in_again_comes_back_to_the_list(client: Client) -> None:
    """The sign-in leads on to the address that was asked for, and asks for it plainly: the posted words are gone."""
    survey = Survey.objects.order_by("pk").first()
    assert survey is not None
    for asked, shown in (
        ("/customers/find/", "/customers/"),
        (f"/surveys/{survey.pk}/send/find/", f"/surveys/{survey.pk}/send/?days=30"),
    ):
        assert Client().post(asked, {"q": NAME})["Location"] == f"/sign-in/?next={asked}"
        assert client.get(asked)["Location"] == shown


def test_a_word_in_an_address_is_not_searched_for(client: Client) -> None:
    """An old bookmark shows the list; the word in it is not written into the page once more."""
    page = client.get("/customers/", {"q": EMAIL}).content.decode()
    assert f'value="{EMAIL}"' not in page
    assert client.get("/search/", {"q": EMAIL}).status_code == 405


def test_a_search_from_another_site_is_refused() -> None:
    world.organisation()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.user(Role.MANAGER))
    for address in ("/customers/find/", "/search/", "/surveys/1/send/find/"):
        assert strict.post(address, {"q": NAME}).status_code == 403


def test_htmx_gets_those_found_and_nothing_is_kept(client: Client) -> None:
    survey = Survey.objects.order_by("pk").first()
    assert survey is not None
    answer = client.post(f"/surveys/{survey.pk}/send/find/", {"q": NAME}, headers={"HX-Request": "true"})
    assert NAME in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "searches" not in client.session
