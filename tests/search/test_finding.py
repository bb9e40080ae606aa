"""What a search finds, in Thai and English, with slips of the finger, and only within the reader's sight."""

import pytest

from samphan.accounts.policies import Role
from samphan.search.rules.sight import NOTHING, Sight
from samphan.search.selectors import sight_of
from samphan.search.services import add_synonyms, add_word, take_census
from tests import world
from tests.budget import assert_constant_queries
from tests.search.library import EVERYTHING, document, findings, found, shelve
from tests.world import NOW

pytestmark = pytest.mark.django_db
SHELF = (
    document(1, "แอร์ไม่เย็นเลย ช่างนัดแล้วไม่มาตามเวลา"),
    document(2, "รองเท้าที่สั่งมาผิดสี ขอเปลี่ยนเป็นสีดำ"),
    document(3, "The delivery was late and nobody called back."),
    document(4, "สาขาลาดพร้าวพนักงานสุภาพมาก แอร์เย็นสบาย"),
    document(5, "ขอใบกำกับภาษีเต็มรูปแบบของเดือนที่แล้ว"),
)


@pytest.mark.parametrize("counted", [False, True], ids=["before the first census", "after it"])
@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("แอร์ไม่เย็น", 1), ("ช่างไม่มา", 1), ("รองเท้าผิดสี", 2), ("รองเทา", 2), ("รอเงท้า", 2), ("DELIVERY late", 3),
        ("deilvery", 3), ("ใบกำกับ", 5), ("ลาดพร้าว", 4), ("delivery สาย", 3),
    ],
)  # fmt: skip
def test_words_find_what_they_are_about(query: str, best: int, counted: bool) -> None:
    shelve(*SHELF)
    if counted:
        take_census(now=NOW)
    assert found(query)[0] == best


@pytest.mark.parametrize("query", ["", "   ", "!!!", "\x00", "zzzqqq", "ๆ"])
def test_nothing_is_found_by_nothing(query: str) -> None:
    shelve(*SHELF)
    take_census(now=NOW)
    assert found(query) == []


@pytest.mark.parametrize(
    "query", ["'", '"', "\\", "a' | b", "NOT OR AND", "แอร์*", "แอร์ & (", "a:b", "-แอร์", "%s", "{sight}"]
)
def test_no_sign_is_an_order_to_the_database(query: str) -> None:
    shelve(*SHELF)
    assert set(found(query)) <= {1, 2, 3, 4, 5}


def test_a_title_counts_more_and_what_is_newer_comes_first_among_equals() -> None:
    old = NOW.replace(year=NOW.year - 3)
    shelve(
        document(1, "คืนเงินช้ามาก", title="เรื่องอื่น", occurred_at=NOW),
        document(2, "ช้ามาก", title="คืนเงิน", occurred_at=NOW),
        document(3, "โทรแจ้งยกเลิก", occurred_at=old),
        document(4, "โทรแจ้งยกเลิก", occurred_at=NOW),
    )
    assert found("คืนเงิน")[0] == 2
    assert found("ยกเลิก")[:2] == [4, 3]


def test_what_was_asked_is_marked_in_title_and_text() -> None:
    shelve(document(1, "ก" * 300 + " แอร์ไม่เย็นเลยค่ะ " + "ข" * 300, title="แอร์เสีย"))
    (one,) = findings("แอร์").found
    assert [one.title[a:b] for a, b in one.title_spans] == ["แอร์"]
    assert [one.excerpt[a:b] for a, b in one.excerpt_spans] == ["แอร์"]
    assert one.excerpt.startswith("…")
    assert one.excerpt.endswith("…")


@pytest.mark.parametrize(
    ("query", "meant"),
    [("l;ylfu", "สวัสดี"), ("รองเทา", "รองเท้า"), ("deilvery", "delivery"), ("รองเท้า", ""), ("late", "")],
)
def test_what_was_meant_is_proposed_only_where_it_differs(query: str, meant: str) -> None:
    shelve(*SHELF)
    assert findings(query).suggestion == meant


def test_synonyms_find_at_once_and_ours_come_with_the_product() -> None:
    shelve(document(1, "มือถือพัง"), document(2, "เครื่องฟอกอากาศเสียงดัง"))
    assert found("โทรศัพท์") == [1]
    assert 2 not in found("air purifier")
    add_synonyms(words="air purifier, เครื่องฟอกอากาศ", now=NOW)
    assert found("air purifier")[0] == 2


