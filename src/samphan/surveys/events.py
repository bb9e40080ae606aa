from dataclasses import dataclass

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class _ResponseEvent(DomainEvent):
    """What both facts about a response tell: enough for a reaction to decide without reading it again."""

    subject_kind = "response"

    survey_id: int | None = None
    invitation_id: int | None = None
    case_id: int | None = None
    purpose: str = ""
    scale: str = ""
    score: int | None = None
    category: str = "none"


@dataclass(frozen=True, kw_only=True)
class ResponseRecorded(_ResponseEvent):
    """A customer gave a score; the words may follow."""

    type = "survey.response_recorded"


@dataclass(frozen=True, kw_only=True)
class ResponseFinished(_ResponseEvent):
    """A customer sent the whole answer; it no longer changes."""

    type = "survey.response_finished"

    has_text: bool = False
    wants_contact: bool = False


@dataclass(frozen=True, kw_only=True)
class ScoreChanged(DomainEvent):
    """A customer tapped another score before finishing; the last one holds."""

    type = "survey.score_changed"
    subject_kind = "response"

    old_score: int
    new_score: int


@dataclass(frozen=True, kw_only=True)
class InvitationSent(DomainEvent):
    """A customer was asked."""

    type = "survey.invited"
    subject_kind = "invitation"

    survey_id: int
    channel: str
    purpose: str
    case_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationDelayed(DomainEvent):
    """A customer will be asked later, because of a rule."""

    type = "survey.invitation_delayed"
    subject_kind = "invitation"

    survey_id: int
    rule: str
    case_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationSkipped(DomainEvent):
    """A customer was not asked, because of a rule."""

    type = "survey.invitation_skipped"
    subject_kind = "invitation"

    survey_id: int
    rule: str
    case_id: int | None = None
