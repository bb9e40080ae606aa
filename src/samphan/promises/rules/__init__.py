"""The pure decisions: how a clock reads, whose target holds, who is told when one is broken."""

from samphan.promises.rules.agreements import (
    CUSTOMER_SCHEMA,
    About,
    Agreed,
    AgreedTarget,
    choose_target,
    fitting,
)
from samphan.promises.rules.attainment import Kept
from samphan.promises.rules.clocks import (
    WARNING_PERCENTS,
    ClockReading,
    Target,
    Ticking,
    Wait,
    Work,
    read_clock,
)
from samphan.promises.rules.escalation import STEPS, next_step
from samphan.promises.rules.ledger import Stretch, stretches

__all__ = [
    "CUSTOMER_SCHEMA",
    "STEPS",
    "WARNING_PERCENTS",
    "About",
    "Agreed",
    "AgreedTarget",
    "ClockReading",
    "Kept",
    "Stretch",
    "Target",
    "Ticking",
    "Wait",
    "Work",
    "choose_target",
    "fitting",
    "next_step",
    "read_clock",
    "stretches",
]
