import itertools

import numpy as np
import pytest

from samphan.language.topics import Taxonomy
from samphan.language.topics.choice import Choice, Outcome, keep, outcome, take_over
from samphan.language.topics.fitting import TooFewLabels
from samphan.language.topics.head import TopicHead, UnreadableHead
from samphan.language.topics.queue import RANDOM_SHARE, margins, to_ask

TAXONOMY = Taxonomy.from_data(
    {
        "delivery": {"th": ["ส่งของ", "พัสดุ"], "en": ["delivery"]},
        "staff": {"th": ["พนักงาน"], "en": ["staff"]},
        "price": {"th": ["ราคา", "แพง"], "en": ["price*"]},
    }
)
# A firm whose customers say "น้องหน้าร้าน" for its staff, which no word of the taxonomy knows.
PLACES = ["บางนา", "สีลม", "รังสิต", "อโศก", "สยาม", "ทองหล่อ", "เอกมัย", "ลาดพร้าว"]
MOODS = ["ดีมาก", "แย่มาก", "พอใช้", "ประทับใจ", "ไม่ไหวเลย"]


def labelled(pattern: str, *codes: str) -> list[tuple[str, set[str]]]:
    return [(pattern.format(place, mood), set(codes)) for place, mood in itertools.product(PLACES, MOODS)]


TRAINING = [
    *labelled("น้องหน้าร้าน{0} {1}ค่ะ", "staff"),
    *labelled("พัสดุ{0} ส่งของ{1}", "delivery"),
    *labelled("น้องหน้าร้าน{0} {1} ราคาแพง", "staff", "price"),
    *labelled("ร้าน{0} {1}ครับ"),
]


@pytest.fixture(scope="module")
def head() -> TopicHead:
    return TopicHead.fit([text for text, _ in TRAINING], [codes for _, codes in TRAINING], TAXONOMY)


def test_a_head_learns_what_the_words_do_not_know_and_keeps_what_they_do(head: TopicHead) -> None:
    said = dict(zip(TAXONOMY.codes, head.probabilities(["น้องหน้าร้านพระรามเก้า ดูแลดี"])[0], strict=True))
    assert said["staff"] > 0.5 > said["delivery"]
    said = dict(zip(TAXONOMY.codes, head.probabilities(["price was high"])[0], strict=True))  # no label was English
    assert said["price"] > 0.5 > said["staff"]


def test_a_text_may_have_several_topics_or_none(head: TopicHead) -> None:
    several, none = head.probabilities(["น้องหน้าร้านสีลม ดีมาก ราคาแพง", "ร้านสีลม ดีมากครับ"])
    assert (several > 0.5).tolist() == [False, True, True]
    assert (none > 0.5).tolist() == [False, False, False]


def test_without_labels_of_a_topic_its_words_decide() -> None:
    head = TopicHead.fit(["ร้านดี"], [set()], TAXONOMY)
    chances = head.probabilities(["พนักงานไม่อยู่", "อากาศดี"])
    assert chances[0].argmax() == TAXONOMY.codes.index("staff")
    assert chances[0].max() > 0.5 > chances[1].max()


def test_one_topic_each_adds_up_to_one() -> None:
    pairs = [(text, codes) for text, codes in TRAINING if len(codes) == 1]
    head = TopicHead.fit([text for text, _ in pairs], [codes for _, codes in pairs], TAXONOMY, one_of=True)
    texts = ["น้องหน้าร้านสยาม", "พัสดุหาย", "แพง", ""]
    assert np.allclose(head.probabilities(texts).sum(axis=1), 1)
    assert head.choose(texts)[:3] == ["staff", "delivery", "price"]


def test_the_same_labels_give_the_same_head_and_bytes_bring_it_back(head: TopicHead) -> None:
    again = TopicHead.fit([text for text, _ in TRAINING], [codes for _, codes in TRAINING], TAXONOMY)
    assert again.to_bytes() == head.to_bytes()
    back = TopicHead.from_bytes(head.to_bytes())
    texts = ["น้องหน้าร้านสยาม", "พัสดุหาย", ""]
    assert np.array_equal(back.probabilities(texts), head.probabilities(texts))
    assert (back.version, back.taxonomy, back.labels, back.one_of) == (head.version, TAXONOMY, len(TRAINING), False)
    assert len(head.to_bytes()) < 200_000


def test_a_heads_bytes_hold_no_text_it_learned_from(head: TopicHead) -> None:
    assert "น้องหน้าร้าน".encode() not in head.to_bytes()


