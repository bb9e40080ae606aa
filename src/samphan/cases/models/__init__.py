"""The tables of this context, by noun."""

from samphan.cases.models.canned import CannedReply
from samphan.cases.models.cases import OPEN_STATES, Case, CaseKind, CaseState, Priority
from samphan.cases.models.causes import Cause, CauseDraft, CauseMapping, CauseTreeVersion
from samphan.cases.models.checklists import ChecklistItem, ChecklistTick, ClosingPolicy
from samphan.cases.models.desk import CaseLink, LinkKind, SavedView
from samphan.cases.models.ideas import Idea, IdeaState, IdeaVote
from samphan.cases.models.labels import CaseLabel, Label
from samphan.cases.models.presence import CasePresence
from samphan.cases.models.problems import (
    Problem,
    ProblemCase,
    ProblemCause,
    ProblemRelease,
    ProblemState,
    ProblemTelling,
)
from samphan.cases.models.routing import RoutingSettings
from samphan.cases.models.side_conversations import SideConversation, SideMessage, SideState
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
    "CannedReply",
    "Case",
    "CaseKind",
    "CaseLabel",
    "CaseLink",
    "CaseNote",
    "CasePresence",
    "CaseState",
    "Cause",
    "CauseDraft",
    "CauseMapping",
    "CauseTreeVersion",
    "ChecklistItem",
    "ChecklistTick",
    "ClosingPolicy",
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
    "SideConversation",
    "SideMessage",
    "SideState",
    "Story",
    "StoryState",
    "Verification",
    "VerificationOutcome",
    "VerificationPolicy",
]
