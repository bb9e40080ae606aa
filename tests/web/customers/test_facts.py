"""Special facts are for leads: nobody else takes one back, and who reads one leaves a trace."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from samphan.accounts.policies import Role
from samphan.cases import services as cases
from samphan.customers import services
from samphan.customers.models import Customer, Fact
from samphan.eventlog.models import Event
from samphan.kit import clock
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
READ = "customer.special_facts_read"


def _fact(customer: Customer, sensitivity: str = "special", body: str = "แพ้ยาเพนิซิลลิน") -> Fact:
    return services.add_fact(
        customer_id=customer.pk, body=body, source="โทรศัพท์", sensitivity=sensitivity,
        learned_date=world.NOW.date(), now=world.NOW,
    )  # fmt: skip


@pytest.fixture
def pim() -> Customer:
    return world.customer()


@pytest.mark.parametrize(
    ("role", "sensitivity", "expected"),
    [(Role.AGENT, "special", 403), (Role.AGENT, "private", 302), (Role.AGENT, "ordinary", 302),
     (Role.ANALYST, "ordinary", 403), (Role.MANAGER, "special", 302), (Role.OWNER, "special", 302)],
)  # fmt: skip
def test_a_fact_is_taken_back_only_by_who_may_read_it(
    sign_in: SignIn, pim: Customer, role: Role, sensitivity: str, expected: int
) -> None:
    fact = _fact(pim, sensitivity)
    assert sign_in(role).post(f"/customers/{pim.pk}/fact/{fact.pk}/retract/").status_code == expected
    fact.refresh_from_db()
    assert (fact.retracted_at is not None) == (expected == 302)


def _customer_page(customer: Customer) -> str:
    return f"/customers/{customer.pk}/"


def _case_page(customer: Customer) -> str:
    case = cases.open_case(new=cases.NewCase(kind="request", title="x", customer_id=customer.pk), now=world.NOW)
    return f"/cases/{case.pk}/"


@pytest.mark.parametrize("page", [_customer_page, _case_page])
def test_reading_a_special_fact_is_on_record_without_a_word_of_it(
    sign_in: SignIn, pim: Customer, page: Callable[[Customer], str]
) -> None:
    fact, lead = _fact(pim), world.user(Role.MANAGER)
    _fact(pim, "private", "เพิ่งหย่า")
    assert "เพนิซิลลิน" in sign_in(user=lead).get(page(pim)).content.decode()
    event = Event.objects.get(type=READ)
    assert (event.customer_id, event.subject_id, event.actor_id) == (pim.pk, pim.pk, lead.pk)
    assert event.data == {"fact_ids": [fact.pk]}


@pytest.mark.parametrize("role", [Role.AGENT, Role.ANALYST])
def test_who_is_shown_a_mask_has_read_nothing(sign_in: SignIn, pim: Customer, role: Role) -> None:
    _fact(pim)
    assert "เพนิซิลลิน" not in sign_in(role).get(_customer_page(pim)).content.decode()
    assert not Event.objects.filter(type=READ).exists()


def test_facts_everybody_may_read_leave_no_trace(sign_in: SignIn, pim: Customer) -> None:
    _fact(pim, "ordinary"), _fact(pim, "private")
    sign_in(Role.OWNER).get(_customer_page(pim))
    assert not Event.objects.filter(type=READ).exists()


def test_a_reader_is_on_record_once_an_hour_for_each_fact(sign_in: SignIn, pim: Customer) -> None:
    first, client, start = _fact(pim), sign_in(Role.OWNER), clock.now()

    def read_after(minutes: int) -> list[list[int]]:
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            client.get(_customer_page(pim))
        return [event.data["fact_ids"] for event in Event.objects.filter(type=READ).order_by("pk")]

    assert read_after(0) == [[first.pk]]
    assert read_after(59) == [[first.pk]], "the same reading"
    second = _fact(pim)
    assert read_after(59) == [[first.pk], [second.pk]], "a fact they had not seen"
    assert read_after(61) == [[first.pk], [second.pk], [first.pk]], "an hour later, for the first one"
    sign_in(Role.MANAGER).get(_customer_page(pim))
    assert Event.objects.filter(type=READ).count() == 4, "another reader"
