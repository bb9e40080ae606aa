"""What happens in insights that others may want to know."""

from dataclasses import dataclass

from samphan.eventlog.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class EconomicsChanged(DomainEvent):
    """What the economics assume was set: margin, the cost of winning a customer, the cost of keeping one a year."""

    type = "insights.economics_changed"
    subject_kind = "economics"

    margin_percent: int
    acquisition_cost_satang: int
    retention_cost_satang_a_year: int


@dataclass(frozen=True, kw_only=True)
class ThemeNamed(DomainEvent):
    """A theme was given a name of the firm's own, or lost it; the name itself is read where themes are."""

    type = "insights.theme_named"
    subject_kind = "theme"

    has_name: bool


@dataclass(frozen=True, kw_only=True)
class GoalChanged(DomainEvent):
    """The satisfaction goal was set, or taken back (no target)."""

    type = "insights.goal_changed"
    subject_kind = "satisfaction_goal"

    target: int | None
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class ListExported(DomainEvent):
    """A list of customers was saved as a file: which list, what kind of file, how many rows; by whom is the actor."""

    type = "insights.list_exported"
    subject_kind = "exported_list"

    what: str
    kind: str
    rows: int