@pytest.mark.parametrize("damage", [b"", b"SPHTOPIC1\n", b"not a head", b"\x80\x04]."])
def test_what_is_no_head_is_refused(damage: bytes) -> None:
    with pytest.raises(UnreadableHead):
        TopicHead.from_bytes(damage)


def test_a_cut_or_older_head_is_refused(head: TopicHead) -> None:
    data = head.to_bytes()
    with pytest.raises(UnreadableHead):
        TopicHead.from_bytes(data[:-20])
    with pytest.raises(UnreadableHead):
        TopicHead.from_bytes(data.replace(b"features-", b"featureX-"))


def test_a_head_needs_a_label_and_reads_no_text_and_odd_text(head: TopicHead) -> None:
    with pytest.raises(TooFewLabels):
        TopicHead.fit([], [], TAXONOMY)
    assert head.probabilities([]).shape == (0, 3)
    assert np.isfinite(head.probabilities(["", "\x00", "\ud800", "ก" * 10_000, "👍"])).all()


def test_codes_the_taxonomy_does_not_know_are_passed_over() -> None:
    one = TopicHead.fit(["พัสดุหาย", "ร้านดี"], [{"delivery", "gone"}, set()], TAXONOMY)
    assert one.to_bytes() == TopicHead.fit(["พัสดุหาย", "ร้านดี"], [{"delivery"}, set()], TAXONOMY).to_bytes()


def test_the_least_sure_are_asked_first_and_a_tenth_is_drawn() -> None:
    sure = np.linspace(0.5, 1, 200)[:, None] * np.array([[1.0, 0.0]])
    asked = to_ask(sure, 50, seed=1)
    assert asked[:45] == tuple(range(45))
    drawn = asked[45:]
    assert len(drawn) == 50 * RANDOM_SHARE
    assert not set(drawn) & set(range(45))
    assert to_ask(sure, 50, seed=1) == asked
    assert to_ask(sure, 50, seed=2)[45:] != drawn


@pytest.mark.parametrize(("texts", "count", "asked"), [(0, 5, 0), (3, 5, 3), (5, 0, 0), (5, 1, 1)])
def test_no_more_is_asked_than_there_is(texts: int, count: int, asked: int) -> None:
    places = to_ask(np.full((texts, 2), 0.5), count, seed=0)
    assert len(set(places)) == len(places) == asked


def test_margins_of_one_topic_and_of_many() -> None:
    chances = np.array([[0.5, 0.4, 0.1], [0.9, 0.05, 0.05]])
    assert margins(chances, one_of=True) == pytest.approx([0.1, 0.85])
    assert margins(chances) == pytest.approx([0.0, 0.8])


GOOD, MIDDLING, BAD = (
    Outcome(right=80, wrong=10, missed=10),
    Outcome(right=79, wrong=10, missed=10),
    Outcome(right=60, wrong=30, missed=30),
)


@pytest.mark.parametrize(
    ("labels", "held_out", "candidate", "present", "choice"),
    [
        (149, 100, GOOD, BAD, Choice.TOO_FEW_LABELS),
        (150, 24, GOOD, BAD, Choice.TOO_FEW_HELD_OUT),
        (150, 25, GOOD, BAD, Choice.TAKE_OVER),
        (500, 100, BAD, GOOD, Choice.NOT_BETTER),
        (500, 100, GOOD, GOOD, Choice.NOT_BETTER),
        (500, 100, GOOD, MIDDLING, Choice.NOT_BETTER),  # ahead, but within what chance does
    ],
)
def test_a_head_takes_over_when_it_is_taught_measured_and_better(
    labels: int, held_out: int, candidate: Outcome, present: Outcome, choice: Choice
) -> None:
    assert take_over(labels=labels, held_out=held_out, candidate=candidate, present=present) == choice


@pytest.mark.parametrize(
    ("held_out", "active", "before", "choice"),
    [
        (24, BAD, GOOD, Choice.TOO_FEW_HELD_OUT),
        (25, BAD, GOOD, Choice.ROLL_BACK),
        (25, MIDDLING, GOOD, Choice.KEEP),
        (25, GOOD, BAD, Choice.KEEP),
    ],
)
def test_a_head_gives_back_when_it_is_clearly_worse(
    held_out: int, active: Outcome, before: Outcome, choice: Choice
) -> None:
    assert keep(held_out=held_out, active=active, before=before) == choice


def test_outcomes_count_topics() -> None:
    found = outcome([{"a", "b"}, set(), {"c"}], [{"a"}, {"b"}, {"c"}])
    assert found == Outcome(right=2, wrong=1, missed=1)
    assert found.f1 == pytest.approx(2 / 3)
    assert outcome([set()], [set()]).f1 == 1
