"""Checklists, pure: how they are edited, and what keeps a case from being closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

LONGEST_ITEM = 160
MOST_ITEMS = 20


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """One line of a checklist as it is edited; `item_id` None for a new one."""

    item_id: int | None
    text_th: str
    text_en: str
    is_required: bool


def items_typed(lines: Sequence[NewItem]) -> tuple[NewItem, ...]:
    """Return the lines that say something, in order: an emptied line is a thing left out."""
    return tuple(line for line in lines if line.text_th.strip() or line.text_en.strip())


def left_to_do(required: Collection[tuple[int, str]], done: Collection[int]) -> tuple[str, ...]:
    """Return the texts of required things, given as (id, text), that are not done yet."""
    return tuple(text for number, text in required if number not in done)
