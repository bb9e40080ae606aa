import pytest

from samphan.language import LABELS, LONGEST_READ, Reader, read, read_many
from tests.pace import costs_at_most

# What any reader of customers' words must get right; how well it does on harder ones is test_behaviour's to say.
PLAIN = [
    ("รอนานมาก ไม่มีใครโทรกลับ", "negative"),
    ("บริการแย่มาก จะไม่กลับไปอีก", "negative"),
    ("ส่งของช้ากว่านัด 2 วัน", "negative"),
    ("พนักงานไม่สุภาพเลย", "negative"),
    ("ประทับใจมากค่ะ จะกลับมาซื้ออีก", "positive"),
    ("ช่างสุภาพ ทำงานเรียบร้อย", "positive"),
    ("ราคาเท่าไหร่คะ", "question"),
    ("สาขานี้เปิดกี่โมงครับ", "question"),
    ("The staff were rude and slow", "negative"),
    ("Great service, very fast delivery", "positive"),
    ("Where is the nearest branch?", "question"),
    ("👍👍", "positive"),
    ("😡", "negative"),
]


@pytest.mark.parametrize(("text", "sentiment"), PLAIN)
def test_a_plain_sentence_is_read_as_it_is_meant(text: str, sentiment: str) -> None:
    assert read(text).sentiment == sentiment


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ขอบคุณค่ะ", "th"),
        ("ใช้ app ไม่ได้เลยค่ะ เข้าไม่ได้", "th"),
        ("Thank you very much for the quick help", "en"),
        ("delivery ช้ามาก and the staff was rude to me", "mixed"),
        ("とても悪いサービス", "other"),
        ("Le produit est arrivé cassé et personne ne répond", "other"),
        ("c'est très mauvais", "other"),
        ("Die Lieferung kam viel zu spät und niemand antwortet", "other"),
        ("무척 느려요", "other"),
        ("sangat bagus", "other"),
        ("aroi mak", "other"),
        ("Sehr gut!", "other"),
        ("Lovely!", "en"),
        ("fast delivery", "en"),
        ("not bien", "en"),
        ("", "none"),
        ("   \n", "none"),
        ("12345 ๑๒๓", "none"),
        ("🙂🙂", "none"),
    ],
)
def test_the_language_is_guessed_by_letters_and_other_languages_are_said_to_be_other(text: str, language: str) -> None:
    reading = read(text)
    assert reading.language == language
    if language in ("other", "none"):
        assert reading.sentiment == "unknown"
        assert reading.probabilities == ()
        assert reading.confidence is None
        assert reading.sentiment_score == 0.0
        assert reading.topics == ()


def test_the_same_words_in_other_spellings_read_the_same() -> None:
    usual = read("แย่มาก ส่งช้า 3 วัน น้ำรั่ว")
    for other in ("เเย่มาก ส่งช้า ๓ วัน น้ํารั่ว", "แย่มาก\u200b ส่งช้า 3 วัน น้ำรั่ว", "\ufeffแย่มาก ส่งช้า 3 วัน น้ำรั่ว"):
        assert (read(other).sentiment_score, [t.code for t in read(other).topics]) == (
            usual.sentiment_score,
            [t.code for t in usual.topics],
        )


@pytest.mark.parametrize("text", ["ช่างสุภาพ แต่ส่งช้า", "\u200bช่างสุภาพ เเต่น้ํารั่ว ส่งช้า", "POLITE staff, late DELIVERY"])
def test_topic_spans_point_into_the_text_as_it_was_typed(text: str) -> None:
    topics = read(text).topics
    assert topics
    for topic in topics:
        for start, end in topic.spans:
            assert 0 <= start < end <= len(text)
            assert read(text[start:end]).topics


def test_each_topic_is_meant_as_its_own_part_of_the_text() -> None:
    meant = {topic.code: topic.sentiment for topic in read("ช่างสุภาพแต่ส่งของช้ามาก").topics}
    assert meant["staff"] == "positive"
    assert meant["delivery"] == "negative"


@pytest.mark.parametrize(
    ("text", "level", "rule"),
    [
        ("จะแจ้งความแล้วนะ", 3, "legal"),
        ("แอร์ไฟรั่ว ไฟดูดลูก", 3, "safety"),
        ("โดนตัดเงินซ้ำสองรอบ", 2, "money_taken"),
        ("ขอด่วนเลยนะคะ แย่มาก", 2, "asks_now"),
        ("จะไม่ซื้ออีกแล้ว เลิกใช้แน่นอน", 2, "will_leave"),
        ("รอมา 5 วันแล้ว ไม่มีใครโทรกลับ", 1, "asked_before"),
        ("I was charged twice", 2, "money_taken"),
        ("ดีมาก", 0, ""),
        ("ไม่ด่วนค่ะ", 0, ""),
    ],
)
def test_urgency_names_the_rule_that_fired(text: str, level: int, rule: str) -> None:
    reading = read(text)
    assert (reading.urgency, reading.urgency_rule) == (level, rule)


