"""The screens of agreements: the list, the form both ways, and what is refused beside its field."""

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.promises.models import Agreement, AgreementVersion
from samphan.promises.services import seed_promises
from samphan.web.promises.agreement_form import read_target, write_target
from tests import world

pytestmark = pytest.mark.django_db
FORM = {
    "name": "ลูกค้าองค์กร",
    "first_response-all": "4h",
    "first_response-urgent": "30",
    "resolve-all": "2d",
    "on_change": "forward",
    "is_active": "on",
}


@pytest.fixture
def lead() -> Client:
    world.organisation()
    seed_promises()
    client = Client()
    client.force_login(world.user(Role.MANAGER, language="en"))
    return client


@pytest.mark.parametrize(
    ("typed", "target", "written"),
    [
        ("30", {"minutes": 30}, "30"),
        ("90 m", {"minutes": 90}, "90"),
        ("4h", {"minutes": 240}, "4h"),
        ("2 D", {"days": 2}, "2d"),
        ("1,440", {"minutes": 1440}, "24h"),
    ],
)
def test_a_target_is_read_as_people_type_it(typed: str, target: dict[str, int], written: str) -> None:
    assert read_target(typed) == target
    assert write_target(target) == written


@pytest.mark.parametrize("typed", ["soon", "-5", "1.5h", "h", "๕"])
def test_a_target_that_cannot_be_read_is_refused_by_the_service(typed: str) -> None:
    assert 0 in read_target(typed).values()


def test_an_empty_list_says_what_holds_and_leads_on(lead: Client) -> None:
    page = lead.get("/promise-agreements/").content.decode()
    assert "There are no agreements yet" in page
    assert "/promise-agreements/new/" in page


def test_an_agreement_is_added_shown_and_changed_as_a_new_edition(lead: Client) -> None:
    customer = world.customer(email="somchai@example.com")
    sent = {**FORM, "customer": "somchai@example.com", "orders": "3", "language": "th", "until": "2030-12-31"}
    assert lead.post("/promise-agreements/new/", sent).status_code == 302
    made = Agreement.objects.get()
    assert made.customer == customer
    assert AgreementVersion.objects.get().targets == [
        {"metric": "first_response", "priority": None, "minutes": 240},
        {"metric": "first_response", "priority": 1, "minutes": 30},
        {"metric": "resolve", "priority": None, "days": 2},
    ]
    page = lead.get("/promise-agreements/").content.decode()
    for words in (
        "ลูกค้าองค์กร",
        "First answer: 4 business hours",
        "First answer (Urgent): 30 min",
        "Solution: 2 business days",
        "In force",
        "edition 1",
    ):
        assert words in page
    form = lead.get(f"/promise-agreements/{made.pk}/").content.decode()
    for words in ('value="4h"', 'value="2030-12-31"', 'value="3"', 'name="is_active"'):
        assert words in form
    assert lead.post(f"/promise-agreements/{made.pk}/", {**FORM, "resolve-all": "1d"}).status_code == 302
    assert list(AgreementVersion.objects.order_by("number").values_list("number", "on_change")) == [
        (1, "forward"),
        (2, "forward"),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Give the agreement a name."),
        ({"resolve-all": "soon"}, "Give at least one target"),
        ({"customer": "nobody@example.com"}, "does not exist any more"),
        ({"from": "2030-02-01", "until": "2030-01-01"}, "must end after it begins"),
        ({"on_change": "maybe"}, "Choose what happens to clocks"),
    ],
)
def test_a_refusal_stands_in_the_form_with_what_was_typed(lead: Client, changes: dict[str, str], words: str) -> None:
    answer = lead.post("/promise-agreements/new/", {**FORM, **changes})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="30"' in page


def test_others_read_but_are_offered_no_change(lead: Client) -> None:
    lead.post("/promise-agreements/new/", FORM)
    agent = Client()
    agent.force_login(world.user(Role.AGENT, language="en"))
    page = agent.get("/promise-agreements/").content.decode()
    assert "ลูกค้าองค์กร" in page
    assert "/promise-agreements/new/" not in page


def test_an_agreement_that_is_not_there_is_not_found(lead: Client) -> None:
    assert lead.get("/promise-agreements/999999/").status_code == 404
