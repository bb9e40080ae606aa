"""Settings of the desk: replies kept ready, and what is asked before closing."""

import pytest
from django.test import Client

from samphan.accounts.models import Team, User
from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases.models import CannedReply
from samphan.cases.selectors import checklist_items, required_fields
from tests import world
from tests.budget import assert_constant_queries
from tests.web.conftest import SignIn, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(sign_in: SignIn) -> Client:
    seed_installation(now=world.NOW)
    return sign_in(Role.OWNER)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("path", ["closing/", "replies/", "replies/new/"])
def test_every_screen_of_it_opens(path: str, language: str, sign_in: SignIn) -> None:
    seed_installation(now=world.NOW)
    assert sign_in(Role.OWNER, language=language).get(f"/settings/{path}").status_code == 200


def test_a_reply_is_kept_changed_and_taken_out_of_use(lead: Client) -> None:
    form = {"circle": "all", "name_th": "นัดใหม่", "body_th": "นัดใหม่{particle}", "labels": "นัด, ด่วน", "then": "wait"}
    slip = lead.post("/settings/replies/new/", form | {"body_th": "{nmae}"})
    assert slip.status_code == 422
    assert "“{nmae}” is no field" in slip.content.decode()
    assert lead.post("/settings/replies/new/", form).status_code == 302
    reply = CannedReply.objects.get(name_th="นัดใหม่")
    assert (reply.labels, reply.then, reply.owner_id, reply.team_id) == (["นัด", "ด่วน"], "wait", None, None)
    address = f"/settings/replies/{reply.pk}/"
    assert 'value="นัด, ด่วน"' in page(lead, address)
    lead.post(address, form | {"name_en": "New date", "gives_to": "me"})
    reply.refresh_from_db()
    assert (reply.name_en, reply.gives_to) == ("New date", "me")
    lead.post(f"{address}remove/")
    assert lead.get(address).status_code == 404


def test_more_replies_ask_the_database_no_more(sign_in: SignIn) -> None:
    seed_installation(now=world.NOW)
    lead = world.user(Role.MANAGER)
    client, team = sign_in(user=lead), Team.objects.create(name="ติดตั้ง", lead=lead)

    def grow() -> None:
        for circle in ({"owner": lead}, {"team": team}, {"new_owner": lead, "gives_to": "other"}):
            CannedReply.objects.create(name_th="x", body_th="y", changed_at=world.NOW, **circle)

    grow()
    assert_constant_queries(lambda: page(client, "/settings/replies/"), grow=grow)


def test_an_agent_keeps_their_own_and_only_reads_what_others_use(lead: Client, sign_in: SignIn) -> None:
    agent = sign_in(Role.AGENT)
    shared = CannedReply.objects.get(seed="hours")
    form = {"circle": "own", "name_en": "Mine", "body_en": "Hello {name}"}
    assert agent.post("/settings/replies/new/", form).status_code == 302
    assert "My own" in page(agent, "/settings/replies/")
    assert "only leads change it" in page(agent, f"/settings/replies/{shared.pk}/")
    assert agent.post(f"/settings/replies/{shared.pk}/", form).status_code == 422
    assert agent.post("/settings/replies/new/", form | {"circle": "all"}).status_code == 422
    assert agent.post(f"/settings/replies/{shared.pk}/remove/").status_code == 409
    own = CannedReply.objects.get(name_en="Mine")
    assert lead.get(f"/settings/replies/{own.pk}/").status_code == 404


def test_what_closing_asks_is_edited_kind_by_kind(lead: Client) -> None:
    lines = {"0-th": "โทร", "0-en": "Call", "0-at": "2", "0-required": "on", "1-th": "ถ่ายรูป", "1-en": "", "1-at": "1"}
    address = "/settings/closing/request/save/"
    assert lead.post(address, lines | {"required": ["note", "branch"]}).status_code == 302
    assert required_fields(kind="request") == ("branch", "note")
    picture, call = checklist_items(kind="request")
    assert [(item.text_th, item.is_required) for item in (picture, call)] == [("ถ่ายรูป", False), ("โทร", True)]
    kept = {"0-id": call.pk, "0-th": "โทรยืนยัน", "0-en": "", "1-id": picture.pk, "1-th": "x", "1-en": "", "1-gone": "on"}
    lead.post(address, kept)
    assert [(item.pk, item.text_th) for item in checklist_items(kind="request")] == [(call.pk, "โทรยืนยัน")]
    refused = lead.post(address, {"0-th": "ก" * 161, "0-en": ""})
    assert refused.status_code == 422
    assert "at most 20 things" in refused.content.decode()
    assert checklist_items(kind="feedback") == []


def test_the_polite_word_is_chosen_in_the_preferences(lead: Client, sign_in: SignIn) -> None:
    agent = world.user(language="en")
    client = sign_in(user=agent)
    form = {"display_name": "A", "language": "en", "theme": "auto"}
    assert client.post("/preferences/", form | {"particle": "ครับ"}).status_code == 302
    assert User.objects.get(pk=agent.pk).particle == "ครับ"
    assert client.post("/preferences/", form | {"particle": "งับ"}).status_code == 422