def test_on_an_open_channel_news_is_not_urgent_but_a_customer_is() -> None:
    assert read("ตำรวจจับแก๊งหลอกลวง", channel="social").urgency == 1
    assert read("ผมโดนหลอกลวง", channel="social").urgency == 3


def test_a_rating_decides_what_the_words_leave_open() -> None:
    assert read("ติดตั้งเมื่อวาน", score=0.1).sentiment == "negative"
    assert read("ติดตั้งเมื่อวาน", score=1.0).sentiment == "positive"
    assert read("แย่มาก ห่วย", score=1.0).sentiment == "negative"
    leaning = [read("ติดตั้งเมื่อวาน", score=score).sentiment_score for score in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert leaning == sorted(leaning)


def test_a_channel_says_how_such_words_are_usually_meant() -> None:
    shares = {channel: read("ขอใบเสร็จด้วย", channel=channel).probabilities for channel in ("survey", "complaint")}
    assert shares["complaint"][0] > shares["survey"][0]
    own = Reader(priors={"survey": (0.9, 0.04, 0.03, 0.03)})
    assert own.read("ขอใบเสร็จด้วย").probabilities[0] > shares["survey"][0]
    assert own.version_for("survey") != own.version_for("review") == Reader().version_for("survey")


def test_many_texts_are_read_as_each_would_be_alone() -> None:
    texts = ["ดีมาก", "", "ช่างสุภาพแต่ส่งของช้ามาก", "とても悪い", "ราคาเท่าไหร่คะ", "👍"]
    channels = ["survey", "review", "social", "chat", "email", "survey"]
    scores = [1.0, None, 0.2, None, None, 0.5]
    alone = [read(*one) for one in zip(texts, channels, scores, strict=True)]
    assert read_many(texts, channels=channels, scores=scores) == alone
    assert read_many([]) == []


def test_shares_are_in_the_order_of_the_labels_and_sum_to_one() -> None:
    reading = read("ราคาเท่าไหร่คะ")
    assert reading.sentiment == LABELS[reading.probabilities.index(max(reading.probabilities))]
    assert sum(reading.probabilities) == pytest.approx(1, abs=1e-3)
    assert reading.confidence == max(reading.probabilities)


def test_what_tells_who_somebody_is_is_found_in_any_language() -> None:
    text = "โทร ๐๘๑-๒๓๔-๕๖๗๘ นะคะ"
    (part,) = read(text).personal
    assert (part.kind, text[part.start : part.end]) == ("phone", "๐๘๑-๒๓๔-๕๖๗๘")
    assert read("081-234-5678").personal[0].kind == "phone"


def test_the_words_that_made_a_text_urgent_are_named() -> None:
    text = "\u200bแย่มาก จะฟ้อง สคบ แน่"
    reading = read(text)
    assert reading.urgency_rule == "legal"
    assert [text[start:end] for start, end in reading.urgency_spans] == ["ฟ้อง", "สคบ"]


def test_a_huge_text_is_read_as_far_as_its_limit_and_quickly() -> None:
    with costs_at_most(seconds=2):
        reading = read("ดีมาก " * 200_000)
    assert reading.sentiment == "positive"
    assert all(end <= LONGEST_READ for topic in reading.topics for _, end in topic.spans)


@pytest.mark.parametrize(
    "text", ["\x00", "\ud800", "ไ" * 500, "(" * 500, "่่่่่่", "a" * 5000, "İSTANBUL " * 50, "e\u0301" * 300]
)
def test_odd_text_is_never_an_error(text: str) -> None:
    assert read(text).model_version


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \t\n",
        "\u200b\u200d\ufeff\u2060",
        "\x00\x01\x1b[31m\x7f",
        "\ud800\udfff",
        "😀🎉",
        "12345 ๙๙",
        "....!!!???",
        "مرحبا كيف حالك",
        "שלום, השירות גרוע",
        "\u202eאבג\u202c",
        "Сервис очень плохой",
        "服务很差",
        "서비스가 나빠요",
        "ຂອບໃຈຫຼາຍໆ",
        "à¸£à¸­à¸™à¸²à¸™",  # Thai in UTF-8, read as Latin-1 on its way here
    ],
)
def test_nothing_is_guessed_of_what_cannot_be_read(text: str) -> None:
    reading = read(text)
    assert reading.sentiment == "unknown"
    assert (reading.probabilities, reading.confidence, reading.topics, reading.urgency) == ((), None, (), 0)


@pytest.mark.parametrize(
    "piece", ["ดีมาก ", "แย่", "a" * 50 + " ", "😡", "\u0e49", "ab1 ", "\u200bก", "-", "081-234-5678 "]
)
def test_a_megabyte_holds_nobody_up(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    with costs_at_most(seconds=3):
        reading = read(text)
    assert all(end <= LONGEST_READ for _, end in reading.urgency_spans)


def test_a_reading_is_the_same_every_time() -> None:
    assert read("ช่างสุภาพแต่ส่งของช้ามาก 😡") == read("ช่างสุภาพแต่ส่งของช้ามาก 😡")
