"""The things of the story, as plain records. `*_index` points into the story's lists; instants are aware and UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(slots=True, kw_only=True)
class Person:
    """One customer."""

    title: str
    first_name: str
    last_name: str
    nickname: str
    language: str
    branch_index: int
    email: str
    phone: str
    line_id: str
    member_ref: str
    is_surveyable: bool
    is_marketable: bool
    birth_date: date | None
    joined_at: datetime
    # Left by `purchases`: why we believe the customer is gone, for nobody but the tests.
    is_gone: bool = False


@dataclass(slots=True, kw_only=True)
class Line:
    """One item of a purchase."""

    good_index: int
    quantity: int


@dataclass(slots=True, kw_only=True)
class Purchase:
    """One order and what the customer went through with it: codes of `words.COMPLAINTS` or `words.PRAISE`."""

    person_index: int
    branch_index: int
    ordered_at: datetime
    lines: list[Line]
    experience: str
    is_returned: bool = False


@dataclass(slots=True, kw_only=True)
class Asked:
    """One invitation, and the answer if there was one. `survey` is a code: "nps", "csat" or "verification"."""

    person_index: int
    survey: str
    purchase_index: int | None
    episode_index: int | None
    channel: str
    sent_at: datetime
    answered_at: datetime | None = None
    score: int | None = None
    comment: str = ""
    reason: str = ""
    wants_contact: bool = False


@dataclass(slots=True, kw_only=True)
class Try:
    """One attempt to reach the customer."""

    at: datetime
    channel: str
    outcome: str
    note: str


@dataclass(slots=True, kw_only=True)
class Words:
    """One message of a conversation; `is_ours` says which way it went."""

    at: datetime
    is_ours: bool
    body: str
    is_undelivered: bool = False


@dataclass(slots=True, kw_only=True)
class Check:
    """One time the customer was asked whether it is solved."""

    asked_index: int
    asked_at: datetime
    resolution_number: int
    try_number: int
    outcome: str = "pending"
    score: int | None = None
    answered_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Step:
    """One thing that happened to a case: a code and, where it belongs to one, the number of the check."""

    at: datetime
    code: str
    check_number: int = 0


@dataclass(slots=True, kw_only=True)
class Episode:
    """One case, from the answer or review that opened it to its end (or to now, when it is still open)."""

    person_index: int
    branch_index: int
    trouble: str
    opened_at: datetime
    score: int
    scale: str
    said: str
    asked_index: int | None = None
    review_index: int | None = None
    agent_index: int | None = None
    assigned_at: datetime | None = None
    contacted_at: datetime | None = None
    has_cause: bool = False
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_count: int = 0
    state: str = "open"
    action: str = ""
    told: str = ""
    cost_baht: int = 0
    tries: list[Try] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    note: str = ""
    checks: list[Check] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Remark:
    """A note or a fact about a customer; `kind` is empty for a note."""

    person_index: int
    agent_index: int
    kind: str
    body: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Review:
    """One public review."""

    person_index: int
    branch_index: int
    stars: int
    text: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Update:
    """What everybody a disturbance touched was written; `kind` is a code of `outreach.models.UpdateKind`."""

    kind: str
    at: datetime
    thai: str
    english: str


@dataclass(slots=True, kw_only=True)
class Disturbance:
    """Something that went wrong for many at once: whom it touched by their orders, and what they were written.

    `part_indexes` points into `disturbances.PARTS`; without an end it goes on.
    """

    kind: str
    thai: str
    english: str
    words: tuple[str, ...]
    part_indexes: tuple[int, ...]
    started_at: datetime
    opened_at: datetime
    ended_at: datetime | None
    resolved_at: datetime | None
    every_minutes: int
    person_indexes: list[int]
    updates: list[Update]


@dataclass(slots=True)
class Story:
    """Everything that happened, in the order it was told."""

    people: list[Person] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    disturbances: list[Disturbance] = field(default_factory=list)
