"""What one cell says, by the type of its field; and cells made safe to open in a spreadsheet."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import lru_cache

from samphan.customers.rules import normalise_email, phones_in, read_full_name
from samphan.imports.rules.dates import DateOrder, read_date, read_time
from samphan.kit.errors import N_, Refused
from samphan.kit.money import to_minor_units

LONGEST_CELL = 10_000
_LONGEST_SHORT_TEXT = 200
_WHOLE = re.compile(r"([+-]?\d+)(?:\.0+)?")
_HOSTILE = ("=", "+", "-", "@", "\t", "\r")
_DOLLARS = frozenset({"USD", "SGD", "HKD", "TWD", "AUD", "NZD", "CAD", "BND"})
_CODES = (
    "THB", "USD", "EUR", "GBP", "JPY", "CNY", "SGD", "MYR", "HKD", "TWD", "KRW", "INR", "AUD", "NZD", "CAD", "CHF",
    "BND", "LAK", "KHR", "MMK", "VND", "IDR", "PHP",
)  # fmt: skip
# What may stand beside an amount, and the currencies it may mean; a longer sign comes before one it contains.
_CURRENCIES_OF = {code: frozenset({code}) for code in _CODES} | {
    "บาท": frozenset({"THB"}), "฿": frozenset({"THB"}), "RM": frozenset({"MYR"}), "US$": frozenset({"USD"}),
    "HK$": frozenset({"HKD"}), "NT$": frozenset({"TWD"}), "S$": frozenset({"SGD"}), "A$": frozenset({"AUD"}),
    "$": _DOLLARS, "£": frozenset({"GBP"}), "€": frozenset({"EUR"}), "¥": frozenset({"JPY", "CNY"}),
}  # fmt: skip
_MARKS = re.compile("|".join(map(re.escape, _CURRENCIES_OF)))
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
# fmt: off
_YES = ("yes", "y", "true", "1", "t", "on", "subscribed", "granted", "ใช่", "ยินยอม", "ยอมรับ", "ตกลง")
_NO = ("no", "n", "false", "0", "f", "off", "unsubscribed", "denied", "ไม่", "ไม่ใช่", "ไม่ยินยอม", "ไม่ยอมรับ")
_PAID = (
    "paid", "completed", "complete", "fulfilled", "processing", "shipped", "delivered", "authorized", "partially_paid",
    "partially_refunded", "success", "จ่ายแล้ว", "ชำระแล้ว", "สำเร็จ", "ส่งแล้ว", "เสร็จสิ้น",
)
_CANCELLED = (
    "cancelled", "canceled", "voided", "failed", "expired", "pending", "unpaid", "ยกเลิก", "ยกเลิกแล้ว", "รอชำระ",
    "ยังไม่ชำระ",
)
_RETURNED = ("returned", "refunded", "คืนสินค้า", "คืนเงิน", "คืนเงินแล้ว")
# fmt: on
_STATUSES: dict[str, object] = {
    **dict.fromkeys(_PAID, "paid"),
    **dict.fromkeys(_CANCELLED, "cancelled"),
    **dict.fromkeys(_RETURNED, "returned"),
}
_LANGUAGES = {"th": "th", "thai": "th", "ไทย": "th", "en": "en", "english": "en", "อังกฤษ": "en"}


class CellTooLong(Refused):
    code = "imports.cell.too_long"
    message = N_("The text is longer than {limit} characters. Shorten it.")


class CellNotWhole(Refused):
    code = "imports.cell.integer"
    message = N_("This is not a whole number. Write it like 12.")


class CellNotMoney(Refused):
    code = "imports.cell.money"
    message = N_("This is not an amount of money. Write it like 1,234.50.")


class CellOutOfScale(Refused):
    code = "imports.cell.scale"
    message = N_("This is not a score from {low} to {high}.")


class CellNotKnown(Refused):
    code = "imports.cell.choice"
    message = N_("This value is not known. Use one of: {choices}.")


class OtherCurrency(Refused):
    code = "imports.cell.currency"
    message = N_(
        "This is in {found}, but the business counts in {ours}. Convert the amounts to {ours}, or leave this order out."
    )


class BranchNotKnown(Refused):
    code = "imports.cell.branch"
    message = N_("There is no branch with this code. Create it in Settings first or leave the cell empty.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a cell depends on beside the cell: time zone, currency, date order by column, branches by code."""

    zone: tzinfo = UTC
    currency: str = "THB"
    orders: Mapping[str, DateOrder] = field(default_factory=dict)
    branches: Mapping[str, int] = field(default_factory=dict)

    def is_day_first(self, column: str) -> bool:
        """Say whether a column writes the day before the month."""
        return self.orders[column].is_day_first if column in self.orders else True


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_HOSTILE) else cell


