"""Whoever saves a list of customers leaves a trace, and nobody on the list is in it."""

import pytest

from samphan.accounts.policies import Role
from samphan.eventlog.events import user_actor
from samphan.eventlog.models import Event
from samphan.insights.services import note_export
from tests import world


@pytest.mark.django_db
def test_an_export_is_recorded_with_who_which_and_how_many() -> None:
    user = world.user(Role.AGENT)
    note_export(what="value_at_risk", kind="csv", rows=12, branch_id=3, now=world.NOW, actor=user_actor(user.pk))
    event = Event.objects.get()
    assert (event.type, event.actor_id, event.branch_id) == ("insights.list_exported", user.pk, 3)
    assert event.data == {"what": "value_at_risk", "kind": "csv", "rows": 12}
    assert event.customer_id is None
