"""Numbers that belong to a person: national ID, payment card, bank account, telephone."""

import re
from collections.abc import Iterator

Found = tuple[int, int, str]

_GAP = r"[ \t.\u2013-]{0,3}"  # what people put between groups
_ID = re.compile(rf"(?<![\d./])[1-8]{_GAP}\d{{4}}{_GAP}\d{{5}}{_GAP}\d{{2}}{_GAP}\d(?!\d)")
_CARD = re.compile(
    rf"(?<![\d./])(?:(?:[3-6]\d|2[2-7])\d{{2}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?"  # 16 to 19
    rf"|3[47]\d{{2}}{_GAP}\d{{6}}{_GAP}\d{{5}}|3[068]\d{{2}}{_GAP}\d{{6}}{_GAP}\d{{4}})(?!\d)"
)
# Groups a telephone number is written in, after its 0 or +66; a date with a time beside it has others.
_MOBILE = (
    r"[689]\d{8}", r"[689]\d-\d{3}-\d{4}", r"[689]\d-\d{7}", r"[689]-\d{4}-\d{4}", r"[689]-\d{8}", r"-[689]\d{3}-\d{4}",
    r"[689]\d-\d{4}-\d{3}", r"[689]\d{2}-\d{3}-\d{3}", r"[689]\d{2}-\d{6}", r"[689]\d-\d{2}-\d{2}-\d{3}",
    r"-[689]\d-\d{3}-\d{4}", r"[689]\d{4}-\d{4}", r"[689]\d{3}-\d{5}", r"[689]-\d{3}-\d{5}", r"[689]\d-\d{3}-\d{2}-\d{2}",
)  # fmt: skip
_LANDLINE = (
    r"2\d{7}", r"2-\d{3}-\d{4}", r"2-\d{7}", r"-2\d{3}-\d{4}", r"2\d{3}-\d{4}", r"2-\d{4}-\d{3}", r"[3457]\d{7}",
    r"[3457]\d-\d{3}-\d{3}", r"[3457]\d-\d{6}", r"-[3457]\d{3}-\d{4}", r"[3457]-\d{3}-\d{4}",
)  # fmt: skip
_SEPARATED = "|".join(group.replace("-", r"[ \t.)\u2013-]{1,3}") for group in _MOBILE + _LANDLINE)
_PHONE = re.compile(
    rf"(?<![\d.,/-])(?:\(?0|\(?(?:\+|00)[ ]?66\)?[ -]?(?:\(?0\)?)?[ -]?|66[ -]?0?)(?:{_SEPARATED})(?![\d/])"
    r"(?: ?(?:ต่อ|กด|ext\.?) ?\d{1,5})?",
    re.IGNORECASE,
)
_ACCOUNT_SHAPE = re.compile(r"(?<![\d.-])\d{{3}}-\d-\d{{5}}-\d(?![\d-])|(?<![\d.-])\d{{3}} \d \d{{5}} \d(?![\d-])")
_ACCOUNT = re.compile(
    r"(?:เลข(?:ที่)?(?:บัญชี|บ/ช|บช\.?)|บัญชี(?:เลขที่|ธนาคาร)?|บ/ช|บช\.|\bacc(?:oun)?t\.?(?: (?:no|number)\.?)?"
    r"|\ba/c(?: no\.?)?|กสิกร(?:ไทย)?|ไทยพาณิชย์|ไทยพานิชย์|กรุงไทย|กรุงศรี(?:อยุธยา)?|ธนาคารกรุงเทพ|ออมสิน|ทหารไทย(?:ธนชาต)?|ธ\.?ก\.?ส\.?"
    r"|\b(?:scb|kbank|ktb|bbl|bay|ttb|tmb|gsb|baac|uob|cimb))"
    r"(?:\s?(?:ธนาคาร)?(?:กสิกร(?:ไทย)?|ไทยพาณิชย์|กรุงไทย|กรุงเทพ|กรุงศรี|ออมสิน|scb|kbank|ktb|bbl|ttb))?"
    r"(?:\s?(?:เลขที่(?:บัญชี)?|เลขบัญชี|เลข|คือ|no\.?|number|is))?\s?[:：#=]?\s?(\d(?:[ -]?\d){9,14})(?!\d)",
    re.IGNORECASE,
)
_NOT_DIGIT = re.compile(r"\D")


def numbers_in(text: str) -> Iterator[Found]:
    """Yield (start, end, kind) of numbers in a text with western digits, the surest kinds first; they may overlap."""
    for match in _ID.finditer(text):
        if is_thai_id(match.group()):
            yield match.start(), match.end(), "thai_id"
    for match in _CARD.finditer(text):
        if is_luhn(match.group()):
            yield match.start(), match.end(), "card"
    for match in _ACCOUNT.finditer(text):
        if not _PHONE.fullmatch(text, match.start(1), match.end(1)):
            yield match.start(1), match.end(1), "bank"
    for match in _ACCOUNT_SHAPE.finditer(text):
        yield match.start(), match.end(), "bank"
    for match in _PHONE.finditer(text):
        yield match.start(), match.end(), "phone"


def is_thai_id(number: str) -> bool:
    """Whether 13 digits, with anything between them, end in the check digit of a Thai national ID."""
    digits = [int(digit) for digit in _NOT_DIGIT.sub("", number)]
    if len(digits) != 13:
        return False
    return (11 - sum(digit * (13 - at) for at, digit in enumerate(digits[:12])) % 11) % 10 == digits[12]


def is_luhn(number: str) -> bool:
    """Whether 13 to 19 digits, with anything between them, keep the check of payment cards."""
    digits = [int(digit) for digit in reversed(_NOT_DIGIT.sub("", number))]
    if not 13 <= len(digits) <= 19:
        return False
    return sum(digit if at % 2 == 0 else digit * 2 - 9 * (digit > 4) for at, digit in enumerate(digits)) % 10 == 0
