"""What answering at a desk decides, pure: words filled in, blanks seen, who may change what, who is here."""

from dataclasses import replace
from datetime import timedelta

import pytest

from samphan.cases.rules import Closing, missing_to_resolve
from samphan.cases.rules.canned import blanks_in, fill, label_names, may_change, unknown_slots
from samphan.cases.rules.checklists import NewItem, items_typed, left_to_do
from samphan.cases.rules.presence import is_here, is_typing, is_worth_writing
from samphan.cases.rules.side_conversations import is_answer, state_after
from samphan.cases.rules.taking_back import Step, Undoing, undoing
from samphan.cases.services.cause_tree import STARTER_TREE
from samphan.cases.services.starter_replies import STARTER_REPLIES
from tests import world

NOW = world.NOW
VALUES = {"name": "คุณพิม", "agent": "ณัฐวุฒิ", "firm": "เรือนดี", "case": "SP-7", "order": "RD-1", "branch": "ลาดพร้าว"}

POLITE = {
    "a statement": ("สวัสดี{particle}", "สวัสดีค่ะ", "สวัสดีครับ"),
    "a yes-or-no question": ("สะดวกไหม{particle}", "สะดวกไหมคะ", "สะดวกไหมครับ"),
    "a question about which": ("เข้าไปวันไหน{particle}", "เข้าไปวันไหนคะ", "เข้าไปวันไหนครับ"),
    "or not": ("ถูกต้องหรือไม่{particle}", "ถูกต้องหรือไม่คะ", "ถูกต้องหรือไม่ครับ"),
    "a soft word before it": ("แจ้งได้เลยนะ{particle}", "แจ้งได้เลยนะคะ", "แจ้งได้เลยนะครับ"),
    "a question mark after it": ("เป็นสีแดง{particle} ?", "เป็นสีแดงคะ ?", "เป็นสีแดงครับ ?"),
    "a word that asks, but for any": ("ไม่มีอะไร{particle}", "ไม่มีอะไรค่ะ", "ไม่มีอะไรครับ"),
    "a question in the clause before": ("ใช่ไหม{particle} งั้น{particle}", "ใช่ไหมคะ งั้นค่ะ", "ใช่ไหมครับ งั้นครับ"),
    "a question in the line before": ("อะไร\nขอบคุณ{particle}", "อะไร\nขอบคุณค่ะ", "อะไร\nขอบคุณครับ"),
    "said to be one": ("ช่วงใดสะดวก{particle?}", "ช่วงใดสะดวกคะ", "ช่วงใดสะดวกครับ"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "hers", "his"), POLITE.values(), ids=POLITE)
def test_the_polite_word_takes_the_form_its_place_asks_for(text: str, hers: str, his: str) -> None:
    assert fill(text, VALUES, particle="ค่ะ").text == hers
    assert fill(text, VALUES, particle="ครับ").text == his


def test_what_nobody_knows_stays_a_blank_that_is_seen() -> None:
    filled = fill("สวัสดี{particle} {name} {order} {order} {branch}", VALUES | {"order": ""}, particle="ครับ")
    assert filled.text == "สวัสดีครับ คุณพิม {order} {order} ลาดพร้าว"
    assert filled.blanks == blanks_in(filled.text) == ("order",)
    assert blanks_in("ราคา {ลด} 5% {x}") == ()
    assert unknown_slots("{name} {nmae} {particle?} {}") == ("nmae", "")


@pytest.mark.parametrize("starter", STARTER_REPLIES, ids=lambda starter: starter["seed"])
def test_a_starter_reply_can_be_sent_as_it_is(starter: dict[str, str]) -> None:
    causes = {leaf.code for group in STARTER_TREE for leaf in group.children}
    for body in (starter["body_th"], starter["body_en"]):
        assert unknown_slots(body) == ()
        assert fill(body, VALUES, particle="ค่ะ").blanks == ()
    thai = fill(starter["body_th"], VALUES, particle="ค่ะ").text
    assert not any(wrong in thai for wrong in ("นะค่ะ", "ไหมค่ะ", "หรือไม่ค่ะ", "ไหนค่ะ", "สวัสดีคะ", "แล้วคะ"))
    assert "particle" not in starter["body_en"]
    assert starter.get("cause_code", "delivery.late") in causes


CHANGES = {
    "one's own": ({"owner_id": 1, "team_id": None, "user_id": 1, "oversees": False}, True),
    "a colleague's own, even for a lead": ({"owner_id": 2, "team_id": None, "user_id": 1, "oversees": True}, False),
    "everybody's, for a lead": ({"owner_id": None, "team_id": None, "user_id": 1, "oversees": True}, True),
    "everybody's, for an agent": ({"owner_id": None, "team_id": None, "user_id": 1, "oversees": False}, False),
    "a team's, for its lead": (
        {"owner_id": None, "team_id": 5, "user_id": 1, "oversees": False, "led_team_ids": [5]}, True,
    ),
    "another team's": ({"owner_id": None, "team_id": 5, "user_id": 1, "oversees": False, "led_team_ids": [6]}, False),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "may"), CHANGES.values(), ids=CHANGES)
def test_a_reply_is_changed_by(facts: dict[str, object], may: bool) -> None:
    assert may_change(**facts) is may  # type: ignore[arg-type]


def test_labels_are_typed_with_commas() -> None:
    assert label_names(" คืนเงิน, vip ,,vip，  รอ  อะไหล่ ") == ("คืนเงิน", "vip", "รอ อะไหล่")
    assert len(label_names(",".join(map(str, range(99))))) == 10


