"""What happens to imports: who took which file in, and who took it back."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ImportFinished(DomainEvent):
    """A file was taken in."""

    type: ClassVar[str] = "import.finished"
    subject_kind: ClassVar[str] = "import"
    kind: str
    created: int
    updated: int
    errors: int


@dataclass(frozen=True, kw_only=True)
class ImportUndone(DomainEvent):
    """A file was taken back: what it made is gone, what it changed is as before."""

    type: ClassVar[str] = "import.undone"
    subject_kind: ClassVar[str] = "import"
    kind: str
