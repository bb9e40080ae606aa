"""One spelling for every contact point, so that the same person typed twice is found once."""

import re

import phonenumbers
from msgspec import Struct

from samphan.kit.errors import N_, Refused

REGION = "TH"
LONGEST_VALUE = 254
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(?:\.[^@\s,;<>\".]+)+")
_PLAIN_MOBILE = re.compile(r"0[689]\d{8}")
_LOST_ZERO = re.compile(r"(?:[689]\d{8}|[2-57]\d{7})")
_EXCEL_NUMBER = re.compile(r"(\d+)\.0+")
_SEPARATORS = re.compile(r"[,/;|\n]|\bor\b|และ|หรือ")


class InvalidContact(Refused):
    code = "customers.contact.invalid"
    message = N_("This contact is empty or too long. Use at most 254 characters.")


class InvalidEmail(InvalidContact):
    code = "customers.contact.email_invalid"
    message = N_("This is not an e-mail address. Write it like name@example.com.")


class InvalidPhone(InvalidContact):
    code = "customers.contact.phone_invalid"
    message = N_("This is not a phone number. Write it like 081 234 5678 or +66 81 234 5678.")


class Contact(Struct, frozen=True):
    """One address of one kind as somebody gave it; `source` names the system an external id comes from."""

    kind: str
    value: str
    source: str = ""


def normalise_email(value: str) -> str:
    """Return the one spelling of an e-mail address: trimmed, lower case, without `mailto:`."""
    cleaned = value.strip().strip("<>").removeprefix("mailto:").strip().lower()
    if len(cleaned) > LONGEST_VALUE or not _EMAIL.fullmatch(cleaned):
        raise InvalidEmail
    return cleaned


def normalise_phone(value: str) -> str:
    """Return a phone number as E.164 (an extension as `;ext=12`), read as Thai when it has no country code.

    Accepts Thai digits, `ต่อ 12`, and the nine digits a spreadsheet leaves of `0812345678`. Short codes such as 1669
    are not numbers of a person and are refused.
    """
    text = _EXCEL_NUMBER.sub(r"\1", value.strip().translate(_THAI_DIGITS))
    if _PLAIN_MOBILE.fullmatch(text):  # nine rows of ten; the full parser costs a hundred times as much
        return f"+66{text[1:]}"
    text = re.sub(r"\(0\)", "", text.replace("ต่อ", " ext "))
    if _LOST_ZERO.fullmatch(text):
        text = f"0{text}"
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{written};ext={number.extension}" if number.extension else written


def phones_in(cell: str) -> list[str]:
    """Return every phone number of a cell that may hold several ("081-… , 02-…"); raise when one is unreadable."""
    parts = [part for part in _SEPARATORS.split(cell) if part.strip()]
    return list(dict.fromkeys(normalise_phone(part) for part in parts))


def show_phone(value: str) -> str:
    """Return a stored phone number the way people here read it: `081 234 5678`, foreign ones with their code."""
    try:
        number = phonenumbers.parse(value, REGION)
    except phonenumbers.NumberParseException:
        return value
    is_local = number.country_code == phonenumbers.country_code_for_region(REGION)
    if is_local and not phonenumbers.is_valid_number(number):
        return _grouped(value)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if is_local else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _grouped(value: str) -> str:
    """Return a number the library cannot group in the groups people here expect: 3-3-4, or 2-3-4 when shorter."""
    digits = re.sub(r"\D", "", value.partition(";")[0])
    national = "0" + digits.removeprefix(str(phonenumbers.country_code_for_region(REGION)))
    if len(national) not in (9, 10):
        return value
    return f"{national[:-7]} {national[-7:-4]} {national[-4:]}"


def normalise_contact(contact: Contact) -> Contact:
    """Return a contact in its one stored spelling; raise `InvalidContact` when it cannot be one."""
    if contact.kind == "email":
        return Contact("email", normalise_email(contact.value))
    if contact.kind == "phone":
        return Contact("phone", normalise_phone(contact.value))
    value = contact.value.strip()
    if not value or len(value) > LONGEST_VALUE or len(contact.source) > 40:
        raise InvalidContact
    return Contact(contact.kind, value, contact.source.strip() if contact.kind == "external" else "")
