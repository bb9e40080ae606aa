"""The send gate decides by one table."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from samphan.messaging.rules.gate import GateFacts, Outcome, decide, quiet_ends_at

BANGKOK = ZoneInfo("Asia/Bangkok")
MORNING = datetime(2026, 11, 20, 10, 0, tzinfo=BANGKOK)
EVENING = datetime(2026, 11, 20, 21, 30, tzinfo=BANGKOK)
FREE = GateFacts(
    purpose="service",
    has_address=True,
    consent=None,
    suppressions=frozenset(),
    local_now=MORNING,
    quiet_from=time(20),
    quiet_until=time(9),
)
ASKED = tuple(MORNING - timedelta(days=days) for days in (6, 5, 4))
ROBOT = tuple(MORNING - timedelta(minutes=minutes) for minutes in (50, 40, 30, 20))


@pytest.mark.parametrize(
    ("changes", "outcome", "step", "reason"),
    [
        ({}, "send", "send", ""),
        ({"has_address": False}, "refuse", "address", "no_address"),
        ({"consent": False}, "refuse", "consent", "withdrawn"),
        ({"purpose": "survey"}, "send", "send", ""),
        ({"purpose": "survey", "consent": False}, "refuse", "consent", "withdrawn"),
        ({"purpose": "marketing"}, "refuse", "consent", "never_given"),
        ({"purpose": "marketing", "consent": True}, "send", "send", ""),
        ({"purpose": "reply", "consent": False}, "send", "send", ""),
        ({"suppressions": frozenset({"bereavement"})}, "refuse", "suppression", "bereavement"),
        ({"purpose": "reply", "suppressions": frozenset({"bounced"})}, "refuse", "suppression", "bounced"),
        ({"consent": False, "suppressions": frozenset({"x"})}, "refuse", "consent", "withdrawn"),
        ({"local_now": EVENING}, "delay", "quiet_hours", ""),
        ({"local_now": EVENING, "suppressions": frozenset({"x"})}, "refuse", "suppression", "x"),
        ({"purpose": "reply", "local_now": EVENING}, "send", "send", ""),
        ({"purpose": "survey", "recent_asks": ASKED[:2]}, "send", "send", ""),
        ({"purpose": "survey", "recent_asks": ASKED}, "delay", "frequency_cap", ""),
        ({"purpose": "marketing", "consent": True, "recent_asks": ASKED[1:]}, "delay", "frequency_cap", ""),
        (
            {"purpose": "marketing", "consent": True, "recent_asks": (*ASKED, MORNING - timedelta(days=1), MORNING)},
            "refuse",
            "frequency_cap",
            "too_many",
        ),
        ({"recent_asks": ASKED}, "send", "send", ""),
        ({"is_automatic": True, "recent_automatic": ROBOT}, "delay", "loop_guard", ""),
        ({"is_automatic": False, "recent_automatic": ROBOT}, "send", "send", ""),
    ],
)
def test_the_first_step_that_objects_decides(changes: dict[str, object], outcome: str, step: str, reason: str) -> None:
    answer = decide(replace(FREE, **changes))  # type: ignore[arg-type]
    assert (answer.outcome, answer.step, answer.reason) == (outcome, step, reason)
    assert (answer.until_at is not None) == (answer.outcome is Outcome.DELAY)


@pytest.mark.parametrize(
    ("local_now", "quiet_from", "quiet_until", "ends"),
    [
        (EVENING, time(20), time(9), datetime(2026, 11, 21, 9, 0, tzinfo=BANGKOK)),
        (MORNING.replace(hour=3), time(20), time(9), datetime(2026, 11, 20, 9, 0, tzinfo=BANGKOK)),
        (MORNING.replace(hour=9), time(20), time(9), None),
        (MORNING.replace(hour=20), time(20), time(9), datetime(2026, 11, 21, 9, 0, tzinfo=BANGKOK)),
        (MORNING.replace(hour=13), time(12), time(14), datetime(2026, 11, 20, 14, 0, tzinfo=BANGKOK)),
        (MORNING, time(12), time(14), None),
        (MORNING, time(9), time(9), None),
    ],
)
def test_quiet_hours_are_half_open_and_may_cross_midnight(
    local_now: datetime, quiet_from: time, quiet_until: time, ends: datetime | None
) -> None:
    assert quiet_ends_at(local_now, quiet_from=quiet_from, quiet_until=quiet_until) == ends


def test_a_capped_message_waits_until_the_oldest_ask_is_a_week_old() -> None:
    answer = decide(replace(FREE, purpose="survey", recent_asks=ASKED))
    assert answer.until_at == ASKED[0] + timedelta(days=7)
