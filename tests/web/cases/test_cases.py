"""The list of cases keeps its filters in its address."""

import pytest
from django.test import Client

from samphan.accounts.models import Team, User
from samphan.cases.models import Case
from samphan.cases.selectors import assignable_causes
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
    User.objects.filter(pk=agent.pk).update(language="en", is_available=False)
    client.force_login(agent)
    return client


def opened(title: str, **fields: object) -> None:
    """Open one case, changed as a test needs it."""
    given: dict[str, object] = {"kind": "request", "title": title, "customer_id": world.customer().pk}
    owner = fields.pop("owner_id", None)
    open_case(new=NewCase(**{**given, **fields}), now=clock.now(), owner_id=owner)  # type: ignore[arg-type]


def test_filters_narrow_the_list(signed_in: Client) -> None:
    team = Team.objects.create(name="หน้าร้าน")
    agent = User.objects.get(email="agent@example.com")
    opened("ด่วนที่สุด", priority=1)
    opened("คำติชม", kind="feedback")
    opened("ของทีม", team_id=team.pk)
    opened("ของฉัน", owner_id=agent.pk)
    branch = world.branch()
    opened("ที่สาขา", branch_id=branch.pk)
    cause = assignable_causes()[0]
    opened("รู้สาเหตุ")
    Case.objects.filter(title="รู้สาเหตุ").update(cause=cause)
    expected = {
        "view=all": {"ด่วนที่สุด", "คำติชม", "ของทีม", "ของฉัน", "ที่สาขา", "รู้สาเหตุ"},
        "priority=1": {"ด่วนที่สุด"},
        "kind=feedback": {"คำติชม"},
        f"team={team.pk}": {"ของทีม"},
        f"owner={agent.pk}": {"ของฉัน"},
        f"branch={branch.pk}": {"ที่สาขา"},
        f"cause={cause.pk}": {"รู้สาเหตุ"},
        "view=mine": {"ของฉัน"},
        "state=verified&view=all": set(),
        "kind=nonsense&priority=x": {"ด่วนที่สุด", "คำติชม", "ของทีม", "ของฉัน", "ที่สาขา", "รู้สาเหตุ"},
    }
    for query, titles in expected.items():
        page = signed_in.get(f"/cases/?{query}").content.decode()
        shown = {title for title in expected["view=all"] if f">{title}<" in page}
        assert shown == titles, query


def test_filters_are_read_when_they_are_asked_for_or_in_use(signed_in: Client) -> None:
    opened("แอร์ไม่เย็น")
    page = signed_in.get("/cases/").content.decode()
    assert '<select name="team"' not in page
    assert 'href="/cases/?view=open&amp;filters=1"' in page
    for query in ("view=open&filters=1", "priority=3"):
        assert 'name="priority"' in signed_in.get(f"/cases/?{query}").content.decode(), query


def test_what_can_be_done_to_ticked_cases_is_read_with_the_first_tick(signed_in: Client) -> None:
    opened("แอร์ไม่เย็น")
    page = signed_in.get("/cases/").content.decode()
    assert 'data-bar="/cases/bar/?view=open"' in page
    assert "Hand over" not in page
    assert "Hand over" in signed_in.get("/cases/?bar=1").content.decode(), "where no script reads it"
    awake, asleep = (signed_in.get(f"/cases/bar/?view={view}").content.decode() for view in ("open", "later"))
    assert [("Snooze<" in bar, "Wake<" in bar) for bar in (awake, asleep)] == [(True, False), (False, True)]


def test_an_empty_answer_offers_the_way_back(signed_in: Client) -> None:
    page = signed_in.get("/cases/?state=verified").content.decode()
    assert "No case looks like this." in page
    assert "/cases/?view=all" in page


def test_pages_follow_each_other_by_key(signed_in: Client) -> None:
    for number in range(27):
        opened(f"เรื่อง{number:02d}")
    first = signed_in.get("/cases/").content.decode()
    address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = signed_in.get(address).content.decode()
    assert first.count('class="cover"') == 25
    assert second.count('class="cover"') == 2


def test_more_cases_cost_no_more_questions(signed_in: Client) -> None:
    opened("หนึ่ง")

    def grow() -> None:
        for number in range(10):
            opened(f"อีก{number}")

    assert_constant_queries(lambda: signed_in.get("/cases/"), grow=grow)
