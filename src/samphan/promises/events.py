"""What happens to a clock. The subject is the clock; the work it ticks for (for example a case) is in the data."""

from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ClockEvent(DomainEvent):
    """What every clock event carries: the work, the metric and who owns the work now."""

    subject_kind: ClassVar[str] = "clock"

    work_kind: str
    work_id: int
    metric: str
    owner_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClockStarted(ClockEvent):
    """A promise began to tick."""

    type: ClassVar[str] = "promise.clock_started"


@dataclass(frozen=True, kw_only=True)
class ClockWarned(ClockEvent):
    """So many per cent of the time are used; once for each warning, the highest only when several fall together."""

    type: ClassVar[str] = "promise.clock_warned"

    percent: int


@dataclass(frozen=True, kw_only=True)
class ClockBreached(ClockEvent):
    """The due time has passed and the promise was not kept yet."""

    type: ClassVar[str] = "promise.clock_breached"

    percent: int = 100


@dataclass(frozen=True, kw_only=True)
class ClockEscalated(ClockEvent):
    """A broken promise has waited so long that the next step of the reporting line is to hear of it; once a step."""

    type: ClassVar[str] = "promise.clock_escalated"

    step: str


@dataclass(frozen=True, kw_only=True)
class ClockPaused(ClockEvent):
    """The work waits, so its time does not count."""

    type: ClassVar[str] = "promise.clock_paused"

    pause_kind: str


@dataclass(frozen=True, kw_only=True)
class ClockResumed(ClockEvent):
    """The wait is over."""

    type: ClassVar[str] = "promise.clock_resumed"


@dataclass(frozen=True, kw_only=True)
class ClockMet(ClockEvent):
    """The promise was kept in time."""

    type: ClassVar[str] = "promise.clock_met"

    elapsed_minutes: int


@dataclass(frozen=True, kw_only=True)
class ClockMissed(ClockEvent):
    """The work was done, but after the due time."""

    type: ClassVar[str] = "promise.clock_missed"

    elapsed_minutes: int


@dataclass(frozen=True, kw_only=True)
class ClockCancelled(ClockEvent):
    """The promise no longer applies, for example because the case was a duplicate."""

    type: ClassVar[str] = "promise.clock_cancelled"


@dataclass(frozen=True, kw_only=True)
class ClockReopened(ClockEvent):
    """The work came back, so the same clock runs on from its first start."""

    type: ClassVar[str] = "promise.clock_reopened"


@dataclass(frozen=True, kw_only=True)
class CreditEvent(DomainEvent):
    """What every event of a credit carries: what it is for, its cause and its amount."""

    subject_kind: ClassVar[str] = "credit"

    reason: str
    cause: str
    amount_satang: int


@dataclass(frozen=True, kw_only=True)
class CreditProposed(CreditEvent):
    """A broken promise is worth something to a customer; somebody is to approve it."""

    type: ClassVar[str] = "credit.proposed"


@dataclass(frozen=True, kw_only=True)
class CreditPosted(CreditEvent):
    """A credit was approved and is the customer's; once."""

    type: ClassVar[str] = "credit.posted"


@dataclass(frozen=True, kw_only=True)
class CreditDeclined(CreditEvent):
    """A proposed credit was not given."""

    type: ClassVar[str] = "credit.declined"
