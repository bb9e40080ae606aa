"""What corrections teach: judged on those kept aside, taken only when better, taken back when worse."""

from itertools import count

import pytest

from samphan.eventlog.models import Event
from samphan.language import LABELS, Residual
from samphan.signals import services
from samphan.signals.models import FirmModel, ReadingSetup, Signal
from samphan.signals.rules.corrections import is_held_out
from samphan.signals.selectors import judged_texts, reading_setup, topic_data
from samphan.signals.services import learning
from samphan.signals.services.versions import keep_version
from tests import world
from tests.signals.heard import heard

pytestmark = pytest.mark.django_db
NOW = world.NOW
_numbers = count(1)
# A firm's own way of speaking: what it calls its worst product means nothing to anybody else.
SAYS = ("รุ่นซากุระ อีกแล้ว ครั้งที่ {n}", "ได้รุ่นซากุระ มา {n} ชิ้น", "ซากุระ ล็อต {n}", "เครื่องซากุระ หมายเลข {n}")


def judge(texts: int, label: str) -> None:
    """Have people judge so many texts of the firm's own way of speaking."""
    person = world.user()
    for n in range(texts):
        signal = heard(SAYS[n % len(SAYS)].format(n=n), number=next(_numbers))
        services.correct_reading(signal_id=signal.pk, what="sentiment", value=label, by_id=person.pk, now=NOW)


def version(label: str) -> FirmModel:
    """Put a version in force that was taught to call such texts something."""
    texts = [says.format(n=n) for n in range(20) for says in SAYS]
    reader = services.current_reader()
    base = reader.shares(texts, ["survey"] * len(texts), [None] * len(texts))
    body = Residual.fit(texts, [LABELS.index(label)] * len(texts), base=base).to_bytes()
    return keep_version(
        FirmModel(kind="sentiment", body=body, reason="better", learnt_from=30, judged_by=20, made_at=NOW),
        is_taken=True,
        now=NOW,
    )


def test_a_firms_own_way_of_speaking_is_learnt_and_reaches_old_texts() -> None:
    judge(120, "negative")
    unjudged = heard("ซากุระ รุ่นใหม่ ครั้งที่ 777", number=next(_numbers))
    assert unjudged.sentiment != "negative"
    made = services.learn_sentiment(now=NOW)
    assert made is not None
    assert (made.state, made.reason, made.number) == ("active", "better", 1)
    assert made.score is not None
    assert made.score_before is not None
    assert made.score > made.score_before
    held = sum(is_held_out(SAYS[n % len(SAYS)].format(n=n), "screen") for n in range(120))
    assert (made.judged_by, made.learnt_from) == (held, 120 - held)
    services.read_stale()
    unjudged.refresh_from_db()
    assert unjudged.sentiment == "negative"
    assert "/r" in unjudged.read_with
    event = Event.objects.get(type="reading.firm_model_decided")
    assert event.data == {"kind": "sentiment", "number": 1, "state": "active", "reason": "better"}
    assert services.learn_sentiment(now=NOW) is None  # nothing new was said since


def test_words_that_judge_what_was_learnt_never_teach_it() -> None:
    person = world.user()
    text = next(text for n in range(100) if not is_held_out(text := f"ซากุระ ล็อต {n}", "screen"))
    for drawn in ("screen", "lot", "screen"):
        signal = heard(text, number=next(_numbers))
        services.correct_reading(
            signal_id=signal.pk, what="sentiment", value="negative", by_id=person.pk, now=NOW, drawn=drawn
        )
    lessons, aside = learning._split(judged_texts(about_topics=False))
    assert (lessons, [one.text for one in aside]) == ([], [text])


def test_too_few_corrections_teach_nothing() -> None:
    judge(12, "negative")
    assert services.learn_sentiment(now=NOW) is None
    assert not FirmModel.objects.exists()


def test_a_version_that_is_not_better_is_kept_but_not_taken() -> None:
    before = version("negative")
    judge(100, "negative")
    made = services.learn_sentiment(now=NOW)
    assert made is not None
    assert (made.state, made.reason, made.number) == ("declined", "not_better", 2)
    before.refresh_from_db()
    assert before.state == "active"


def test_a_version_that_does_harm_is_taken_back_by_itself() -> None:
    bad = version("question")
    judge(100, "neutral")
    back = services.learn_sentiment(now=NOW)
    assert back is not None
    assert (back.pk, back.state, back.reason) == (bad.pk, "back", "worse_than_none")
    assert services.current_reader().residual is None


