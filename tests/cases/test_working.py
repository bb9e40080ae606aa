"""A form pressed twice is kept once."""

from collections.abc import Callable

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Attempt, Case, CaseNote, Cause
from tests.cases.steps import LATER, OpenCase, events_of, resolved

pytestmark = pytest.mark.django_db


def note(case: Case, author: User, body: str = "โทรแล้ว") -> CaseNote:
    return cases.add_note(case_id=case.pk, author_id=author.pk, body=body, idempotency_key="k", now=LATER)


def attempt(case: Case, by: User, outcome: str = "no_answer") -> Attempt:
    return cases.log_attempt(
        case_id=case.pk, channel="phone", outcome=outcome, actor_id=by.pk, idempotency_key="k", now=LATER
    )


@pytest.mark.parametrize(("act", "event"), [(note, "case.noted"), (attempt, "case.attempt_logged")])
def test_what_is_sent_twice_with_one_key_is_stored_once(
    act: Callable[[Case, User], CaseNote | Attempt], event: str, opened: OpenCase, agent: User
) -> None:
    case = opened()

    assert act(case, agent).pk == act(case, agent).pk
    assert events_of(case).count(event) == 1


@pytest.mark.parametrize("act", [note, attempt])
def test_a_key_that_was_used_for_something_else_is_refused(
    act: Callable[..., CaseNote | Attempt], opened: OpenCase, agent: User
) -> None:
    case = opened()
    act(case, agent)

    for again in (lambda: act(case, agent, "reached"), lambda: act(opened(), agent)):
        with pytest.raises(cases.FormUsedAgain):
            again()
    assert case.notes.count() + case.attempts.count() == 1


def test_an_attempt_sent_twice_is_stored_once_even_when_the_case_was_closed_in_between(
    opened: OpenCase, agent: User, cause: Cause
) -> None:
    case = opened()
    first = attempt(case, agent)
    resolved(case, agent, cause)

    assert attempt(case, agent).pk == first.pk
