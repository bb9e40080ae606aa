"""A person is one row, an order counts once, a consent is only ever appended to."""

import threading
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samphan.customers import selectors, services
from samphan.customers.models import ConsentRecord, ContactPoint, Customer, Order
from samphan.customers.rules import Contact, OrderItem, PersonName, counts_as_purchase, counts_in_spend
from samphan.eventlog.models import Event
from tests import world

pytestmark = pytest.mark.django_db
_serial = count()
PIM = PersonName(first_name="พิมพ์ชนก", last_name="ศรีสุวรรณ", nickname="พิม")


def _meet(*contacts: Contact, name: PersonName | None = None) -> Customer:
    return services.identify_customer(contacts=contacts, name=name, now=world.NOW)


def _buy(customer: Customer, ref: str, baht: int, *, days: int = 0, status: str = "paid") -> Order:
    return services.place_order(
        customer_id=customer.id,
        source="shop",
        external_ref=ref,
        ordered_at=world.NOW + timedelta(days=days),
        lines=[OrderItem("แอร์", 1 if baht >= 0 else -1, abs(baht) * 100)],
        currency="THB",
        status=status,
        now=world.NOW,
    )


def test_the_same_person_under_another_spelling_is_the_same_row() -> None:
    first = _meet(Contact("email", "Pim@Example.com"), Contact("phone", "081-234-5678"), name=PIM)
    again = _meet(Contact("phone", "+66 81 234 5678"), Contact("line", "U123"))
    assert again == first
    assert ContactPoint.objects.filter(customer=first).count() == 3
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "customer.created",
        "customer.contact_added",
    ]


def test_a_known_name_is_filled_in_but_never_overwritten() -> None:
    known = _meet(Contact("email", "pim@example.com"), name=PersonName(first_name="พิมพ์ชนก"))
    _meet(Contact("email", "pim@example.com"), name=PersonName(first_name="อื่น", nickname="พิม"))
    known.refresh_from_db()
    assert (known.first_name, known.nickname) == ("พิมพ์ชนก", "พิม")


def test_an_external_id_decides_before_an_email() -> None:
    by_id = _meet(Contact("external", "42", "shop"))
    other = _meet(Contact("email", "x@example.com"))
    assert _meet(Contact("email", "x@example.com"), Contact("external", "42", "shop")) == by_id
    assert selectors.find_by_contact(kind="email", value="X@example.com") == other


def test_nobody_is_identified_by_nothing() -> None:
    with pytest.raises(services.NothingToIdentifyBy):
        _meet()


def test_a_contact_of_somebody_else_is_refused() -> None:
    _meet(Contact("email", "a@example.com"))
    other = _meet(Contact("email", "b@example.com"))
    with pytest.raises(services.ContactTaken):
        services.add_contact_point(customer_id=other.id, contact=Contact("email", "A@example.com"), now=world.NOW)


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_make_one_person() -> None:
    met: list[int] = []

    def meet() -> None:
        try:
            met.append(_meet(Contact("email", "race@example.com"), Contact("phone", "0812345678"), name=PIM).id)
        finally:
            connection.close()

    threads = [threading.Thread(target=meet) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(met) == 8
    assert len(set(met)) == 1
    assert Customer.objects.count() == 1


def test_an_order_sent_twice_counts_once() -> None:
    customer = _meet(Contact("email", "pim@example.com"))
    assert _buy(customer, "A1", 500) == _buy(customer, "A1", 500)
    customer.refresh_from_db()
    assert (customer.order_count, customer.spend_satang) == (1, 50_000)
    assert Event.objects.filter(type="order.placed").count() == 1


def test_a_return_lowers_the_spend_and_a_cancellation_takes_the_order_out() -> None:
    customer = _meet(Contact("email", "pim@example.com"))
    _buy(customer, "A1", 500)
    kept = _buy(customer, "A2", 300, days=3)
    _buy(customer, "A1-R", -500, days=1)
    services.change_order_status(order_id=kept.id, status="cancelled", now=world.NOW)
    customer.refresh_from_db()
    assert (customer.order_count, customer.spend_satang) == (1, 0)
    assert customer.first_order_at == customer.last_order_at == world.NOW


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["buy", "cancel", "return", "reinstate"]),
        st.integers(0, 5),
        st.integers(-300, 900),
        st.integers(-400, 400),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_the_cached_figures_equal_the_recomputed_ones(db: None, steps: list[tuple[str, int, int, int]]) -> None:
    customer = _meet(Contact("line", f"U{next(_serial)}"))
    for kind, ref, baht, days in steps:
        if kind == "buy":
            _buy(customer, f"{customer.id}-{ref}", baht, days=days)
            continue
        order = Order.objects.filter(external_ref=f"{customer.id}-{ref}").first()
        if order is not None:
            status = {"cancel": "cancelled", "return": "returned", "reinstate": "paid"}[kind]
            services.change_order_status(order_id=order.id, status=status, now=world.NOW)
    customer.refresh_from_db()
    orders = [(o.status, o.total_satang, o.ordered_at) for o in Order.objects.filter(customer=customer)]
    bought = [at for status, total, at in orders if counts_as_purchase(status=status, total_satang=total)]
    spent = sum(total for status, total, _ in orders if counts_in_spend(status=status, total_satang=total))
    assert customer.order_count == len(bought)
    assert customer.first_order_at == min(bought, default=None)
    assert customer.last_order_at == max(bought, default=None)
    assert customer.spend_satang == spent


