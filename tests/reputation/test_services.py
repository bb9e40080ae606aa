import pytest

from samphan.eventlog.models import Event
from samphan.reputation import services
from samphan.reputation.models import Review
from samphan.signals.models import Signal
from samphan.signals.rules import Submission
from samphan.signals.selectors import submission_facts
from samphan.signals.services import InvalidAnswer, read_submission
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.NOW


def record(**fields: object) -> Review:
    values: dict[str, object] = {
        "source": "google",
        "external_ref": "g-1",
        "stars": 1,
        "text": "ส่งช้ามาก โทรไปไม่มีใครรับสาย",
        "posted_at": NOW,
        "now": NOW,
    }
    return services.record_review(**{**values, **fields})  # type: ignore[arg-type]


def test_a_review_is_stored_with_its_signals_and_event() -> None:
    made = record(customer_id=world.customer().pk, branch_id=world.branch().pk)
    facts = submission_facts(submission=Submission(kind="review", id=made.pk))
    assert (facts["score"], facts["scale"], facts["category"]) == (1, "stars", "detractor")
    assert facts["has_text"]
    assert facts["branch_id"] == made.branch_id
    event = Event.objects.get()
    assert (event.type, event.subject_kind, event.subject_id) == ("reputation.review_recorded", "review", made.pk)
    assert "ส่งช้า" not in str(event.data)


def test_words_without_stars_are_read_as_talk_among_people() -> None:
    for ref, stars, channel in (("r", 1, "review"), ("m", None, "social")):
        made = record(external_ref=ref, stars=stars)
        told = Signal.objects.filter(submission_kind="review", submission_id=made.pk)
        assert set(told.values_list("channel", flat=True)) == {channel}
        read_submission(submission=Submission(kind="review", id=made.pk))
    review, mention = Signal.objects.filter(type="text").order_by("pk")
    assert review.probabilities != mention.probabilities


def test_the_same_review_again_changes_nothing() -> None:
    assert record().pk == record().pk
    assert Event.objects.count() == 1


def test_two_sources_may_use_the_same_reference() -> None:
    assert record().pk != record(source="facebook").pk


def test_a_review_without_stars_or_words_is_refused() -> None:
    with pytest.raises(services.EmptyReview):
        record(stars=None, text=" ")
    with pytest.raises(services.ReviewNameless):
        record(external_ref="")
    with pytest.raises(InvalidAnswer):
        record(stars=6)
    assert not Review.objects.exists()


def test_a_chunk_is_idempotent_and_can_be_taken_back() -> None:
    def rows(count: int) -> list[services.ReviewRow]:
        return [
            services.ReviewRow(
                source="file", external_ref=str(n), stars=1 + n % 5, text="ดีมาก", posted_at=NOW, batch_id=3
            )
            for n in range(count)
        ]

    assert len(services.record_reviews(rows=rows(20), now=NOW).created_ids) == 20
    assert services.record_reviews(rows=rows(21), now=NOW).known_count == 20
    assert services.erase_import_batch(batch_id=3) == 21
    assert not Review.objects.exists()
