"""What is proved about conditions holds for every row; what is not proved is not said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samphan.kit.conditions import Field, Kind, Schema, parse, predicate
from samphan.kit.conditions.proving import Prover
from tests.kit.test_conditions_agree import NOW, SCHEMA, rows, trees

FIELDS: Schema = {
    "score": Field(Kind.NUMBER, "Score"),
    "scale": Field(Kind.TEXT, "Scale"),
    "is_known": Field(Kind.BOOLEAN, "Known"),
    "last_order_at": Field(Kind.MOMENT, "Order"),
    "topics": Field(Kind.TEXTS, "Topics"),
}


def var(name: str) -> dict[str, str]:
    return {"var": name}


LOW, HIGH, NONE = {"<=": [var("score"), 6]}, {">": [var("score"), 6]}, {"missing": ["score"]}
NPS = {"==": [var("scale"), "nps"]}
DELIVERY, PRICE = {"in": ["delivery", var("topics")]}, {"in": ["price", var("topics")]}
# Required, refused, and whether that is provably impossible.
PROOFS: dict[str, tuple[list[object], list[object], bool]] = {
    "low and high": ([LOW, HIGH], [], True),
    "low, high or missing is everything": ([True], [LOW, HIGH, NONE], True),
    "low or high leaves out the missing": ([True], [LOW, HIGH], False),
    "not low is not missing": ([{"!": LOW}, NONE], [], True),
    "a narrower number": ([{"<": [var("score"), 3]}], [LOW], True),
    "a wider number": ([LOW], [{"<": [var("score"), 3]}], False),
    "between and outside": ([{"<=": [2, var("score"), 4]}, {"in": [var("score"), [1, 5]]}], [], True),
    "both ends belong to between": ([{"<=": [2, var("score"), 4]}, {"==": [var("score"), 4]}], [], False),
    "two values of a text": ([NPS, {"in": [var("scale"), ["csat", "stars"]]}], [], True),
    "a text may be one nobody named": ([{"!=": [var("scale"), "nps"]}], [{"==": [var("scale"), "csat"]}], False),
    "a text that is given contains it": ([NPS], [{"contains": [var("scale"), "P"]}], True),
    "a longer word contains the shorter": (
        [{"contains": [var("scale"), "late fee"]}],
        [{"contains": [var("scale"), "LATE"]}],
        True,
    ),
    "two words need not be one text": (
        [{"contains": [var("scale"), "ab"]}, {"contains": [var("scale"), "bc"]}],
        [{"contains": [var("scale"), "abc"]}],
        False,
    ),
    "two beginnings": ([{"starts_with": [var("scale"), "a"]}, {"starts_with": [var("scale"), "b"]}], [], True),
    "yes and no": ([{"==": [var("is_known"), True]}, {"!=": [var("is_known"), True]}], [], True),
    "yes, no or missing": (
        [True],
        [{"==": [var("is_known"), True]}, {"==": [var("is_known"), False]}, {"missing": ["is_known"]}],
        True,
    ),
    "a shorter time": ([{"has_been": ["order", 7]}], [{"has_been": ["order", 30]}], True),
    "a longer time": ([{"has_been": ["order", 30]}], [{"has_been": ["order", 7]}], False),
    "never is not lately": ([{"missing": ["last_order_at"]}], [{"!": {"has_been": ["order", 7]}}], True),
    "before and after": (
        [
            {"<": [var("last_order_at"), "2026-01-01T00:00:00+00:00"]},
            {">": [var("last_order_at"), "2026-01-01T00:00:00+00:00"]},
        ],
        [],
        True,
    ),
    # Long ago and lately exclude each other only today, not for whoever asked at the time.
    "a fixed date and a counted one": (
        [{"<": [var("last_order_at"), "2020-01-01T00:00:00+00:00"]}, {"has_been": ["order", 7]}],
        [],
        False,
    ),
    "a list may hold both": ([DELIVERY, PRICE], [], False),
    "a list does or does not": ([DELIVERY, {"!": DELIVERY}], [], True),
    "cases of two fields": ([{"or": [{"and": [LOW, NPS]}, {"and": [HIGH, PRICE]}]}], [NPS, PRICE], True),
    "one case is left": ([{"or": [{"and": [LOW, NPS]}, {"and": [HIGH, PRICE]}]}], [NPS], False),
    "nothing is never": ([{"or": []}], [], True),
    "always takes all": ([LOW], [True], True),
}


@pytest.mark.parametrize(("required", "refused", "is_impossible"), PROOFS.values(), ids=PROOFS)
def test_what_is_proved(required: list[object], refused: list[object], is_impossible: bool) -> None:
    wanted, unwanted = [parse(one, FIELDS) for one in required], [parse(one, FIELDS) for one in refused]
    prover = Prover([*wanted, *unwanted])

    assert prover.cannot_hold(wanted, unwanted) is is_impossible
    if is_impossible:
        assert prover.example(wanted, unwanted, now=NOW) is None


def test_an_example_is_facts_that_fit() -> None:
    wanted = [parse(one, FIELDS) for one in (LOW, NPS, DELIVERY, {"has_been": ["order", 7]})]
    unwanted = [parse(one, FIELDS) for one in (PRICE, {"<": [var("score"), 6]})]
    now = datetime(2026, 5, 1, tzinfo=UTC)

    facts = Prover([*wanted, *unwanted]).example(wanted, unwanted, now=now)

    assert facts is not None
    assert (facts["score"], facts["scale"], facts["topics"]) == (6, "nps", ["delivery"])
    assert now - timedelta(days=7) < facts["last_order_at"] <= now  # type: ignore[operator]


def test_many_words_in_one_text_are_judged_one_by_one() -> None:
    words = [parse({"contains": [var("scale"), f"word{n}"]}, FIELDS) for n in range(12)]
    prover = Prover(words)

    assert prover.cannot_hold([words[3]], [words[3]])
    assert not prover.cannot_hold(words[:11], [words[11]])


def test_too_long_a_search_proves_nothing() -> None:
    """Seven guests in six rooms: impossible, but not to be seen without trying nearly every order."""

    def sleeps(guest: int, room: int) -> dict[str, object]:
        return {"in": [f"{guest} in {room}", var("topics")]}

    housed = [{"or": [sleeps(guest, room) for room in range(6)]} for guest in range(7)]
    alone = [
        {"!": {"and": [sleeps(one, room), sleeps(other, room)]}}
        for room in range(6)
        for one in range(7)
        for other in range(one)
    ]
    wanted = [parse(one, FIELDS) for one in (*housed, *alone)]

    assert not Prover(wanted).cannot_hold(wanted)
    assert Prover(wanted).example(wanted, now=NOW) is None


@settings(max_examples=150, deadline=None)
@given(required=trees, refused=trees, sample=st.lists(rows, min_size=1, max_size=8))
def test_no_row_contradicts_a_proof(required: object, refused: object, sample: list[dict[str, object]]) -> None:
    wanted, unwanted = parse(required, SCHEMA), parse(refused, SCHEMA)
    found = [row for row in sample if predicate(wanted)(row, NOW) and not predicate(unwanted)(row, NOW)]

    assert not (found and Prover([wanted, unwanted]).cannot_hold([wanted], [unwanted]))