def test_the_newest_consent_holds_and_nothing_is_overwritten() -> None:
    customer = _meet(Contact("email", "pim@example.com"))

    def decide(channel: str, is_granted: bool, hours: int) -> None:
        services.record_consent(
            customer_id=customer.id,
            purpose="marketing",
            channel=channel,
            is_granted=is_granted,
            source="form",
            now=world.NOW + timedelta(hours=hours),
        )

    assert selectors.has_consent(customer_id=customer.id, purpose="marketing", channel="email") is None
    decide("email", True, 0)
    assert selectors.has_consent(customer_id=customer.id, purpose="marketing", channel="email") is True
    decide("any", False, 1)
    assert selectors.has_consent(customer_id=customer.id, purpose="marketing", channel="email") is False
    decide("email", True, 2)
    assert selectors.has_consent(customer_id=customer.id, purpose="marketing", channel="email") is True
    assert selectors.has_consent(customer_id=customer.id, purpose="marketing", channel="line") is False
    assert ConsentRecord.objects.count() == 3


def test_notes_and_facts_leave_events_without_words() -> None:
    author = world.user()
    customer = _meet(Contact("email", "pim@example.com"))
    services.add_note(
        customer_id=customer.id, author_id=author.id, body="โทรหลัง 10 โมง", now=world.NOW, idempotency_key="note-1"
    )
    fact = services.add_fact(
        customer_id=customer.id,
        body="แพ้ถั่ว",
        source="โทรศัพท์",
        sensitivity="special",
        learned_date=world.NOW.date(),
        now=world.NOW,
        author_id=author.id,
    )
    services.retract_fact(fact_id=fact.id, now=world.NOW, actor_id=author.id)
    events = Event.objects.filter(customer_id=customer.id).order_by("id")
    assert [event.type for event in events][1:] == [
        "customer.note_added",
        "customer.fact_added",
        "customer.fact_retracted",
    ]
    assert "ถั่ว" not in "".join(str(event.data) for event in events)
    assert selectors.customer_facts(customer_id=customer.id) == []
    with pytest.raises(services.EmptyText):
        services.add_note(
            customer_id=customer.id, author_id=author.id, body="  ", now=world.NOW, idempotency_key="note-2"
        )


def test_a_note_sent_twice_is_kept_once() -> None:
    author, customer = world.user(), _meet(Contact("email", "pim@example.com"))
    kept = [
        services.add_note(
            customer_id=customer.id, author_id=author.id, body="โทรบ่าย", now=world.NOW, idempotency_key="k"
        )
        for _ in range(2)
    ]
    assert kept[0] == kept[1]
    assert customer.notes.count() == 1
    with pytest.raises(services.NoteFormUsedAgain):
        services.add_note(customer_id=customer.id, author_id=author.id, body="อื่น", now=world.NOW, idempotency_key="k")
