from datetime import timedelta

import pytest
from django.test import Client

from samphan.customers.models import Order, OrderLine
from samphan.eventlog.models import Event
from samphan.kit import clock
from samphan.promises.services import seed_calendars, seed_promises
from samphan.signals.rules import Submission
from samphan.signals.selectors import submission_facts
from samphan.surveys import services
from samphan.surveys.models import Invitation, Response, Survey
from samphan.surveys.selectors import anonymous_url, invitation_token
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    """A browser that would be stopped by a missing CSRF token, as a real one."""
    world.organisation()
    services.seed_surveys(now=clock.now())
    return Client(enforce_csrf_checks=True)


def invitation(code: str = "nps", **fields: object) -> Invitation:
    now = clock.now()
    values: dict[str, object] = {
        "survey": Survey.objects.get(code=code),
        "customer": world.customer(),
        "created_at": now,
        "sent_at": now,
        "expires_at": now + timedelta(days=30),
    }
    return Invitation.objects.create(**{**values, **fields})


def link(asked: Invitation, tail: str = "") -> str:
    return f"/s/{invitation_token(asked.pk)}/{tail}"


def facts() -> dict[str, object]:
    return submission_facts(submission=Submission(kind="response", id=Response.objects.get().pk))


def test_the_page_speaks_to_the_customer_about_what_was_bought(browser: Client) -> None:
    customer = world.customer()
    order = Order.objects.create(
        customer=customer,
        external_ref="o-1",
        total_satang=100,
        ordered_at=world.NOW,
        created_at=world.NOW,
    )
    OrderLine.objects.create(
        order=order, position=1, name="แอร์ 18,000 BTU", quantity=1, unit_price_satang=100, total_satang=100
    )
    answer = browser.get(link(invitation(customer=customer, order=order)))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'คุณพิมมีแนวโน้มจะแนะนำ<span class="nw">เรือนดี โฮม</span>' in page
    assert "แอร์ 18,000 BTU" in page
    assert 'lang="th"' in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "no-store"


def test_opening_a_link_stores_no_answer_even_with_a_score_in_it(browser: Client) -> None:
    asked = invitation()
    page = browser.get(link(asked), {"s": "8"}).content.decode()
    assert not Response.objects.exists()
    assert 'value="8" aria-pressed="true"' in page
    asked.refresh_from_db()
    assert asked.opened_at is not None


def test_one_post_confirms_the_score_of_a_messages_link(browser: Client) -> None:
    asked = invitation()
    answer = browser.post(link(asked), {"chosen": "8", "send": "1"})
    assert answer.status_code == 303
    assert facts()["score"] == 8


@pytest.mark.parametrize("score", ["11", "-1", "8.5", "๘", "x" * 500, ""])
def test_a_score_off_the_scale_is_not_chosen(browser: Client, score: str) -> None:
    assert 'aria-pressed="true">' not in browser.get(link(invitation()), {"s": score}).content.decode().split("nps")[1]


