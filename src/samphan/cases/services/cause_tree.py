"""The tree of root causes: editions that never change, one in use, at most two clicks deep."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from samphan.cases.models import Cause, CauseTreeVersion
from samphan.cases.rules.causes import NewCause


def _group(code: str, name_th: str, name_en: str, *children: tuple[str, str, str]) -> NewCause:
    leaves = [NewCause(code=f"{code}.{leaf}", name_th=th, name_en=en) for leaf, th, en in children]
    return NewCause(code=code, name_th=name_th, name_en=name_en, children=leaves)


STARTER_TREE = (
    _group(
        "delivery", "การจัดส่งและนัดหมาย", "Delivery and appointments",
        ("late", "ส่งหรือมาช้ากว่านัด", "Late"),
        ("rescheduled", "เลื่อนนัดโดยไม่แจ้ง", "Rescheduled without notice"),
        ("damaged", "ของเสียหายระหว่างส่ง", "Damaged on the way"),
        ("wrong_item", "ส่งผิดหรือส่งไม่ครบ", "Wrong or missing item"),
    ),
    _group(
        "waiting", "การรอ", "Waiting",
        ("queue", "รอคิวนาน", "Long queue"),
        ("phone", "รอสายนานหรือโทรไม่ติด", "Phone not answered"),
        ("no_reply", "ไม่มีใครติดต่อกลับ", "Nobody called back"),
    ),
    _group(
        "staff", "พนักงานและการบริการ", "Staff and service",
        ("manner", "กิริยาหรือคำพูดไม่สุภาพ", "Impolite"),
        ("knowledge", "ให้ข้อมูลผิดหรือไม่รู้เรื่องสินค้า", "Wrong information"),
        ("workmanship", "งานติดตั้งหรือซ่อมไม่เรียบร้อย", "Poor workmanship"),
    ),
    _group(
        "product", "สินค้า", "Product",
        ("defect", "สินค้าชำรุดหรือเสีย", "Defective"),
        ("quality", "คุณภาพไม่ตรงที่คาดหวัง", "Quality below expectation"),
        ("stock", "ของหมดหรือไม่มีของ", "Out of stock"),
    ),
    _group(
        "money", "ราคาและการชำระเงิน", "Price and payment",
        ("price", "ราคาสูงหรือไม่คุ้ม", "Price"),
        ("billing", "เก็บเงินหรือใบกำกับผิด", "Billing error"),
        ("refund", "คืนเงินช้า", "Slow refund"),
        ("promotion", "โปรโมชั่นหรือคูปองใช้ไม่ได้", "Promotion did not work"),
    ),
    _group(
        "information", "ข้อมูลและระบบ", "Information and systems",
        ("unclear", "ข้อมูลไม่ชัดเจน", "Unclear information"),
        ("app", "แอปหรือเว็บไซต์ใช้งานไม่ได้", "App or website failed"),
    ),
    _group(
        "other", "อื่น ๆ", "Other",
        ("misunderstanding", "ความเข้าใจไม่ตรงกัน", "Misunderstanding"),
        ("outside", "เหตุภายนอกที่ควบคุมไม่ได้", "Outside our control"),
    ),
)  # fmt: skip


@transaction.atomic
def activate_cause_tree(*, causes: Sequence[NewCause], now: datetime) -> CauseTreeVersion:
    """Put a new edition of the tree in use; cases closed under earlier editions keep theirs."""
    number = (CauseTreeVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    CauseTreeVersion.objects.filter(is_active=True).update(is_active=False)
    tree = CauseTreeVersion.objects.create(number=number, is_active=True, created_at=now)
    groups = [_node(tree, None, cause, position) for position, cause in enumerate(causes)]
    Cause.objects.bulk_create(groups)
    Cause.objects.bulk_create(
        _node(tree, group, leaf, position)
        for group, cause in zip(groups, causes, strict=True)
        for position, leaf in enumerate(cause.children)
    )
    return tree


def seed_causes(*, now: datetime) -> None:
    """Put the starter tree in use where there is none yet."""
    if not CauseTreeVersion.objects.exists():
        activate_cause_tree(causes=STARTER_TREE, now=now)


def _node(tree: CauseTreeVersion, parent: Cause | None, cause: NewCause, position: int) -> Cause:
    return Cause(
        tree=tree, parent=parent, code=cause.code, name_th=cause.name_th, name_en=cause.name_en, position=position
    )