def restore(cell: str) -> str:
    """Return the cell as it was before `neutralise`, so that our own error file can come back in."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_HOSTILE) else cell


def read_cell(type_: str, cell: str, *, column: str, reading: Reading) -> object:
    """Return what a non-empty cell says; raise a `Refused` naming what is wrong and how to write it."""
    if type_ == "time":
        return read_time(cell, is_day_first=reading.is_day_first(column), zone=reading.zone)
    if type_ == "date":
        return read_date(cell, is_day_first=reading.is_day_first(column))
    if type_ == "branch":
        branch = reading.branches.get(cell.strip().casefold())
        if branch is None:
            raise BranchNotKnown
        return branch
    if type_ == "money":
        amount, marks = _priced(cell)
        for mark in marks:
            if reading.currency not in _CURRENCIES_OF[mark]:
                raise OtherCurrency(found=mark, ours=reading.currency)
        return amount
    if type_ == "currency":
        code = _currency(cell)
        if code != reading.currency:  # amounts of two currencies cannot be added, so that every total would be wrong
            raise OtherCurrency(found=code, ours=reading.currency)
        return code
    return _READERS[type_](cell)


def _text(cell: str) -> str:
    text = " ".join(cell.split())
    if len(text) > _LONGEST_SHORT_TEXT:
        raise CellTooLong(limit=_LONGEST_SHORT_TEXT)
    # A spreadsheet turns the id 17850 into 17850.0; nobody means the decimal.
    match = _WHOLE.fullmatch(text) if text.endswith(".0") else None
    return match[1] if match else text


def _long_text(cell: str) -> str:
    text = cell.strip().replace("\x00", "")
    if len(text) > LONGEST_CELL:
        raise CellTooLong(limit=LONGEST_CELL)
    return text


@lru_cache(maxsize=20_000)
def _priced(cell: str) -> tuple[int, tuple[str, ...]]:
    """Return the amount in minor units, and the codes and signs of currencies that stand beside it: "$100 USD"."""
    written = cell.strip().translate(_THAI_DIGITS).upper()
    beside = _MARKS.split(written)
    if sum(any(map(str.isdigit, part)) for part in beside) > 1:  # two amounts, or a slip of the keyboard
        raise CellNotMoney
    try:
        return to_minor_units("".join(beside).strip().removesuffix(".-")), tuple(_MARKS.findall(written))
    except ValueError as error:
        raise CellNotMoney from error


def _integer(cell: str) -> int:
    match = _WHOLE.fullmatch(cell.strip().replace(",", "").translate(_THAI_DIGITS))
    if not match or len(match[1]) > 9:
        raise CellNotWhole
    return int(match[1])


def _scale(low: int, high: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        match = _WHOLE.fullmatch(cell.strip().translate(_THAI_DIGITS))
        if not match or len(match[1]) > 3 or not low <= int(match[1]) <= high:
            raise CellOutOfScale(low=low, high=high)
        return int(match[1])

    return read


def _choice(values: Mapping[str, object], shown: str) -> Callable[[str], object]:
    def read(cell: str) -> object:
        key = cell.strip().casefold()
        if key not in values:
            raise CellNotKnown(choices=shown)
        return values[key]

    return read


def _language(cell: str) -> str:
    key = cell.strip().casefold()
    code = _LANGUAGES.get(key) or _LANGUAGES.get(key[:2])
    if code is None:
        raise CellNotKnown(choices="th, en")
    return code


def _currency(cell: str) -> str:
    code = cell.strip().upper().replace("บาท", "THB").replace("฿", "THB")
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise CellNotKnown(choices="THB, USD, …")
    return code


_READERS: Mapping[str, Callable[[str], object]] = {
    "text": _text,
    "long_text": _long_text,
    "email": normalise_email,
    "phones": phones_in,
    "name": lambda cell: read_full_name(_text(cell)),
    "integer": _integer,
    "nps": _scale(0, 10),
    "csat": _scale(1, 5),
    "stars": _scale(1, 5),
    "yes_no": _choice({**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}, "yes, no"),
    "order_status": _choice(_STATUSES, "paid, cancelled, returned"),
    "language": _language,
}