def test_a_word_of_the_firms_own_stays_whole() -> None:
    add_word(word="เรือนดีโปร", now=NOW)
    shelve(document(1, "ซื้อเรือนดีโปรมาเมื่อวาน"), document(2, "เรือน ดี และ โปร คนละเรื่องกัน"))
    assert found("เรือนดีโปร")[0] == 1


def test_a_kind_narrows_and_without_one_a_place_is_named_once() -> None:
    shelve(
        document(7, "แอร์ไม่เย็น", kind="case"),
        document(1, "แอร์ไม่เย็นค่ะ", kind="message", place_kind="case", place_id=7),
        document(2, "แอร์ยังไม่เย็น", kind="message", place_kind="case", place_id=7),
        document(9, "ชอบแอร์เย็น ๆ", kind="customer"),
    )
    assert sorted(found("แอร์", kind="message")) == [1, 2]
    assert found("แอร์", kind="case") == [7]
    assert len(found("แอร์")) == 2


class TestSight:
    """Permissions narrow a search before anything is ranked."""

    def _shelve(self) -> tuple[int, int, int]:
        near, far = world.branch("A"), world.branch("B", "สาขาบี")
        below = world.branch("A1", "สาขาเอหนึ่ง")
        below.parent = near
        below.save()
        for number, branch in enumerate((near, far, below, None), 1):
            shelve(document(number, "แอร์ไม่เย็น", kind="case", branch_id=branch.pk if branch else None))
            shelve(document(number, "แอร์ไม่เย็น", kind="message", branch_id=branch.pk if branch else None))
        return near.pk, far.pk, below.pk

    @pytest.mark.parametrize(
        ("role", "is_placed", "cases"),
        [
            (Role.AGENT, True, [1, 3, 4]),
            (Role.AGENT, False, [1, 2, 3, 4]),
            (Role.ANALYST, True, [1, 2, 3, 4]),
            (Role.MANAGER, True, [1, 2, 3, 4]),
            (Role.OWNER, False, [1, 2, 3, 4]),
        ],
    )
    def test_an_agent_of_a_branch_never_finds_another_branchs_case(
        self, role: Role, is_placed: bool, cases: list[int]
    ) -> None:
        near, _far, _below = self._shelve()
        sight = sight_of(user=world.user(role, branch_id=near if is_placed else None))
        assert sorted(found("แอร์", sight=sight, kind="case")) == cases
        assert sorted(found("แอร์", sight=sight, kind="message")) == cases

    def test_a_branch_that_is_gone_hides_what_was_its(self) -> None:
        near, far, _below = self._shelve()
        shelve(document(9, "แอร์ไม่เย็น", kind="case", branch_id=far + 1000))
        assert 9 not in found("แอร์", sight=sight_of(user=world.user(branch_id=near)))
        assert 9 in found("แอร์", sight=sight_of(user=world.user(Role.OWNER)))

    def test_what_is_hidden_takes_no_place_from_what_is_not(self) -> None:
        near, far, _below = self._shelve()
        shelve(*(document(100 + n, "แอร์ไม่เย็น", kind="case", branch_id=far) for n in range(300)))
        sight = sight_of(user=world.user(branch_id=near))
        assert sorted(found("แอร์", sight=sight, kind="case")) == [1, 3, 4]

    def test_nobody_and_those_who_left_find_nothing(self) -> None:
        self._shelve()
        assert found("แอร์", sight=NOTHING) == []
        assert sight_of(user=world.user(Role.OWNER, is_active=False)) == NOTHING

    def test_a_sight_without_branches_finds_what_is_nobodys(self) -> None:
        self._shelve()
        assert found("แอร์", sight=Sight(kinds=frozenset({"case"}), branch_ids=frozenset())) == [4]


def test_a_search_asks_as_much_of_few_documents_as_of_many() -> None:
    shelve(*SHELF)
    assert_constant_queries(
        lambda: found("แอร์เย็น", sight=EVERYTHING),
        grow=lambda: shelve(*(document(n, f"แอร์เย็น {n}") for n in range(10, 60))),
    )
