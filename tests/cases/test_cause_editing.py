"""The tree of root causes is edited as a draft; cases keep their cause, reports follow what it became."""

from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.cases.exports import care_rows, case_rows, cases_of_cause, customers_of_cause
from samphan.cases.models import Cause as CauseRow
from samphan.cases.models import CauseDraft, CauseMapping, CauseTreeVersion
from samphan.cases.rules.causes import NewCause, assignable_codes, changes_of, made_code, problems_of
from samphan.cases.selectors import active_tree, cause_mapping, cause_weights, draft_tree
from samphan.cases.services import ProblemWords
from tests import world
from tests.cases.steps import LATER, OpenCase, resolved

DAY = timedelta(days=1)


def node(code: str, *children: NewCause, th: str = "ก", en: str = "A") -> NewCause:
    return NewCause(code=code, name_th=th, name_en=en, children=children)


BEFORE = (node("wait", node("wait.queue"), node("wait.phone")), node("other"))
# The queue is renamed, the telephone left out, e-mail is new, and "other" gets causes of its own.
AFTER = (node("wait", node("wait.queue", en="Q"), node("wait.mail")), node("other", node("other.x")))


def test_a_new_edition_says_what_it_changes() -> None:
    changes = changes_of(BEFORE, AFTER)
    assert (changes.added, changes.renamed, changes.removed) == (
        ("wait.mail", "other.x"),
        ("wait.queue",),
        ("other", "wait.phone"),
    )
    assert assignable_codes(BEFORE) == ["wait.queue", "wait.phone", "other"]


@pytest.mark.parametrize(
    ("tree", "wrong"),
    [
        (BEFORE, ()),
        ((), ("empty",)),
        ((node("a", th=" "),), ("name_missing",)),
        ((node("a"), node("a")), ("code_twice",)),
        ((node("a", node("b", node("c"))),), ("too_deep",)),
        (tuple(node(f"g{n}") for n in range(21)), ("too_many",)),
        ((node("g", *(node(f"g.{n}") for n in range(21))),), ("too_many",)),
    ],
)
def test_what_is_wrong_with_a_tree(tree: tuple[NewCause, ...], wrong: tuple[str, ...]) -> None:
    assert problems_of(tree) == wrong


@pytest.mark.parametrize(
    ("name", "group", "code"),
    [
        ("Nobody called", "wait", "wait.nobody_called"),
        ("Late!", "", "late_2"),
        ("ช้า", "", "cause"),
        ("A" * 60, "", "a" * 24),
    ],
)
def test_a_new_cause_gets_a_code_of_its_own(name: str, group: str, code: str) -> None:
    assert made_code(name, group=group, taken={"late"}) == code


@pytest.fixture
def lead(seeded: None) -> User:
    return world.user(Role.OWNER)


def without(code: str) -> list[NewCause]:
    """Return the tree in use without one of its causes."""
    return [
        NewCause(
            code=group.code,
            name_th=group.name_th,
            name_en=group.name_en,
            children=[leaf for leaf in group.children if leaf.code != code],
        )
        for group in active_tree()
    ]


@pytest.mark.django_db
def test_a_draft_changes_nothing_until_it_is_put_in_use(lead: User) -> None:
    before = active_tree()
    cases.save_cause_draft(tree=without("waiting.phone"), now=world.NOW)
    assert (active_tree(), CauseTreeVersion.objects.count()) == (before, 1)
    assert "waiting.phone" not in assignable_codes(draft_tree() or ())
    cases.discard_cause_draft()
    with pytest.raises(cases.NoCauseDraft):
        cases.activate_cause_draft(mapping={}, actor_id=lead.pk, now=world.NOW)
    for tree, refused in (((), cases.CauseTreeInvalid), ((node("a", en=""),), cases.CauseNameMissing)):
        with pytest.raises(refused):
            cases.save_cause_draft(tree=tree, now=world.NOW)
    assert not CauseDraft.objects.exists()


@pytest.mark.django_db
def test_cases_keep_their_cause_and_reports_count_what_it_became(
    opened: OpenCase, agent: User, cause: CauseRow, lead: User
) -> None:
    customer = world.customer()
    old = resolved(opened(customer_id=customer.pk), agent, cause)
    resolved(opened(customer_id=customer.pk), agent, CauseRow.objects.get(code="waiting.phone"))
    words = ProblemWords(title="ไม่มีใครโทรกลับ", cause_codes=[cause.code])
    problem = cases.open_problem(words=words, actor_id=lead.pk, now=LATER)

    cases.save_cause_draft(tree=without(cause.code), now=LATER)
    for mapping in ({}, {cause.code: "no.such"}, {cause.code: "waiting"}):
        with pytest.raises(cases.CauseMappingMissing):
            cases.activate_cause_draft(mapping=mapping, actor_id=lead.pk, now=LATER)
    version = cases.activate_cause_draft(mapping={cause.code: "waiting.phone"}, actor_id=lead.pk, now=LATER)

    old.refresh_from_db()
    assert (version.number, old.cause_id) == (2, cause.pk)
    assert not CauseDraft.objects.exists()
    (weight,) = cause_weights(since=world.NOW)
    assert (weight.code, weight.cases, weight.customers) == ("waiting.phone", 2, 1)
    assert {row.cause_code for row in case_rows(world.NOW)} == {"waiting.phone"}
    assert {row.cause_code for row in care_rows(world.NOW, LATER)} == {"waiting.phone"}
    assert customers_of_cause(cause_code="waiting.phone", opened_from=world.NOW) == {customer.pk}
    behind = cases_of_cause(cause_code="waiting.phone", opened_from=world.NOW, opened_until=world.NOW + DAY)
    assert behind.page().total == 2
    assert set(problem.causes.values_list("code", flat=True)) == {cause.code, "waiting.phone"}


@pytest.mark.django_db
def test_a_chain_of_editions_ends_at_the_cause_of_today_and_one_that_returns_is_itself(
    opened: OpenCase, agent: User, cause: CauseRow, lead: User
) -> None:
    full = active_tree()
    resolved(opened(), agent, cause)
    for code, successor in ((cause.code, "waiting.phone"), ("waiting.phone", "waiting.queue")):
        cases.save_cause_draft(tree=without(code), now=LATER)
        cases.activate_cause_draft(mapping={code: successor}, actor_id=lead.pk, now=LATER)
    assert cause_mapping()[cause.code] == "waiting.queue"
    cases.save_cause_draft(tree=full, now=LATER)
    cases.activate_cause_draft(mapping={}, actor_id=lead.pk, now=LATER)
    assert not CauseMapping.objects.exists()
