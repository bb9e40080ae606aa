"""The promises screen: everybody sees what is promised and kept; leads change it."""

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.kit import clock
from samphan.promises.models import Promise
from samphan.promises.services import seed_calendars, seed_promises, start_clock, stop_clock
from tests import world

pytestmark = pytest.mark.django_db

FORM = {
    "code": "call_back",
    "metric": "follow_up",
    "text_th": "โทรกลับภายใน 2 ชั่วโมงทำการ",
    "text_en": "We call back within 2 business hours",
    "amount": "120",
    "unit": "minutes",
    "calendar": "",
    "on_change": "forward",
    "tell_owner_after": "0",
    "tell_lead_after": "30",
    "tell_manager_after": "",
    "is_public": "on",
    "is_active": "on",
}


@pytest.fixture
def lead() -> Client:
    """A manager's browser, English, with the starter promises."""
    world.organisation()
    seed_calendars(now=clock.now(), years=[clock.now().year])
    seed_promises()
    return signed_in(Role.MANAGER)


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(world.user(role, language="en"))
    return client


def test_the_list_says_what_is_promised_and_how_it_is_kept(lead: Client) -> None:
    for work_id in (1, 2, 3):
        start_clock(work_kind="case", work_id=work_id, promise_code="feedback_follow_up", now=clock.now())
    for work_id in (1, 2):
        stop_clock(work_kind="case", work_id=work_id, metric="follow_up", now=clock.now())
    page = lead.get("/promises/").content.decode()
    for words in ("We will contact you within 1 business hour", "2 business days", "Kept 2 of 2", "1 running"):
        assert words in page


def test_others_read_but_are_offered_no_change(lead: Client) -> None:
    page = signed_in(Role.AGENT).get("/promises/").content.decode()
    assert "New promise" not in page
    assert "/promises/feedback_resolve/" not in page


def test_a_promise_is_added_and_changed(lead: Client) -> None:
    assert lead.get("/promises/new/").status_code == 200
    assert lead.post("/promises/new/", FORM).status_code == 302
    assert Promise.objects.get(code="call_back").target_minutes == 120
    assert 'value="120"' in lead.get("/promises/call_back/").content.decode()
    lead.post("/promises/call_back/", {**FORM, "amount": "1", "unit": "days", "is_active": ""} | {"code": "ignored"})
    changed = Promise.objects.get(code="call_back")
    assert (changed.target_minutes, changed.target_days, changed.version) == (None, 1, 2)


def test_a_promise_is_taken_out_of_use(lead: Client) -> None:
    unchecked = {name: value for name, value in FORM.items() if name != "is_active"}
    lead.post("/promises/feedback_resolve/", unchecked)
    assert not Promise.objects.get(code="feedback_resolve").is_active
    assert "Not in use" in lead.get("/promises/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "feedback_resolve"}, "with this code already"),
        ({"code": "Call back"}, "small letters"),
        ({"text_en": " "}, "in Thai and in English"),
        ({"metric": "joy"}, "Choose from the list what the promise measures"),
        ({"amount": "soon"}, "Give a target"),
        ({"amount": "99999999999999999999"}, "Give a target"),
        ({"amount": "251", "unit": "days"}, "Give a target"),
        ({"calendar": "999"}, "This calendar does not exist any more"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_saved(
    lead: Client, changes: dict[str, str], words: str
) -> None:
    answer = lead.post("/promises/new/", {**FORM, **changes})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Promise.objects.count() == 7


def test_a_promise_nobody_made_is_not_found(lead: Client) -> None:
    assert lead.get("/promises/nothing/").status_code == 404


def test_the_list_costs_the_same_however_many_clocks_run(lead: Client, django_assert_max_num_queries: object) -> None:
    for work_id in range(30):
        start_clock(work_kind="case", work_id=work_id, promise_code="feedback_follow_up", now=clock.now())
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        lead.get("/promises/")
