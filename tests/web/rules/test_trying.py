"""Trying a tree: on one real signal, on a past short enough to wait for, and on a long one in the background."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from samphan.automation.models import Trace
from samphan.automation.services import trials
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.signals.rules import Submission, comment, rating
from samphan.signals.services import store_answers
from tests.web.rules.furnished import active, draft, save

pytestmark = pytest.mark.django_db


def test_a_trial_counts_each_branch_and_writes_nothing(lead: Client) -> None:
    for number, score in enumerate([1, 5, 10]):
        store_answers(
            submission=Submission(kind="response", id=number + 1),
            answers=[rating("nps", "nps", score)],
            source="test",
            channel="web",
            customer_id=None,
            branch_id=None,
            occurred_at=clock.now() - timedelta(days=number + 1),
        )
    version = draft()
    page = lead.get(f"/rules/{version.pk}/?trial=30").content.decode()
    assert "<dt>Signals</dt><dd>3</dd>" in page
    assert "Cases by version 1 in use" in page
    assert Trace.objects.count() == 0
    assert "No signals came in" not in page
    assert lead.get(f"/rules/{version.pk}/?trial=31").status_code == 200


def test_a_long_past_is_counted_in_steps_that_resume(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, score in enumerate([1, 5, 10, 7, 2, 3, 8]):
        store_answers(
            submission=Submission(kind="response" if number % 2 else "review", id=number + 1),
            answers=[rating("nps", "nps", score), comment("why", "x")],
            source="test",
            channel="web",
            customer_id=None,
            branch_id=None,
            occurred_at=clock.now() - timedelta(days=number + 1),
        )
    version = draft()
    asked = {"since": str((clock.now() - timedelta(days=60)).date()), "until": str(clock.now().date())}
    at_once = lead.get(f"/rules/{version.pk}/", asked).content.decode()
    assert "<dt>Signals</dt><dd>7</dd>" in at_once
    monkeypatch.setattr(trials, "AT_ONCE", 10)
    monkeypatch.setattr(trials, "STEP", 2)
    page = lead.get(f"/rules/{version.pk}/", asked).content.decode()
    assert "too much to count while you wait" in page
    counting = lead.post(f"/rules/{version.pk}/count/", asked).url
    assert "Counting: 0 of 7 signals" in lead.get(counting).content.decode()
    assert 'hx-trigger="load delay:2s"' in lead.get(counting).content.decode()
    run_until_idle()
    done = lead.get(counting).content.decode()
    figures = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", done)
    assert figures == re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", at_once)
    assert figures[3][0] == "Cases by version 1 in use"
    assert 'hx-trigger="load delay:2s"' not in done
    save(version, {"branches": []})
    assert "The draft was edited after this was counted" in lead.get(counting).content.decode()


def test_one_real_signal_lights_the_way_it_takes_and_says_why(lead: Client) -> None:
    store_answers(
        submission=Submission(kind="response", id=7),
        answers=[rating("nps", "nps", 1), comment("why", "Two hours late")],
        source="test",
        channel="web",
        customer_id=None,
        branch_id=None,
        occurred_at=clock.now(),
    )
    version = active()
    assert 'href="?signal=response-7#one"' in lead.get(f"/rules/{version.pk}/").content.decode()
    page = lead.get(f"/rules/{version.pk}/?signal=response-7").content.decode()
    assert "<b>Unhappy customer › Very unhappy (NPS 0-2 or one star)</b>" in page
    assert page.count("takes this branch") == 2
    assert page.count("does not fit") == 2  # the urgent ones, and the loyal ones inside
    looked_at = dict(re.findall(r'<dt class="muted">([^<]+)</dt><dd>([^<]+)</dd>', page))
    assert looked_at["category"] == "detractor"
    assert looked_at["number of orders"] == "not known"
    assert "wants_contact" not in looked_at
    assert Trace.objects.count() == 0


@pytest.mark.parametrize("key", ["response-8", "message-7", "response-x", "nothing"])
def test_a_signal_that_is_not_there_is_said_to_be_gone(key: str, lead: Client) -> None:
    assert "This signal is not there any more" in lead.get(f"/rules/{active().pk}/?signal={key}").content.decode()
