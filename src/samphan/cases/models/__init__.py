"""The tables of this context, by noun."""

from samphan.cases.models.cases import OPEN_STATES, Case, CaseKind, CaseState, Priority
from samphan.cases.models.causes import Cause, CauseDraft, CauseMapping, CauseTreeVersion
from samphan.cases.models.desk import CaseLink, LinkKind, SavedView
from samphan.cases.models.ideas import Idea, IdeaState, IdeaVote
from samphan.cases.models.labels import CaseLabel, Label
from samphan.cases.models.problems import (
    Problem,
    ProblemCase,
    ProblemCause,
    ProblemRelease,
    ProblemState,
    ProblemTelling,
)
from samphan.cases.models.routing import RoutingSettings
from samphan.cases.models.stories import Story, StoryState
from samphan.cases.models.trials import RoutingTrial
from samphan.cases.models.work import (
    Attempt,
    AttemptOutcome,
    CaseNote,
    Verification,
    VerificationOutcome,
    VerificationPolicy,
)

__all__ = [
    "OPEN_STATES",
    "Attempt",
    "AttemptOutcome",
    "Case",
    "CaseKind",
    "CaseLabel",
    "CaseLink",
    "CaseNote",
    "CaseState",
    "Cause",
    "CauseDraft",
    "CauseMapping",
    "CauseTreeVersion",
    "Idea",
    "IdeaState",
    "IdeaVote",
    "Label",
    "LinkKind",
    "Priority",
    "Problem",
    "ProblemCase",
    "ProblemCause",
    "ProblemRelease",
    "ProblemState",
    "ProblemTelling",
    "RoutingSettings",
    "RoutingTrial",
    "SavedView",
    "Story",
    "StoryState",
    "Verification",
    "VerificationOutcome",
    "VerificationPolicy",
]
