"""The pure decisions: how a clock reads, whose target holds, who is told when one is broken."""

from samphan.promises.rules.agreements import (
    CUSTOMER_SCHEMA,
    About,
    Agreed,
    AgreedTarget,
    choose_target,
    fitting,
)
from samphan.promises.rules.attainment import Kept, together
from samphan.promises.rules.clocks import (
    WARNING_PERCENTS,
    ClockReading,
    Target,
    Ticking,
    Wait,
    Work,
    read_clock,
)
from samphan.promises.rules.credits import (
    SAME_CAUSE,
    Payable,
    Tier,
    is_counted,
    payable,
    share_of_fee,
    tier_of,
)
from samphan.promises.rules.escalation import STEPS, next_step
from samphan.promises.rules.ledger import Stretch, stretches
from samphan.promises.rules.uptime import Down, DownKind, Uptime, allowed_down, read_uptime

__all__ = [
    "CUSTOMER_SCHEMA",
    "SAME_CAUSE",
    "STEPS",
    "WARNING_PERCENTS",
    "About",
    "Agreed",
    "AgreedTarget",
    "ClockReading",
    "Down",
    "DownKind",
    "Kept",
    "Payable",
    "Stretch",
    "Target",
    "Ticking",
    "Tier",
    "Uptime",
    "Wait",
    "Work",
    "allowed_down",
    "choose_target",
    "fitting",
    "is_counted",
    "next_step",
    "payable",
    "read_clock",
    "read_uptime",
    "share_of_fee",
    "stretches",
    "tier_of",
    "together",
]
