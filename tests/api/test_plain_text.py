"""A text with a NUL is refused by its field: PostgreSQL would break down over it."""

import json

import pytest
from django.test import Client

from samphan.accounts.rules import API_SCOPES
from samphan.accounts.services import make_api_key
from samphan.api import keys
from samphan.customers.models import Customer
from tests import world

pytestmark = pytest.mark.django_db
EMAIL = {"kind": "email", "value": "pim@example.com"}


@pytest.mark.parametrize(
    "body",
    [
        {"contacts": [EMAIL], "first_name": "a\x00"},
        {"contacts": [{"kind": "external", "value": "a\x00", "source": "pos"}]},
        {"contacts": [{"kind": "external", "value": "a", "source": "pos\x00"}]},
    ],
)
def test_a_nul_is_refused_and_stores_nothing(body: object) -> None:
    world.organisation()
    keys.forget_keys()
    token = make_api_key(name="BI", scopes=API_SCOPES, created_by_id=world.user().pk, now=world.NOW).token
    answer = Client().post(
        "/v1/customers",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 422
    assert not Customer.objects.exists()
