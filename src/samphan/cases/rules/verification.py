"""Verification as a state machine, pure: what silence leads to, and what an answer does.

resolved --asked--> waiting --solved--> verified
                       |--not solved--> open again, one level up
                       '--silent--> asked again ... after the last try: a call, or silent
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from samphan.cases.rules import SOLVED_FROM, VERIFICATION_PATIENCE, VERIFICATION_TRIES, is_solved

MOST_TRIES = 5
MOST_PATIENCE_DAYS = 30
LOWEST_SOLVED, HIGHEST_SOLVED = 5, 10
SPOKEN_CHANNELS = ("phone", "line", "visit")
# What the call after the last unanswered letter is kept as.
CALL = "phone"


class OnSilence(StrEnum):
    """What follows the last letter nobody answered."""

    CLOSE = "close"  # left in peace: the case is closed without a confirmation
    CALL = "call"  # a colleague is asked to call; only silence after that closes it


class Step(StrEnum):
    """What the machine does next."""

    ASK = "ask"
    CALL = "call"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class VerificationSettings:
    """How a firm asks whether it is solved: letters, days to wait for each answer, the score that confirms."""

    tries: int = VERIFICATION_TRIES
    patience_days: int = VERIFICATION_PATIENCE.days
    solved_from: int = SOLVED_FROM
    on_silence: str = OnSilence.CLOSE

    @property
    def patience(self) -> timedelta:
        """Return how long an answer is waited for."""
        return timedelta(days=self.patience_days)


def problems_of(settings: VerificationSettings) -> tuple[str, ...]:
    """Name the settings that lie outside what makes sense."""
    fits = {
        "tries": 1 <= settings.tries <= MOST_TRIES,
        "patience": 1 <= settings.patience_days <= MOST_PATIENCE_DAYS,
        "solved_from": LOWEST_SOLVED <= settings.solved_from <= HIGHEST_SOLVED,
        "on_silence": settings.on_silence in set(OnSilence),
    }
    return tuple(name for name, is_fit in fits.items() if not is_fit)


def after_silence(*, try_number: int, was_call: bool, settings: VerificationSettings) -> Step:
    """Return what follows a try nobody answered: the next letter, a call after the last one, else the end."""
    if was_call:
        return Step.CLOSE
    if try_number < settings.tries:
        return Step.ASK
    return Step.CALL if settings.on_silence == OnSilence.CALL else Step.CLOSE


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What an answer says of the try ("confirmed", "failed") and does to the case ("verified", "open", "" nothing)."""

    outcome: str
    leads_to: str


def after_answer(score: int, *, state: str, settings: VerificationSettings) -> Verdict:
    """Return what an answer (0-10) does to a case in a state.

    A case that is worked on again is not closed by a late "solved"; a late "not solved" opens whatever was closed.
    """
    if is_solved(score, solved_from=settings.solved_from):
        return Verdict(outcome="confirmed", leads_to="verified" if state in {"resolved", "silent"} else "")
    return Verdict(outcome="failed", leads_to="open" if state in {"resolved", "silent", "verified"} else "")
