from datetime import timedelta

import pytest

from samphan.eventlog.models import Event, OutboxEntry
from samphan.signals.models import Signal
from samphan.signals.rules import Submission, chosen, comment, rating
from samphan.signals.selectors import submission_facts
from samphan.signals.services import InvalidAnswer
from samphan.surveys import services
from samphan.surveys.models import Invitation, Response, Survey
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


def survey(code: str = "nps") -> Survey:
    services.seed_surveys(now=NOW)
    return Survey.objects.get(code=code)


def invitation(**fields: object) -> Invitation:
    values: dict[str, object] = {
        "survey": survey(),
        "customer": world.customer(),
        "created_at": NOW,
        "sent_at": NOW,
        "expires_at": NOW + timedelta(days=30),
    }
    return Invitation.objects.create(**{**values, **fields})


def tap(asked: Invitation, score: int, *, minutes: int = 0, finish: bool = False) -> Response:
    return services.record_response(
        invitation_id=asked.pk,
        survey_id=asked.survey_id,
        answers=[rating("nps", "nps", score)],
        now=NOW + timedelta(minutes=minutes),
        source="link",
        channel="web",
        finish=finish,
    )


def types() -> list[str]:
    return list(Event.objects.order_by("id").values_list("type", flat=True))


def test_the_first_tap_stores_the_score_with_its_event() -> None:
    asked = invitation()
    made = tap(asked, 2)
    assert made.finished_at is None
    assert made.customer_id == asked.customer_id
    event = Event.objects.get(type="survey.response_recorded")
    assert (event.subject_kind, event.subject_id, event.customer_id) == ("response", made.pk, asked.customer_id)
    assert event.data["score"] == 2
    assert event.data["category"] == "detractor"
    assert event.data["purpose"] == "relationship"
    assert OutboxEntry.objects.filter(event=event).exists()


def test_a_double_tap_makes_one_response_and_one_event() -> None:
    asked = invitation()
    assert tap(asked, 2).pk == tap(asked, 2, minutes=1).pk
    assert Response.objects.count() == 1
    assert types() == ["survey.response_recorded"]


def test_another_score_in_the_open_window_is_kept_as_the_last_answer() -> None:
    asked = invitation()
    made = tap(asked, 2)
    tap(asked, 9, minutes=5)
    assert submission_facts(submission=Submission(kind="response", id=made.pk))["score"] == 9
    changed = Event.objects.get(type="survey.score_changed")
    assert (changed.data["old_score"], changed.data["new_score"]) == (2, 9)


def test_the_comment_joins_the_score_and_finishes_the_response() -> None:
    made = tap(invitation(), 2)
    answers = [comment("comment", "รอนานมาก ไม่มีใครโทรกลับ"), chosen("reasons", ["communication"])]
    done = services.finish_response(
        response_id=made.pk, answers=answers, now=NOW + timedelta(minutes=1), wants_contact=True
    )
    assert done.finished_at is not None
    facts = submission_facts(submission=Submission(kind="response", id=made.pk))
    assert facts["score"] == 2
    assert facts["has_text"]
    assert facts["wants_contact"]
    assert facts["reasons"] == ["communication"]
    assert types() == ["survey.response_recorded", "survey.response_finished"]
    data = Event.objects.get(type="survey.response_finished").data
    assert data["has_text"]
    assert data["wants_contact"]
    assert "รอนาน" not in str(data)


def test_sending_the_same_comment_twice_is_harmless() -> None:
    made = tap(invitation(), 2)
    for _ in range(2):
        services.finish_response(response_id=made.pk, answers=[comment("comment", "ช้า")], now=NOW)
    assert types().count("survey.response_finished") == 1


def test_a_finished_response_is_not_changed() -> None:
    asked = invitation()
    made = tap(asked, 2, finish=True)
    with pytest.raises(services.AlreadyAnswered):
        tap(asked, 9)
    with pytest.raises(services.AlreadyAnswered):
        services.finish_response(response_id=made.pk, answers=[comment("comment", "more")], now=NOW)
    assert Signal.objects.get(submission_id=made.pk, field="nps").score == 2


def test_an_unfinished_response_closes_after_a_day() -> None:
    asked = invitation()
    tap(asked, 2)
    with pytest.raises(services.AlreadyAnswered):
        tap(asked, 9, minutes=60 * 24)


