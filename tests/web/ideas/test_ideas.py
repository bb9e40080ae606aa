"""The board on screen: for colleagues, and for a customer by their own link, without a cookie."""

import pytest
from django.test import Client

from samphan.accounts.policies import Role
from samphan.cases.models import Idea, IdeaVote
from samphan.cases.selectors import idea_token
from samphan.cases.services import answer_idea, suggest_idea_as_colleague
from tests import world
from tests.budget import assert_constant_queries
from tests.web.conftest import SignIn, page

pytestmark = pytest.mark.django_db


def test_colleagues_suggest_and_vote_and_leads_answer(sign_in: SignIn) -> None:
    agent, lead = sign_in(Role.AGENT), sign_in(Role.MANAGER)
    assert "There is no idea yet" in page(agent, "/ideas/")
    assert agent.post("/ideas/new/", {"title": " "}).status_code == 422
    assert agent.post("/ideas/new/", {"title": "แจ้งชื่อช่าง", "body": "ก่อนวันนัด"}).status_code == 302
    idea = Idea.objects.get()
    listed = page(lead, "/ideas/")
    for words in ("แจ้งชื่อช่าง", "Vote for it", "Answer"):
        assert words in listed
    assert lead.post(f"/ideas/{idea.pk}/vote/", {"for": "1"}).status_code == 302
    assert IdeaVote.objects.count() == 2
    assert "Take my vote back" in page(lead, "/ideas/")
    assert lead.post(f"/ideas/{idea.pk}/vote/", {"for": "0"}).status_code == 302
    refused = lead.post(f"/ideas/{idea.pk}/", {"state": "done", "answer": ""})
    assert refused.status_code == 422
    assert "those who voted for it read why" in refused.content.decode()
    assert lead.post(f"/ideas/{idea.pk}/", {"state": "done", "answer": "ทำแล้ว"}).status_code == 302
    done = page(agent, "/ideas/?state=done")
    assert "ทำแล้ว" in done
    assert "Vote for it" not in done
    assert agent.post(f"/ideas/{idea.pk}/vote/", {"for": "1"}).status_code == 409
    assert agent.get(f"/ideas/{idea.pk}/").status_code == 403


def test_a_customer_votes_and_suggests_by_their_own_link(firm: None) -> None:
    idea = suggest_idea_as_colleague(user_id=world.user().pk, title="แจ้งชื่อช่าง", body="", now=world.NOW)
    customer = world.customer(language="en")
    path, guest = f"/ideas/of/{idea_token(customer.pk)}/", Client()
    shown = page(guest, path)
    assert "Vote for it: แจ้งชื่อช่าง" in shown
    assert "พิมพ์ชนก" not in shown
    assert 'lang="th"' in page(guest, f"{path}?lang=th")
    assert guest.post(path, {"idea": idea.pk, "for": "1"}).status_code == 302
    assert guest.post(path, {"title": "ส่งตอนเย็น"}).status_code == 302
    assert IdeaVote.objects.filter(customer=customer).count() == 2
    assert "Being looked at" in page(guest, f"{path}?done=1")
    elsewhere = guest.post(path, {"title": "x"}, headers={"origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 422
    answer_idea(idea_id=idea.pk, state="declined", answer="ยังไม่ใช่ตอนนี้", actor_id=world.user().pk, now=world.NOW)
    assert "Votes are closed" in guest.post(path, {"idea": idea.pk, "for": "1"}).content.decode()
    assert Idea.objects.count() == 2
    assert guest.get("/ideas/of/1.forged/").status_code == 404


def test_the_board_costs_the_same_however_many_ideas_it_shows(sign_in: SignIn) -> None:
    client, author = sign_in(Role.MANAGER), world.user()
    token = idea_token(world.customer().pk)

    def suggest() -> None:
        suggest_idea_as_colleague(user_id=author.pk, title="ไอเดีย", body="", now=world.NOW)

    suggest()
    assert_constant_queries(
        lambda: (page(client, "/ideas/"), page(Client(), f"/ideas/of/{token}/")), grow=lambda: (suggest(), suggest())
    )
