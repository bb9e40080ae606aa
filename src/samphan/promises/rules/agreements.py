"""Which agreement holds for a piece of work: the most specific one that names the metric.

A customer's own agreement goes before one for a segment, that before a branch's, that before a channel's; one without
any of them is everybody's. An agreement that names several of them must fit in all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from samphan.kit.conditions import Condition, Field, Kind, Schema, predicate
from samphan.kit.errors import N_
from samphan.promises.rules.clocks import Target

CUSTOMER_SCHEMA: Schema = {
    "order_count": Field(Kind.NUMBER, N_("number of orders")),
    "spend_baht": Field(Kind.NUMBER, N_("total spend in baht")),
    "first_order_at": Field(Kind.MOMENT, N_("first order")),
    "last_order_at": Field(Kind.MOMENT, N_("last order")),
    "language": Field(Kind.TEXT, N_("language"), {"th": N_("Thai"), "en": N_("English")}),
}


@dataclass(frozen=True)
class AgreedTarget:
    """A target for one metric; without a priority it is for every priority that has none of its own."""

    metric: str
    target: Target
    priority: int | None = None


@dataclass(frozen=True)
class Agreed:
    """One edition of an agreement that is in force."""

    version_id: int
    targets: Sequence[AgreedTarget]
    on_change: str = "keep"
    customer_id: int | None = None
    segment: Condition | None = None
    branch_id: int | None = None
    channel: str = ""


@dataclass(frozen=True)
class About:
    """What agreements look at: `branch_ids` from the work's own branch upwards, `facts` by `CUSTOMER_SCHEMA`."""

    customer_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    branch_ids: Sequence[int] = ()
    channel: str = ""
    priority: int = 3


def fitting(agreements: Iterable[Agreed], about: About, *, now: datetime) -> list[Agreed]:
    """Return the agreements that hold for this work, the most specific first; of two alike, the later one."""
    found = [agreed for agreed in agreements if _fits(agreed, about, now)]
    return sorted(found, key=lambda agreed: _specificity(agreed, about), reverse=True)


def choose_target(fitting: Sequence[Agreed], *, metric: str, priority: int) -> tuple[Agreed, Target] | None:
    """Return the first agreement that names the metric, with its target for this priority, or None."""
    for agreed in fitting:
        named = {target.priority: target.target for target in agreed.targets if target.metric == metric}
        chosen = named.get(priority, named.get(None))
        if chosen is not None:
            return agreed, chosen
    return None


def _fits(agreed: Agreed, about: About, now: datetime) -> bool:
    return (
        agreed.customer_id in (None, about.customer_id)
        and agreed.branch_id in (None, *about.branch_ids)
        and agreed.channel in ("", about.channel)
        and (agreed.segment is None or predicate(agreed.segment)(about.facts, now))
    )


def _specificity(agreed: Agreed, about: About) -> tuple[bool, bool, int, bool, int]:
    nearness = 0 if agreed.branch_id is None else len(about.branch_ids) - list(about.branch_ids).index(agreed.branch_id)
    return (
        agreed.customer_id is not None,
        agreed.segment is not None,
        nearness,
        bool(agreed.channel),
        agreed.version_id,
    )
