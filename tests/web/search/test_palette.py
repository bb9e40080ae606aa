"""The palette finds people by what is at hand, their cases, and every screen by its name."""

import pytest
from django.urls import reverse

from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import Case
from samphan.customers.models import Customer
from samphan.customers.rules import Contact, PersonName
from samphan.customers.services import identify_customer
from samphan.web.search.commands import COMMANDS
from tests import world
from tests.architecture.doors import PUBLIC, Door, doors
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def _person(number: int = 1, name: str = "พิมพ์ชนก") -> Customer:
    return identify_customer(
        contacts=[Contact("email", f"pim{number}@example.com"), Contact("phone", f"08123456{number:02}")],
        name=PersonName(first_name=name, last_name="ศรีสุวรรณ", nickname="พิม"),
        now=world.NOW,
    )


def _case(customer: Customer, title: str = "แอร์ไม่เย็น") -> Case:
    return cases.open_case(new=cases.NewCase(kind="request", title=title, customer_id=customer.pk), now=world.NOW)


def _options(sign_in: SignIn, words: str, role: Role = Role.AGENT) -> list[str]:
    """Return the addresses the palette offers, in their order."""
    page = sign_in(role).post("/search/", {"q": words}).content.decode()
    return [piece.split('"')[0] for piece in page.split('data-href="')[1:]]


@pytest.mark.parametrize("words", ["พิมพ์", "พิม ศรี", "pim1@", "PIM1@example.com", "081 234 5601", "+66812345601"])
def test_a_customer_and_their_case_are_found_by_what_is_at_hand(sign_in: SignIn, words: str) -> None:
    pim, somchai = (
        _person(1),
        identify_customer(
            contacts=[Contact("phone", "0899999999")], name=PersonName(first_name="สมชาย"), now=world.NOW
        ),
    )
    case, other = _case(pim), _case(somchai)
    assert _options(sign_in, words) == [f"/customers/{pim.pk}/", f"/cases/{case.pk}/"]
    assert other.pk != case.pk


@pytest.mark.parametrize("written", ["{}", "SP-{}", "sp{}", " sp-{} "])
def test_a_case_is_found_by_its_number_once(sign_in: SignIn, written: str) -> None:
    case = _case(_person())
    assert _options(sign_in, written.format(case.pk)).count(f"/cases/{case.pk}/") == 1


def test_the_newest_cases_of_those_found_come_with_their_names(sign_in: SignIn) -> None:
    pim = _person()
    for n in range(6):
        _case(pim, f"เรื่องที่ {n}")
    page = sign_in(Role.AGENT).post("/search/", {"q": "pim1@example.com"}).content.decode()
    assert [f"เรื่องที่ {n}" in page for n in range(6)] == [False, False, True, True, True, True]
    assert page.count("พิมพ์ชนก ศรีสุวรรณ") == 5, "the customer, and beside each case"


def test_nothing_typed_lists_the_places_a_reader_may_open(sign_in: SignIn) -> None:
    places = _options(sign_in, "")
    assert "/cases/" in places
    assert "/settings/" not in places, "an agent may not open Settings"


def test_what_was_typed_comes_back_as_text(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    assert "Nothing found" in client.post("/search/", {"q": "zzzz<script>"}).content.decode()
    assert "<script>" not in client.post("/search/", {"q": "<script>"}).content.decode()


# Pages one comes to from the page they belong to.
_INSIDE_OTHERS = {
    "cases_bar", "cases_version", "credit_terms_new",
    "customer_find", "first_run_start", "insights_answers", "insights_assumptions", "insights_cases", "insights_cohort",
    "insights_lost", "insights_newcomers", "insights_progress", "insights_promises", "insights_quadrant",
    "insights_responses",
    "insights_returning", "insights_returns", "insights_top",
    "insights_topic_texts", "insights_waited", "promise_agreement_new", "promise_new", "promise_report_clocks",
    "search_find", "service_new", "settings_branch_add", "settings_reading_progress",
    "settings_team_add", "settings_user_add", "today_cheer",
}  # fmt: skip


def _screens() -> list[Door]:
    return [door for door in doors() if door.action != PUBLIC and "GET" in door.methods and not door.arguments]


def test_every_screen_is_in_the_palette() -> None:
    names = {command.name for command in COMMANDS}
    assert sorted(door.name for door in _screens() if door.name not in names | _INSIDE_OTHERS) == []


@pytest.mark.once
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_screen_is_found_by_its_name_by_those_who_may_open_it(sign_in: SignIn, command: object) -> None:
    address = reverse(command.name)  # type: ignore[attr-defined]
    label = command.label  # type: ignore[attr-defined]
    assert address in _options(sign_in, label, Role.OWNER)


def test_a_screen_is_not_offered_to_those_who_may_not_open_it(sign_in: SignIn) -> None:
    assert reverse("settings_keys") not in _options(sign_in, "API keys", Role.AGENT)


def test_a_search_costs_the_same_however_much_is_found(sign_in: SignIn, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        person = _person(number)
        _case(person), _case(person)
    client = sign_in(Role.AGENT)
    with django_assert_max_num_queries(16):
        client.post("/search/", {"q": "พิมพ์"})
