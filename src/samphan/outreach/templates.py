"""What a notice begins with: words for each kind, in both languages, to be made one's own before they are sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticeDraft:
    """A text in Thai and in English; {title} is filled in with what happened."""

    th: str
    en: str

    def filled(self, *, title_th: str, title_en: str) -> tuple[str, str]:
        """Return both texts with the incident's title in them."""
        return self.th.replace("{title}", title_th), self.en.replace("{title}", title_en or title_th)


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