def test_the_first_tap_stores_without_javascript_and_opens_the_follow_up(browser: Client) -> None:
    asked = invitation()
    answer = browser.post(link(asked), {"score": "2"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert Response.objects.get().finished_at is None
    assert facts()["score"] == 2
    assert 'name="q-comment"' in page
    assert "data-more hidden" not in page


def test_the_script_gets_a_short_answer_to_a_tap(browser: Client) -> None:
    answer = browser.post(link(invitation()), {"score": "2"}, headers={"X-Survey-Tap": "1"})
    assert answer.status_code == 204
    assert facts()["score"] == 2


def test_a_second_tap_changes_the_score_and_keeps_what_was_typed(browser: Client) -> None:
    asked = invitation()
    browser.post(link(asked), {"score": "2"})
    page = browser.post(link(asked), {"score": "4", "q-comment": "กำลังพิมพ์", "q-reasons": "price"}).content.decode()
    assert facts()["score"] == 4
    assert not facts()["has_text"]
    assert "กำลังพิมพ์" in page
    assert 'value="price" checked' in page


def test_the_whole_answer_finishes_and_leads_to_thanks_with_a_promised_time(browser: Client) -> None:
    seed_calendars(now=clock.now(), years=[2026, 2027])
    seed_promises()
    asked = invitation()
    browser.post(link(asked), {"score": "2"})
    answer = browser.post(
        link(asked),
        {
            "chosen": "2",
            "send": "1",
            "q-comment": "รอนานมาก\r\nไม่มีใครโทรกลับ",
            "q-reasons": ["staff"],
            "contact_me": "on",
        },
    )
    assert answer.status_code == 303
    stored = facts()
    assert (stored["score"], stored["wants_contact"], stored["reasons"]) == (2, True, ["staff"])
    page = browser.get(answer["Location"]).content.decode()
    assert "data-call-by" in page


def test_pressing_send_twice_is_harmless(browser: Client) -> None:
    asked = invitation()
    form = {"chosen": "9", "send": "1", "q-comment": "ดีมาก"}
    assert browser.post(link(asked), form).status_code == 303
    browser.post(link(asked), form)
    assert Response.objects.count() == 1
    assert Event.objects.filter(type="survey.response_finished").count() == 1


def test_a_used_link_says_so_kindly(browser: Client) -> None:
    asked = invitation()
    browser.post(link(asked), {"chosen": "9", "send": "1"})
    answer = browser.get(link(asked))
    assert answer.status_code == 200
    assert "<form" not in answer.content.decode()


def test_an_expired_link_says_so_kindly(browser: Client) -> None:
    answer = browser.get(link(invitation(expires_at=clock.now())))
    assert answer.status_code == 410
    assert "<form" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/s/1.forged/", "/s/zzz/", "/s/a/1.forged/", "/s/1.x/thanks/", "/s/a/1.x/thanks/"])
def test_an_unknown_link_says_so_kindly(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_nothing_answered_keeps_the_page_and_says_what_to_do(browser: Client) -> None:
    answer = browser.post(link(invitation()), {"send": "1", "q-comment": " "})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_post_from_another_site_is_refused_and_keeps_what_was_typed(browser: Client) -> None:
    form = {"chosen": "9", "send": "1", "q-comment": "ดีมากเลย"}
    answer = browser.post(link(invitation()), form, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "ดีมากเลย" in answer.content.decode()
    assert not Response.objects.exists()


def test_a_post_from_this_site_needs_no_cookie(browser: Client) -> None:
    answer = browser.post(link(invitation()), {"score": "9"}, headers={"Origin": "http://testserver"})
    assert answer.status_code == 200
    assert Response.objects.exists()
    assert "csrftoken" not in answer.cookies


def test_the_language_switch_keeps_what_was_typed_and_stores_nothing(browser: Client) -> None:
    page = browser.post(link(invitation()), {"lang": "en", "chosen": "7", "q-comment": "so far"}).content.decode()
    assert "How likely are you to recommend" in page
    assert "so far" in page
    assert not Response.objects.exists()


def test_hostile_words_are_shown_as_words(browser: Client) -> None:
    asked = invitation()
    page = browser.post(
        link(asked), {"score": "5", "q-comment": "</textarea><script>alert(1)</script>"}
    ).content.decode()
    assert "<script>alert" not in page
    browser.post(link(asked), {"send": "1", "q-comment": "a\x00b" + "ก" * 20_000})
    assert facts()["has_text"]


def test_everybody_is_offered_the_same_review_link(browser: Client) -> None:
    Survey.objects.update(review_url="https://reviews.example/ruendee")
    pages = []
    for score in ("0", "7", "10"):
        asked = invitation()
        answer = browser.post(link(asked), {"chosen": score, "send": "1"})
        pages.append("https://reviews.example/ruendee" in browser.get(answer["Location"]).content.decode())
    assert pages == [True, True, True]


def anonymous_path() -> str:
    Survey.objects.filter(code="nps").update(is_anonymous=True)
    return anonymous_url(Survey.objects.get(code="nps").pk).removeprefix("http://127.0.0.1:8000")


def test_an_anonymous_survey_says_so_and_stores_nobody(browser: Client) -> None:
    path = anonymous_path()
    assert "eye-off" in browser.get(path).content.decode()
    form = {"reference": "abc", "score": "3"}
    browser.post(path, form)
    browser.post(path, form)
    answer = browser.post(path, {"reference": "abc", "chosen": "3", "send": "1", "q-comment": "ช้า"})
    assert answer.status_code == 303
    assert browser.get(answer["Location"]).status_code == 200
    made = Response.objects.get()
    assert (made.customer_id, made.invitation_id) == (None, None)
    assert "contact_me" not in browser.get(path).content.decode()


def test_a_survey_that_is_not_anonymous_has_no_open_link(browser: Client) -> None:
    path = anonymous_path()
    Survey.objects.update(is_anonymous=False)
    assert browser.get(path).status_code == 404


def test_the_page_takes_few_queries(browser: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    asked = invitation()
    browser.get(link(asked))
    with django_assert_max_num_queries(9):
        browser.get(link(asked))


def test_the_privacy_page_opens(browser: Client) -> None:
    assert browser.get("/s/privacy/").status_code == 200
