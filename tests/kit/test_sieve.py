"""The sieve never holds back a condition that holds, and does hold back what a single look-up rules out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from samphan.kit.conditions import Field, Kind, Schema, parse, predicate
from samphan.kit.conditions.sieve import Sieve
from tests.kit.test_conditions_agree import NOW, SCHEMA, rows, trees

FIELDS: Schema = {
    "score": Field(Kind.NUMBER, "Score"),
    "scale": Field(Kind.TEXT, "Scale"),
    "topics": Field(Kind.TEXTS, "Topics"),
}


def sieved(facts: dict[str, object], *asked: object) -> list[int]:
    mask = Sieve([parse(one, FIELDS) for one in asked]).candidates(facts)
    return [place for place in range(len(asked)) if mask >> place & 1]


@settings(max_examples=150, deadline=None)
@given(asked=st.lists(trees, max_size=12), sample=st.lists(rows, min_size=1, max_size=8))
def test_what_holds_is_always_a_candidate(asked: list[object], sample: list[dict[str, object]]) -> None:
    conditions = [parse(one, SCHEMA) for one in asked]
    sieve = Sieve(conditions)
    for row in sample:
        held = sum(1 << place for place, one in enumerate(conditions) if predicate(one)(row, NOW))
        assert sieve.candidates(row) & held == held


def test_one_look_at_a_field_rules_out_what_it_can() -> None:
    score, scale, topics = {"var": "score"}, {"var": "scale"}, {"var": "topics"}
    asked = (
        {"<=": [score, 6]},
        {"and": [{"<=": [3, score, 8]}, {"!=": [scale, "nps"]}]},
        {"or": [{"==": [score, 10]}, {"missing": ["score"]}]},
        {"!": {"in": [scale, ["nps", "csat"]]}},
        {"in": ["delivery", topics]},
        {"missing": ["topics"]},
        True,
    )
    assert sieved({"score": 6, "scale": "nps", "topics": []}, *asked) == [0, 5, 6]
    assert sieved({"score": 6.5, "scale": "stars", "topics": ["price"]}, *asked) == [1, 3, 5, 6]
    assert sieved({"scale": "", "topics": ["delivery"]}, *asked) == [2, 4, 5, 6]
    # A list nobody looks for words in is known to be there or not.
    assert sieved({"topics": ["price"]}, {"missing": ["topics"]}, True) == [1]
