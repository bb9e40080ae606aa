"""Which branch a text speaks of: a place is an attribute of what is said, not a topic of its own."""

import re
from dataclasses import dataclass

from samphan.language.segment import segmenter

_THAI_BRANCH = re.compile(r"(?<!ทุก)(?<!หลาย)(?<!บาง)(?<!ขยาย)(?<!เปิด)(?<!แต่ละ)สาขา\s?(?=[\u0e01-\u0e4ea-z0-9])")
_ENGLISH_BRANCH = re.compile(r"\b([a-z][a-z0-9'-]+(?: [0-9]+)?) (?:branch|outlet)\b")
# Words a name does not begin with, and where it ends.
_NO_NAME = frozenset(
    "ไหน นี้ นั้น อื่น อื่นๆ ใหม่ เดิม เดียว ใกล้ ใกล้ๆ แถว ที่ ของ ไป มา มี เยอะ น้อย อะไร ทั้งหมด ใหญ่ ย่อย แรก ก็ ได้ ให้ อยู่ ใด เปิด ปิด ต้อง "
    "เพิ่ม จะ ยัง ใน ค่ะ คะ ครับ นะ เลย ครบ หลัก ร่วม ร้าน วิชา อาชีพ ควร บริการ พนักงาน ต่างๆ หน่อย คือ ดัง ดังต่อไปนี้ ต่อไปนี้ ต่างจังหวัด รายละเอียด "
    "เลิก ตึก ถ้า กิน ชั้น แล้ว แต่ เพราะ กับ และ หรือ เป็น ช้า ดี แย่ รอ ส่ง คิว อาหาร ของ ราคา วัน เมื่อ ทำ เขา เรา ผม คน บอก แจ้ง ไหม มั้ย ด้วย ถึง ว่า ลูกค้า ไม่ "
    "ตอน เวลา ออก ขาย สั่ง ซื้อ ห่วย พูด โดย จาก ชอบ อร่อย สะอาด สกปรก ทุก บาง มาก หมด".split()
)
_NO_ENGLISH_NAME = frozenset(
    "a an the this that your our their nearest other another which every each main new local any one my same closest "
    "different head in at of no is".split()
)
# Names that go on after a space.
_OPENERS = (
    "เซ็นทรัล", "เซนทรัล", "บิ๊กซี", "โลตัส", "เทสโก้", "โรบินสัน", "เดอะ", "พระราม", "เมกา", "เมกะ", "เมเจอร์", "แฟชั่น", "อิมพีเรียล", "ถนน", "ซอย",
    "ตลาด", "ห้าง", "สนามบิน", "โรงพยาบาล", "ฟิวเจอร์", "the",
)  # fmt: skip
_MOST_WORDS = 4
_LONGEST = 30


@dataclass(frozen=True, kw_only=True)
class BranchMention:
    """A branch somebody wrote of: its name as written (normalised) and where the mention stands."""

    name: str
    start: int
    end: int


def branches_in(text: str) -> tuple[BranchMention, ...]:
    """Return the branches a normalised text names, in order; "this branch" names none."""
    found = [*_thai(text), *_english(text)]
    return tuple(sorted(found, key=lambda mention: mention.start))


def _thai(text: str) -> list[BranchMention]:
    found = []
    for match in _THAI_BRANCH.finditer(text):
        name = _name_at(text[match.end() : match.end() + _LONGEST])
        if name:
            found.append(BranchMention(name=name, start=match.start(), end=match.end() + len(name)))
    return found


def _name_at(behind: str) -> str:
    """Return the name a text begins with: words up to a space (one may be crossed behind a chain's) or a usual word."""
    behind = behind.split("\n")[0]
    end = 0
    words = segmenter().words(behind)
    for at, word in enumerate(words[:_MOST_WORDS]):
        start = behind.index(word, end)
        crosses = start > end and not (at == 1 and words[0].startswith(_OPENERS))
        if crosses or word in _NO_NAME or word.startswith("ไม่") or not word[0].isalnum():
            break
        end = start + len(word)
    return "" if behind[:end].isdigit() else behind[:end]


def _english(text: str) -> list[BranchMention]:
    return [
        BranchMention(name=match.group(1), start=match.start(), end=match.end())
        for match in _ENGLISH_BRANCH.finditer(text)
        if match.group(1) not in _NO_ENGLISH_NAME
    ]
