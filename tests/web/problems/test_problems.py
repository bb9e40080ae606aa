"""The screens of problems: the Pareto, a problem taken on from it, fixed, written about and told."""

from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.models import Cause, Problem, ProblemRelease
from samphan.cases.services import NewCase
from samphan.kit import clock
from samphan.messaging.models import Message
from tests import world
from tests.budget import assert_constant_queries

pytestmark = pytest.mark.django_db
FORM = {
    "title": "ไม่มีใครโทรกลับ",
    "causes": ["waiting.no_reply"],
    "expected_effect": "เหลือครึ่งหนึ่ง",
    "window_days": "90",
}


@pytest.fixture
def lead() -> User:
    world.organisation()
    seed_installation(now=clock.now())
    return world.user(Role.MANAGER, language="en")


@pytest.fixture
def client(lead: User) -> Client:
    made = Client()
    made.force_login(lead)
    return made


def report(lead: User, *, code: str = "waiting.no_reply", number: int = 1) -> None:
    at = clock.now() - timedelta(days=3)
    cause = Cause.objects.get(code=code, tree__is_active=True)
    for _ in range(number):
        new = NewCase(kind="request", title="ไม่มีใครโทรกลับ", customer_id=world.customer().pk)
        case = cases.open_case(new=new, now=at)
        cases.record_cause(case_id=case.pk, cause_id=cause.pk, actor_id=lead.pk, now=at)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_page_leads_on(client: Client) -> None:
    page = text(client, "/problems/")
    for words in ("No case of this period has a root cause yet", "Begin with the cause that hurts most"):
        assert words in page
    assert "/problems/new/" in page
    assert "There is no problem here" in text(client, "/problems/?view=dropped&by=nonsense&days=7")


def test_the_causes_that_hurt_most_are_ranked_and_can_be_taken_on(client: Client, lead: User) -> None:
    report(lead, number=28)
    report(lead, code="delivery.late", number=4)
    page = text(client, "/problems/?by=customers&days=30")
    assert "1 of 2 causes makes 80% of the customers concerned." in page
    assert "฿0" not in page, "nobody's value at risk is known"
    assert page.index("Waiting › Nobody called back") < page.index("Delivery and appointments › Late")
    assert "?cause=waiting.no_reply" in page
    form = text(client, "/problems/new/?cause=waiting.no_reply")
    assert 'value="Nobody called back"' in form
    assert 'value="waiting.no_reply" checked' in form


def test_a_problem_is_named_owned_fixed_written_about_and_told(client: Client, lead: User) -> None:
    report(lead, number=2)
    assert client.post("/problems/new/", {**FORM, "owner": str(lead.pk)}).status_code == 302
    problem = Problem.objects.get()
    path = f"/problems/{problem.pk}/"
    page = text(client, path)
    for words in ("Waiting › Nobody called back", "เหลือครึ่งหนึ่ง", "Start fixing", "Not written yet"):
        assert words in page
    for state in ("fixing", "fixed"):
        assert client.post(f"{path}move/", {"state": state}).status_code == 302
    assert "Write the words" in text(client, path)
    words = {"you_said_en": "Nobody called", "we_did_en": "We call back within 2 hours"}
    assert client.post(f"{path}release/", words).status_code == 302
    page = text(client, path)
    for part in ("Tell 2 people", "We call back within 2 hours", "Before and after the fix", "counts only"):
        assert part in page
    assert client.post(f"{path}tell/").status_code == 302
    cases.tell_next_reporters(problem_id=problem.pk, now=clock.now())
    assert "2 letters: 2 on their way" in text(client, path)
    assert Message.objects.filter(body__contains="We call back").count() == 2
    assert client.post(f"{path}tell/").status_code == 409


def test_a_refusal_stands_beside_its_field_with_what_was_typed(client: Client, lead: User) -> None:
    answer = client.post("/problems/new/", {**FORM, "causes": []})
    assert answer.status_code == 422
    for words in ("Choose at least one root cause", "เหลือครึ่งหนึ่ง"):
        assert words in answer.content.decode()
    client.post("/problems/new/", FORM)
    problem = Problem.objects.get()
    assert "collects the cases of this cause already" in client.post("/problems/new/", FORM).content.decode()
    assert client.post(f"/problems/{problem.pk}/move/", {"state": "fixing"}).status_code == 409
    assert client.post(f"/problems/{problem.pk}/edit/", {**FORM, "title": " "}).status_code == 422
    assert client.post(f"/problems/{problem.pk}/edit/", {**FORM, "window_days": "30"}).status_code == 302
    assert Problem.objects.get().window_days == 30
    empty = client.post(f"/problems/{problem.pk}/release/", {"you_said_th": "ไม่มีใครโทรกลับ"})
    assert (empty.status_code, ProblemRelease.objects.count()) == (422, 0)


def test_others_read_in_thai_but_are_offered_no_change(client: Client, lead: User) -> None:
    client.post("/problems/new/", FORM)
    problem = Problem.objects.get()
    agent = Client()
    agent.force_login(world.user(Role.AGENT, language="th"))
    for path in ("/problems/", f"/problems/{problem.pk}/"):
        page = text(agent, path)
        assert "ไม่มีใครโทรกลับ" in page
        assert "/problems/new/" not in page
    assert agent.post(f"/problems/{problem.pk}/move/", {"state": "dropped"}).status_code == 403
    assert client.get("/problems/999999/").status_code == 404


def test_the_page_costs_the_same_however_many_cases_it_shows(client: Client, lead: User) -> None:
    client.post("/problems/new/", FORM)
    report(lead)
    paths = ("/problems/", f"/problems/{Problem.objects.get().pk}/")
    assert_constant_queries(lambda: [text(client, path) for path in paths], grow=lambda: report(lead, number=3))


def test_a_case_is_added_by_hand_from_its_page_or_the_problems_and_taken_out(client: Client, lead: User) -> None:
    report(lead)
    client.post("/problems/new/", {**FORM, "owner": str(lead.pk)})
    problem = Problem.objects.get()
    new = NewCase(kind="request", title="สินค้าไม่ครบ", customer_id=world.customer().pk)
    case = cases.open_case(new=new, now=clock.now())
    assert f"/cases/{case.pk}/problem/" in text(client, f"/cases/{case.pk}/")
    assert problem.title in text(client, f"/cases/{case.pk}/problem/")

    assert client.post(f"/cases/{case.pk}/problem/", {"problem": "999999"}).status_code == 422
    client.post(f"/cases/{case.pk}/problem/", {"problem": str(problem.pk)})
    assert "added by hand" in text(client, f"/problems/{problem.pk}/")
    assert "It does not belong there" in text(client, f"/cases/{case.pk}/problem/")
    client.post(f"/cases/{case.pk}/problem/", {"do": "remove"})
    assert "added by hand" not in text(client, f"/problems/{problem.pk}/")

    client.post(f"/problems/{problem.pk}/cases/", {"case": case.number})
    assert problem.collected.filter(case=case, is_by_hand=True).exists()
    client.post(f"/problems/{problem.pk}/cases/", {"case": "SP-999999"})
    assert "There is no case of this number" in text(client, f"/problems/{problem.pk}/")
    client.post(f"/problems/{problem.pk}/cases/", {"case": str(case.pk), "do": "remove"})
    assert not problem.collected.filter(case=case).exists()
