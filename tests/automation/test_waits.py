"""Wait steps: they wait in working time, look again, act or not, and end with the case."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.automation import services
from samphan.automation.models import RuleTree, WaitStep
from samphan.automation.rules import InvalidTree, evaluate, parse_tree, parse_wait
from samphan.automation.selectors import case_waits
from samphan.cases import services as cases
from samphan.cases.models import Case, Cause, Priority
from samphan.eventlog.models import Event
from samphan.jobs.worker import run_until_idle
from samphan.kit.conditions import InvalidCondition
from samphan.messaging.models import Notice
from samphan.promises.models import Calendar
from samphan.promises.services import save_calendar_version
from samphan.signals.rules import rating
from samphan.surveys.selectors import relationship_survey
from samphan.surveys.services import record_response
from tests import world

NOW = world.NOW  # Friday 10:00 in Bangkok
# Four working hours of 09-12 and 13-18 later: the same Friday, 15:00.
DUE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
STEP: dict[str, Any] = {
    "do": "wait",
    "minutes": 240,
    "if": {"==": [{"var": "is_contacted"}, False]},
    "priority": 1,
    "tags": ["late"],
    "notify": ["managers"],
}


def tree(*steps: dict[str, Any], inner: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    opens = {"do": "open_case", "kind": "request"}
    inside = [{"id": "inner", "when": True, "then": inner}] if inner else []
    return {"branches": [{"id": "all", "when": True, "then": [opens, *steps], "branches": inside}]}


def test_the_waits_of_a_whole_path_begin() -> None:
    second = {**STEP, "minutes": 60, "notify": ["owner"]}
    outcome = evaluate(parse_tree(tree(STEP, inner=[second])), {}, NOW)
    assert [(branch, wait.minutes, wait.notify) for branch, wait in outcome.waits] == [
        ("all", 240, ("managers",)),
        ("inner", 60, ("owner",)),
    ]
    assert parse_wait(outcome.waits[0][1].stored(), "all") == outcome.waits[0][1]


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 0},
        {"minutes": "240"},
        {"minutes": 30 * 24 * 60 + 1},
        {"priority": 5},
        {"notify": ["everybody"]},
        {"priority": None, "tags": [], "notify": []},
    ],
)
def test_a_step_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidTree):
        parse_tree(tree({**STEP, **changes}))


def test_a_step_asks_about_the_case_and_there_are_not_too_many() -> None:
    with pytest.raises(InvalidCondition):
        parse_tree(tree({**STEP, "if": {"==": [{"var": "score"}, 3]}}))
    with pytest.raises(InvalidTree):
        parse_tree(tree(*[{**STEP, "minutes": n} for n in range(1, 6)]))


@pytest.fixture
def manager(db: None, time_machine: TimeMachineFixture) -> User:
    time_machine.move_to(NOW, tick=False)
    world.organisation()
    services.seed_installation(now=NOW)
    found = RuleTree.objects.get(code="feedback")
    draft = services.save_draft(tree_id=found.pk, body=tree(STEP), revision=found.revision, now=NOW, actor_id=None)
    services.activate_version(version_id=draft.pk, now=NOW, actor_id=None)
    return world.user(Role.MANAGER)


def heard() -> Case:
    record_response(
        survey_id=relationship_survey().pk,
        answers=[rating("nps", "nps", 8)],
        source="test",
        channel="web",
        external_ref="1",
        customer_id=world.customer().pk,
        now=NOW,
    )
    run_until_idle(NOW + timedelta(minutes=1))
    return Case.objects.get()


def work_until(moment: datetime, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(moment, tick=False)
    run_until_idle(moment + timedelta(minutes=1))  # a notice waits half a minute


def state(case: Case) -> str:
    return case_waits(case_id=case.pk)[0].state


def test_nobody_called_in_four_working_hours_so_the_managers_hear_of_it(
    manager: User, time_machine: TimeMachineFixture
) -> None:
    case = heard()
    step = WaitStep.objects.get()
    assert (step.trace_id, step.tree_branch, step.state) == (case.trace_id, "all", "waiting")
    assert step.due_at == DUE

    run_until_idle(DUE - timedelta(minutes=1))
    assert state(case) == "waiting"
    work_until(DUE, time_machine)

    case.refresh_from_db()
    step.refresh_from_db()
    assert (step.state, step.facts["is_contacted"]) == ("acted", False)
    assert (case.priority, case.tags) == (Priority.URGENT, ["late"])
    assert Notice.objects.get(kind="case_wait_over").user_id == manager.pk
    assert Event.objects.get(type="automation.wait_settled").data["outcome"] == "acted"


def test_a_customer_who_was_reached_needs_nothing_more(manager: User, time_machine: TimeMachineFixture) -> None:
    case = heard()
    cases.log_attempt(
        case_id=case.pk,
        actor_id=manager.pk,
        channel="phone",
        outcome="reached",
        now=NOW,
        idempotency_key="1",
    )
    work_until(DUE, time_machine)

    case.refresh_from_db()
    assert (state(case), case.priority) == ("not_needed", Priority.NORMAL)
    assert not Notice.objects.filter(kind="case_wait_over").exists()


@pytest.mark.parametrize("before_it_is_heard", [False, True])
def test_a_closed_case_is_waited_on_no_more(manager: User, before_it_is_heard: bool) -> None:
    case = heard()
    cause = Cause.objects.filter(parent__isnull=False)[0]
    cases.resolve_case(
        case_id=case.pk,
        cause_id=cause.pk,
        action_taken="เปลี่ยนเครื่องให้ใหม่",
        told_customer="โทรแจ้งแล้ว",
        actor_id=manager.pk,
        now=NOW,
    )
    if before_it_is_heard:
        services.settle_wait(wait_id=WaitStep.objects.get().pk, now=DUE + timedelta(minutes=5))
    else:
        run_until_idle(NOW + timedelta(minutes=5))
    assert state(case) == "cancelled"


def test_hours_that_were_edited_meanwhile_move_the_step(manager: User, time_machine: TimeMachineFixture) -> None:
    case = heard()
    calendar = Calendar.objects.get(is_default=True)
    afternoons = {str(day): [["15:30", "18:00"]] for day in range(7)}
    save_calendar_version(calendar_id=calendar.pk, timezone="Asia/Bangkok", week=afternoons, exceptions={}, now=NOW)
    step = WaitStep.objects.get()

    services.settle_wait(wait_id=step.pk, now=step.due_at)
    step.refresh_from_db()
    # Two and a half hours of Friday, one and a half of Saturday: 17:00.
    assert (step.state, step.due_at) == ("waiting", datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
    work_until(step.due_at, time_machine)
    assert state(case) == "acted"