def test_rolling_back_by_hand_goes_one_step() -> None:
    first, second = version("negative"), version("positive")
    person = world.user()
    assert services.roll_back(kind="sentiment", now=NOW, by_id=person.pk).pk == second.pk
    first.refresh_from_db()
    assert first.state == "active"
    services.roll_back(kind="sentiment", now=NOW)
    with pytest.raises(services.NothingInForce):
        services.roll_back(kind="sentiment", now=NOW)


def test_what_a_release_made_unreadable_is_set_aside_and_learnt_anew() -> None:
    made = version("negative")
    FirmModel.objects.filter(pk=made.pk).update(body=b"another release")
    ReadingSetup.objects.update(stamp="another")
    assert services.current_reader().residual is None
    judge(120, "negative")
    again = services.learn_sentiment(now=NOW)
    assert again is not None
    assert again.state == "active"


def test_topics_are_learnt_from_what_people_say() -> None:
    person = world.user()
    for n in range(220):
        signal = heard(f"ซากุระ อีกแล้ว {n}" if n % 2 else f"ขอถามเรื่องอื่น {n}", number=next(_numbers))
        value = "yes" if n % 2 else "no"
        services.correct_reading(signal_id=signal.pk, what="topic:quality", value=value, by_id=person.pk, now=NOW)
    made = services.learn_topics(now=NOW)
    assert made is not None
    assert (made.state, made.reason) == ("active", "better")
    reading = services.current_reader().read("ซากุระ ล็อตใหม่")
    assert [topic.code for topic in reading.topics] == ["quality"]
    assert reading.topics[0].confidence is not None
    assert reading.topics[0].spans == ()
    assert services.learn_topics(now=NOW) is None
    # A topic that is added counts at once, and what was learnt comes back the night after.
    data = {**topic_data(), "lift": {"th": ["ลิฟต์"], "en": [], "unless": []}}
    services.save_taxonomy(data=data, by_id=person.pk, now=NOW)
    assert [topic.code for topic in services.current_reader().read("ลิฟต์ขึ้นช้าจัง").topics] == ["lift"]
    again = services.learn_topics(now=NOW)
    assert again is not None
    assert again.state == "active"
    assert [topic.code for topic in services.current_reader().read("ซากุระ ล็อตใหม่").topics] == ["quality"]


def test_what_a_model_guesses_later_is_not_taken_for_what_people_said() -> None:
    person = world.user()
    signal = heard("ซากุระ ล็อตใหม่", number=next(_numbers))
    assert signal.topics == []
    services.correct_reading(signal_id=signal.pk, what="topic:quality", value="yes", by_id=person.pk, now=NOW)
    Signal.objects.filter(pk=signal.pk).update(topics=["price", "quality"])  # a head of ours reads it again
    assert [one.topics for one in judged_texts(about_topics=True)] == [("quality",)]
    # Who says more now has the guess before them, and leaves it.
    Signal.objects.filter(pk=signal.pk).update(topic_spans=[{"code": "price", "start": 0, "end": 1}])
    services.correct_reading(signal_id=signal.pk, what="topic:staff", value="yes", by_id=person.pk, now=NOW)
    assert [one.topics for one in judged_texts(about_topics=True)] == [("price", "quality", "staff")]
    services.correct_reading(signal_id=signal.pk, what="topic:quality", value="no", by_id=person.pk, now=NOW)
    assert [one.topics for one in judged_texts(about_topics=True)] == [("price", "staff")]


def test_the_mix_of_labels_moves_with_what_customers_write() -> None:
    complaints = ("แย่มาก", "รอนานมาก ไม่มีใครตอบ", "ห่วย ผิดหวังมาก", "ของพัง เปลี่ยนก็ไม่ได้", "ไม่ประทับใจเลย")
    for n in range(120):
        heard(f"{complaints[n % 5]} {n}", number=next(_numbers), kind="review")
    before = services.current_reader().prior_of("review")
    assert services.update_priors(now=NOW) == ["review"]
    after = services.current_reader().prior_of("review")
    assert after[0] > before[0]
    kept = reading_setup().priors["review"]
    assert kept["texts"] == 120
    assert sum(kept["shares"]) == pytest.approx(1, abs=1e-3)
    assert services.update_priors(now=NOW) == []  # it has not moved since
    assert Event.objects.get(type="reading.prior_moved").data["channel"] == "review"
    stale = Signal.objects.exclude(read_with=services.current_reader().version_for("review"))
    assert stale.count() == 120
    services.learn_nightly(now=NOW)
    assert services.read_stale() == 120


def test_few_texts_move_no_mix() -> None:
    for n in range(20):
        heard(f"แย่มาก {n}", number=next(_numbers))
    assert services.update_priors(now=NOW) == []
