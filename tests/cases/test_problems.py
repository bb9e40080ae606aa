"""Problems collect the cases of their causes, wherever a case comes from and however often its cause is put right."""

from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.models import Case, Cause, Problem, ProblemCase
from samphan.cases.selectors import cause_weights, problem_line, problem_list
from samphan.cases.services import ProblemWords
from samphan.cases.services.cause_tree import STARTER_TREE
from samphan.eventlog.models import Event
from samphan.insights.models import CustomerScore
from samphan.kit.errors import Refused
from tests import world
from tests.budget import assert_constant_queries
from tests.cases.steps import OpenCase, resolved

pytestmark = pytest.mark.django_db
NO_REPLY, LATE = "waiting.no_reply", "delivery.late"


@pytest.fixture
def lead(seeded: None) -> User:
    return world.user(Role.MANAGER)


def named(lead: User, *codes: str, **fields: object) -> Problem:
    words = ProblemWords(title="ไม่มีใครโทรกลับ", cause_codes=codes or (NO_REPLY,), **fields)  # type: ignore[arg-type]
    return cases.open_problem(words=words, actor_id=lead.pk, now=world.NOW)


def held(problem: Problem) -> set[int]:
    return set(problem.collected.values_list("case_id", flat=True))


def test_a_problem_collects_what_its_causes_did_before_and_do_from_now_on(
    opened: OpenCase, agent: User, cause: Cause, lead: User
) -> None:
    before = resolved(opened(), agent, cause)
    opened()
    old = resolved(opened(), agent, cause)
    Case.objects.filter(pk=old.pk).update(opened_at=world.NOW - timedelta(days=366))

    problem = named(lead)
    later = resolved(opened(), agent, cause)

    assert held(problem) == {before.pk, later.pk}
    assert list(Event.objects.filter(type="problem.opened").values_list("data__cases", flat=True)) == [1]


def test_a_cause_put_right_moves_the_case_to_the_problem_that_collects_it(
    opened: OpenCase, agent: User, cause: Cause, lead: User
) -> None:
    waiting, late = named(lead), named(lead, LATE)
    case = opened()
    cases.record_cause(case_id=case.pk, cause_id=cause.pk, actor_id=agent.pk, now=world.NOW)
    assert held(waiting) == {case.pk}
    other = Cause.objects.get(code=LATE)
    cases.record_cause(case_id=case.pk, cause_id=other.pk, actor_id=agent.pk, now=world.NOW)
    assert (held(waiting), held(late)) == (set(), {case.pk})
    nobodys = Cause.objects.get(code="money.price")
    cases.record_cause(case_id=case.pk, cause_id=nobodys.pk, actor_id=agent.pk, now=world.NOW)
    assert ProblemCase.objects.count() == 0


def test_a_new_edition_of_the_tree_breaks_no_problem(opened: OpenCase, agent: User, cause: Cause, lead: User) -> None:
    problem = named(lead)
    first = resolved(opened(), agent, cause)
    cases.activate_cause_tree(causes=STARTER_TREE, now=world.NOW)
    second = resolved(opened(), agent, Cause.objects.get(code=NO_REPLY, tree__is_active=True))
    assert held(problem) == {first.pk, second.pk}
    assert {weight.code: weight.cases for weight in cause_weights(since=world.NOW)} == {NO_REPLY: 2}


def test_a_cause_belongs_to_one_living_problem(opened: OpenCase, agent: User, cause: Cause, lead: User) -> None:
    first = named(lead)
    case = resolved(opened(), agent, cause)
    with pytest.raises(cases.ProblemCauseTaken, match="cause_taken"):
        named(lead)
    cases.move_problem(problem_id=first.pk, state="dropped", reason="แพงเกินไป", actor_id=lead.pk, now=world.NOW)
    second = named(lead)
    assert held(second) == {case.pk}
    with pytest.raises(cases.ProblemCauseTaken):
        cases.move_problem(problem_id=first.pk, state="open", actor_id=lead.pk, now=world.NOW)


