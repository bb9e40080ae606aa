"""One click withdraws; looking at the link does not."""

import pytest
from django.core import signing
from django.test import Client

from samphan.customers.models import ConsentRecord
from samphan.messaging.rules.unsubscribing import UNSUBSCRIBE_PATH, UNSUBSCRIBE_SALT
from tests import world

pytestmark = pytest.mark.django_db


def test_a_get_asks_and_a_post_without_cookie_withdraws() -> None:
    world.organisation()
    customer = world.customer()
    address = UNSUBSCRIBE_PATH.format(token=signing.dumps([customer.pk, "survey"], salt=UNSUBSCRIBE_SALT))
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(address).status_code == 200
    assert not ConsentRecord.objects.exists()
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    entry = ConsentRecord.objects.get()
    assert (entry.customer_id, entry.purpose, entry.is_granted) == (customer.pk, "survey", False)


def test_a_forged_link_withdraws_nothing_and_says_how_else() -> None:
    world.organisation()
    answer = Client().post("/unsubscribe/forged/")
    assert answer.status_code == 409
    assert not ConsentRecord.objects.exists()
