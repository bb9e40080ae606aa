"""One click of a person: it counts at once, survives a reading again, and can be taken back."""

import pytest

from samphan.eventlog.models import Event
from samphan.signals import services
from samphan.signals.models import Correction, Signal
from samphan.signals.selectors import checked_reliability, checking_queue, correction_counts, corrections_of
from tests import world
from tests.signals.heard import heard

pytestmark = pytest.mark.django_db
NOW = world.NOW


def correct(signal: Signal, value: str, *, what: str = "sentiment", **fields: object) -> Correction:
    made_by = fields.pop("by_id", None) or world.user().pk
    return services.correct_reading(
        signal_id=signal.pk,
        what=what,
        value=value,
        by_id=made_by,
        now=NOW,
        **fields,  # type: ignore[arg-type]
    )


def test_a_correction_counts_at_once_and_is_told_without_words() -> None:
    signal = heard("แย่มาก รอนาน")
    made = correct(signal, "positive")
    signal.refresh_from_db()
    assert (signal.sentiment, signal.sentiment_score) == ("positive", 1.0)
    event = Event.objects.get(type="reading.corrected")
    assert event.subject_id == signal.pk
    assert event.data == {"what": "sentiment", "value": "positive"}
    assert (event.actor_kind, event.actor_id) == ("user", made.made_by_id)


def test_a_correction_survives_a_reading_again() -> None:
    signal = heard("แย่มาก รอนาน")
    correct(signal, "neutral")
    correct(signal, "no", what="topic:wait_time")
    correct(signal, "yes", what="topic:price")
    Signal.objects.update(read_with="another")
    assert services.read_stale() == 1
    signal.refresh_from_db()
    assert signal.read_with != "another"
    assert signal.sentiment == "neutral"
    assert "wait_time" not in signal.topics
    assert "price" in signal.topics


def test_a_correction_holds_for_the_words_it_was_said_of() -> None:
    signal = heard("แย่มาก")
    correct(signal, "positive")
    again = heard("ห่วยแตก ผิดหวัง")
    assert again.pk == signal.pk
    assert again.sentiment == "negative"
    assert corrections_of([again]) == {}
    assert heard("แย่มาก").sentiment == "positive"  # the old words once more


def test_taking_it_back_restores_what_was_said_before() -> None:
    signal = heard("แย่มาก")
    machine = signal.sentiment
    first = correct(signal, "neutral")
    second = correct(signal, "question")
    assert Correction.objects.filter(ended_at=None).get() == second
    services.take_back_correction(correction_id=second.pk, by_id=second.made_by_id, now=NOW)
    signal.refresh_from_db()
    assert signal.sentiment == "neutral"
    services.take_back_correction(correction_id=first.pk, by_id=first.made_by_id, now=NOW)
    signal.refresh_from_db()
    assert signal.sentiment == machine
    with pytest.raises(services.CorrectionGone):
        services.take_back_correction(correction_id=first.pk, by_id=first.made_by_id, now=NOW)
    assert Event.objects.filter(type="reading.correction_taken_back").count() == 2


def test_a_topic_can_be_denied_added_and_given_back() -> None:
    signal = heard("พนักงานสุภาพ")
    assert "staff" in signal.topics
    denied = correct(signal, "no", what="topic:staff")
    signal.refresh_from_db()
    assert "staff" not in signal.topics
    services.take_back_correction(correction_id=denied.pk, by_id=denied.made_by_id, now=NOW)
    signal.refresh_from_db()
    assert "staff" in signal.topics


@pytest.mark.parametrize(("what", "value"), [("sentiment", "unknown"), ("topic:weather", "yes"), ("nothing", "yes")])
def test_nonsense_is_refused(what: str, value: str) -> None:
    signal = heard("ดี")
    with pytest.raises(services.CorrectionUnknown):
        correct(signal, value, what=what)
    assert not Correction.objects.exists()


def test_there_must_be_a_text() -> None:
    heard("ดี", score=9)
    rating = Signal.objects.get(type="rating")
    for signal_id in (rating.pk, 999_999):
        with pytest.raises(services.NothingToCorrect):
            services.correct_reading(
                signal_id=signal_id, what="sentiment", value="positive", by_id=world.user().pk, now=NOW
            )


def test_the_queue_asks_for_each_text_once() -> None:
    signals = [heard(f"สินค้าหมายเลข {number} ครับ", number=number) for number in range(5)]
    queue = checking_queue(count=3, now=NOW)
    assert len(queue) == 3
    correct(queue[0][0], "neutral", drawn=queue[0][1])
    assert queue[0][0].pk not in [row.pk for row, _ in checking_queue(count=5, now=NOW)]
    assert len(signals) == 5


def test_only_texts_drawn_by_lot_say_how_well_confidence_is_meant() -> None:
    right, wrong, other = (heard(text, number=n) for n, text in enumerate(("ดีมาก", "แย่มาก", "ประทับใจ")))
    correct(right, right.sentiment, drawn="lot")
    correct(wrong, "positive", drawn="lot")
    correct(other, "negative", drawn="unsure")
    found = checked_reliability()
    assert found.n == 2
    assert sum(one.right * one.n for one in found.bins) == 1
    assert correction_counts() == {"sentiment": 3, "topics": 0, "lot": 2}
    assert all(c.is_held_out for c in Correction.objects.filter(drawn="lot"))
