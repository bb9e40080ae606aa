"""The inbox shows what waits for its reader beside the thread it opens."""

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.cases.models import Case
from samphan.cases.services import NewCase, open_case
from samphan.kit import clock
from samphan.sample.loop import prepare_stage
from tests import world
from tests.budget import assert_constant_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    """Return a browser the agent signed in with, reading English."""
    agent = prepare_stage(now=clock.now())
    User.objects.filter(pk=agent.pk).update(language="en")
    client.force_login(agent)
    return client


def some_cases(count: int, *, owner: User | None = None) -> list[Case]:
    """Open a few requests of different people."""
    return [
        open_case(
            new=NewCase(kind="request", title=f"เรื่องที่ {number}", customer_id=world.customer(f"คุณ{number}").pk),
            now=clock.now(),
            owner_id=owner.pk if owner else None,
        )
        for number in range(count)
    ]


def me() -> User:
    """Return the signed-in agent."""
    return User.objects.get(email="agent@example.com")


def test_an_empty_inbox_says_so_in_one_sentence(signed_in: Client) -> None:
    page = signed_in.get("/inbox/").content.decode()
    assert "Nothing is waiting for you." in page
    assert "Choose a case on the left" in page


def test_the_first_case_opens_beside_the_list_and_another_by_its_address(signed_in: Client) -> None:
    first, second = some_cases(2, owner=me())
    page = signed_in.get("/inbox/").content.decode()
    assert f'aria-label="Case {second.number}"' in page
    chosen = signed_in.get(f"/inbox/?tab=mine&case={first.pk}").content.decode()
    assert f'aria-label="Case {first.number}"' in chosen
    assert signed_in.get("/inbox/?case=999999").status_code == 404
    assert signed_in.get("/inbox/?case=x&tab=y").status_code == 200


def test_every_tab_shows_its_own_cases(signed_in: Client) -> None:
    User.objects.update(is_available=False)
    (unowned,) = some_cases(1)
    (mine,) = some_cases(1, owner=me())
    page = signed_in.get("/inbox/?tab=unassigned").content.decode()
    assert f"case={unowned.pk}" in page
    assert f"case={mine.pk}" not in page


def test_a_long_list_goes_on_by_key(signed_in: Client) -> None:
    some_cases(30, owner=me())
    page = signed_in.get("/inbox/?tab=mine").content.decode()
    assert page.count(" data-row") == 25
    more = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rest = signed_in.get(more, headers={"HX-Request": "true"}).content.decode()
    assert rest.count(" data-row") == 5
    assert "<html" not in rest


def test_more_cases_cost_no_more_questions(signed_in: Client) -> None:
    some_cases(2, owner=me())
    chosen = some_cases(1, owner=me())[0]
    assert_constant_queries(
        lambda: signed_in.get(f"/inbox/?tab=mine&case={chosen.pk}"), grow=lambda: some_cases(8, owner=me())
    )
