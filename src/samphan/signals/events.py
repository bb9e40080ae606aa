"""What happens to readings. Ids and codes only: the texts stay in their own table."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ReadingCorrected(DomainEvent):
    """A person said how a text is meant; `what` is "sentiment" or "topic:" and the topic's code."""

    type: ClassVar[str] = "reading.corrected"
    subject_kind: ClassVar[str] = "signal"
    what: str
    value: str


@dataclass(frozen=True, kw_only=True)
class CorrectionTakenBack(DomainEvent):
    """A correction was taken back; what was said before it, by the machine or a person, holds again."""

    type: ClassVar[str] = "reading.correction_taken_back"
    subject_kind: ClassVar[str] = "signal"
    what: str


@dataclass(frozen=True, kw_only=True)
class TaxonomyChanged(DomainEvent):
    """The words topics are found by were edited."""

    type: ClassVar[str] = "reading.taxonomy_changed"
    subject_kind: ClassVar[str] = "taxonomy"
    number: int


@dataclass(frozen=True, kw_only=True)
class FirmModelDecided(DomainEvent):
    """What was learnt from corrections was put in force, not taken, or taken back; `state` says which."""

    type: ClassVar[str] = "reading.firm_model_decided"
    subject_kind: ClassVar[str] = "firm_model"
    kind: str
    number: int
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PriorMoved(DomainEvent):
    """The usual mix of labels of a channel was put in force as its texts show it; shares in the order of the labels."""

    type: ClassVar[str] = "reading.prior_moved"
    subject_kind: ClassVar[str] = "reading_setup"
    channel: str
    shares: tuple[float, ...]
