"""The trees a new installation starts with: sensible, short, meant to be edited."""

from typing import Any

FEEDBACK_TREE: dict[str, Any] = {
    "branches": [
        {
            "id": "urgent",
            "name_th": "เรื่องด่วน: ความปลอดภัย กฎหมาย หรือเก็บเงินผิด",
            "name_en": "Urgent: safety, legal or a wrong charge",
            "when": {
                "and": [
                    {">=": [{"var": "urgency"}, 2]},
                    {"!=": [{"var": "category"}, "promoter"]},
                ]
            },
            "then": [
                {
                    "do": "open_case",
                    "kind": "feedback",
                    "priority": 1,
                    "promises": ["feedback_follow_up", "feedback_resolve"],
                },
                {"do": "tag", "tag": "urgent"},
                {"do": "notify", "who": "managers"},
            ],
        },
        {
            "id": "unhappy",
            "name_th": "ลูกค้าไม่พอใจ",
            "name_en": "Unhappy customer",
            "when": {
                "or": [
                    {"==": [{"var": "category"}, "detractor"]},
                    {"and": [{"==": [{"var": "category"}, "none"]}, {"==": [{"var": "sentiment"}, "negative"]}]},
                ]
            },
            "then": [
                {
                    "do": "open_case",
                    "kind": "feedback",
                    "priority": 3,
                    "promises": ["feedback_follow_up", "feedback_resolve"],
                }
            ],
            "branches": [
                {
                    "id": "unhappy_loyal",
                    "name_th": "ลูกค้าประจำ (ซื้อ 5 ครั้งขึ้นไป)",
                    "name_en": "Loyal customer (5 orders or more)",
                    "when": {">=": [{"var": "order_count"}, 5]},
                    "then": [{"do": "open_case", "priority": 1}, {"do": "tag", "tag": "loyal"}],
                },
                {
                    "id": "unhappy_very",
                    "name_th": "ไม่พอใจมาก (ตัวเลขต่ำสุดสามระดับ หรือ 1 ดาว)",
                    "name_en": "Very unhappy (NPS 0-2 or one star)",
                    "when": {
                        "or": [
                            {"and": [{"==": [{"var": "scale"}, "nps"]}, {"<=": [{"var": "score"}, 2]}]},
                            {"and": [{"in": [{"var": "scale"}, ["csat", "stars"]]}, {"<=": [{"var": "score"}, 1]}]},
                        ]
                    },
                    "then": [{"do": "open_case", "priority": 2}],
                },
            ],
        },
        {
            "id": "asks_contact",
            "name_th": "ขอให้ติดต่อกลับ",
            "name_en": "Asks to be contacted",
            "when": {"==": [{"var": "wants_contact"}, True]},
            "then": [
                {
                    "do": "open_case",
                    "kind": "request",
                    "priority": 3,
                    "promises": ["request_first_response", "request_resolve"],
                }
            ],
        },
        {
            "id": "mixed",
            "name_th": "คะแนนกลาง ๆ แต่ข้อความไม่พอใจ",
            "name_en": "A middling score with unhappy words",
            "when": {"and": [{"==": [{"var": "category"}, "passive"]}, {"==": [{"var": "sentiment"}, "negative"]}]},
            "then": [
                {"do": "open_case", "kind": "feedback", "priority": 4, "promises": ["feedback_resolve"]},
                {"do": "tag", "tag": "at_risk"},
            ],
        },
    ]
}

MESSAGE_TREE: dict[str, Any] = {
    "branches": [
        {
            "id": "message_urgent",
            "name_th": "ข้อความด่วน",
            "name_en": "Urgent message",
            "when": {">=": [{"var": "urgency"}, 2]},
            "then": [
                {
                    "do": "open_case",
                    "kind": "request",
                    "priority": 1,
                    "promises": ["request_first_response", "request_resolve"],
                },
                {"do": "notify", "who": "managers"},
            ],
        },
        {
            "id": "message_any",
            "name_th": "ข้อความใหม่",
            "name_en": "New message",
            "when": True,
            "then": [
                {
                    "do": "open_case",
                    "kind": "request",
                    "priority": 3,
                    "promises": ["request_first_response", "request_resolve"],
                }
            ],
        },
    ]
}

STARTER_TREES = (
    ("feedback", "ความเห็นจากลูกค้า", "Customer feedback", FEEDBACK_TREE),
    ("message", "ข้อความจากลูกค้า", "Customer messages", MESSAGE_TREE),
)