def test_an_expired_invitation_is_refused() -> None:
    asked = invitation(expires_at=NOW)
    with pytest.raises(services.InvitationExpired):
        tap(asked, 9)
    assert not Response.objects.exists()


def test_a_skipped_or_unknown_invitation_takes_no_answer() -> None:
    with pytest.raises(services.InvitationUnknown):
        tap(invitation(skipped_reason="budget_spent"), 9)
    with pytest.raises(services.InvitationUnknown):
        services.record_response(
            invitation_id=10**9,
            survey_id=None,
            answers=[rating("nps", "nps", 1)],
            now=NOW,
            source="link",
            channel="web",
        )


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (rating("nps", "nps", 11), "score"),
        (rating("nps", "nps", -1), "score"),
        (rating("csat", "csat", 0), "score"),
        (rating("x", "furlongs", 1), "scale"),
        (comment("comment", "ก" * 10_001), "text"),
        (comment("comment", "a\x00b"), "text"),
        (comment("", "ดี"), "field"),
        (chosen("reasons", ["x" * 41]), "choices"),
    ],
)
def test_an_impossible_answer_is_refused_and_nothing_is_written(answer: object, problem: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        services.record_response(survey_id=None, answers=[answer], now=NOW, source="api", channel="api")  # type: ignore[list-item]
    assert refusal.value.facts["problem"] == problem
    assert not Response.objects.exists()
    assert not Event.objects.exists()


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(services.NothingAnswered):
        services.record_response(
            survey_id=None, answers=[comment("comment", "  ")], now=NOW, source="api", channel="api"
        )


def test_the_same_external_reference_is_one_response() -> None:
    def send() -> Response:
        return services.record_response(
            survey_id=survey().pk,
            answers=[rating("nps", "nps", 3), comment("comment", "แพง")],
            now=NOW,
            source="api",
            channel="api",
            external_ref="r-1",
        )

    assert send().pk == send().pk
    assert types() == ["survey.response_recorded", "survey.response_finished"]


def rows(count: int, **fields: object) -> list[services.ResponseRow]:
    return [
        services.ResponseRow(
            survey_id=None,
            answers=[rating("nps", "nps", number % 11), comment("comment", "บริการช้า" if number % 2 else "")],
            answered_at=NOW - timedelta(days=number),
            source="file",
            external_ref=f"row-{number}",
            **fields,  # type: ignore[arg-type]
        )
        for number in range(count)
    ]


def test_a_chunk_of_responses_is_stored_once_however_often_it_is_imported() -> None:
    first = services.record_responses(rows=rows(30))
    again = services.record_responses(rows=rows(31))
    assert (len(first.created_ids), first.known_count) == (30, 0)
    assert (len(again.created_ids), again.known_count) == (1, 30)
    assert Signal.objects.filter(type="rating").count() == 31
    assert Signal.objects.filter(type="text").count() == 15
    assert types().count("survey.response_finished") == 31
    newest = Event.objects.filter(type="survey.response_recorded").order_by("id").first()
    assert newest is not None
    assert newest.occurred_at == NOW
    assert OutboxEntry.objects.count() == 62


def test_a_reference_that_comes_twice_in_one_chunk_is_stored_once() -> None:
    twice = rows(1) + rows(1)
    result = services.record_responses(rows=twice)
    assert (len(result.created_ids), result.known_count) == (1, 1)


def test_history_can_be_loaded_without_reactions() -> None:
    services.record_responses(rows=rows(3), deliver=False)
    assert Event.objects.count() == 6
    assert not OutboxEntry.objects.exists()


def test_a_bad_row_in_a_chunk_writes_nothing_of_the_chunk() -> None:
    bad = services.ResponseRow(
        survey_id=None, answers=[rating("nps", "nps", 99)], answered_at=NOW, source="file", external_ref="bad"
    )
    with pytest.raises(InvalidAnswer):
        services.record_responses(rows=[*rows(2), bad])
    assert not Response.objects.exists()


def test_bulk_writing_takes_a_constant_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_max_num_queries(24):
        services.record_responses(rows=rows(200))


def test_an_import_can_be_taken_back() -> None:
    services.record_responses(rows=rows(5, batch_id=7))
    services.record_responses(rows=[r for r in rows(6) if r.external_ref == "row-5"])
    assert services.erase_import_batch(batch_id=7) == 5
    assert Response.objects.count() == 1
    assert Signal.objects.filter(type="rating").count() == 1
