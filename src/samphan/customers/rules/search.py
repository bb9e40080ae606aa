"""Search and sort keys as bytes: both databases compare bytes alike, whatever their collation.

A token is a folded word: lower case, Thai digits and presentation forms made plain, and tone marks left out, because
people mistype them more than anything else. A search is then a range scan over an index of tokens.
"""

import re
import unicodedata

from samphan.customers.rules.contacts import Contact, InvalidContact, normalise_phone
from samphan.customers.rules.names import PersonName, split_title

LONGEST_TOKEN_BYTES = 120
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_MARKS = re.compile("[\u0e47-\u0e4e\u200b-\u200d\u2060\ufeff]")  # tone marks, silencers, zero-width characters
_TONES = re.compile("[\u0e48-\u0e4b]")
_SWAPPED = re.compile("([เแโใไ])([ก-ฮ])")
_WORDS = re.compile(r"[^\s,;/|()\"“”]+")
_PHONE_LIKE = re.compile(r"[+0-9๐-๙(][0-9๐-๙()\s.-]{2,}")


def fold(text: str) -> str:
    """Return a text with everything people spell differently made the same."""
    plain = unicodedata.normalize("NFKC", text).translate(_THAI_DIGITS).casefold()
    # NFKC splits sara am; both spellings and the doubled sara e come out as one.
    plain = _MARKS.sub("", plain).replace("ํา", "ำ").replace("เเ", "แ")
    return plain.strip()


def sort_key(name: PersonName) -> bytes:
    """Return bytes that put names in Thai dictionary order: leading vowels after their consonant, tones last."""
    shown = " ".join(part for part in (name.first_name or name.nickname, name.last_name) if part)
    text = unicodedata.normalize("NFC", shown).casefold()
    tones = "".join(_TONES.findall(text))
    base = _SWAPPED.sub(r"\2\1", _MARKS.sub("", text))
    return f"{base}\x01{tones}".encode()[:200] if base else b"\xff"


def name_tokens(name: PersonName) -> set[bytes]:
    """Return the tokens a name is found by: each word of first, last, nickname and call-name, titles left out."""
    joined = f"{name.first_name} {name.last_name} {name.nickname} {split_title(name.call_name)[1]}"
    return {_token(word) for word in _WORDS.findall(joined) if fold(word)}


def contact_token(contact: Contact) -> bytes:
    """Return the token a contact point is found by; a Thai number as people dial it, with its zero."""
    if contact.kind == "phone":
        number = contact.value.partition(";")[0]
        return _token(f"0{number[3:]}" if number.startswith("+66") else number.lstrip("+"))
    return _token(contact.value)


def query_tokens(query: str) -> list[bytes]:
    """Return the tokens of what somebody typed, the longest (rarest) first; a phone number is one token."""
    text = " ".join(query.split())
    if _PHONE_LIKE.fullmatch(text):
        return [_phone_prefix(text)]
    words = _WORDS.findall(split_title(text)[1])
    return sorted({_token(word) for word in words if fold(word)}, key=len, reverse=True)


def _phone_prefix(text: str) -> bytes:
    try:
        return contact_token(Contact("phone", normalise_phone(text)))
    except InvalidContact:
        digits = re.sub(r"\D", "", text.translate(_THAI_DIGITS))
        return _token(f"0{digits[2:].lstrip('0')}" if text.lstrip().startswith("+66") else digits)


def _token(word: str) -> bytes:
    return fold(word).encode()[:LONGEST_TOKEN_BYTES]
