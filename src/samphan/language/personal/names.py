"""Names behind a title. A strong title (นาย, น.ส., Mr.) makes a name of what follows unless it is a usual word; a weak one
(คุณ, พี่) only before a name we know or one that is built as Thai first names are."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from samphan.language.segment import segmenter

Found = tuple[int, int, str]

_TITLE = re.compile(
    r"(?P<strong>นางสาว|น\.\s?ส\.|ด\.\s?[ชญ]\.|เด็กชาย|เด็กหญิง|(?<!เจ้า)(?<!หัว)(?<!ท)นาย|ดร\.|นพ\.|พญ\.|ว่าที่\s?ร\.ต\."
    r"|(?:ผม|ดิฉัน|ฉัน|หนู|ลูกค้า)\s?ชื่อ|ชื่อ(?:-|\s?และ\s?|\s)?(?:นาม)?สกุล|ชื่อ(?:ผู้รับ|ลูกค้า|ผู้สั่ง|ผู้ติดต่อ|บัญชี))"
    r"|(?P<weak>(?<!ขอบ)(?<!พระ)(?<!ตัว)คุณ(?!ภาพ|สมบัติ|ค่า|ประโยชน์|ธรรม|ลักษณะ|วุฒิ|นาย)|นาง(?!สาว|เอก|ฟ้า|แบบ|งาม|รำ|เงือก|พยาบาล|ร้อง)|พี่|น้อง|ป้า|ลุง|เฮีย|เจ๊|หมอ|ครู|อาจารย์|ช่าง|แอดมิน)"
)
_JOINT = re.compile(r"\s?[:：]?\s?")
_THAI_LETTER = re.compile("[\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]")
_THAI_RUN = re.compile("[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+")
_ENGLISH = re.compile(
    r"\b(?:(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Kk]hun|[Dd]r)\.?\s+|[Mm]y name is\s+|[PpKkNn]['’]\s?)"
    r"[A-Z][a-z'’-]{1,20}(?:\s+[A-Z][a-z'’-]{1,20}){0,2}"
)
_VOWEL_NEXT = re.compile("[\u0e24\u0e30-\u0e3a\u0e47-\u0e4e]")
# How Thai first names end (and hardly a usual word of two syllables or more does).
_BUILT = re.compile(
    ".{2,}(?:ชัย|ศักดิ์|พงษ์|พงศ์|วัฒน์|รัตน์|วรรณ|นันท์|เดช|ฤทธิ์|ภรณ์|ลักษณ์|กานต์|ชนก|ทิพย์|มาศ|วดี|วิทย์|พันธ์|สิทธิ์|เกียรติ|นารถ|ณัฐ|ธิดา|นภา|ศิริ|พร|"
    "กาญจน์|ภัทร|จิตต์|จันทร์|โรจน์|วุฒิ|ชาติ|ฤดี|สุดา|มาลย์|พล|ภพ|กฤต|กฤษณ์|ธร|กร|นุช|ณิชา|ริน|ญา)"
)
# Words a sentence goes on with: no name begins or contains one as a word of its own.
_USUAL = frozenset(
    "ครับ ค่ะ คะ คับ จ้า จ้ะ เลย ด้วย แล้ว ก็ ที่ ว่า และ กับ หรือ แต่ เพราะ ถ้า จะ ได้ ไม่ ให้ ไป อยู่ เป็น คือ ของ ใน นอก จาก ถึง โทร โทรศัพท์ โทรมา บอก "
    "แจ้ง พูด ถาม ตอบ ทำ เอา ส่ง สั่ง ซื้อ ขาย รับ จ่าย โอน ช่วย ดูแล บริการ แย่ มาก มากๆ ช้า เร็ว สุภาพ น่ารัก ใจดี ติดต่อ เบอร์ อีเมล ไลน์ รอ ต้อง ควร อยาก ขอ เคย ยัง กำลัง "
    "นั้น นี่ นั่น ไหน ใคร อะไร ทำไม ยังไง เรา ผม ฉัน เขา เธอ มัน ท่าน ทุก บาง หลาย แผนก ฝ่าย สาขา ร้าน บริษัท พนักงาน เจ้าหน้าที่ ลูกค้า ผู้จัดการ วัน เมื่อ ตอน เวลา ไม่มี ไม่ได้ "
    "ใช้ เห็น เข้า ออก ขึ้น ลง กลับ นัด ติดตั้ง ซ่อม ทะเบียน อยู่บ้าน อายุ เลขที่ บ้าน ที่อยู่ พัก ทุกคน แม่ พ่อ พี่ น้อง ลูก ตัว เอง หน่อย ค่า คร้าบ ซัก ซักที หัวหน้า ดีใจ เสียใจ".split()
)
# Words that begin a sentence and stand in many names: only no whole name.
_NO_FIRST = frozenset("มี ดี คิด รัก ชอบ รู้ มา หา คน นี้ นะ ทั้ง เจอ เดิน กิน ละเอียด ยนต์ ต่าง เก่ง".split())
_NO_NAME = (
    "ทุน", "จ้าง", "แบบ", "หน้า", "อำเภอ", "ตำรวจ", "ทหาร", "ท่า", "ประกัน", "พล", "สถานี", "ธนาคาร", "เรือ", "หัว", "เอก", "พยาบาล", "ฟ้า", "งาม",
    "รำ", "ช่าง", "แพทย์", "หมอ", "ธรรม", "ผู้", "ครู", "กเทศ", "ไปรษณีย์", "โรง", "ใหญ่", "ตัวดี", "หญิง", "เงือก", "แมว", "ร้อง", "ใหม่", "เค้า", "แก",
)  # fmt: skip
_LONGEST_PART = 24


def names_in(text: str) -> Iterator[Found]:
    """Yield (start, end, "name") of titled names, title included, in a text with western digits."""
    at = 0
    while match := _TITLE.search(text, at):
        end = 0
        if _begins_a_word(text, match.start(), match.end()):
            end = _strong(text, match.end()) if match["strong"] else _weak(text, match.end())
        if end:
            yield match.start(), end, "name"
        at = end or match.end()
    for match in _ENGLISH.finditer(text):
        yield match.start(), match.end(), "name"


@lru_cache(maxsize=1)
def _call_names() -> frozenset[str]:
    listed = files("samphan.language").joinpath("data/call_names.txt").read_text(encoding="utf-8")
    return frozenset(name for line in listed.splitlines() if not line.startswith("#") for name in line.split())


def _begins_a_word(text: str, start: int, end: int) -> bool:
    """Whether the title is not the middle of a longer word, as นาย is in ทนาย and พัฒนายนต์."""
    before = start
    while before > 0 and start - before < _LONGEST_PART and _THAI_LETTER.match(text[before - 1]):
        before -= 1
    if before == start or text.endswith("ขอบคุณ", before, start):  # cut as ขอบ|คุณนาย by the longest match
        return True
    at = before
    for word in segmenter().words(text[before:end]):
        if at >= start:
            return at == start
        at += len(word)
    return False


def _strong(text: str, at: int) -> int:
    """Return where the name behind a strong title ends, 0 when a usual word follows instead."""
    start = _joint(text, at)
    known = _known(text, start)
    first = max(_part(text, start), known)
    if text.startswith("นายก", at - 3) and not (known or _built(text, start) or _VOWEL_NEXT.match(text, start + 1)):
        return 0  # นายก, a prime minister or the chair of something
    if first <= start or text.startswith(_NO_NAME, start) or text[start:first] in _NO_FIRST:
        return 0
    return _with_surname(text, first)


def _weak(text: str, at: int) -> int:
    start = _joint(text, at)
    end = _known(text, start) or _built(text, start)
    if not end:
        return 0
    last = _with_surname(text, end)
    return last if last - end > 6 else end  # a call name is seldom followed by a surname, often by a short word


def _joint(text: str, at: int) -> int:
    joint = _JOINT.match(text, at)
    return joint.end() if joint else at


def _part(text: str, start: int) -> int:
    """Return where a word of a name ends: at the end of its run of Thai letters or before a usual word in it."""
    run = _THAI_RUN.match(text, start, start + _LONGEST_PART)
    if not run:
        return start
    at = start
    for word in segmenter().words(run.group()):
        if word in _USUAL or word.startswith("ไม่"):
            break
        at += len(word)
    return at


def _with_surname(text: str, end: int) -> int:
    """Return where a surname behind one space ends, or `end` when what follows is no surname."""
    if end + 1 >= len(text) or text[end] != " ":
        return end
    run = _THAI_RUN.match(text, end + 1, end + 1 + _LONGEST_PART)
    if not run or len(run.group()) < 4 or _TITLE.match(text, end + 1):
        return end
    last = _part(text, end + 1)
    return last if last - end > 4 else end


def _known(text: str, start: int) -> int:
    """Return where the longest known name at `start` ends; what follows may not go on with its last syllable."""
    names = _call_names()
    for end in range(min(len(text), start + 14), start, -1):
        if text[start:end] in names and not _goes_on(text, end):
            return end
    return 0


def _built(text: str, start: int) -> int:
    end = _part(text, start)
    return end if end - start >= 5 and _BUILT.fullmatch(text, start, end) else 0


def _goes_on(text: str, end: int) -> bool:
    """Whether the letters behind a short name make it part of a longer word: พี่ส้ม is a name, พี่สาว is none."""
    if end >= len(text) or not _THAI_LETTER.match(text[end]):
        return False
    if re.match("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]", text[end]):
        return True
    words = segmenter().words(text[end : end + _LONGEST_PART])
    return not words or (words[0] not in _USUAL and not words[0].startswith("ไม่"))
