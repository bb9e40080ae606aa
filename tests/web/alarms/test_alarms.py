"""The screens of alarms: set one, see it go on, change it, switch it off, throw it away."""

import re
from datetime import timedelta

import pytest

from samphan.accounts.policies import Role
from samphan.automation.models import Trigger
from samphan.automation.services import look_at_trigger, seed_installation
from samphan.kit import clock
from samphan.signals.models import Signal
from tests import world
from tests.budget import assert_constant_queries
from tests.web.conftest import SignIn, page

pytestmark = pytest.mark.django_db
FORM = {"name": "NPS ต่ำ", "measure": "nps", "side": "below", "level": "40", "window_days": "7", "opens": "case"}


def test_an_alarm_from_the_empty_list_to_its_episode_and_its_end(sign_in: SignIn) -> None:
    seed_installation(now=clock.now())
    lead = world.user(Role.MANAGER, language="en", name="มานี")
    client = sign_in(user=lead)
    assert "Begin with the NPS of the whole firm" in page(client, "/rules/alarms/")

    refused = client.post("/rules/alarms/new/", {**FORM, "owner": str(lead.pk), "level": "much"})
    assert refused.status_code == 422
    assert "The level must be a number from -100 to 100." in refused.content.decode()
    segment = {"orders": "5", "days": "90", "language": "en"}
    assert client.post("/rules/alarms/new/", {**FORM, "owner": str(lead.pk), **segment}).status_code == 302

    made = Trigger.objects.get()
    path = f"/rules/alarms/{made.pk}/"
    regulars = "customers: number of orders is 5 or more and last order is in the last 90 days and language is English"
    assert regulars in page(client, path)
    assert regulars in page(client, "/rules/alarms/")
    assert re.search(r'name="orders"[^>]* value="5"', page(client, f"{path}edit/"))
    client.post(f"{path}edit/", {**FORM, "owner": str(lead.pk)})
    assert "Nothing was read yet" in page(client, path)
    Signal.objects.bulk_create(
        Signal(
            submission_kind="review",
            submission_id=number,
            field="q",
            type="rating",
            scale="nps",
            score=2,
            source="test",
            occurred_at=clock.now() - timedelta(days=1),
        )
        for number in range(40)
    )
    look_at_trigger(trigger_id=made.pk, now=clock.now())
    shown = page(client, path)
    for words in ("NPS over 7 days falls below 40", "the whole firm", "still on", "40 answers", "Open the case"):
        assert words in shown
    assert "On since" in page(client, "/rules/alarms/")

    assert 'value="40"' in page(client, f"{path}edit/")
    client.post(f"{path}switch/", {"on": ""})
    assert "the alarm was switched off" in page(client, path)
    client.post(f"{path}remove/")
    assert not Trigger.objects.exists()


def test_a_reader_sees_alarms_and_may_not_change_them(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    assert "Nobody is told yet when a figure falls." in page(client, "/rules/alarms/")
    assert client.get("/rules/alarms/new/").status_code == 403


def test_the_list_asks_the_same_questions_however_long_it_is(sign_in: SignIn) -> None:
    lead = world.user(Role.MANAGER, language="en")
    client = sign_in(user=lead)

    def add() -> None:
        Trigger.objects.create(
            name="x", measure="nps", side="below", level=1, window_days=7, owner=lead, created_at=clock.now()
        )

    add()
    assert_constant_queries(lambda: client.get("/rules/alarms/"), grow=add)
