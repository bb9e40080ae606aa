import pytest

from samphan.language.searching import Synonyms, default_groups, parse, words


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("มือถือ", {"โทรศัพท์"}),
        ("call center โทรอะไร", {"คอลเซ็นเตอร์"}),
        ("ยกเลิกยังไง", {"cancel"}),
        ("refund", {"คืนเงิน"}),
        ("ดี", set()),
        ("", set()),
    ],
)
def test_a_question_is_asked_in_the_other_words_too(asked: str, also: set[str]) -> None:
    query = parse(asked, synonyms=Synonyms(default_groups()))
    assert also <= set(query.also)
    assert not set(query.also) & set(query.words)
    assert query.every_word == query.words + tuple(query.also)
    assert bool(query.also) == bool(also)


def test_words_that_share_one_are_not_all_the_same() -> None:
    synonyms = Synonyms([("เบอร์", "โทรศัพท์"), ("โทรศัพท์", "มือถือ")])
    assert set(synonyms.of(["โทรศัพท์"])) == {"เบอร์", "มือถือ"}
    assert synonyms.of(["เบอร์"]) == {"โทรศัพท์": 1.0}


def test_empty_members_and_groups_of_one_mean_nothing() -> None:
    assert Synonyms([("", "!"), ("คำเดียว",), ()]).of(words("คำเดียว")) == {}
    assert Synonyms([]).of(["คำ"]) == {}


def test_each_word_of_a_longer_synonym_says_its_share() -> None:
    assert Synonyms([("เวลาทำการ", "opening hours")]).of(["เวลาทำการ"]) == {"opening": 0.5, "hours": 0.5}


def test_no_word_of_the_list_stands_in_two_groups() -> None:
    members = [tuple(words(member)) for group in default_groups() for member in group]
    assert sorted({member for member in members if members.count(member) > 1}) == []
    assert all(len(group) > 1 for group in default_groups() if group[0] != "คิว")
