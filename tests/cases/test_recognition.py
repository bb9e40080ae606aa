"""Who is thanked: everybody who had a part in what went well, and nobody by guess."""

from datetime import UTC, datetime, timedelta

import pytest

from samphan.cases.rules.recognition import Worked, credited_for_praise, credited_for_recovery

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
NAMES = {1: "ณัฐวุฒิ", 2: "Mana", 3: "Joy", 4: "Joy", 5: "อุ"}


def worked(owner_id: int | None = 9, reached_by: tuple[int, ...] = (), *, days_ago: int = 2) -> Worked:
    """Return work that went on for five days and ended so many days before the praise."""
    last_at = AT - timedelta(days=days_ago)
    return Worked(owner_id=owner_id, opened_at=last_at - timedelta(days=5), last_at=last_at, reached_by=reached_by)


@pytest.mark.parametrize(
    ("owner_id", "reached_by", "thanked"),
    [(9, (), (9,)), (9, (7, 8, 7), (7, 8, 9)), (9, (9,), (9,)), (None, (7,), (7,)), (None, (), ())],
)
def test_a_recovery_is_everybodys_who_had_a_part(
    owner_id: int | None, reached_by: tuple[int, ...], thanked: tuple[int, ...]
) -> None:
    assert credited_for_recovery(worked(owner_id, reached_by)) == thanked


@pytest.mark.parametrize(
    ("text", "work", "thanked"),
    [
        ("คุณณัฐวุฒิบริการดีมาก", worked(), (1,)),  # named, and before whoever worked on the case
        ("mana was lovely", None, (2,)),
        ("I like the managers here", None, ()),  # a name inside another word
        ("Joy helped me", None, ()),  # two of that name
        ("อุ่นใจมากค่ะ", None, ()),  # too short to be told from a syllable
        ("บริการดีมากค่ะ", worked(9, (7,)), (7, 9)),
        ("บริการดีมากค่ะ", worked(days_ago=30), (9,)),
        ("บริการดีมากค่ะ", worked(days_ago=31), ()),
        ("บริการดีมากค่ะ", worked(days_ago=-10), ()),  # the case was opened after it was said
        ("บริการดีมากค่ะ", None, ()),
    ],
)
def test_praise_goes_to_whom_it_names_or_who_helped_last(
    text: str, work: Worked | None, thanked: tuple[int, ...]
) -> None:
    assert credited_for_praise(text=text, praised_at=AT, names=NAMES, work=work) == thanked
