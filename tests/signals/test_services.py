from datetime import timedelta

import pytest

from samphan.signals import services
from samphan.signals.models import Signal
from samphan.signals.rules import Answer, Submission, category_of, chosen, comment, contact_wish, rating, share_of_scale
from samphan.signals.selectors import (
    count_submissions,
    has_more_answers,
    last_unhappy_at,
    past_submissions,
    submission_facts,
    submission_signals,
)
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW
ONE = Submission(kind="response", id=1)


def store(*answers: Answer, submission: Submission = ONE, **fields: object) -> None:
    values: dict[str, object] = {
        "source": "link",
        "channel": "web",
        "customer_id": None,
        "branch_id": None,
        "occurred_at": NOW,
    }
    services.store_answers(submission=submission, answers=answers, **{**values, **fields})  # type: ignore[arg-type]


def test_each_answered_field_is_one_signal() -> None:
    store(rating("nps", "nps", 3), comment("comment", " ช้า "), chosen("reasons", ["price", "staff"]), contact_wish())
    rows = {s.field: s for s in submission_signals(submission=ONE)}
    assert set(rows) == {"nps", "comment", "reasons", "contact_me"}
    assert rows["nps"].score == 3
    assert rows["comment"].text == "ช้า"
    assert rows["reasons"].choices == ["price", "staff"]


def test_a_field_answered_again_keeps_the_last_answer_and_is_read_again() -> None:
    store(comment("comment", "แย่มาก"))
    services.read_submission(submission=ONE)
    store(comment("comment", "ดีมาก"))
    assert Signal.objects.get().read_with == ""
    services.read_submission(submission=ONE)
    assert (Signal.objects.get().text, Signal.objects.get().sentiment) == ("ดีมาก", "positive")


def test_reading_stores_what_was_understood_and_by_which_model() -> None:
    store(rating("nps", "nps", 2), comment("comment", "รอนานมาก จะแจ้งความ"))
    services.read_submission(submission=ONE)
    row = Signal.objects.get(type="text")
    assert row.read_with == services.current_reader().version_for("survey")
    assert (row.language, row.sentiment, row.urgency, row.urgency_rule) == ("th", "negative", 3, "legal")
    assert "wait_time" in row.topics
    span = row.topic_spans[row.topics.index("wait_time")]["spans"][0]
    assert row.text[span[0] : span[1]] == "รอนาน"


def test_a_text_is_read_once_by_one_model(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    store(comment("comment", "ดี"))
    services.read_submission(submission=ONE)
    Signal.objects.update(sentiment="negative")
    services.read_submission(submission=ONE)
    assert Signal.objects.get().sentiment == "negative"


def test_the_score_beside_a_text_tips_its_reading() -> None:
    store(rating("stars", "stars", 1), comment("review", "ติดตั้งเมื่อวาน"))
    services.read_submission(submission=ONE)
    assert Signal.objects.get(type="text").sentiment == "negative"


def test_a_new_model_reaches_every_old_text_in_small_steps() -> None:
    for number in range(7):
        store(rating("nps", "nps", 0), comment("comment", "ดี"), submission=Submission(kind="response", id=number))
    Signal.objects.filter(type="text").update(read_with="older-model", sentiment="negative")
    assert services.read_stale(limit=3) == 7  # a group of 500 at once is the smallest step
    assert set(Signal.objects.filter(type="text").values_list("read_with", flat=True)) == {
        services.current_reader().version_for("survey")
    }
    assert services.read_stale() == 0


def test_facts_name_what_rules_may_ask() -> None:
    customer, branch = world.customer(), world.branch()
    store(
        rating("nps", "nps", 2),
        comment("comment", "ช่างสุภาพแต่ส่งของช้ามาก"),
        chosen("reasons", ["on_time"]),
        contact_wish(),
        customer_id=customer.pk,
        branch_id=branch.pk,
    )
    services.read_submission(submission=ONE)
    facts = submission_facts(submission=ONE)
    assert facts["score"] == 2
    assert facts["scale"] == "nps"
    assert facts["category"] == "detractor"
    assert facts["sentiment"] == "negative"
    assert facts["language"] == "th"
    assert facts["reasons"] == ["on_time"]
    assert facts["wants_contact"] is True
    assert facts["has_text"] is True
    assert (facts["customer_id"], facts["branch_id"]) == (customer.pk, branch.pk)
    assert {"delivery", "staff"} <= set(facts["topics"])  # type: ignore[call-overload]


def test_facts_of_an_unknown_submission_are_empty_and_complete() -> None:
    store(rating("nps", "nps", 2))
    assert set(submission_facts(submission=Submission(kind="review", id=9))) == set(submission_facts(submission=ONE))


def test_past_submissions_are_what_rules_are_tried_on() -> None:
    for number in range(4):
        store(
            rating("nps", "nps", number),
            submission=Submission(kind="response", id=number),
            occurred_at=NOW - timedelta(days=number),
        )
    store(rating("stars", "stars", 5), comment("text", "x"), submission=Submission(kind="review", id=1))
    asked = {"kinds": ("response", "review"), "since": NOW - timedelta(days=2), "until": NOW + timedelta(days=1)}
    pages = [[(s.kind, s.id, facts["score"]) for s, facts in page] for page in past_submissions(**asked, rows=2)]
    assert pages == [[("response", 0, 0)], [("response", 1, 1)], [("response", 2, 2)], [("review", 1, 5)]]
    resumed = past_submissions(**asked, after=Submission(kind="response", id=1))
    assert [s.id for page in resumed for s, _ in page] == [2, 1]
    assert count_submissions(**asked) == 4
    assert has_more_answers(than=4, **asked)
    assert not has_more_answers(than=5, **asked)


def test_the_last_unhappy_word_of_a_customer_is_known() -> None:
    happy, unhappy, cross = (world.customer() for _ in range(3))
    store(rating("nps", "nps", 9), customer_id=happy.pk)
    store(rating("csat", "csat", 2), customer_id=unhappy.pk, submission=Submission(kind="response", id=2))
    store(comment("review", "แย่มาก"), customer_id=cross.pk, submission=Submission(kind="review", id=3))
    services.read_submission(submission=Submission(kind="review", id=3))
    found = last_unhappy_at(customer_ids=[happy.pk, unhappy.pk, cross.pk], since=NOW - timedelta(days=1))
    assert set(found) == {unhappy.pk, cross.pk}


def test_taking_a_submission_back_takes_its_signals() -> None:
    store(rating("nps", "nps", 9), comment("comment", "ดี"))
    store(rating("stars", "stars", 5), submission=Submission(kind="review", id=1))
    assert services.erase_submissions(kind="response", ids=[1]) == 2
    assert Signal.objects.get().submission_kind == "review"


@pytest.mark.parametrize(
    ("scale", "score", "category", "share"),
    [
        ("nps", 0, "detractor", 0.0),
        ("nps", 6, "detractor", 0.6),
        ("nps", 7, "passive", 0.7),
        ("nps", 8, "passive", 0.8),
        ("nps", 9, "promoter", 0.9),
        ("csat", 1, "detractor", 0.0),
        ("csat", 2, "detractor", 0.25),
        ("csat", 3, "passive", 0.5),
        ("stars", 4, "promoter", 0.75),
        ("stars", None, "none", None),
        ("", 5, "none", None),
    ],
)
def test_a_score_has_its_category_and_its_share(
    scale: str, score: int | None, category: str, share: float | None
) -> None:
    assert category_of(scale, score) == category
    assert share_of_scale(scale, score) == share
