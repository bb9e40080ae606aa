"""Before a case is closed: what the firm asks to be filled in, and the checklist."""

import pytest

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, ChecklistItem, ChecklistTick
from samphan.cases.rules.checklists import NewItem
from samphan.cases.selectors import checklist_items, checklist_of, required_fields
from samphan.cases.services import ClosingNotes
from samphan.customers.models import Order
from samphan.kit.errors import Refused
from tests import world
from tests.cases.steps import LATER, OpenCase, events_of

pytestmark = pytest.mark.django_db


def ask(*texts: str, required: tuple[str, ...] = (), kind: str = "request", must: bool = True) -> list[ChecklistItem]:
    """Ask for fields and things in cases of a kind."""
    items = [NewItem(item_id=None, text_th=text, text_en=text, is_required=must) for text in texts]
    cases.save_closing_settings(kind=kind, required=required, items=items, now=LATER)
    return checklist_items(kind=kind)


def close(case: Case, agent: User, **more: object) -> Case:
    """Close a case with what is filled in at that moment."""
    return cases.resolve_case(
        case_id=case.pk,
        actor_id=agent.pk,
        now=LATER,
        more=ClosingNotes(**more),  # type: ignore[arg-type]
    )


def refusal(case: Case, agent: User, **more: object) -> str:
    """Return why a case cannot be closed so."""
    with pytest.raises(Refused) as refused:
        close(case, agent, **more)
    case.refresh_from_db()
    assert case.state == "open"
    return refused.value.code


@pytest.fixture
def request_case(opened: OpenCase) -> Case:
    return opened(kind="request", promise_codes=())


def test_every_field_that_is_asked_for_is_asked_for(request_case: Case, agent: User) -> None:
    order = Order.objects.create(
        customer=request_case.customer, external_ref="RD-1", total_satang=1, ordered_at=LATER, created_at=LATER
    )
    foreign = Order.objects.create(
        customer=world.customer(), external_ref="RD-2", total_satang=1, ordered_at=LATER, created_at=LATER
    )
    ask(required=("branch", "order", "note"))
    branch = world.branch().pk
    assert refusal(request_case, agent) == "cases.resolve.branch_missing"
    assert refusal(request_case, agent, branch_id=999_999) == "cases.about.unknown"
    assert refusal(request_case, agent, branch_id=branch, order_id=foreign.pk) == "cases.about.unknown"
    assert refusal(request_case, agent, branch_id=branch) == "cases.resolve.order_missing"
    assert request_case.branch_id is None, "a refusal writes nothing"
    assert refusal(request_case, agent, branch_id=branch, order_id=order.pk, note=" ") == "cases.resolve.note_missing"
    closed = close(request_case, agent, branch_id=branch, order_id=order.pk, note="คุยกับสาขาแล้ว")
    closed.refresh_from_db()
    assert (closed.state, closed.branch_id, closed.order_id) == ("resolved", branch, order.pk)
    assert [note.body for note in closed.notes.all()] == ["คุยกับสาขาแล้ว"]
    assert events_of(closed).count("case.about_changed") == 1


def test_another_kind_is_not_asked(opened: OpenCase, agent: User) -> None:
    ask("โทร", required=("note",), kind="review")
    assert required_fields(kind="request") == ()
    assert close(opened(kind="request", promise_codes=()), agent).state == "resolved"


def test_required_things_are_done_before_closing_and_it_is_known_who_did_them(request_case: Case, agent: User) -> None:
    call, picture = ask("โทรยืนยัน", "ถ่ายรูป")
    cases.tick_item(case_id=request_case.pk, item_id=call.pk, is_done=True, actor_id=agent.pk, now=LATER)
    with pytest.raises(cases.ChecklistNotDone) as refused:
        close(request_case, agent)
    assert refused.value.facts["items"] == "ถ่ายรูป"
    lines = checklist_of(case_id=request_case.pk, kind="request")
    assert [(line.text_th, line.done_by, line.done_at) for line in lines] == [
        ("โทรยืนยัน", agent.display_name, LATER),
        ("ถ่ายรูป", "", None),
    ]
    assert close(request_case, agent, done_item_ids=[picture.pk]).state == "resolved"
    assert events_of(request_case).count("case.checklist_ticked") == 2


def test_a_tick_is_kept_once_taken_back_and_only_of_the_cases_own_list(request_case: Case, agent: User) -> None:
    (item,), (foreign,) = ask("โทร"), ask("ตอบรีวิว", kind="review")
    for is_done in (True, True, False, False):
        cases.tick_item(case_id=request_case.pk, item_id=item.pk, is_done=is_done, actor_id=agent.pk, now=LATER)
    assert events_of(request_case).count("case.checklist_ticked") == 2
    with pytest.raises(cases.ChecklistItemUnknown):
        cases.tick_item(case_id=request_case.pk, item_id=foreign.pk, is_done=True, actor_id=agent.pk, now=LATER)


def test_a_list_is_edited_in_place_and_what_leaves_it_is_asked_no_more(request_case: Case, agent: User) -> None:
    call, picture = ask("โทร", "ถ่ายรูป")
    cases.tick_item(case_id=request_case.pk, item_id=call.pk, is_done=True, actor_id=agent.pk, now=LATER)
    edited = [
        NewItem(item_id=None, text_th="แจ้งสาขา", text_en="", is_required=False),
        NewItem(item_id=call.pk, text_th="โทรก่อนเที่ยง", text_en="Call", is_required=True),
        NewItem(item_id=picture.pk, text_th=" ", text_en="", is_required=True),
    ]
    cases.save_closing_settings(kind="request", required=(), items=edited, now=LATER)
    lines = checklist_of(case_id=request_case.pk, kind="request")
    assert [(line.text_th, line.done_at is not None) for line in lines] == [("แจ้งสาขา", False), ("โทรก่อนเที่ยง", True)]
    assert close(request_case, agent).state == "resolved"
    cases.save_closing_settings(kind="request", required=(), items=(), now=LATER)
    assert ChecklistTick.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "required", "text"), [("picnic", (), "x"), ("request", ("weather",), "x"), ("request", (), "ก" * 161)]
)
def test_settings_outside_the_limits_are_refused(kind: str, required: tuple[str, ...], text: str) -> None:
    with pytest.raises(cases.ClosingSettingsInvalid):
        ask(text, required=required, kind=kind)
    assert not ChecklistItem.objects.exists()
