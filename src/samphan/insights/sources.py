"""Where figures about rooms above come from: such a room registers what insights may read.

Insights lies below cases (cases read risk and value from here) and journeys, so it cannot import them. Their
`exports.py` registers a reader at start-up instead; `InsightsConfig.ready` loads every room's `exports`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from samphan.insights.rules.loop import CaseRow


@dataclass(frozen=True, kw_only=True)
class CareRow:
    """One case of one customer: what she told us, and whether she still waits. Personal-data class: behaviour."""

    customer_id: int
    case_id: int
    cause_code: str
    cause_th: str
    cause_en: str
    opened_at: datetime
    is_open: bool
    is_overdue: bool
    is_confirmed: bool  # the customer said that it is solved


@dataclass(frozen=True, kw_only=True)
class RatedField:
    """Where a rating came from, and the question it answers; `survey_id` is None for what answers no survey."""

    kind: str
    survey_id: int | None
    source: str
    channel: str
    branch_id: int | None
    scale: str
    field: str


@dataclass(frozen=True, kw_only=True)
class TouchpointRow:
    """One touchpoint of a journey, with what says which ratings are about it. Personal-data class: none."""

    touchpoint_id: int
    th: str
    en: str
    is_rated_by: Callable[[RatedField], bool]

    @property
    def code(self) -> str:
        """Return what figures and addresses call it; no topic has such a name."""
        return f"touchpoint:{self.touchpoint_id}"


CaseReader = Callable[[datetime], Iterable[CaseRow]]
CareReader = Callable[[datetime, datetime], Iterable[CareRow]]
TouchpointReader = Callable[[], Iterable[TouchpointRow]]
_case_readers: list[CaseReader] = []
_care_readers: list[CareReader] = []
_touchpoint_readers: list[TouchpointReader] = []


def read_cases_from(reader: CaseReader) -> CaseReader:
    """Register (as a decorator) the reader of cases opened at or after an instant."""
    if reader not in _case_readers:
        _case_readers.append(reader)
    return reader


def cases_since(opened_from: datetime) -> list[CaseRow]:
    """Return every case opened at or after an instant, from all registered readers."""
    return [case for reader in _case_readers for case in reader(opened_from)]


def read_care_from(reader: CareReader) -> CareReader:
    """Register (as a decorator) the reader of customers' cases: open ones, and those opened since the first instant.

    The second instant is the present, which says what is overdue.
    """
    if reader not in _care_readers:
        _care_readers.append(reader)
    return reader


def care_since(opened_from: datetime, now: datetime) -> list[CareRow]:
    """Return every customer's cases that are open or were opened since an instant, from all registered readers."""
    return [row for reader in _care_readers for row in reader(opened_from, now)]


def read_touchpoints_from(reader: TouchpointReader) -> TouchpointReader:
    """Register (as a decorator) the reader of the touchpoints of journeys."""
    if reader not in _touchpoint_readers:
        _touchpoint_readers.append(reader)
    return reader


def touchpoints() -> list[TouchpointRow]:
    """Return every touchpoint, from all registered readers."""
    return [row for reader in _touchpoint_readers for row in reader()]