def test_changing_the_causes_changes_the_cases(opened: OpenCase, agent: User, cause: Cause, lead: User) -> None:
    problem = named(lead)
    resolved(opened(), agent, cause)
    late = resolved(opened(), agent, Cause.objects.get(code=LATE))
    words = ProblemWords(title="มาช้า", cause_codes=[LATE], window_days=30)
    cases.edit_problem(problem_id=problem.pk, words=words, now=world.NOW)
    problem.refresh_from_db()
    assert held(problem) == {late.pk}
    assert (problem.title, problem.window_days) == ("มาช้า", 30)


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"title": " "}, cases.ProblemTitleMissing),
        ({"cause_codes": ()}, cases.ProblemCauseMissing),
        ({"cause_codes": ["no.such"]}, cases.ProblemCauseMissing),
        ({"window_days": 45}, cases.ProblemWindowUnknown),
        ({"owner_id": 0}, cases.ProblemOwnerMissing),
    ],
)
def test_what_cannot_be_a_problem_is_refused(lead: User, fields: dict[str, object], refused: type[Refused]) -> None:
    words: dict[str, object] = {"title": "มาช้า", "cause_codes": [LATE], **fields}
    with pytest.raises(refused):
        cases.open_problem(words=ProblemWords(**words), actor_id=lead.pk, now=world.NOW)  # type: ignore[arg-type]
    assert not Problem.objects.exists()


def test_an_owner_must_be_allowed_to_and_a_fix_needs_an_owner_and_an_effect(agent: User, lead: User) -> None:
    with pytest.raises(cases.ProblemOwnerMissing):
        named(lead, owner_id=agent.pk)
    bare = named(lead)
    with pytest.raises(cases.ProblemOwnerMissing):
        cases.move_problem(problem_id=bare.pk, state="fixing", actor_id=lead.pk, now=world.NOW)
    owned = ProblemWords(title="มาช้า", cause_codes=[NO_REPLY], owner_id=lead.pk)
    cases.edit_problem(problem_id=bare.pk, words=owned, now=world.NOW)
    with pytest.raises(cases.ProblemEffectMissing):
        cases.move_problem(problem_id=bare.pk, state="fixing", actor_id=lead.pk, now=world.NOW)
    with pytest.raises(cases.ProblemStepNotAllowed):
        cases.move_problem(problem_id=bare.pk, state="fixed", actor_id=lead.pk, now=world.NOW)


def test_value_at_risk_counts_each_customer_once(opened: OpenCase, agent: User, cause: Cause, lead: User) -> None:
    problem = named(lead)
    twice, once = world.customer(), world.customer()
    for customer in (twice, twice, once):
        resolved(opened(customer_id=customer.pk), agent, cause)
    for customer, loss in ((twice, 50_000), (once, 20_000)):
        CustomerScore.objects.create(
            customer=customer, frequency=1, recency_days=1, age_days=1, expected_orders=1.0, clv_satang=90_000,
            expected_loss_satang=loss, computed_at=world.NOW,
        )  # fmt: skip
    line = problem_line(problem=problem)
    assert (line.cases, line.customers, line.value_satang) == (3, 2, 70_000)
    (weight,) = cause_weights(since=world.NOW)
    assert (weight.cases, weight.customers, weight.value_satang) == (3, 2, 70_000)


def test_a_list_costs_the_same_however_many_problems_it_shows(lead: User) -> None:
    named(lead)
    assert_constant_queries(lambda: problem_list(view="active"), grow=lambda: named(lead, LATE))


def test_a_case_added_by_hand_stays_whatever_its_cause_until_it_is_taken_out(
    opened: OpenCase, agent: User, cause: Cause, lead: User
) -> None:
    first, second = named(lead), named(lead, LATE)
    case = opened()
    cases.record_cause(case_id=case.pk, cause_id=cause.pk, actor_id=agent.pk, now=world.NOW)

    for _ in range(2):
        cases.add_case_to_problem(problem_id=second.pk, case_id=case.pk, actor_id=agent.pk, now=world.NOW)
    cases.record_cause(case_id=case.pk, cause_id=cause.pk, actor_id=agent.pk, now=world.NOW)
    words = ProblemWords(title=second.title, cause_codes=[LATE])
    cases.edit_problem(problem_id=second.pk, words=words, now=world.NOW)

    assert list(second.collected.values_list("case_id", "is_by_hand")) == [(case.pk, True)]
    assert Event.objects.get(type="problem.case_added").data["case_id"] == case.pk

    for problem in (second, first):  # in the second it was by hand, in the first it is by its cause and stays
        cases.take_case_from_problem(problem_id=problem.pk, case_id=case.pk, actor_id=agent.pk, now=world.NOW)
    assert list(first.collected.values_list("case_id", "is_by_hand")) == [(case.pk, False)]

    cases.move_problem(problem_id=second.pk, state="dropped", reason="x", actor_id=lead.pk, now=world.NOW)
    with pytest.raises(cases.ProblemIsDropped):
        cases.add_case_to_problem(problem_id=second.pk, case_id=case.pk, actor_id=agent.pk, now=world.NOW)
