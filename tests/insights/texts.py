"""Texts customers wrote, stored as they are after reading: what themes and tones are tested with."""

import itertools
from datetime import datetime

from samphan.accounts.models import Branch
from samphan.customers.models import Customer
from samphan.signals.models import Signal

_numbers = itertools.count(1)
_PATTERNS = (
    "พัสดุ{0}ส่งช้ามาก รอขนส่ง{1}วันแล้วค่ะ",
    "พนักงาน{0}พูดจาสุภาพ บริการสาขา{1}น่ารักมากครับ",
    "the app crashes at login {0}, password reset {1} never works",
)
DELIVERY, STAFF, APP = range(3)
_FIRST = ("สีแดง", "สีฟ้า", "ใหม่", "เก่า", "ใหญ่", "เล็ก", "ร้านแรก", "ร้านหลัง")
_SECOND = ("ลาดพร้าว", "บางนา", "สีลม", "รังสิต", "อโศก", "พระราม", "สยาม", "ทองหล่อ")
_FILLS = list(itertools.product(_FIRST, _SECOND))


def say(
    text: str,
    at: datetime,
    *,
    sentiment: str = "neutral",
    topics: dict[str, str] | None = None,
    branch: Branch | None = None,
    channel: str = "web",
    customer: Customer | None = None,
    kind: str = "response",
    submission_id: int | None = None,
    read_with: str = "model-1",
) -> Signal:
    """Store one read text; `topics` says how each was spoken of."""
    found = topics or {}
    return Signal.objects.create(
        submission_kind=kind, submission_id=submission_id or 900_000 + next(_numbers), field="comment", type="text",
        text=text, source="link", channel=channel, branch=branch, customer=customer, occurred_at=at,
        read_with=read_with, language="th", sentiment=sentiment, topics=list(found),
        topic_spans=[{"code": code, "sentiment": tone, "spans": [[0, 1]]} for code, tone in found.items()],
    )  # fmt: skip


def write(subject: int, count: int, at: datetime, *, sentiment: str = "neutral") -> list[Signal]:
    """Store many different texts about one thing."""
    return [say(_PATTERNS[subject].format(*fill), at, sentiment=sentiment) for fill in _FILLS[:count]]
