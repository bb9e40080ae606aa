from datetime import UTC, datetime, timedelta

import pytest

from samphan.language.searching import (
    MOST_TRIGRAMS,
    Candidate,
    MemoryIndex,
    Recency,
    Scorer,
    Statistics,
    Synonyms,
    default_groups,
    parse,
    seg,
    terms_of,
)

TEXTS = (
    "การคืนสินค้าทำได้ภายใน 7 วัน พร้อมใบเสร็จ",
    "ค่าจัดส่งทั่วประเทศ 50 บาท ส่งฟรีเมื่อซื้อครบ 500 บาท",
    "สมัครสมาชิกเพื่อสะสมแต้มและรับส่วนลด",
    "เวลาทำการทุกวัน 10.00 ถึง 20.00 น.",
    "How to reset your password in the app",
    "อินเทอร์เน็ตช้า ให้ปิดและเปิดเราเตอร์ใหม่",
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def statistics_of(texts: tuple[str, ...]) -> Statistics:
    words: dict[str, int] = {}
    trigrams: dict[str, int] = {}
    segmented = [seg(text) for text in texts]
    for one in segmented:
        for count, terms in zip((words, trigrams), terms_of(one), strict=True):
            for term in terms:
                count[term] = count.get(term, 0) + 1
    return Statistics(
        documents=len(texts),
        average_words=sum(len(one.split()) for one in segmented) / len(texts),
        average_characters=sum(len(one.replace(" ", "")) for one in segmented) / len(texts),
        word_frequency=words,
        trigram_frequency=trigrams,
    )


def ranked(asked: str, texts: tuple[str, ...] = TEXTS) -> list[int]:
    found = [Candidate(key=str(at), seg=seg(text)) for at, text in enumerate(texts)]
    hits = Scorer(parse(asked, synonyms=Synonyms(default_groups())), statistics_of(texts)).rank(found)
    return [int(hit.key) for hit in hits if hit.score > 0]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("คืนของได้ไหม", 0),  # a synonym: คืนสินค้า
        ("ค่าส่งเท่าไหร่", 1),
        ("สะสมแต้ม", 2),
        ("opening hours", 3),
        ("password", 4),
        ("pasword", 4),
        ("เน็ตช้า", 5),
        ("อินเตอเน็ต", 5),
    ],
)
def test_the_passage_that_answers_comes_first(asked: str, first: int) -> None:
    assert ranked(asked)[0] == first


def test_what_shares_nothing_has_no_score() -> None:
    assert ranked("xyzzy") == []
    assert ranked("") == []


@pytest.mark.parametrize("asked", ["คืนสินค้าภายในกี่วัน", "ส่งฟรี 500 บาท", "password reset", "อินเตอเน็ตช้า", "วัน"])
def test_one_passage_at_a_time_scores_as_the_whole_index_does(asked: str) -> None:
    index = MemoryIndex(TEXTS)
    query = index.parse(asked)
    scorer = Scorer(query, index.statistics(query))
    for hit in index.search(query):
        alone = scorer.score(Candidate(key=hit.key, seg=seg(TEXTS[int(hit.key)])))
        assert alone.score == pytest.approx(hit.score, rel=1e-5)
        assert (alone.word_score, alone.matched) == (pytest.approx(hit.word_score, rel=1e-5), hit.matched)


def test_the_index_counts_what_its_texts_hold() -> None:
    query = parse("วัน บาท xyzzy")
    counted, expected = MemoryIndex(TEXTS).statistics(query), statistics_of(TEXTS)
    assert counted.average_words == pytest.approx(expected.average_words)
    assert counted.average_characters == pytest.approx(expected.average_characters)
    assert counted.word_frequency == {word: expected.word_frequency.get(word, 0) for word in query.words}
    assert counted.trigram_frequency == {gram: expected.trigram_frequency.get(gram, 0) for gram in query.trigrams}


def test_only_the_rarest_trigrams_that_occur_count() -> None:
    query = parse("กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ")
    frequency = {gram: 1 + at for at, gram in enumerate(query.trigrams)} | {query.trigrams[0]: 0}
    counted = Statistics(
        documents=99, average_words=5, average_characters=30, word_frequency={}, trigram_frequency=frequency
    )
    assert counted.telling(query.trigrams) == list(query.trigrams[1 : 1 + MOST_TRIGRAMS])


def test_a_title_and_youth_lift_a_document() -> None:
    query, counted = parse("คืนสินค้า"), statistics_of(TEXTS)
    plain = Candidate(key="b", seg=seg(TEXTS[0]))
    titled = Candidate(key="c", seg=seg(TEXTS[0]), title_seg=seg("คืนสินค้า"))
    young = Candidate(key="y", seg=seg(TEXTS[0]), at=NOW)
    old = Candidate(key="o", seg=seg(TEXTS[0]), at=NOW - timedelta(days=900))
    assert [hit.key for hit in Scorer(query, counted).rank([plain, titled])] == ["c", "b"]
    lifted = Scorer(query, counted, recency=Recency(now=NOW)).rank([old, plain, young])
    assert [hit.key for hit in lifted] == ["y", "o", "b"]
    assert Scorer(query, counted).score(young).score == Scorer(query, counted).score(old).score


def test_a_time_to_come_lifts_no_more_than_today() -> None:
    recency = Recency(now=NOW)
    assert recency.lift(NOW + timedelta(days=9)) == recency.lift(NOW) == 1.25
    assert recency.lift(NOW - recency.half_life) == pytest.approx(1.125)
    assert recency.lift(None) == 1.0


def test_equal_documents_come_in_the_order_of_their_keys() -> None:
    same = [Candidate(key=key, seg=seg(TEXTS[0])) for key in ("b", "a", "c")]
    assert [hit.key for hit in Scorer(parse("คืน"), statistics_of(TEXTS)).rank(same, count=2)] == ["a", "b"]
