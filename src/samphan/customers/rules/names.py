"""Thai and English names: titles apart, and how a person is spoken to (never by the last name)."""

import re
from dataclasses import dataclass, replace

# fmt: off
_THAI_TITLES = (
    "นางสาว", "น.ส.", "นาย", "นาง", "ด.ช.", "ด.ญ.", "เด็กชาย", "เด็กหญิง", "คุณ", "ดร.", "ผศ.ดร.", "รศ.ดร.", "ศ.ดร.",
    "ผศ.", "รศ.", "ศ.", "นพ.", "พญ.", "ทพ.", "ทพญ.", "สพ.ญ.", "ภก.", "ภญ.", "พล.อ.", "พล.ท.", "พล.ต.", "พ.อ.", "พ.ท.",
    "พ.ต.", "ร.อ.", "ร.ท.", "ร.ต.", "พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.",
    "ร.ต.ต.", "จ.ส.อ.", "จ.ส.ต.", "ส.อ.", "ส.ต.อ.", "ว่าที่ร.ต.", "ม.ร.ว.", "ม.ล.", "อาจารย์",
)
# fmt: on
_COMPANY_TITLES = ("บริษัท", "บจก.", "บมจ.", "หจก.", "หสม.", "ห้างหุ้นส่วนจำกัด", "มูลนิธิ", "สมาคม")
_BY_LENGTH = sorted((*_THAI_TITLES, *_COMPANY_TITLES), key=len, reverse=True)
_ENGLISH_TITLE = re.compile(r"(mr|mrs|ms|miss|dr|prof|khun)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)
# Names that begin like a title when written without a space: only a space or a dot makes these a title.
_NEEDS_SPACE = frozenset({"นาย", "นาง", "คุณ", "อาจารย์", "สมาคม"})
_LEADING_VOWELS = "เแโใไ"


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name; `call_name` overrides how the person is spoken to."""

    title: str = ""
    first_name: str = ""
    last_name: str = ""
    nickname: str = ""
    call_name: str = ""


UNNAMED = PersonName()


def split_title(name: str) -> tuple[str, str]:
    """Return (title, name without it): "น.ส. พิมพ์ชนก ศรีสุวรรณ" -> ("น.ส.", "พิมพ์ชนก ศรีสุวรรณ")."""
    text = " ".join(name.split())
    for title in _BY_LENGTH:
        rest = text.removeprefix(title)
        if rest is text or rest == text or not rest.strip():
            continue
        if title in _NEEDS_SPACE and not rest.startswith(" ") and " " not in rest:
            continue
        return title, rest.strip()
    match = _ENGLISH_TITLE.match(text)
    return (match[0].strip(), text[match.end() :]) if match else ("", text)


def read_full_name(text: str) -> PersonName:
    """Return the parts of a name written in one cell, with a nickname in brackets if there is one."""
    bracket = re.search(r"\s*[(（\"“]([^)）\"”]{1,60})[)）\"”]\s*$", text)
    nickname = bracket[1].strip() if bracket else ""
    title, name = split_title(text[: bracket.start()] if bracket else text)
    if is_company(title):
        return PersonName(title=title, first_name=name[:120])
    first, _, last = name.partition(" ")
    return PersonName(title[:40], first[:120], last.strip()[:120], nickname)


def is_company(title: str) -> bool:
    """Say whether a title belongs to a firm rather than a person."""
    return title in _COMPANY_TITLES


def address_as(*, call_name: str, nickname: str, first_name: str, title: str, language: str) -> str:
    """Return how to speak to a customer: "คุณพิม"; a wish stored in `call_name` is used as it stands."""
    if call_name:
        return call_name
    if is_company(title):
        return f"{title} {first_name}".strip()
    name = nickname or first_name
    if language == "th":
        return f"คุณ{name or 'ลูกค้า'}"
    return name or "valued customer"


def display_name(*, first_name: str, last_name: str, nickname: str = "", title: str = "") -> str:
    """Return the name for lists and headers, without a personal title; empty when nothing is known."""
    shown = f"{first_name} {last_name}".strip()
    if shown and is_company(title):
        return f"{title} {shown}"
    return shown or nickname


def initials(*, first_name: str, last_name: str, nickname: str = "") -> str:
    """Return up to two letters for an avatar, skipping leading Thai vowels: เสาวนีย์ -> ส."""
    parts = [part for part in (first_name, last_name) if part] or [nickname]
    return "".join(part.lstrip(_LEADING_VOWELS)[:1].upper() for part in parts)


def filled_in(known: PersonName, given: PersonName) -> PersonName:
    """Return the known name with its blanks filled from a given one; what is known is never overwritten."""
    blanks = {
        field: getattr(given, field)
        for field in ("title", "first_name", "last_name", "nickname", "call_name")
        if not getattr(known, field) and getattr(given, field)
    }
    return replace(known, **blanks)
