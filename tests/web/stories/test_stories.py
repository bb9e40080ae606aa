"""Stories on screen: from a confirmed case to the customer's yes, everybody's page, and a yes taken back."""

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation.services import seed_installation
from samphan.cases.models import Case, CaseState, Cause, Story
from samphan.cases.selectors import story_token
from samphan.cases.services import NewCase, open_case
from tests import world
from tests.web.conftest import SignIn, page

pytestmark = pytest.mark.django_db
WORDS = {"title": "จบในเช้าวันเดียว", "body": "หัวหน้าช่างเข้าไปเอง"}


@pytest.fixture
def case(firm: None) -> Case:
    seed_installation(now=world.NOW)
    made = open_case(
        new=NewCase(kind="feedback", title="รอนาน", customer_id=world.customer(language="en").pk), now=world.NOW
    )
    cause = Cause.objects.get(code="waiting.no_reply")
    Case.objects.filter(pk=made.pk).update(state=CaseState.VERIFIED, cause=cause, action_taken="โทรกลับ")
    return made


def test_a_story_goes_from_a_case_to_everybodys_page_and_back(sign_in: SignIn, case: Case) -> None:
    client, guest = sign_in(Role.AGENT), Client()
    assert "No story is written yet" in page(client, "/stories/")
    assert f"/stories/write/{case.pk}/" in page(client, f"/cases/{case.pk}/")
    assert client.post(f"/stories/write/{case.pk}/", {"title": "x", "body": ""}).status_code == 422
    assert client.post(f"/stories/write/{case.pk}/", {**WORDS, "named": "on"}).status_code == 302
    story = Story.objects.get()
    own = f"/stories/of/{story_token(story.pk, 1)}/"
    assert "no longer used" in page(guest, own)  # not asked for yet
    assert client.post(f"/stories/{story.pk}/publish/").status_code == 409
    assert client.post(f"/stories/{story.pk}/ask/").status_code == 302
    assert "Yes, you may" in page(guest, own)
    assert guest.post(own, {"answer": "yes"}, headers={"origin": "https://elsewhere.example"}).status_code == 409
    assert guest.post(own, {"answer": "yes"}).status_code == 302
    assert "You said yes" in page(guest, own)
    assert guest.get("/our-stories/").status_code == 404
    assert client.post(f"/stories/{story.pk}/publish/").status_code == 302
    assert WORDS["body"] in page(guest, "/our-stories/?lang=en")
    assert "need a new consent" in page(client, f"/stories/write/{case.pk}/")
    assert client.post(f"/stories/{story.pk}/take-down/").status_code == 302
    client.post(f"/stories/{story.pk}/publish/")
    assert guest.post(own, {"answer": "no"}).status_code == 302
    assert "You said no" in page(guest, own)
    assert guest.get("/our-stories/").status_code == 404
    told = page(client, f"/customers/{case.customer_id}/")
    for words in ("Agreed that their story is told", "Did not agree", "The story they agreed to was published"):
        assert words in told


def test_an_analyst_reads_stories_but_writes_none(sign_in: SignIn, case: Case) -> None:
    analyst = sign_in(Role.ANALYST)
    assert "Stories" in page(analyst, "/stories/")
    assert analyst.post(f"/stories/write/{case.pk}/", WORDS).status_code == 403
    assert (
        sign_in(user=User.objects.filter(role="owner").first() or world.user(Role.OWNER))
        .get("/stories/write/999999/")
        .status_code
        == 404
    )
