"""What the killed workers run: each run leaves an event, so that a job lost or run twice can be counted."""

import random
import time
from dataclasses import dataclass
from typing import ClassVar

from samphan.eventlog.events import DomainEvent
from samphan.eventlog.services import record_many
from samphan.jobs.tasks import task
from samphan.kit import clock


@dataclass(frozen=True, kw_only=True)
class JobTookEffect(DomainEvent):
    """One run of the task below, committed."""

    type: ClassVar[str] = "chaos.job_took_effect"
    subject_kind: ClassVar[str] = "chaos"


@task(atomic=True)
def leave_mark(number: int) -> None:
    """Write, linger where a kill hurts most, and end."""
    record_many(events=[JobTookEffect(subject_id=number)], occurred_at=[clock.now()], deliver=False)
    time.sleep(random.random() * 0.005)
