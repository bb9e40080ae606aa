"""What a notice begins with: words for each kind, in both languages, to be made one's own before they are sent.

A firm may keep words of its own in their place (`NoticeWording`); both have the same slots.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# What stands in braces: what happened, and when it began.
SLOTS = ("title", "since")


@dataclass(frozen=True)
class NoticeDraft:
    """A text in Thai and in English, with slots."""

    th: str
    en: str

    def filled(self, *, th: Mapping[str, str], en: Mapping[str, str]) -> tuple[str, str]:
        """Return both texts with their slots filled in, each from its own language."""
        return _filled(self.th, th), _filled(self.en, en)


def _filled(text: str, values: Mapping[str, str]) -> str:
    for slot in SLOTS:
        text = text.replace(f"{{{slot}}}", values[slot])
    return text


DRAFTS: dict[str, NoticeDraft] = {
    "first": NoticeDraft(
        th="ขณะนี้มีเหตุขัดข้อง: {title}\nทีมงานทราบเรื่องแล้วและกำลังแก้ไข คุณไม่ต้องแจ้งเข้ามาอีก"
        "\nขออภัยในความไม่สะดวก เราจะแจ้งความคืบหน้าให้ทราบ",
        en="Something is not working as it should: {title}\nWe know about it and are working on it; you need not report"
        " it.\nWe are sorry for the trouble and will keep you informed.",
    ),
    "progress": NoticeDraft(
        th="ความคืบหน้าเรื่อง {title}\nทีมงานพบสาเหตุแล้วและกำลังแก้ไข",
        en="An update on: {title}\nWe have found the cause and are putting it right.",
    ),
    "apology": NoticeDraft(
        th="เรื่อง {title} แก้ไขเรียบร้อยแล้ว\nเราขออภัยเป็นอย่างยิ่งที่ทำให้คุณเดือดร้อน"
        "\nเราได้หาสาเหตุและป้องกันไม่ให้เกิดขึ้นอีก หากยังพบปัญหา ตอบกลับข้อความนี้ได้เลย",
        en="It is put right: {title}\nWe are truly sorry for the trouble this caused you.\nWe have found the cause and"
        " taken steps so that it does not happen again. If something is still wrong, simply answer this message.",
    ),
}
