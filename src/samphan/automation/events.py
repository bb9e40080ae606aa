"""What happens to rule trees."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RuleTreeActivated(DomainEvent):
    """A version of a tree went live."""

    type: ClassVar[str] = "automation.tree_activated"
    subject_kind: ClassVar[str] = "rule_tree"
    version_number: int


@dataclass(frozen=True, kw_only=True)
class SubmissionTraced(DomainEvent):
    """A submission was led through the tree; the trace says along which path."""

    type: ClassVar[str] = "automation.submission_traced"
    subject_kind: ClassVar[str] = "trace"
    submission_kind: str
    submission_id: int
    path: list[str]
