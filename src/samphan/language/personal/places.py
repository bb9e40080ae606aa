"""Ways to reach or find a person that are written in letters: e-mail, LINE, number plate, address."""

import re
from collections.abc import Iterator

Found = tuple[int, int, str]

_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63} ?@ ?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?![a-z0-9])", re.IGNORECASE)
_ID = r"@?[a-z0-9][a-z0-9._-]{2,29}"
_LINE = re.compile(
    # "LINE ID: somchai99", "ไอดีไลน์ somchai"
    rf"(?:\bline\s?id|ไลน์\s?(?:ไอดี|id)|\bid\s?line|ไอดี\s?(?:ไลน์|line)|(?:\bline|(?<!ออน)ไลน์)\s?[:：=])\s?(?:คือ|is)?\s?[:：=]?\s?({_ID})"
    # "แอดไลน์ @shop", "ไลน์ som_99": what could be a plain word is not taken
    rf"|(?:\bline|(?<!ออน)ไลน์)\s?(?:คือ\s?)?(@[a-z0-9][a-z0-9._-]{{2,29}}|(?=[a-z._-]*[0-9._][a-z0-9._-]*){_ID})(?![a-z0-9])",
    re.IGNORECASE,
)
_NO_LINE = re.compile(r"https?|official|line$", re.IGNORECASE)
_PROVINCE = (
    r"(?:กรุงเทพ(?:มหานคร|ฯ)?|กทม|นนทบุรี|ปทุมธานี|สมุทรปราการ|สมุทรสาคร|นครปฐม|ชลบุรี|ระยอง|เชียงใหม่|เชียงราย|ลำปาง|ลำพูน|พิษณุโลก|ขอนแก่น|นครราชสีมา"
    r"|โคราช|อุดรธานี|อุบลราชธานี|สงขลา|ภูเก็ต|สุราษฎร์ธานี|นครศรีธรรมราช|อยุธยา|สระบุรี|ลพบุรี|นครสวรรค์|กาญจนบุรี|ราชบุรี|เพชรบุรี|จันทบุรี|ฉะเชิงเทรา)"
)
_PLATE_SHAPE = r"\d?[ก-ฮ]{2}[ -]?\d{1,4}(?!\d)"
_PLATE = re.compile(
    rf"(?:ทะเบียน(?:รถ|คือ)?|ป้ายแดง|หมายเลขทะเบียน|\bplate)\s?(?:เลข|คือ|no\.?)?\s?[:：]?\s?({_PLATE_SHAPE}(?:\s?{_PROVINCE})?)"
    rf"|(?<![ก-๎\d])({_PLATE_SHAPE}\s?{_PROVINCE})",
    re.IGNORECASE,
)
_NAMED = r"\s?[^\s,;]{1,30}(?:\s\d{1,3}(?:/\d{1,3})?(?!\d))?"
_STREET = rf"(?:(?:หมู่บ้าน|หมู่ที่|หมู่|ซอย|ซ\.(?!ม)|ถนน|ถ\.|แขวง|ตำบล|ต\.(?!ค)|คอนโด){_NAMED}|ม\.\s?\d{{1,2}}(?!\d))"
_PART = (
    rf"(?:{_STREET}|(?:เขต|อำเภอ|อ\.|จังหวัด|จ\.|อาคาร|ตึก|ชั้น|ห้อง){_NAMED}|{_PROVINCE})"
)
_HOUSE = r"(?<![a-z\d/.,])\d{1,4}(?:/\d{1,4})?(?![\d/%])"
_ADDRESS = re.compile(
    rf"(?:(?:บ้าน|ห้อง)?เลขที่\s?)?{_HOUSE}(?:\s?,?\s?(?:อาคาร|ตึก|ชั้น|ห้อง){_NAMED}){{0,2}}\s?,?\s?{_STREET}(?:\s?,?\s?{_PART})*(?:\s?\d{{5}}(?!\d))?"
    rf"|(?:บ้านเลขที่|ห้องเลขที่|(?<!ตั้งอยู่)เลขที่)\s?{_HOUSE}(?:\s?,?\s?{_PART})*(?:\s?\d{{5}}(?!\d))?"
    r"|\b\d{1,4}(?:/\d{1,4})?,? (?:soi|moo|[a-z]+ (?:road|rd\.?|street))\b[^\n;!?]{0,60}?(?:\b\d{5}\b|(?=[.\n;!?]|$))",
    re.IGNORECASE,
)
# "3 ซอย", "2 คอนโด": a count, no house.
_COUNTED = re.compile(r"\d{1,4}\s?(?:คอนโด|ซอย|ถนน|ตำบล|หมู่บ้าน|หมู่)(?!\s?\d)(?:นี้|นั้น|แล้ว|ติด|ที่|$).*", re.IGNORECASE | re.DOTALL)


def places_in(text: str) -> Iterator[Found]:
    """Yield (start, end, kind) of addresses of all sorts in a text with western digits, the surest kinds first."""
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), "email"
    for match in _LINE.finditer(text):
        group = 1 if match.group(1) else 2
        if not _NO_LINE.match(match.group(group)):
            yield match.start(group), match.end(group), "line"
    for match in _PLATE.finditer(text):
        group = 1 if match.group(1) else 2
        yield match.start(group), match.end(group), "plate"
    for match in _ADDRESS.finditer(text):
        if not _COUNTED.fullmatch(match.group()):
            yield match.start(), match.end(), "address"
