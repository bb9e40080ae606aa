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


@dataclass(frozen=True, kw_only=True)
class TriggerFired(DomainEvent):
    """A rolling figure fell below (or rose above) its level with its whole interval: an episode began.

    The figure and its interval are in the unit of the measure.
    """

    type: ClassVar[str] = "automation.trigger_fired"
    subject_kind: ClassVar[str] = "trigger"
    episode_id: int
    measure: str
    n: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class TriggerEnded(DomainEvent):
    """An episode is over: the figure is back ("back"), or the alarm was changed ("changed") or switched off ("off")."""

    type: ClassVar[str] = "automation.trigger_ended"
    subject_kind: ClassVar[str] = "trigger"
    episode_id: int
    ended_by: str


@dataclass(frozen=True, kw_only=True)
class WaitSettled(DomainEvent):
    """The time of a wait step on a case has come; `outcome` says whether it acted ("acted") or had no need to."""

    type: ClassVar[str] = "automation.wait_settled"
    subject_kind: ClassVar[str] = "case"
    wait_id: int
    minutes: int
    outcome: str
