"""The tables of this context, by noun."""

from samphan.cases.models.cases import OPEN_STATES, Case, CaseKind, CaseState, Priority
from samphan.cases.models.causes import Cause, CauseTreeVersion
from samphan.cases.models.routing import RoutingSettings
from samphan.cases.models.trials import RoutingTrial
from samphan.cases.models.work import Attempt, AttemptOutcome, CaseNote, Verification, VerificationOutcome

__all__ = [
    "OPEN_STATES",
    "Attempt",
    "AttemptOutcome",
    "Case",
    "CaseKind",
    "CaseNote",
    "CaseState",
    "Cause",
    "CauseTreeVersion",
    "Priority",
    "RoutingSettings",
    "RoutingTrial",
    "Verification",
    "VerificationOutcome",
]
