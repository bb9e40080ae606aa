"""Five branches that many firms want, ready to be put into a tree and edited there.

Each is a special case, so it belongs before the general ones: a recipe is put first.
"""

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from samphan.kit.errors import N_


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One ready branch: why one wants it (msgid), and its body without an id."""

    code: str
    icon: str
    why: str
    branch: Mapping[str, Any]


_FEEDBACK_PROMISES = ["feedback_follow_up", "feedback_resolve"]
_UNHAPPY = {"or": [{"==": [{"var": "category"}, "detractor"]}, {"==": [{"var": "sentiment"}, "negative"]}]}

RECIPES = (
    Recipe(
        code="danger",
        icon="triangle-alert",
        why=N_("Words about safety, the law or a wrong charge reach the managers at once, whatever the score."),
        branch={
            "name_th": "เรื่องอันตราย: ผู้จัดการต้องรู้ทันที",
            "name_en": "Danger: managers must know at once",
            "when": {">=": [{"var": "urgency"}, 2]},
            "then": [
                {"do": "open_case", "kind": "feedback", "priority": 1, "promises": _FEEDBACK_PROMISES},
                {"do": "tag", "tag": "urgent"},
                {"do": "notify", "who": "managers"},
            ],
        },
    ),
    Recipe(
        code="again",
        icon="rotate-ccw",
        why=N_("Whoever was unhappy within the last 90 days and is again hears from the team lead."),
        branch={
            "name_th": "ไม่พอใจซ้ำภายใน 90 วัน",
            "name_en": "Unhappy again within 90 days",
            "when": {"and": [{"has_been": ["unhappy", 90]}, _UNHAPPY]},
            "then": [
                {"do": "open_case", "kind": "feedback", "priority": 1, "promises": _FEEDBACK_PROMISES},
                {"do": "tag", "tag": "at_risk"},
                {"do": "notify", "who": "team_lead"},
            ],
        },
    ),
    Recipe(
        code="loyal",
        icon="heart",
        why=N_("An unhappy customer with five orders or more is called first."),
        branch={
            "name_th": "ลูกค้าประจำไม่พอใจ: โทรหาก่อน",
            "name_en": "A regular is unhappy: call first",
            "when": {"and": [{">=": [{"var": "order_count"}, 5]}, _UNHAPPY]},
            "then": [
                {"do": "open_case", "kind": "feedback", "priority": 2, "promises": _FEEDBACK_PROMISES},
                {"do": "tag", "tag": "loyal"},
                {"do": "notify", "who": "owner"},
            ],
        },
    ),
    Recipe(
        code="review",
        icon="star",
        why=N_("A public review of one or two stars becomes a case, so that it is answered and put right."),
        branch={
            "name_th": "รีวิวสาธารณะ 1-2 ดาว",
            "name_en": "A public review of one or two stars",
            "when": {
                "and": [
                    {"==": [{"var": "submission_kind"}, "review"]},
                    {"==": [{"var": "scale"}, "stars"]},
                    {"<=": [{"var": "score"}, 2]},
                ]
            },
            "then": [{"do": "open_case", "kind": "review", "priority": 2, "promises": _FEEDBACK_PROMISES}],
        },
    ),
    Recipe(
        code="mixed",
        icon="message-circle",
        why=N_("A good score with unhappy words is a quiet warning: somebody asks what was wrong."),
        branch={
            "name_th": "คะแนนดีแต่ข้อความไม่พอใจ",
            "name_en": "A good score with unhappy words",
            "when": {
                "and": [
                    {"in": [{"var": "category"}, ["passive", "promoter"]]},
                    {"==": [{"var": "sentiment"}, "negative"]},
                ]
            },
            "then": [
                {"do": "open_case", "kind": "feedback", "priority": 4, "promises": ["feedback_resolve"]},
                {"do": "tag", "tag": "at_risk"},
            ],
        },
    ),
)


def find_recipe(code: str) -> Recipe | None:
    """Return the recipe of that code."""
    return next((recipe for recipe in RECIPES if recipe.code == code), None)


def branch_of(recipe: Recipe, *, promise_codes: Collection[str]) -> dict[str, Any]:
    """Return a recipe's branch as a tree stores it, still without an id, with those of its promises that are in use."""
    branch: dict[str, Any] = deepcopy(dict(recipe.branch))
    for action in branch["then"]:
        if "promises" in action:
            action["promises"] = [code for code in action["promises"] if code in promise_codes]
    return branch
