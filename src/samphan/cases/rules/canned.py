"""Canned replies, pure: what their slots become, which blanks are left, who may change one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

# What an author may write between braces; `particle` is worked out from the words around it.
SLOTS = ("name", "agent", "firm", "case", "order", "branch")
PARTICLE, ASKING_PARTICLE = "particle", "particle?"
LONGEST_NAME, LONGEST_BODY, LONGEST_ACTION = 80, 4_000, 500
MOST_LABELS, LONGEST_LABEL = 10, 40
THEN_WAIT, THEN_RESOLVE = "wait", "resolve"
THENS = ("", THEN_WAIT, THEN_RESOLVE)
OWNER_ME, OWNER_OTHER = "me", "other"
_SLOT = re.compile(r"\{(name|agent|firm|case|order|branch|particle\??)\}")
# In Thai "ค่ะ" states and "คะ" asks, and after these short words it is always "คะ".
_SOFT = ("นะ", "สิ", "ซิ", "ล่ะ", "เหรอ", "หรือ")
_ASKS_AT_THE_END = (
    "ไหม", "มั้ย", "หรือไม่", "หรือเปล่า", "หรือยัง", "รึยัง", "รึเปล่า", "อะไร", "ไหน", "ใคร", "เมื่อไร", "เมื่อไหร่",
    "เท่าไร", "เท่าไหร่", "อย่างไร", "ยังไง", "ทำไม", "กี่โมง", "กี่วัน", "กี่คน", "กี่ชิ้น", "กี่ครั้ง",
)  # fmt: skip
# "ไม่มีอะไร" and "ที่ไหนก็ได้" state: words that ask are then words for "any".
_ANY = re.compile(r"(?:ไม่|มิได้)\S*(?:อะไร|ใคร|ไหน)$")


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A text with its slots filled; `blanks` are the slots nothing is known for, left as they were written."""

    text: str
    blanks: tuple[str, ...]


def fill(text: str, values: Mapping[str, str], *, particle: str) -> Filled:
    """Return a canned text as it would be sent.

    A slot without a value stays in its braces, so that whoever sends it sees the blank. `{particle}` becomes the
    writer's own polite word, in the asking form where the words before it ask (see `particle_for`); `{particle?}` is
    the asking form wherever it stands.
    """
    blanks: list[str] = []

    def put(found: re.Match[str]) -> str:
        slot = found[1]
        if slot == ASKING_PARTICLE:
            return asking(particle)
        if slot == PARTICLE:
            return particle_for(particle, before=text[: found.start()], after=text[found.end() :])
        value = values.get(slot, "")
        if not value and slot not in blanks:
            blanks.append(slot)
        return value or found[0]

    return Filled(text=_SLOT.sub(put, text), blanks=tuple(blanks))


def particle_for(particle: str, *, before: str, after: str) -> str:
    """Return the polite word in the form its place asks for; only "ค่ะ" has two."""
    clause = before.rstrip().rsplit("\n", 1)[-1].rsplit(" ", 1)[-1]
    is_soft = clause.endswith(_SOFT) or after.lstrip().startswith("?")
    is_question = clause.endswith(_ASKS_AT_THE_END) and not _ANY.search(clause)
    return asking(particle) if is_soft or is_question else particle


def asking(particle: str) -> str:
    """Return the form of a polite word that questions end with."""
    return "คะ" if particle == "ค่ะ" else particle


def blanks_in(text: str) -> tuple[str, ...]:
    """Return the slots a text still holds, each once: such a text is not ready to be sent."""
    return tuple(dict.fromkeys(found[1] for found in _SLOT.finditer(text)))


def unknown_slots(text: str, known: Collection[str] = (*SLOTS, PARTICLE, ASKING_PARTICLE)) -> tuple[str, ...]:
    """Return what stands in braces and is no slot of ours: a slip of the author's."""
    return tuple(dict.fromkeys(name for name in re.findall(r"\{([^{}\n]{0,40})\}", text) if name not in known))


def may_change(
    *,
    owner_id: int | None,
    team_id: int | None,
    user_id: int,
    oversees: bool,
    led_team_ids: Collection[int] = (),
) -> bool:
    """Say whether somebody may change a reply: one's own, one's team's as its lead, all shared ones for who oversees.

    What a colleague keeps for themselves is changed by nobody else, whoever they are.
    """
    if owner_id is not None:
        return owner_id == user_id
    return oversees or (team_id is not None and team_id in led_team_ids)


def label_names(typed: str) -> tuple[str, ...]:
    """Return labels typed with commas between them: without space around them, each once, as they were typed."""
    names = (" ".join(one.split())[:LONGEST_LABEL] for one in typed.replace("，", ",").split(","))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_LABELS]
