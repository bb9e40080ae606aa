import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest

from samphan.language.features import fold
from samphan.language.labels import LABELS
from samphan.language.sentiment.model import Probabilities, SentimentModel, english_share, shipped_model
from samphan.language.sentiment.table import MAGIC, UnreadableModel
from tests.pace import costs_at_most

# Plain sentences whose label nobody doubts; the behaviour suite is the measure, this is the alarm.
PLAIN = [
    ("บริการแย่มาก ผิดหวัง", "negative"),
    ("รอมาสองชั่วโมงแล้ว ไม่มีใครรับสาย", "negative"),
    ("ไม่ดีเลย", "negative"),
    ("ประทับใจมากค่ะ จะกลับมาอีก", "positive"),
    ("ไม่ผิดหวังเลย ของดีมาก", "positive"),
    ("ขอบคุณที่ช่วยแก้ปัญหาให้ค่ะ", "positive"),
    ("ราคาเท่าไหร่คะ", "question"),
    ("มีสาขาที่ขอนแก่นไหมครับ", "question"),
    ("the staff was rude and nobody called back", "negative"),
    ("great service, very fast delivery", "positive"),
    ("what are your opening hours?", "question"),
]


def said(texts: list[str], *, channel: str = "survey") -> Probabilities:
    return shipped_model().probabilities(texts, [channel] * len(texts))


@pytest.mark.parametrize(("text", "label"), PLAIN)
def test_a_plain_sentence_is_read_as_it_is_meant(text: str, label: str) -> None:
    assert LABELS[said([text])[0].argmax()] == label


def test_probabilities_add_up_and_do_not_depend_on_the_company_of_a_text() -> None:
    texts = [text for text, _ in PLAIN] * 120  # more than one batch
    together = said(texts)
    assert together.shape == (len(texts), len(LABELS))
    assert np.allclose(together.sum(axis=1), 1)
    alone = np.concatenate([said([text]) for text, _ in PLAIN])
    assert np.allclose(together[: len(PLAIN)], alone, atol=1e-6)
    assert np.array_equal(together[: len(PLAIN)], together[-len(PLAIN) :])


def test_no_text_gives_no_row() -> None:
    assert said([]).shape == (0, len(LABELS))


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "😡", "とても悪い", "่่่่", "a" * 5000, "ไ" * 5000])
def test_odd_text_is_never_an_error(text: str) -> None:
    (row,) = said([text])
    assert np.isfinite(row).all()


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("ส่งของช้ามาก", 0.0),
        ("the delivery was late", 1.0),
        ("ชอบ iphone มาก", 0.0),  # the name of a product
        ("ok ค่ะ", 0.0),
        ("😡", 0.0),
        ("", 0.0),
        ("the app keeps crashing every single day นะ", 1.0),
    ],
)
def test_a_text_is_read_by_the_table_of_its_script(text: str, share: float) -> None:
    assert english_share(fold(text)) == share


def test_a_text_in_both_languages_is_read_by_both_tables() -> None:
    assert 0.25 < english_share(fold("the service was terrible ช้ามากเลยค่ะ")) < 0.9
    negative = said(["the service was terrible ช้ามากเลยค่ะ"])[0]
    assert LABELS[negative.argmax()] == "negative"


def test_thai_of_social_media_is_read_by_its_own_table() -> None:
    thai, english = "รอมาสองชั่วโมงแล้ว ไม่มีใครรับสาย", "the staff was rude and nobody called back"
    written, mentioned = said([thai, english]), said([thai, english], channel="social")
    assert not np.allclose(written[0], mentioned[0], atol=0.01)
    assert np.array_equal(written[1], mentioned[1])
    together = shipped_model().probabilities([thai, english, thai, english], ["survey", "survey", "social", "social"])
    assert np.allclose(together, np.concatenate([written, mentioned]), atol=1e-6)


def test_a_table_of_social_media_that_is_no_model_is_refused_with_the_first_such_text() -> None:
    data = files("samphan.language").joinpath("data")
    thai, english = (data.joinpath(f"sentiment_{name}.bin").read_bytes() for name in ("th", "en"))
    model = SentimentModel(thai=thai, english=english, social=b"")
    assert model.probabilities(["ดีมาก"], ["survey"]).shape == (1, len(LABELS))
    with pytest.raises(UnreadableModel):
        model.probabilities(["ดีมาก"], ["social"])


@pytest.mark.parametrize("data", [b"", MAGIC, MAGIC + b"\x02\x00\x00\x00{}", b"PK\x03\x04"])
def test_a_file_that_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableModel):
        SentimentModel(thai=data, english=data, social=data)


def test_it_needs_little_memory_and_no_large_library() -> None:
    code = (
        "from samphan.language.sentiment import shipped_model\n"
        "shipped_model().probabilities(['ดีมาก', 'very good', 'แย่'], ['survey', 'survey', 'social'])\n"
        "status = open('/proc/self/status').read().splitlines()\n"
        "print(int(next(line for line in status if line.startswith('VmHWM')).split()[1]) / 1024)\n"
        "import sys; print([name for name in ('sklearn', 'scipy', 'pandas', 'django') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    megabytes, heavy = done.stdout.splitlines()
    assert float(megabytes) < 120
    assert heavy == "[]"


def test_a_batch_is_fast_enough() -> None:
    texts = [text for text, _ in PLAIN] * 200
    said(texts[:100])
    with costs_at_most(seconds=len(texts) / 3_000):
        said(texts)
