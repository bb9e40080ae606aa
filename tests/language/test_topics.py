import pytest

from samphan.language.normalise import normalise
from samphan.language.topics import (
    Taxonomy,
    branches_in,
    default_taxonomy,
    find_topics,
    segments_of,
)
from samphan.language.topics import taxonomy as refusals

# Written by hand for the words, in the voice of survey comments; nothing is taken from data.
ABOUT = [
    ("ส่งของช้ามาก รอมา 3 วัน", {"delivery", "wait_time"}),
    ("พัสดุถึงช้า คนส่งพูดจาไม่ดี", {"delivery", "staff"}),
    ("ช่างติดตั้งแอร์ทำงานเรียบร้อย", {"installation"}),
    ("พนักงานยิ้มแย้ม บรรยากาศดี", {"staff", "ambience"}),
    ("แพงไป ไม่คุ้มราคา", {"price"}),
    ("อยากให้มีโปรโมชั่นบ่อยๆ คูปองใช้ยาก", {"promotion"}),
    ("ของชำรุด เปิดไม่ติด ขอคืนเงิน", {"quality", "refund"}),
    ("อาหารอร่อย แต่ห้องน้ำสกปรก", {"taste", "hygiene"}),
    ("โอนเงินแล้วแต่ไม่ได้ใบเสร็จ", {"payment"}),
    ("แอปเด้งตลอด เข้าไม่ได้", {"app_web"}),
    ("โทรไม่ติด ไม่มีใครติดต่อกลับ", {"contact"}),
    ("ที่จอดรถน้อย", {"location"}),
    ("สินค้าหมดสต๊อกทุกครั้ง", {"stock"}),
    ("the staff were rude and the queue was long", {"staff", "wait_time"}),
    ("Delivery was late, parcel damaged", {"delivery", "wait_time", "quality"}),
    ("cannot log in to the app", {"app_web"}),
    ("please refund my order, I was charged twice", {"refund", "payment"}),
    ("ok", set()),
    ("", set()),
]
TRAPS = [
    ("บริการช้า แถมหน้างออีก", "promotion"),  # แถม joins two clauses
    ("หนูชอบร้านนี้", "hygiene"),  # หนู is who speaks
    ("แอดมินคะ", "contact"),
    ("โดนดูถูกมาก", "price"),
    ("อยู่สาขาลาดพร้าวค่ะ", "location"),
    ("แตกต่างจากร้านอื่น", "quality"),
    ("ช่างเถอะ", "installation"),
    ("ช่างมันเถอะ ไม่ต้องคืน", "installation"),
    ("ของหมดอายุ", "stock"),
    ("ประกันภัยรถ", "refund"),
    ("แอปเปิ้ลลูกใหญ่", "app_web"),
    ("ไม่เท่าไหร่", "price"),
    ("an apple a day", "app_web"),
    ("I went there later on", "wait_time"),
    ("he is a great player", "payment"),
    ("กำแพงสีขาว", "price"),
]


def topics(text: str) -> dict[str, tuple[tuple[int, int], ...]]:
    return {hit.code: hit.spans for hit in find_topics(normalise(text).text, default_taxonomy())}


@pytest.mark.parametrize(("text", "codes"), ABOUT)
def test_a_comment_is_about_what_it_says(text: str, codes: set[str]) -> None:
    assert set(topics(text)) == codes


@pytest.mark.parametrize(("text", "code"), TRAPS)
def test_a_word_that_means_something_else_is_no_topic(text: str, code: str) -> None:
    assert code not in topics(text)


def test_an_exception_only_covers_the_words_inside_it() -> None:
    assert topics("แตกต่างจากรูป แก้วแตก")["quality"] == ((18, 21),)
    assert set(topics("ของหมดอายุ และของหมด")) == {"quality", "stock"}


def test_spans_are_the_words_and_overlapping_ones_are_one() -> None:
    text = "อาหารช้ามากๆ"
    ((start, end),) = topics(text)["wait_time"]
    assert text[start:end] == "อาหารช้ามาก"


def test_each_topic_knows_the_thoughts_it_stands_in() -> None:
    text = "พนักงานพูดดี แต่ส่งของช้ามาก ส่วนราคาโอเค"
    said = {hit.code: [text[a:b] for a, b in hit.segments] for hit in find_topics(text, default_taxonomy())}
    assert said["staff"] == ["พนักงานพูดดี"]
    assert said["delivery"] == ["แต่ส่งของช้ามาก"]
    assert said["price"] == ["ส่วนราคาโอเค"]


@pytest.mark.parametrize(
    ("text", "thoughts"),
    [
        ("ได้ส่วนลดตั้งแต่วันแรก แต่ละสาขาไม่เหมือนกัน", ["ได้ส่วนลดตั้งแต่วันแรก", "แต่ละสาขาไม่เหมือนกัน"]),
        ("อาหารอร่อย บรรยากาศดี ที่จอดรถน้อย", ["อาหารอร่อย", "บรรยากาศดี", "ที่จอดรถน้อย"]),
        (
            "the food was great but delivery took hours.\nstaff were nice",
            ["the food was great", "but delivery took hours.", "staff were nice"],
        ),
        ("ดี ค่ะ", ["ดี ค่ะ"]),
        ("ราคา 1,290.50 บาท แพงไปหน่อย", ["ราคา 1,290.50 บาท", "แพงไปหน่อย"]),
        ("ส่วนตัวชอบมาก แต่งร้านสวย", ["ส่วนตัวชอบมาก", "แต่งร้านสวย"]),
        ("", []),
        ("   \n ", []),
    ],
)  # fmt: skip
def test_thoughts_end_at_turns_stops_and_spaces_between_phrases(text: str, thoughts: list[str]) -> None:
    assert [text[a:b] for a, b in segments_of(text)] == thoughts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("สาขาลาดพร้าวบริการแย่มาก", ["ลาดพร้าว"]),
        ("สาขาเซ็นทรัล เวสเกต แต่ของไม่ครบ", ["เซ็นทรัล เวสเกต"]),
        ("ไปทานสาขาหาดใหญ่ กับสาขาบางนา", ["หาดใหญ่", "บางนา"]),
        ("the silom branch was closed", ["silom"]),
        ("ทุกสาขาเหมือนกัน สาขานี้ดี สาขาไหนก็ได้ มีหลายสาขา", []),
        ("which branch is the nearest branch", []),
        ("สาขาใกล้บ้านไม่เปิด", []),
    ],
)
def test_a_branch_is_known_by_its_name(text: str, names: list[str]) -> None:
    mentions = branches_in(text)
    assert [mention.name for mention in mentions] == names
    assert all(mention.name in text[mention.start : mention.end] for mention in mentions)


