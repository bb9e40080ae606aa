"""The next best action: debts first, then measured, stated, associated; none without evidence."""

from datetime import UTC, datetime

import pytest

from samphan.analytics.risk import (
    Action,
    Association,
    BrokenPromise,
    Measured,
    OpenCase,
    Reason,
    Situation,
    Stated,
    Thresholds,
    next_best_action,
)

DAY = datetime(2026, 5, 4, tzinfo=UTC)
LIMITS = Thresholds(risk=0.4, value_minor=100_000)
CASE = OpenCase(code="C-7", opened_at=DAY, is_overdue=False)
PROMISE = BrokenPromise(code="call back in a day", broken_at=DAY)
SAID = Stated(cause="wait", source="exit survey", at=DAY)
GOES_ALONG = Association(fact="tenure", log_odds=0.6, support=0.95, refits=20)


def _measured(low: float) -> Measured:
    return Measured(
        action="welcome call", experiment="spring", effect=low + 0.02, low=low, high=low + 0.04, n=8_000,
        is_randomised=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("risk", "value", "cases", "promises", "reasons", "expected"),
    [
        (0.1, 0, (CASE,), (PROMISE,), (), Action.MAKE_GOOD),
        (0.9, 9**9, (CASE,), (), (_measured(0.01), SAID), Action.FINISH_CASE),
        (0.9, 0, (), (), (GOES_ALONG, SAID, _measured(0.01)), Action.DO_WHAT_WORKED),
        (0.9, 0, (), (), (GOES_ALONG, SAID, _measured(-0.01)), Action.ANSWER_REASON),
        (0.9, 100_000, (), (), (GOES_ALONG, _measured(-0.01)), Action.ASK_ABOUT),
        (0.9, 99_999, (), (), (GOES_ALONG,), Action.NONE_WITH_EVIDENCE),
        (0.4, 0, (), (), (SAID,), Action.ANSWER_REASON),
        (0.39, 9**9, (), (), (GOES_ALONG, SAID, _measured(0.01)), Action.NONE_WITH_EVIDENCE),
        (None, 9**9, (), (), (GOES_ALONG, SAID), Action.NONE_WITH_EVIDENCE),
        (0.9, 9**9, (), (), (), Action.NONE_WITH_EVIDENCE),
    ],
)
def test_the_first_row_with_evidence_wins(
    risk: float | None,
    value: int,
    cases: tuple[OpenCase, ...],
    promises: tuple[BrokenPromise, ...],
    reasons: tuple[Reason, ...],
    expected: Action,
) -> None:
    situation = Situation(risk=risk, value_minor=value, open_cases=cases, broken_promises=promises, reasons=reasons)
    made = next_best_action(situation, LIMITS)
    assert made.action == expected
    assert bool(made.evidence) == (expected != Action.NONE_WITH_EVIDENCE)
    assert made.risk == risk


def test_the_strongest_evidence_stands_first_and_no_other_kind_beside_it() -> None:
    weak, strong = _measured(0.01), _measured(0.05)
    made = next_best_action(Situation(risk=0.8, value_minor=0, reasons=(weak, SAID, strong)), LIMITS)
    assert made.evidence == (strong, weak)


def test_the_overdue_case_stands_before_the_older_one() -> None:
    overdue = OpenCase(code="C-9", opened_at=DAY.replace(day=9), is_overdue=True)
    made = next_best_action(Situation(risk=None, value_minor=0, open_cases=(CASE, overdue)), LIMITS)
    assert made.evidence == (overdue, CASE)