REQUIRED = {
    "a request asks for what the firm asks": (
        {"kind": "request"}, ("note", "order", "cause"), ("cause", "order", "note"),
    ),
    "what is there is not asked": (
        {"kind": "request", "branch_id": 1, "order_id": 2, "has_note": True}, ("branch", "order", "note"), (),
    ),
    "a feedback case always asks for its three": (
        {"kind": "feedback"}, ("branch",), ("cause", "action", "told", "branch"),
    ),
    "nothing is asked": ({"kind": "review"}, (), ()),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "required", "missing"), REQUIRED.values(), ids=REQUIRED)
def test_what_the_firm_asks_for_is_named_when_it_is_missing(
    facts: dict[str, object], required: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    closing = Closing(**{"cause_id": None, "action_taken": "", "told_customer": "", **facts})  # type: ignore[arg-type]
    assert missing_to_resolve(closing, required=required) == missing


def test_an_emptied_line_leaves_the_checklist_and_what_is_left_is_named() -> None:
    lines = [
        NewItem(item_id=number, text_th=text, text_en=" ", is_required=True) for number, text in ((1, "โทร"), (2, ""))
    ]
    assert [line.item_id for line in items_typed(lines)] == [1]
    assert left_to_do([(1, "โทร"), (2, "ถ่ายรูป")], {1}) == ("ถ่ายรูป",)


SIGNS = {
    "the first": ((None, None), False, True),
    "a moment after the last": ((3, None), False, False),
    "long after the last": ((12, None), False, True),
    "begins to type": ((3, None), True, True),
    "types on": ((3, 3), True, False),
    "types on for long": ((5, 5), True, True),
    "has stopped typing": ((3, 8), False, True),
    "stopped long ago": ((3, 30), False, False),
}


@pytest.mark.parametrize(("ago", "types", "written"), SIGNS.values(), ids=SIGNS)
def test_a_sign_is_written_only_when_it_says_something_new(
    ago: tuple[int | None, int | None], types: bool, written: bool
) -> None:
    seen_at, typed_at = (None if one is None else NOW - timedelta(seconds=one) for one in ago)
    assert is_worth_writing(seen_at=seen_at, typed_at=typed_at, types_now=types, now=NOW) is written


def test_a_sign_counts_for_a_short_time() -> None:
    assert [is_here(NOW - timedelta(seconds=s), now=NOW) for s in (0, 24, 25)] == [True, True, False]
    assert [is_typing(NOW - timedelta(seconds=s), now=NOW) for s in (0, 11, 12)] == [True, True, False]
    assert not is_typing(None, now=NOW)


ANSWERS = {
    "by mail": ({"author_id": None}, True),
    "the colleague who was asked": ({"author_id": 2, "asked_user_id": 2}, True),
    "a member of the team": ({"author_id": 3, "asked_member_ids": [3, 4]}, True),
    "who asked, though a member": ({"author_id": 1, "asked_member_ids": [1, 3]}, False),
    "somebody else": ({"author_id": 9, "asked_user_id": 2}, False),
}


@pytest.mark.parametrize(("facts", "answers"), ANSWERS.values(), ids=ANSWERS)
def test_a_side_conversation_is_answered_by(facts: dict[str, object], answers: bool) -> None:
    given = {"opened_by_id": 1, "asked_user_id": None, "asked_member_ids": []} | facts
    assert is_answer(**given) is answers  # type: ignore[arg-type]
    assert state_after(answers=answers) == ("answered" if answers else "waiting")


def _step(kind: str, *, ours: bool = True, **data: object) -> Step:
    return Step(type=f"case.{kind}", data=data, is_ours=ours)


_MACRO = (
    _step("assigned", rule="claimed", owner_id=1, previous_owner_id=None),
    _step("labelled", added=[7, 8], removed=[]),
    _step("cause_recorded", cause_id=3),
    _step("action_recorded", cost_satang=0),
    _step("assigned", rule="assigned", owner_id=2, previous_owner_id=1),
)
_ALL = Undoing(label_ids=(7, 8), owner_id=1, cause=True, action=True)


@pytest.mark.parametrize(
    ("later", "is_open", "expected"),
    [
        ((), True, _ALL),
        ((_step("noted", ours=False),), True, _ALL),
        ((_step("labelled", ours=False, added=[9], removed=[7]),), True, replace(_ALL, label_ids=(8,))),
        (
            (_step("cause_recorded", ours=False, cause_id=4),),
            True,
            replace(_ALL, cause=False, kept=("cause",)),
        ),
        (
            (_step("returned", ours=False), _step("action_recorded", ours=False)),
            True,
            replace(_ALL, owner_id=None, action=False, kept=("owner", "action")),
        ),
        ((), False, Undoing(kept=("labels", "cause", "action", "owner"))),
    ],
)
def test_an_answer_takes_back_what_came_with_it_and_nobody_changed(
    later: tuple[Step, ...], is_open: bool, expected: Undoing
) -> None:
    found = undoing([*_MACRO, *later], is_open=is_open)
    assert replace(found, kept=tuple(sorted(found.kept))) == replace(expected, kept=tuple(sorted(expected.kept)))


def test_an_answer_that_did_nothing_beside_takes_nothing_back() -> None:
    assert undoing([_MACRO[0], _step("action_recorded", ours=False)], is_open=True) == Undoing()
