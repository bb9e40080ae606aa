"""Two at once: a contact belongs to one customer, whoever adds it first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from samphan.customers import services
from samphan.customers.models import ContactPoint
from samphan.customers.rules import Contact
from samphan.customers.services import identity
from samphan.eventlog.models import Event
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)
HANDS, ROUNDS = 4, 5
LINE = Contact("line", "U-race")


def _at_once(actions: list[Callable[[], ContactPoint]]) -> list[int | str]:
    """Run actions in threads that start together; return the ids they made or found, a refusal by its code."""
    gate = Barrier(len(actions))

    def one(action: Callable[[], ContactPoint]) -> int | str:
        gate.wait()
        try:
            return action().pk
        except services.ContactTaken as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(one, actions))


def _adding(customer_id: int, contact: Contact) -> Callable[[], ContactPoint]:
    return lambda: services.add_contact_point(customer_id=customer_id, contact=contact, now=world.NOW)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_many_customers_given_one_contact_one_gets_it_and_the_others_are_refused(number: int) -> None:
    contact = Contact("line", f"U-{number}")
    found = _at_once([_adding(world.customer().pk, contact) for _ in range(HANDS)])
    held = ContactPoint.objects.get(kind="line")
    assert sorted(map(str, found)) == sorted([str(held.pk), *[services.ContactTaken.code] * (HANDS - 1)])
    assert Event.objects.filter(type="customer.contact_added").count() == 1


def test_one_customer_given_the_same_contact_many_times_at_once_has_it_once() -> None:
    customer = world.customer()
    assert len(set(_at_once([_adding(customer.pk, LINE)] * HANDS))) == 1
    assert Event.objects.filter(type="customer.contact_added").count() == 1


@pytest.mark.parametrize("is_own", [True, False])
def test_a_contact_made_between_the_look_and_the_write_is_found(is_own: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race above, made certain on every database: the first look is blind, as if the twin came just after it."""
    asking, other = world.customer(), world.customer()
    twin = services.add_contact_point(customer_id=(asking if is_own else other).pk, contact=LINE, now=world.NOW)
    looks: list[Contact] = []

    def look(*, contact: Contact) -> ContactPoint | None:
        looks.append(contact)
        return None if len(looks) == 1 else twin

    monkeypatch.setattr(identity, "held_contact", look)
    if is_own:
        assert _adding(asking.pk, LINE)() == twin
    else:
        with pytest.raises(services.ContactTaken):
            _adding(asking.pk, LINE)()
    assert len(looks) == 2


def test_one_reader_who_opens_two_pages_at_once_is_on_record_once() -> None:
    customer, lead = world.customer(), world.user()
    gate = Barrier(HANDS)

    def read(_: int) -> None:
        gate.wait()
        try:
            services.record_fact_reading(customer_id=customer.pk, fact_ids=[1, 2], reader_id=lead.pk, now=world.NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(read, range(HANDS)))
    assert [event.data for event in Event.objects.filter(type="customer.special_facts_read")] == [{"fact_ids": [1, 2]}]
