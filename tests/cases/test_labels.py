"""Labels are found by what they are called, and views are kept by name."""

from collections.abc import Callable

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseLabel, Label
from samphan.cases.selectors import CaseFilter, case_list, kept_views, labels
from tests import world
from tests.cases.steps import LATER, events_of

pytestmark = pytest.mark.django_db


def found_by(name: str, agent: User) -> list[int]:
    """Return the cases a list shows for a label."""
    label = Label.objects.get(name=name)
    page = case_list(shown=CaseFilter(view="all", label_id=label.pk), user_id=agent.pk, now=LATER)
    return [case.pk for case in page.items]


def label(case: Case, agent: User, **change: list[str]) -> Case:
    """Change a case's labels."""
    return cases.label_case(case_id=case.pk, actor_id=agent.pk, now=LATER, **change)  # type: ignore[arg-type]


def test_a_word_is_one_label_whatever_its_capitals_and_whoever_put_it_on(
    opened: Callable[..., Case], agent: User
) -> None:
    by_rule, by_hand = opened(tags=("VIP",)), opened()
    label(by_hand, agent, add=["  vip ", "แอร์"])
    assert [one.name for one in labels()] == ["VIP", "แอร์"]
    by_hand.refresh_from_db()
    assert by_hand.tags == ["VIP", "แอร์"]
    assert sorted(found_by("VIP", agent)) == [by_rule.pk, by_hand.pk]
    cases.raise_priority(case_id=by_rule.pk, priority=3, tags=("แอร์",), now=LATER)
    assert sorted(found_by("แอร์", agent)) == [by_rule.pk, by_hand.pk]


def test_taking_a_label_off_leaves_it_to_others_and_says_so_once(opened: Callable[..., Case], agent: User) -> None:
    one, two = opened(tags=("vip",)), opened(tags=("vip",))
    label(one, agent, remove=["vip", "nothing"])
    label(one, agent, remove=["vip"])
    assert found_by("vip", agent) == [two.pk]
    assert events_of(one).count("case.labelled") == 1
    assert CaseLabel.objects.count() == 1


@pytest.mark.parametrize(
    ("names", "refusal"),
    [
        ([" "], cases.LabelWrong),
        (["a,b"], cases.LabelWrong),
        (["x" * 41], cases.LabelWrong),
        ([f"l{n}" for n in range(11)], cases.TooManyLabels),
    ],
)
def test_labels_nobody_could_read_are_refused(
    names: list[str], refusal: type[Exception], opened: Callable[..., Case], agent: User
) -> None:
    case = opened()
    with pytest.raises(refusal):
        label(case, agent, add=names)
    case.refresh_from_db()
    assert (case.tags, CaseLabel.objects.count()) == ([], 0)


def test_views_are_ones_own_and_those_that_are_shared(agent: User) -> None:
    colleague = world.user()

    def keep(owner: User, name: str, **how: bool) -> None:
        cases.keep_view(owner_id=owner.pk, name=name, query={"view": "open", "label": "3"}, now=LATER, **how)

    keep(agent, "ของฉัน")
    keep(agent, " ของฉัน ")
    keep(colleague, "ของทีม", is_shared=True)
    keep(colleague, "ส่วนตัว")
    assert [view.name for view in kept_views(user_id=agent.pk)] == ["ของฉัน", "ของทีม"]
    with pytest.raises(cases.ViewNameWrong):
        keep(agent, " ")
    shared = kept_views(user_id=agent.pk)[1]
    cases.drop_view(view_id=shared.pk, user_id=agent.pk, oversees=False)
    assert len(kept_views(user_id=agent.pk)) == 2
    cases.drop_view(view_id=shared.pk, user_id=agent.pk, oversees=True)
    assert [view.name for view in kept_views(user_id=agent.pk)] == ["ของฉัน"]


def test_one_act_on_many_tells_how_it_went_with_each(opened: Callable[..., Case], agent: User) -> None:
    User.objects.update(is_available=False)
    mine, nobodys = opened(), opened()
    cases.claim_case(case_id=mine.pk, user_id=agent.pk, now=world.NOW)
    act = cases.BulkAct(kind="snooze")
    outcomes = cases.act_on_cases(case_ids=[mine.pk, nobodys.pk, 999_999], act=act, actor_id=agent.pk, now=LATER)
    codes = [(outcome.case_id, outcome.refused.code if outcome.refused else "") for outcome in outcomes]
    assert codes == [(mine.pk, ""), (nobodys.pk, "cases.snooze.nobody"), (999_999, "cases.bulk.gone")]
    mine.refresh_from_db()
    assert mine.is_snoozed


def test_every_act_on_many_does_what_it_says(opened: Callable[..., Case], agent: User) -> None:
    User.objects.update(is_available=False)
    whose = world.customer().pk
    one, two = opened(customer_id=whose), opened(customer_id=whose)
    steps: list[tuple[cases.BulkAct, dict[str, object]]] = [
        (cases.BulkAct(kind="claim"), {"owner_id": agent.pk}),
        (cases.BulkAct(kind="priority", number=1), {"priority": 1}),
        (cases.BulkAct(kind="label", label="vip"), {"tags": ["vip"]}),
        (cases.BulkAct(kind="unlabel", label="vip"), {"tags": []}),
        (cases.BulkAct(kind="snooze"), {"is_snoozed": True}),
        (cases.BulkAct(kind="wake"), {"is_snoozed": False}),
        (cases.BulkAct(kind="assign", number=world.user().pk), {"is_snoozed": False}),
        (cases.BulkAct(kind="merge", number=one.pk), {}),
    ]
    for act, expected in steps:
        outcomes = cases.act_on_cases(case_ids=[one.pk, two.pk, two.pk], act=act, actor_id=agent.pk, now=LATER)
        assert [outcome.refused for outcome in outcomes] == [None] * (1 if act.kind == "merge" else 2), act
        assert Case.objects.filter(pk__in=[one.pk, two.pk], **expected).count() == 2, act
    assert Case.objects.get(pk=two.pk).merged_into_id == one.pk
    for ids, kind, refusal in (
        ([], "claim", cases.NothingChosen),
        (range(1, 102), "claim", cases.TooManyChosen),
        ([1], "dance", cases.ActUnknown),
    ):
        with pytest.raises(refusal):
            cases.act_on_cases(case_ids=list(ids), act=cases.BulkAct(kind=kind), actor_id=agent.pk, now=LATER)
