from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from samphan.surveys.rules import AskingFacts, AskingPolicy, QuietHours, decide, fill, is_open, quiet_end

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # a Friday, 10:00 in Bangkok
FREE = AskingFacts(purpose="transactional", consent=True)
HOUR_AGO, MINUTE = NOW - timedelta(hours=1), timedelta(minutes=1)
ONE_HOUR = AskingPolicy(complaint_hours=1)
ASKED = tuple(NOW - timedelta(days=day) for day in (1, 20, 40))


# purpose, what is different, the outcome and the rule that gives it
TABLE = [
    ("transactional", {}, "ask", ""),
    ("relationship", {}, "ask", ""),
    ("verification", {}, "ask", ""),
    # Nothing passes over a refusal, and nobody can be asked without an address.
    ("transactional", {"consent": False}, "skip", "opted_out"),
    ("verification", {"consent": False}, "skip", "opted_out"),
    ("verification", {"has_address": False}, "skip", "no_address"),
    ("relationship", {"has_address": False}, "skip", "no_address"),
    # Silence is no consent, except where the customer waits for us.
    ("transactional", {"consent": None}, "skip", "no_consent"),
    ("relationship", {"consent": None}, "skip", "no_consent"),
    ("verification", {"consent": None}, "ask", ""),
    # While something is wrong only the verification of that very thing is asked.
    ("transactional", {"is_paused": True}, "skip", "open_case"),
    ("relationship", {"is_paused": True}, "skip", "open_case"),
    ("verification", {"is_paused": True}, "ask", ""),
    ("transactional", {"is_in_incident": True}, "skip", "incident"),
    ("relationship", {"is_in_incident": True}, "skip", "incident"),
    ("verification", {"is_in_incident": True}, "ask", ""),  # their own case, whatever else is going on
    ("transactional", {"last_unhappy_at": NOW - timedelta(hours=71)}, "skip", "recent_complaint"),
    ("transactional", {"last_unhappy_at": NOW - timedelta(hours=72)}, "ask", ""),
    ("verification", {"last_unhappy_at": NOW - timedelta(hours=1)}, "ask", ""),
    # Three asks in 90 days; the relationship survey leaves the last one to a transactional one.
    ("relationship", {"asked_at": ASKED[:1]}, "ask", ""),
    ("relationship", {"asked_at": ASKED[:2]}, "skip", "budget_spent"),
    ("transactional", {"asked_at": ASKED[:2]}, "ask", ""),
    ("transactional", {"asked_at": ASKED}, "skip", "budget_spent"),
    ("verification", {"asked_at": ASKED}, "ask", ""),
    ("transactional", {"asked_at": tuple(NOW - timedelta(days=90) for _ in range(9))}, "ask", ""),
    # A budget of one leaves nothing to leave.
    ("campaign", {"policy": AskingPolicy(most_asks=1)}, "ask", ""),
    ("campaign", {"asked_at": ASKED[:1]}, "skip", "budget_spent"),
    # Every setting is followed.
    ("transactional", {"asked_at": ASKED, "policy": AskingPolicy(most_asks=4)}, "ask", ""),
    ("transactional", {"asked_at": ASKED, "policy": AskingPolicy(budget_days=1)}, "ask", ""),
    ("transactional", {"last_unhappy_at": HOUR_AGO, "policy": ONE_HOUR}, "ask", ""),
    (
        "transactional",
        {"last_unhappy_at": HOUR_AGO, "policy": AskingPolicy(complaint_hours=2)},
        "skip",
        "recent_complaint",
    ),
    # One letter is enough: what is as important and waits is sent, and what is less gives way with its place.
    ("transactional", {"waiting": ("transactional",)}, "skip", "merged"),
    ("relationship", {"waiting": ("campaign", "transactional")}, "skip", "merged"),
    ("transactional", {"waiting": ("relationship", "campaign")}, "ask", ""),
    ("transactional", {"waiting": ("relationship",), "asked_at": ASKED}, "ask", ""),
    ("campaign", {"waiting": ("verification",)}, "skip", "merged"),
    ("verification", {"waiting": ("verification",)}, "ask", ""),
    # One question is not asked twice while the first is still open.
    ("transactional", {"has_open_invitation": True}, "skip", "already_asked"),
    # A case that heard nothing asks once more; when is the case's own decision.
    ("verification", {"has_open_invitation": True}, "ask", ""),
    # An unnamed answer cannot verify a case.
    ("verification", {"is_anonymous_survey": True}, "skip", "anonymous_verification"),
    ("relationship", {"is_anonymous_survey": True}, "ask", ""),
]


@pytest.mark.parametrize(("purpose", "different", "outcome", "rule"), TABLE)
def test_the_asking_table_decides(purpose: str, different: dict[str, object], outcome: str, rule: str) -> None:
    decision = decide(replace(FREE, purpose=purpose, **different), now=NOW)  # type: ignore[arg-type]
    assert (decision.outcome, decision.rule) == (outcome, rule)


def test_an_ask_in_quiet_hours_waits_until_they_end_whatever_its_purpose() -> None:
    late = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 21:00 in Bangkok
    for purpose in ("verification", "transactional", "relationship"):
        decision = decide(replace(FREE, purpose=purpose), now=late)
        assert (decision.outcome, decision.rule) == ("delay", "quiet_hours")
        assert decision.until_at == datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # 09:00 in Bangkok


def test_a_skip_is_decided_before_a_delay() -> None:
    late = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    assert decide(replace(FREE, consent=False), now=late).outcome == "skip"


def test_a_reserved_ask_is_not_stopped_by_itself_but_by_a_new_reason() -> None:
    own = replace(FREE, has_open_invitation=True, asked_at=ASKED)
    assert decide(own, now=NOW, is_reserved=True).outcome == "ask"
    assert decide(replace(own, is_paused=True), now=NOW, is_reserved=True).rule == "open_case"


@pytest.mark.parametrize(
    ("hour_utc", "ends"),
    [(12, None), (13, (21, 2)), (1, (20, 2)), (2, None)],
)
def test_quiet_hours_are_half_open_in_the_firms_time_zone(hour_utc: int, ends: tuple[int, int] | None) -> None:
    at = datetime(2026, 11, 20, hour_utc, tzinfo=UTC)
    expected = datetime(2026, 11, ends[0], ends[1], tzinfo=UTC) if ends else None
    assert quiet_end(at, QuietHours()) == expected


def test_equal_quiet_hours_mean_none() -> None:
    assert quiet_end(NOW, QuietHours(starts=time(0), ends=time(0))) is None


def test_a_response_is_open_for_a_day_unless_it_is_finished() -> None:
    assert is_open(answered_at=NOW, finished_at=None, now=NOW + timedelta(hours=23))
    assert not is_open(answered_at=NOW, finished_at=None, now=NOW + timedelta(hours=24))
    assert not is_open(answered_at=NOW, finished_at=NOW, now=NOW)


def test_only_the_two_known_names_are_filled_into_a_text() -> None:
    assert fill("{name} {brand} {x} {", name="คุณพิม", brand="เรือนดี") == "คุณพิม เรือนดี {x} {"
