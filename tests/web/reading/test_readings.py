"""Readings on screen: shown with confidence and marks, corrected by one click, taken back, judged from a queue."""

import re

import pytest
from django.test import Client
from django.utils import translation

from samphan.accounts.policies import Role
from samphan.signals.models import Correction, Signal
from samphan.signals.rules import comment, rating
from samphan.signals.selectors import checking_queue
from samphan.signals.services import read_stale, save_taxonomy
from samphan.surveys.models import Survey
from samphan.surveys.services import record_response, seed_surveys
from samphan.web.reading.shown import shown_readings
from samphan.web.rules.presenting import SCHEMA
from tests import world
from tests.budget import assert_constant_queries
from tests.signals.heard import heard
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NOW = world.NOW
TEXT = "พนักงานสุภาพ แต่รอนานมาก โทร 081-234-5678"


def answered(text: str, number: int = 1) -> Survey:
    seed_surveys(now=NOW)
    survey = Survey.objects.get(code="nps")
    record_response(
        survey_id=survey.pk,
        answers=[rating("nps", "nps", 3), comment("comment", text)],
        customer_id=world.customer().pk,
        source="link",
        channel="web",
        external_ref=f"r{number}",
        now=NOW,
    )
    return survey


def post(client: Client, url: str, *, target: str = "", **fields: str) -> str:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    answer = client.post(url, fields, headers=headers)
    assert answer.status_code in (200, 302), answer.status_code
    return answer.content.decode()


def test_a_survey_answer_shows_how_it_was_read(sign_in: SignIn) -> None:
    survey = answered(TEXT)
    client = sign_in(Role.AGENT)
    assert "Not read yet" in page(client, f"/surveys/{survey.pk}/")
    read_stale()
    body = page(client, f"/surveys/{survey.pk}/")
    assert '<mark class="rd-topic" title="Waiting time">รอนาน</mark>' in body
    assert '<mark class="rd-personal" title="phone number">081-234-5678</mark>' in body
    signal = Signal.objects.get(type="text")
    assert signal.confidence is not None
    assert f"{round(100 * signal.confidence)}%" in body
    pressed = re.findall(r'value="(\w+)"[^>]*aria-pressed="true"', body)
    assert pressed == [signal.sentiment]


def test_the_number_of_questions_does_not_grow_with_the_answers(sign_in: SignIn) -> None:
    survey = answered(TEXT)
    read_stale()
    client = sign_in(Role.AGENT)

    def more() -> None:
        for number in range(2, 6):
            answered(TEXT, number)
        read_stale()

    assert_constant_queries(lambda: client.get(f"/surveys/{survey.pk}/"), grow=more)


def test_one_click_corrects_and_one_click_undoes(sign_in: SignIn) -> None:
    signal = heard(TEXT)
    user = world.user(Role.AGENT, name="อร ดี", language="en")
    client = sign_in(user=user)
    body = post(
        client, f"/readings/{signal.pk}/correct/", target=f"div#reading-{signal.pk}", what="sentiment", value="question"
    )
    assert "said by อร ดี" in body
    assert f'id="reading-{signal.pk}"' in body
    signal.refresh_from_db()
    assert signal.sentiment == "question"
    made = Correction.objects.get()
    assert f"/readings/corrections/{made.pk}/undo/" in body
    body = post(client, f"/readings/corrections/{made.pk}/undo/", target=f"div#reading-{signal.pk}")
    assert "said by" not in body
    signal.refresh_from_db()
    assert signal.sentiment != "question"


def test_a_topic_is_denied_and_added_by_one_click(sign_in: SignIn) -> None:
    signal = heard(TEXT)
    client = sign_in(Role.ANALYST)
    target = f"div#reading-{signal.pk}"
    body = post(client, f"/readings/{signal.pk}/correct/", target=target, what="topic:wait_time", value="no")
    assert "<s>Waiting time</s>" in body
    body = post(client, f"/readings/{signal.pk}/correct/", target=target, what="topic:price", value="yes")
    assert "added by" in body
    signal.refresh_from_db()
    assert "wait_time" not in signal.topics
    assert "price" in signal.topics


def test_without_script_a_correction_leads_back_to_the_page(sign_in: SignIn) -> None:
    signal = heard(TEXT)
    answer = sign_in(Role.AGENT).post(
        f"/readings/{signal.pk}/correct/",
        {"what": "sentiment", "value": "neutral"},
        headers={"Referer": "http://testserver/cases/7/"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/cases/7/")


def test_nonsense_is_refused_in_words(sign_in: SignIn) -> None:
    signal = heard(TEXT)
    client = sign_in(Role.AGENT)
    for url in (f"/readings/{signal.pk}/correct/", "/readings/999999/correct/", f"/readings/check/{signal.pk}/"):
        assert client.post(url, {"what": "sentiment", "value": "angry"}).status_code == 409
    assert client.post("/readings/corrections/999999/undo/").status_code == 409
    assert not Correction.objects.exists()


def test_the_queue_asks_one_text_after_the_other(sign_in: SignIn) -> None:
    for number in range(4):
        heard(f"สินค้าหมายเลข {number} ใช้ดีครับ", number=number)
    client = sign_in(Role.AGENT)
    order = [signal.pk for signal, _ in checking_queue(count=40, now=NOW)]
    body = page(client, "/readings/check/")
    assert 'data-key="Digit1"' in body
    assert f"/readings/check/{order[0]}/" in body
    assert f"/readings/check/{order[1]}/" in page(client, f"/readings/check/?after={order[0]}")
    for signal_id in order:
        body = post(client, f"/readings/check/{signal_id}/", target="section#check", value="neutral", drawn="lot")
    assert "There is nothing to check" in body
    assert set(Correction.objects.values_list("drawn", "value")) == {("lot", "neutral")}


def test_marks_that_do_not_fit_the_text_any_more_mark_nothing() -> None:
    signal = heard(TEXT)
    signal.topic_spans = [{"code": "price", "spans": [[5, 999], [-1, 3], [4, 4]], "sentiment": "negative"}]
    signal.topics, signal.personal_spans = ["price"], []
    shown = shown_readings([signal])[signal.pk]
    assert [piece.text for piece in shown.pieces] == [TEXT]
    assert "".join(piece.text for piece in shown_readings([heard(TEXT)])[signal.pk].pieces) == TEXT


def test_a_topic_of_the_firm_is_called_by_its_name(sign_in: SignIn) -> None:
    data = {"parking": {"th": ["ที่จอดรถ"], "en": ["parking"], "unless": [], "name": {"th": "ที่จอดรถ", "en": "Parking"}}}
    save_taxonomy(data=data, by_id=world.user().pk, now=NOW)
    signal = heard("ที่จอดรถน้อยมาก")
    assert signal.topics == ["parking"]
    client = sign_in(Role.AGENT)
    body = post(
        client, f"/readings/{signal.pk}/correct/", target=f"div#reading-{signal.pk}", what="sentiment", value="negative"
    )
    assert "Parking" in body


def test_rules_may_ask_for_a_topic_of_the_firm() -> None:
    topics = SCHEMA["topics"].choices
    assert topics is not None
    assert topics["price"] == "Price"
    assert "parking" not in topics
    data = {"parking": {"th": ["ที่จอดรถ"], "name": {"th": "ที่จอดรถ", "en": "Parking"}}}
    save_taxonomy(data=data, by_id=world.user().pk, now=NOW)
    with translation.override("en"):
        assert topics["parking"] == "Parking"
        assert {"price", "parking"} <= set(topics)
        assert len(topics) == len(set(topics))
