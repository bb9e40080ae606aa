"""Dates as people type them in Thailand: พ.ศ. and ค.ศ., day or month first, names of months, with or without time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from samphan.kit.errors import N_, Refused

BUDDHIST_OFFSET = 543
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "ม.ค. มกราคม jan january", "ก.พ. กุมภาพันธ์ feb february", "มี.ค. มีนาคม mar march", "เม.ย. เมษายน apr april",
            "พ.ค. พฤษภาคม may", "มิ.ย. มิถุนายน jun june", "ก.ค. กรกฎาคม jul july", "ส.ค. สิงหาคม aug august",
            "ก.ย. กันยายน sep sept september", "ต.ค. ตุลาคม oct october", "พ.ย. พฤศจิกายน nov november",
            "ธ.ค. ธันวาคม dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = r"(?:[T\s,]+(?:เวลา\s*)?(\d{1,2})[:.](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?|น\.)?)?"
_ZONE = r"\s*(Z|[+-]\d{2}:?\d{2}|UTC)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}{_ZONE}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_TIME}{_ZONE}", re.IGNORECASE)
_NAMED = re.compile(
    rf"(\d{{1,2}})[\s-]+([^\s\d-]+)[\s-]+(?:พ\.?ศ\.?\s*)?(\d{{4}}|\d{{2}}){_TIME}{_ZONE}", re.IGNORECASE
)
_PARTS = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)")


class UnreadableDate(Refused):
    code = "imports.cell.date"
    message = N_("This is no date we can read. Write it like 2026-11-21, 21/11/2569 or 21 Nov 2026.")


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Whether a column writes the day or the month first, and how many cells prove each."""

    is_day_first: bool
    day_first_cells: int
    month_first_cells: int

    @property
    def is_certain(self) -> bool:
        """Say whether the cells prove one order and do not speak for the other."""
        return (self.day_first_cells > 0) != (self.month_first_cells > 0)


def decide_order(cells: Iterable[str]) -> DateOrder:
    """Return the order a column's cells prove: a first part above 12 is a day, a second above 12 means month first.

    Without proof the day comes first, as it does here; with proof for both the majority wins and the other cells are
    reported as wrong.
    """
    days = months = 0
    for cell in cells:
        match = _PARTS.match(cell.translate(_THAI_DIGITS))
        if match:
            days += int(match[1]) > 12
            months += int(match[2]) > 12
    return DateOrder(is_day_first=days >= months, day_first_cells=days, month_first_cells=months)


@lru_cache(maxsize=20_000)
def read_time(text: str, *, is_day_first: bool, zone: tzinfo) -> datetime:
    """Return an instant in UTC; a time without a zone is the organisation's, a date alone is its midnight."""
    cell = text.strip().translate(_THAI_DIGITS)
    match = _YEAR_FIRST.fullmatch(cell)
    if match:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := _YEAR_LAST.fullmatch(cell):
        first, second = int(match[1]), int(match[2])
        day, month = (first, second) if is_day_first else (second, first)
        year = int(match[3])
    elif (match := _NAMED.fullmatch(cell)) and match[2].casefold() in _MONTHS:
        day, month, year = int(match[1]), _MONTHS[match[2].casefold()], int(match[3])
    else:
        raise UnreadableDate
    try:
        made = datetime(
            _year(year),
            month,
            day,
            _hour(match[4], match[7]),
            int(match[5] or 0),
            int(match[6] or 0),
            tzinfo=_zone(match[8], zone),
        )
    except ValueError as error:
        raise UnreadableDate from error
    return made.astimezone(UTC)


def read_date(text: str, *, is_day_first: bool) -> date:
    """Return a calendar date, such as a birthday, whatever time is written behind it."""
    return read_time(text, is_day_first=is_day_first, zone=UTC).date()


def _year(year: int) -> int:
    """Return the year of our era: 2569 -> 2026; of two digits 43-80 are พ.ศ., above is 19xx, below 20xx."""
    if 2400 <= year <= 2700:
        return year - BUDDHIST_OFFSET
    if year < 43:
        return 2000 + year
    if year <= 80:
        return 2500 + year - BUDDHIST_OFFSET
    return 1900 + year if year < 100 else year


def _hour(text: str | None, half: str | None) -> int:
    hour = int(text or 0)
    if half and half[0] in "aApP" and hour <= 12:
        return hour % 12 + (12 if half[0] in "pP" else 0)
    return hour


def _zone(text: str | None, default: tzinfo) -> tzinfo:
    if not text:
        return default
    if text.upper() in {"Z", "UTC"}:
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
