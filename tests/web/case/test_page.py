"""The case page shows the whole story and takes every act of the loop."""

import pytest
from django.test import Client

from samphan.accounts.models import User
from samphan.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, agent: User) -> Client:
    """Return a browser the agent signed in with."""
    client.force_login(agent)
    return client


def test_the_page_tells_what_was_heard_why_it_was_opened_and_what_is_next(signed_in: Client, case: Case) -> None:
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    assert "ช่างเลื่อนนัด 2 รอบ" in page
    assert case.number in page
