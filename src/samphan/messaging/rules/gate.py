"""The one gate every outgoing message passes: may it go, must it wait, or never. See contracts, "Sending"."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

# Only promotion needs a yes beforehand; the others end with a no. Who may be *asked* (surveys) is stricter and is
# decided by the surveys room; here an answer of "no" still stops what was queued before it.
NEEDS_OPT_IN = frozenset({"marketing"})
# Surveys and promotions together one person gets in CAP_WINDOW; surveys go first because promotion stops sooner.
CAP_BY_PURPOSE = {"survey": 3, "marketing": 2}
CAP_WINDOW = timedelta(days=7)
# Longer than this a message is stale: better never than so late.
LONGEST_CAP_DELAY = timedelta(days=3)
# Two robots answering each other stop here.
AUTOMATIC_PER_HOUR = 4
AUTOMATIC_WINDOW = timedelta(hours=1)


class Outcome(StrEnum):
    """What the gate answers."""

    SEND = "send"
    DELAY = "delay"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class GateFacts:
    """Everything the gate looks at; times are in the organisation's zone."""

    purpose: str
    has_address: bool
    consent: bool | None  # None: never asked
    suppressions: frozenset[str]  # reasons in force for this purpose
    local_now: datetime
    quiet_from: time
    quiet_until: time
    recent_asks: tuple[datetime, ...] = ()  # surveys and promotions of the cap's window, oldest first
    is_automatic: bool = False
    recent_automatic: tuple[datetime, ...] = ()  # automatic mail to this address in the last hour, oldest first


@dataclass(frozen=True, kw_only=True)
class GateAnswer:
    """The outcome, the step that decided, its detail, and for a delay until when."""

    outcome: Outcome
    step: str
    reason: str = ""
    until_at: datetime | None = None


def _refuse(step: str, reason: str) -> GateAnswer:
    return GateAnswer(outcome=Outcome.REFUSE, step=step, reason=reason)


def _delay(step: str, until_at: datetime) -> GateAnswer:
    return GateAnswer(outcome=Outcome.DELAY, step=step, until_at=until_at)


def decide(facts: GateFacts) -> GateAnswer:
    """Walk the steps in their order and return the first that stops the message, else "send".

    A reply answers something the customer said, so it skips what protects people from being *approached* (consent,
    quiet hours, cap); an address that bounces and a suppression naming replies still stop it.
    """
    if not facts.has_address:
        return _refuse("address", "no_address")
    is_reply = facts.purpose == "reply"
    if not is_reply and (stop := _consent_step(facts)):
        return stop
    if facts.suppressions:
        return _refuse("suppression", min(facts.suppressions))
    if not is_reply and (stop := _quiet_step(facts) or _cap_step(facts)):
        return stop
    return _loop_step(facts) or GateAnswer(outcome=Outcome.SEND, step="send")


def _consent_step(facts: GateFacts) -> GateAnswer | None:
    if facts.consent is False:
        return _refuse("consent", "withdrawn")
    if facts.consent is None and facts.purpose in NEEDS_OPT_IN:
        return _refuse("consent", "never_given")
    return None


def _quiet_step(facts: GateFacts) -> GateAnswer | None:
    until_at = quiet_ends_at(facts.local_now, quiet_from=facts.quiet_from, quiet_until=facts.quiet_until)
    return _delay("quiet_hours", until_at) if until_at else None


def quiet_ends_at(local_now: datetime, *, quiet_from: time, quiet_until: time) -> datetime | None:
    """Return when the quiet hours around `local_now` end, or None outside them; equal times mean no quiet hours."""
    clock = local_now.time().replace(tzinfo=None)
    if quiet_from < quiet_until:
        is_quiet = quiet_from <= clock < quiet_until
    else:
        is_quiet = quiet_from != quiet_until and (clock >= quiet_from or clock < quiet_until)
    if not is_quiet:
        return None
    ends = datetime.combine(local_now.date(), quiet_until, tzinfo=local_now.tzinfo)
    return ends if ends > local_now else ends + timedelta(days=1)


def _cap_step(facts: GateFacts) -> GateAnswer | None:
    cap = CAP_BY_PURPOSE.get(facts.purpose)
    if cap is None or len(facts.recent_asks) < cap:
        return None
    frees_at = facts.recent_asks[len(facts.recent_asks) - cap] + CAP_WINDOW
    if frees_at - facts.local_now > LONGEST_CAP_DELAY:
        return _refuse("frequency_cap", "too_many")
    return _delay("frequency_cap", frees_at)


def _loop_step(facts: GateFacts) -> GateAnswer | None:
    if not facts.is_automatic or len(facts.recent_automatic) < AUTOMATIC_PER_HOUR:
        return None
    return _delay(
        "loop_guard", facts.recent_automatic[len(facts.recent_automatic) - AUTOMATIC_PER_HOUR] + AUTOMATIC_WINDOW
    )
