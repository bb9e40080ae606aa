"""Why the figures could not be computed, and what helps, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from samphan.insights.rules.refreshing import Failed, Failure
from samphan.kit.errors import N_

_REASONS = {
    Failure.MEMORY: N_("the machine ran out of memory."),
    Failure.DISK: N_("the disk is full."),
    Failure.STOPPED: N_("it was stopped before it was done."),
    Failure.OTHER: N_("an error that was not foreseen."),
}
_REMEDIES = {
    Failure.MEMORY: N_("Free memory on the machine or give it more, then press Refresh."),
    Failure.DISK: N_("Free space on the disk, then press Refresh."),
    Failure.STOPPED: N_("See that a worker is running, then press Refresh."),
    Failure.OTHER: N_("Press Refresh to try again. The worker's log and Failed work in Settings say what went wrong."),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A failed computation in words: the reason ends its sentence, the remedy is for whoever may refresh."""

    at: datetime
    reason: str
    remedy: str


def told(failed: Failed | None) -> Told | None:
    """Put a failure into words."""
    if failed is None:
        return None
    return Told(at=failed.at, reason=_(_REASONS[failed.failure]), remedy=_(_REMEDIES[failed.failure]))
