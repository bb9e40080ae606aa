"""Settings: every section opens for those who may, writes by one service call, and shows a refusal in words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from samphan.accounts.models import ApiKey, Branch, Team, User
from samphan.accounts.policies import Role
from samphan.accounts.services import add_absence, save_shifts
from samphan.automation.services import seed_installation
from samphan.cases.selectors import active_tree, routing_settings
from samphan.jobs.models import Job, JobState
from samphan.kit import clock
from samphan.messaging.models import Channel
from samphan.promises.selectors import calendar_list, current_version
from tests import world
from tests.budget import count_queries
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
SECTIONS = (
    "",
    "business/",
    "people/",
    "teams/",
    "causes/",
    "loop/",
    "routing/",
    "branches/",
    "calendars/",
    "channels/",
    "keys/",
    "failed/",
    "sample/",
)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_for_the_owner(sign_in: SignIn, section: str, language: str) -> None:
    seed_installation(now=world.NOW)
    world.branch()
    assert sign_in(Role.OWNER, language=language).get(f"/settings/{section}").status_code == 200


@pytest.mark.parametrize("section", SECTIONS)
def test_settings_stay_closed_to_agents(sign_in: SignIn, section: str) -> None:
    assert sign_in(Role.AGENT).get(f"/settings/{section}").status_code == 403


def test_an_owner_adds_a_person_who_then_chooses_a_password(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    owner.post(
        "/settings/people/new/", {"email": "New@Example.com", "display_name": "อร ดี", "role": "agent", "language": "th"}
    )
    person = User.objects.get(email="new@example.com")
    page = owner.post(f"/settings/people/{person.pk}/link/").content.decode()
    link = re.search(r"/welcome/[^\s<]+", page)
    assert link is not None
    guest = Client()
    assert guest.get(link[0]).status_code == 200
    assert guest.post(link[0], {"password": "short"}).status_code == 422
    assert guest.post(link[0], {"password": "ฝนตกที่หน้าต่าง"}).status_code == 302
    assert guest.get("/").status_code == 200
    assert Client().get(link[0]).status_code == 410, "the link works once"


def test_a_taken_address_is_said_beside_the_field(sign_in: SignIn) -> None:
    taken = world.user(Role.AGENT)
    answer = sign_in(Role.OWNER).post(
        "/settings/people/new/", {"email": taken.email.upper(), "display_name": "B", "role": "agent", "language": "en"}
    )
    assert answer.status_code == 422
    assert "already uses this e-mail" in answer.content.decode()


def test_the_last_owner_keeps_the_role(sign_in: SignIn) -> None:
    owner = world.user(Role.OWNER, language="en")
    client = sign_in(user=owner)
    answer = client.post(f"/settings/people/{owner.pk}/role/", {"role": "agent"})
    assert answer.status_code == 409
    assert "last owner" in answer.content.decode()
    owner.refresh_from_db()
    assert owner.role == Role.OWNER.value


def test_switching_somebody_off_can_be_taken_back(sign_in: SignIn) -> None:
    agent = world.user(Role.AGENT)
    client = sign_in(Role.OWNER)
    page = client.post(f"/settings/people/{agent.pk}/off/", follow=True).content.decode()
    agent.refresh_from_db()
    assert not agent.is_active
    assert f"/settings/people/{agent.pk}/on/" in page, "the toast offers to undo"
    client.post(f"/settings/people/{agent.pk}/on/")
    agent.refresh_from_db()
    assert agent.is_active


def test_teams_and_branches_are_made_and_changed(sign_in: SignIn) -> None:
    client, agent = sign_in(Role.OWNER), world.user(Role.AGENT)
    client.post("/settings/teams/new/", {"name": "ติดตั้ง", "lead": agent.pk})
    team = Team.objects.get(name="ติดตั้ง")
    assert list(team.members.all()) == [agent], "a lead belongs to the team"
    assert client.post("/settings/teams/new/", {"name": "ติดตั้ง"}).status_code == 422
    client.post("/settings/branches/new/", {"code": "bkk", "name_th": "กรุงเทพ", "is_active": "on"})
    top = Branch.objects.get(code="BKK")
    client.post("/settings/branches/new/", {"code": "LPR", "name_th": "ลาดพร้าว", "parent": top.pk, "is_active": "on"})
    below = Branch.objects.get(code="LPR")
    answer = client.post(
        f"/settings/branches/{top.pk}/", {"code": "BKK", "name_th": "กรุงเทพ", "parent": below.pk, "is_active": "on"}
    )
    assert answer.status_code == 422
    assert "cannot lie under itself" in answer.content.decode()


def test_hours_are_saved_as_a_new_edition_and_bad_ones_are_refused(sign_in: SignIn) -> None:
    seed_installation(now=world.NOW)
    calendar = calendar_list()[0]
    client = sign_in(Role.OWNER)
    before = current_version(calendar_id=calendar.pk).number
    week = {f"day-{day}": "09:00-17:00" for day in range(5)} | {"day-5": "10.00–12.00, 13:00-15:00"}
    assert client.post(f"/settings/calendars/{calendar.pk}/", week).status_code == 302
    version = current_version(calendar_id=calendar.pk)
    assert version.number == before + 1
    assert version.week["5"] == [["10:00", "12:00"], ["13:00", "15:00"]]
    bad = client.post(f"/settings/calendars/{calendar.pk}/", {"day-0": "late-later"})
    assert bad.status_code == 422
    assert current_version(calendar_id=calendar.pk).number == before + 1
    day = {"day": "2030-05-06", "name": "วันก่อตั้งร้าน", "spans": ""}
    client.post(f"/settings/calendars/{calendar.pk}/day/", day)
    assert current_version(calendar_id=calendar.pk).exceptions["2030-05-06"]["spans"] == []
    client.post(f"/settings/calendars/{calendar.pk}/day-off/", {"day": "2030-05-06"})
    assert "2030-05-06" not in current_version(calendar_id=calendar.pk).exceptions
    assert client.post(f"/settings/calendars/{calendar.pk}/day/", {"day": "soon", "name": "x"}).status_code == 422


def test_a_branch_is_given_hours_of_its_own_and_a_zone(sign_in: SignIn) -> None:
    seed_installation(now=world.NOW)
    branch, client = world.branch(), sign_in(Role.OWNER)
    answer = client.post("/settings/calendars/branch/", {"branch": branch.pk})
    made = next(calendar for calendar in calendar_list() if calendar.branch == branch)
    assert answer["Location"] == f"/settings/calendars/{made.pk}/"
    client.post(answer["Location"], {"day-0": "08:00-12:00", "timezone": "Asia/Tokyo"})
    version = current_version(calendar_id=made.pk)
    assert (version.timezone, version.week["0"], version.number) == ("Asia/Tokyo", [["08:00", "12:00"]], 2)
    assert client.post(answer["Location"], {"day-0": "08:00-12:00", "timezone": "Mars/Base"}).status_code == 422
    assert client.post("/settings/calendars/branch/", {"branch": branch.pk}).status_code == 422
    assert client.post("/settings/calendars/branch/", {"branch": 999_999}).status_code == 404


def test_a_channel_is_tested_from_the_screen(sign_in: SignIn) -> None:
    seed_installation(now=world.NOW)
    channel = Channel.objects.get(kind="file")
    client = sign_in(Role.OWNER)
    assert client.post(f"/settings/channels/{channel.pk}/test/", {"to": "me@example.com"}).status_code == 302
    channel.refresh_from_db()
    assert channel.last_ok_at is not None
    assert client.post(f"/settings/channels/{channel.pk}/test/", {"to": "nonsense"}).status_code == 422


def test_a_key_is_shown_once_and_stored_as_a_hash(sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    page = client.post("/settings/keys/new/", {"name": "ร้านออนไลน์", "scopes": ["responses.write"]}).content.decode()
    key = ApiKey.objects.get()
    token = re.search(rf"{key.prefix}_[\w-]+", page)
    assert token is not None
    assert token[0] not in client.get("/settings/keys/").content.decode()
    assert key.digest != token[0]
    assert client.post("/settings/keys/new/", {"name": "x", "scopes": ["everything"]}).status_code == 422
    client.post(f"/settings/keys/{key.pk}/stop/")
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_failed_work_is_shown_and_tried_again(sign_in: SignIn) -> None:
    job = Job.objects.create(
        task="samphan.messaging.tasks.deliver", state=JobState.DEAD, attempts=8, error="ConnectionRefusedError",
        due_at=world.NOW, created_at=world.NOW, finished_at=world.NOW,
    )  # fmt: skip
    client = sign_in(Role.MANAGER)
    assert "ConnectionRefusedError" in client.get("/settings/failed/").content.decode()
    client.post(f"/settings/failed/{job.pk}/retry/")
    job.refresh_from_db()
    assert job.state == JobState.READY
    assert client.post(f"/settings/failed/{job.pk}/retry/").status_code == 409


def test_pages_of_nobody_and_nothing_are_missing(sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    for path in ("people/99999/", "teams/99999/", "branches/99999/", "calendars/99999/"):
        assert client.get(f"/settings/{path}").status_code == 404


def test_how_customers_are_asked_whether_it_is_solved_is_set_within_limits(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    typed = {"tries": "3", "patience_days": "5", "solved_from": "8", "on_silence": "call"}
    assert owner.post("/settings/loop/save/", typed).status_code == 302
    page = owner.get("/settings/loop/").content.decode()
    for words in ('value="3"', 'value="5"', '<option value="8" selected>', 'value="call" checked'):
        assert words in page
    refused = owner.post("/settings/loop/save/", {**typed, "tries": "9"})
    assert refused.status_code == 422
    assert "Ask 1 to 5 times" in refused.content.decode()
    assert sign_in(Role.MANAGER).post("/settings/loop/save/", typed).status_code == 403


def test_how_much_a_customer_is_asked_is_set_within_limits(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)
    typed = {"most_asks": "2", "budget_days": "60", "complaint_hours": "0", "incident_hours": "48"}
    assert owner.post("/settings/asking/save/", typed).status_code == 302
    page = owner.get("/settings/asking/").content.decode()
    for words in ('value="2"', 'value="60"', 'value="0"', 'value="48"'):
        assert words in page
    for wrong in ("", "0", "many"):
        refused = owner.post("/settings/asking/save/", {**typed, "most_asks": wrong})
        assert refused.status_code == 422
        assert "Ask 1 to 12 times" in refused.content.decode()
    assert sign_in(Role.MANAGER).post("/settings/asking/save/", typed).status_code == 403


def test_the_tree_of_root_causes_is_drafted_and_put_in_use(sign_in: SignIn) -> None:
    seed_installation(now=world.NOW)
    owner = sign_in(Role.OWNER)
    page = owner.get("/settings/causes/").content.decode()
    fields = dict(re.findall(r'<input[^>]*?name="(g[\d-]+(?:code|at|th|en))" value="([^"]*)"', page))
    new = {"g0-4-th": "จัดส่งผิดบ้าน", "g0-4-en": "Wrong house", "g0-4-at": "0", "g0-0-gone": "on"}
    assert owner.post("/settings/causes/save/", {**fields, **new}).status_code == 302
    drafted = owner.get("/settings/causes/").content.decode()
    for words in ("What the draft changes", "Wrong house", "Reports count “Late” (0 cases) as"):
        assert words in drafted
    assert sign_in(Role.MANAGER).post("/settings/causes/activate/").status_code == 403
    assert owner.post("/settings/causes/activate/", {"as-delivery.late": "delivery.damaged"}).status_code == 302
    leaves = [leaf.code for leaf in active_tree()[0].children]
    assert leaves == ["delivery.wrong_house", "delivery.rescheduled", "delivery.damaged", "delivery.wrong_item"]
    nameless = owner.post("/settings/causes/save/", {**fields, "g7-0-th": "ใหม่", "g7-0-en": "New"})
    assert nameless.status_code == 422
    assert "needs a name in Thai and in English" in nameless.content.decode()
    assert owner.post("/settings/causes/activate/").status_code == 422
    assert owner.post("/settings/causes/discard/").status_code == 302


def test_an_owner_says_what_somebody_takes_on(sign_in: SignIn) -> None:
    seed_installation(now=world.NOW)
    person = world.user(Role.AGENT)
    owner = sign_in(Role.OWNER, language="en")
    form = {"capacity": "7", "channel-email": "3", "skills": "Refund, ติดตั้ง ,refund", "languages": ["en", "th"]}

    assert owner.post(f"/settings/people/{person.pk}/desk/", form).status_code == 302

    person.refresh_from_db()
    assert (person.capacity, person.channel_capacity) == (7, {"email": 3})
    assert (person.skills, person.languages) == (["refund", "ติดตั้ง"], ["en", "th"])
    assert 'value="refund, ติดตั้ง"' in owner.get(f"/settings/people/{person.pk}/").content.decode()
    refused = owner.post(f"/settings/people/{person.pk}/desk/", form | {"channel-email": "many"})
    assert refused.status_code == 422


ROUTING = {"ramp_limit": "3", "ramp_minutes": "20", "silence_minutes": "45"}


def test_routing_is_set_within_what_makes_sense(sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER, language="en")
    assert owner.post("/settings/routing/save/", ROUTING).status_code == 302
    chosen = routing_settings()
    assert (chosen.ramp_limit, chosen.ramp_minutes, chosen.silence_minutes) == (3, 20, 45)
    for wrong in ({"ramp_limit": "0"}, {"ramp_minutes": "9999"}, {"silence_minutes": ""}):
        assert owner.post("/settings/routing/save/", ROUTING | wrong).status_code == 422


def test_an_owner_plans_shifts_and_days_away(sign_in: SignIn) -> None:
    world.organisation()
    person = world.user(Role.AGENT)
    owner = sign_in(Role.OWNER, language="en")
    place = f"/settings/people/{person.pk}/"
    week = {"day-0": "09:00-12:00, 13:00-18:00", "timezone": "Asia/Tokyo"}

    assert owner.post(f"{place}shifts/", week).status_code == 302
    refused = owner.post(f"{place}shifts/", {"day-0": "12:00-09:00", "timezone": "Asia/Tokyo"})
    assert refused.status_code == 422
    assert 'value="12:00-09:00"' in refused.content.decode(), "what was typed stays"
    days = {"first_day": "2030-01-01", "last_day": "2030-01-02", "reason": "leave"}
    assert owner.post(f"{place}absence/", days).status_code == 302
    for wrong in ("", "2030-02-30", "2029-12-31"):
        assert owner.post(f"{place}absence/", days | {"last_day": wrong}).status_code == 422

    page = owner.get(place).content.decode()
    assert 'value="09:00-12:00, 13:00-18:00"' in page
    assert 'value="Asia/Tokyo"' in page
    absence = person.absences.get()
    assert absence.starts_at == datetime(2029, 12, 31, 15, tzinfo=UTC)
    assert owner.post(f"{place}absence/{absence.pk}/end/").status_code == 302
    assert not person.absences.exists()


def test_the_list_of_people_says_who_is_away_without_a_query_a_person(sign_in: SignIn) -> None:
    world.organisation()
    owner = sign_in(Role.OWNER, language="en")
    today = clock.now().date()
    first = world.user(name="Away")
    add_absence(
        user_id=first.pk, first_day=today - timedelta(days=1), last_day=today + timedelta(days=1), reason="sick"
    )
    few = count_queries(lambda: owner.get("/settings/people/"))
    for number in range(4):
        person = world.user(name=f"{number}")
        save_shifts(user_id=person.pk, timezone="Asia/Bangkok", week={"0": [["00:00", "00:01"]]})

    assert count_queries(lambda: owner.get("/settings/people/")) == few
    page = owner.get("/settings/people/").content.decode()
    assert "Away until" in page
    assert "Off shift" in page