def test_a_branch_is_an_attribute_of_what_is_said_there() -> None:
    text = "สาขาสีลม พนักงานสุภาพมาก\nแต่สาขาบางนาส่งของช้ามาก"
    said = {hit.code: hit.branch for hit in find_topics(text, default_taxonomy())}
    assert said["delivery"] == "บางนา"
    assert "location" not in said
    assert {hit.branch for hit in find_topics("สาขาสีลมค่ะ พนักงานสุภาพมาก", default_taxonomy())} == {"สีลม"}


def firm(**words: object) -> Taxonomy:
    return Taxonomy.from_data({"own": words})


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ({"th": ["นัดหมาย"]}, "เลื่อนนัดหมายตลอด", ["นัดหมาย"]),
        ({"th": ["1 แถม 1"]}, "มี 1แถม1 ไหม", ["1แถม1"]),
        ({"th": ["1 แถม 1"]}, "มี 1 แถม 1 ไหม", ["1 แถม 1"]),
        ({"en": ["gift card"]}, "my gift card, giftcard", ["gift card"]),
        ({"en": ["book*"]}, "booked a booking in a notebook", ["booked", "booking"]),
        ({"en": ["book"]}, "booked a book", ["book"]),
        ({"en": ["a.b (c)+"]}, "see a.b (c)+ now, aXb", ["a.b (c)+"]),  # plain text, never a pattern
        ({"th": ["เเพ็คเกจ"]}, "แพ็คเกจใหม่", ["แพ็คเกจ"]),  # two SARA E typed for SARA AE
        ({"en": ["VIP"]}, "ลูกค้าvipครับ", ["vip"]),
        ({"th": ["ซิม"], "unless": ["ซิมผี"]}, "ซิมผี กับซิมใหม่", ["ซิม"]),
    ],
)
def test_a_firms_own_words_are_found_as_plain_text(words: dict[str, list[str]], text: str, found: list[str]) -> None:
    (hit,) = find_topics(normalise(text).text, firm(**words))
    assert [normalise(text).text[a:b] for a, b in hit.spans] == found


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ({}, refusals.TaxonomyIsEmpty),
        ({"own": {}}, refusals.TopicWithoutWords),
        ({"own": {"th": [], "unless": ["คำ"]}}, refusals.TopicWithoutWords),
        ({"own": {"th": ["ก"]}}, refusals.PhraseTooShort),
        ({"own": {"th": ["  "]}}, refusals.PhraseTooShort),
        ({"own": {"en": ["!!"]}}, refusals.PhraseTooShort),
        ({"own": {"th": ["ก" * 61]}}, refusals.PhraseTooLong),
        ({"own": {"th": [f"คำที่{n}" for n in range(201)]}}, refusals.TooManyPhrases),
        ({f"t{n}": {"th": ["คำคำ"]} for n in range(41)}, refusals.TooManyTopics),
        ({"Own Topic": {"th": ["คำคำ"]}}, refusals.BadTopicCode),
        ({"own": {"th": "คำคำ"}}, refusals.BadTopicShape),
        ({"own": {"th": [3]}}, refusals.BadTopicShape),
        ({"own": ["คำคำ"]}, refusals.BadTopicShape),
        ({"own": {"th": ["คำคำ"], "regex": ["x"]}}, refusals.BadTopicShape),
        ({"own": {"th": ["คำคำ"], "name": {"th": 3}}}, refusals.BadTopicShape),
        ({"own": {"en": ["*"]}}, refusals.PhraseTooShort),
        ({"own": {"en": ["ab*"]}}, refusals.BadStar),
        ({"own": {"th": ["คำคำ*"]}}, refusals.BadStar),
        ({"own": {"en": ["book* now"]}}, refusals.BadStar),
    ],
)
def test_words_nobody_could_mean_are_refused(data: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        Taxonomy.from_data(data)


def test_what_a_person_edits_comes_back_as_it_was() -> None:
    data = {
        "own": {"th": ["นัดหมาย"], "en": ["book*"], "unless": ["นัดหมายศาล"], "name": {"th": "การนัด", "en": "Booking"}}
    }
    once = Taxonomy.from_data(data)
    assert once.to_data() == data
    assert Taxonomy.from_data(once.to_data()) == once
    assert Taxonomy.from_data(default_taxonomy().to_data()).version == default_taxonomy().version


def test_the_version_follows_the_words_and_not_their_order_or_names() -> None:
    one = firm(th=["นัดหมาย", "จองคิว"])
    assert one.version == firm(th=["จองคิว", "นัดหมาย"], name={"th": "การนัด"}).version
    assert one.version != firm(th=["นัดหมาย"]).version
    assert one.version != firm(th=["นัดหมาย", "จองคิว"], unless=["จองคิวช่าง"]).version
