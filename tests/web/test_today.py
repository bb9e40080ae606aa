"""Today: what needs me, most pressing first, and where to go next when nothing does."""

from datetime import timedelta

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases.models import Case
from samphan.kit.clock import now
from samphan.messaging.services import notify_user
from samphan.signals.rules import comment, rating
from samphan.signals.services import read_stale
from samphan.surveys.models import Survey
from samphan.surveys.services import record_response, seed_surveys
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def case(owner: User | None, *, title: str, due_in_minutes: int) -> Case:
    moment = now()
    return Case.objects.create(
        kind="feedback", title=title, customer=world.customer(), owner=owner, opened_at=moment,
        due_at=moment + timedelta(minutes=due_in_minutes), last_activity_at=moment, score=3, scale="nps",
    )  # fmt: skip


def page_of(client: Client) -> str:
    return client.get("/").content.decode()


def test_my_cases_come_by_due_time_then_those_nobody_owns(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    case(agent, title="second", due_in_minutes=120)
    case(agent, title="first", due_in_minutes=18)
    case(None, title="third", due_in_minutes=30)
    case(world.user(Role.AGENT), title="not mine", due_in_minutes=5)
    page = page_of(sign_in(user=agent))
    assert page.index("first") < page.index("second") < page.index("third")
    assert "not mine" not in page
    assert "Nobody owns it yet" in page
    assert "3 things need you" in page


def test_start_next_opens_the_most_pressing(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    first = case(agent, title="first", due_in_minutes=18)
    page = page_of(sign_in(user=agent))
    assert f'href="/cases/{first.pk}/" class="btn pri ' in page
    assert 'data-key="Enter"' in page


def test_an_empty_day_offers_three_next_steps(sign_in: SignIn) -> None:
    page = page_of(sign_in(Role.AGENT))
    for words in ("Nothing is waiting for you", "/cases/?view=unassigned", "/insights/", "/surveys/"):
        assert words in page


def test_news_are_shown_until_they_are_read(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, language="en")
    mine = case(agent, title="first", due_in_minutes=18)
    notify_user(
        user_id=agent.pk, kind="customer_replied", subject_kind="case", subject_id=mine.pk, dedupe_key="a",
        now=now(), data={"number": mine.number},
    )  # fmt: skip
    client = sign_in(user=agent)
    assert f"The customer answered in case {mine.number}" in page_of(client)
    client.post("/today/read/", {"up_to": "999999"})
    assert "The customer answered" not in page_of(client)


def test_today_costs_the_same_with_many_cases(sign_in: SignIn, django_assert_max_num_queries: object) -> None:
    agent = world.user(Role.AGENT, language="en")
    client = sign_in(user=agent)
    for number in range(30):
        case(agent, title=f"case {number}", due_in_minutes=number)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page_of(client)


def test_who_oversees_the_work_also_sees_what_others_are_about_to_miss(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT, name="มานี ใจดี")
    case(agent, title="theirs and late", due_in_minutes=-30)
    case(agent, title="theirs and calm", due_in_minutes=600)
    page = page_of(sign_in(user=world.user(Role.MANAGER, language="en")))
    assert "theirs and late" in page
    assert "With มานี ใจดี" in page
    assert "theirs and calm" not in page


def test_the_team_sees_what_was_closed_today(sign_in: SignIn) -> None:
    lead = world.user(Role.MANAGER, language="en")
    moment = now()
    for resolved_at, state in ((moment, "silent"), (moment - timedelta(days=2), "silent"), (None, "open")):
        shown = case(None, title="one", due_in_minutes=900)
        Case.objects.filter(pk=shown.pk).update(kind="request", state=state, resolved_at=resolved_at)
    page = page_of(sign_in(user=lead))
    assert '<dt>Closed today</dt><dd><a class="up" href="/cases/?view=all">1</a>' in page


def test_a_good_word_is_shown_in_its_own_language(sign_in: SignIn) -> None:
    moment = now()
    seed_surveys(now=moment)
    record_response(
        survey_id=Survey.objects.get(code="nps").pk,
        answers=[rating("nps", "nps", 10), comment("comment", "ประทับใจมาก พนักงานใจดีและช่วยเหลือดีเยี่ยม")],
        customer_id=world.customer().pk,
        source="link",
        channel="web",
        external_ref="praise",
        now=moment,
    )
    read_stale()
    page = page_of(sign_in(Role.AGENT))
    assert '<blockquote lang="th">“ประทับใจมาก' in page
