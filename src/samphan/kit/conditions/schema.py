"""Which fields a condition may speak of, and of what kind each is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds: int or float, str, bool, aware datetime, list of str."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    TEXTS = "texts"


@dataclass(frozen=True)
class Field:
    """One field: its kind, its name on screens, and, when its values are a known few, the name of each (msgids)."""

    kind: Kind
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)


Schema = Mapping[str, Field]
