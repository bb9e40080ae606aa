from dataclasses import dataclass
from typing import Any

import pytest

from samphan.accounts.models import Branch
from samphan.automation import relay
from samphan.eventlog.events import DomainEvent
from samphan.eventlog.models import OutboxEntry
from samphan.eventlog.services import record
from samphan.jobs.models import Job
from samphan.jobs.tasks import task
from samphan.jobs.worker import run_until_idle
from tests.world import NOW

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class DoorOpened(DomainEvent):
    """A door was opened; known to these tests only."""

    type = "test.door_opened"
    subject_kind = "door"


@task(atomic=True)
def greet(event_id: int) -> None:
    Branch.objects.create(code=f"greet-{event_id}", name_th="")


@task(atomic=True)
def count(event_id: int) -> None:
    Branch.objects.create(code=f"count-{event_id}", name_th="")


@pytest.fixture(autouse=True)
def _reactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "REACTIONS", {"test.door_opened": (greet, count)})


def test_every_reaction_of_an_event_runs_once() -> None:
    event_id = record(event=DoorOpened(subject_id=1), now=NOW)
    assert run_until_idle() == 2
    assert set(Branch.objects.values_list("code", flat=True)) == {f"greet-{event_id}", f"count-{event_id}"}


def test_delivering_an_event_again_changes_nothing() -> None:
    event_id = record(event=DoorOpened(subject_id=1), now=NOW)
    run_until_idle()
    OutboxEntry.objects.create(event_id=event_id)
    assert relay.relay_events(NOW) == 1
    assert run_until_idle() == 0
    assert Branch.objects.count() == 2


def test_an_event_without_reactions_leaves_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "REACTIONS", {})
    record(event=DoorOpened(subject_id=1), now=NOW)
    assert relay.relay_events(NOW) == 1
    assert not OutboxEntry.objects.exists()
    assert not Job.objects.exists()


def test_the_relay_takes_many_events_in_few_statements(django_assert_max_num_queries: Any) -> None:
    for door in range(100):
        record(event=DoorOpened(subject_id=door), now=NOW)
    with django_assert_max_num_queries(10):
        assert relay.relay_events(NOW) == 100
    assert relay.relay_events(NOW) == 0
