"""Verification as a machine: every answer in every state, every silence, without a database."""

import pytest

from samphan.cases.rules.verification import (
    OnSilence,
    Step,
    VerificationSettings,
    after_answer,
    after_silence,
    problems_of,
)


@pytest.mark.parametrize(
    ("state", "score", "outcome", "leads_to"),
    [
        ("resolved", 7, "confirmed", "verified"),
        ("resolved", 6, "failed", "open"),
        ("silent", 10, "confirmed", "verified"),
        ("silent", 0, "failed", "open"),
        ("verified", 9, "confirmed", ""),
        ("verified", 3, "failed", "open"),
        ("open", 9, "confirmed", ""),
        ("open", 3, "failed", ""),
        ("waiting", 9, "confirmed", ""),
        ("waiting", 3, "failed", ""),
    ],
)
def test_what_an_answer_does_in_each_state(state: str, score: int, outcome: str, leads_to: str) -> None:
    verdict = after_answer(score, state=state, settings=VerificationSettings())
    assert (verdict.outcome, verdict.leads_to) == (outcome, leads_to)


@pytest.mark.parametrize(
    ("tries", "on_silence", "try_number", "was_call", "step"),
    [
        (2, "close", 1, False, Step.ASK),
        (2, "close", 2, False, Step.CLOSE),
        (2, "call", 1, False, Step.ASK),
        (2, "call", 2, False, Step.CALL),
        (2, "call", 3, True, Step.CLOSE),
        (5, "call", 3, True, Step.CLOSE),  # a call is the end however many letters are allowed by now
        (1, "close", 1, False, Step.CLOSE),
        (1, "close", 4, False, Step.CLOSE),  # fewer tries were set meanwhile
    ],
)
def test_what_silence_leads_to(tries: int, on_silence: str, try_number: int, was_call: bool, step: Step) -> None:
    settings = VerificationSettings(tries=tries, on_silence=on_silence)
    assert after_silence(try_number=try_number, was_call=was_call, settings=settings) is step


@pytest.mark.parametrize(
    ("settings", "problems"),
    [
        (VerificationSettings(), ()),
        (VerificationSettings(tries=1, patience_days=1, solved_from=5, on_silence=OnSilence.CALL), ()),
        (VerificationSettings(tries=5, patience_days=30, solved_from=10), ()),
        (VerificationSettings(tries=0, patience_days=0), ("tries", "patience")),
        (VerificationSettings(tries=6, patience_days=31), ("tries", "patience")),
        (VerificationSettings(solved_from=4), ("solved_from",)),
        (VerificationSettings(solved_from=11, on_silence="shout"), ("solved_from", "on_silence")),
    ],
)
def test_settings_stay_within_what_makes_sense(settings: VerificationSettings, problems: tuple[str, ...]) -> None:
    assert problems_of(settings) == problems
