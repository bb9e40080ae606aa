from dataclasses import dataclass

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ReviewRecorded(DomainEvent):
    """A public review came in."""

    type = "reputation.review_recorded"
    subject_kind = "review"

    source: str
    score: int | None = None
    scale: str = "stars"
    category: str = "none"
    has_text: bool = False
