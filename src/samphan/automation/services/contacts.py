"""What a case learns from its messages and clocks: a contact that really happened, a wait that is over."""

from datetime import datetime

from django.db import transaction

from samphan.cases import selectors as case_selectors
from samphan.cases import services as cases
from samphan.eventlog import selectors as eventlog
from samphan.eventlog.events import SYSTEM, Actor
from samphan.promises import selectors as promises


@transaction.atomic
def count_sent_message(*, event_id: int, now: datetime) -> None:
    """Count a message a person sent and the customer can see; a bot's or a survey's does not stop a clock."""
    event = eventlog.get_event(event_id=event_id)
    if event.data["author_kind"] != "human":
        return
    case = case_selectors.find_case_by_conversation(conversation_id=event.data["conversation_id"])
    if case is not None:
        actor = Actor(kind=event.actor_kind, id=event.actor_id)
        cases.count_contact(case_id=case.pk, contacted_at=event.occurred_at, actor=actor)


@transaction.atomic
def go_on_with_case(*, event_id: int, now: datetime) -> None:
    """Take a case out of waiting when its clocks run again by themselves, as after an agreed date.

    A case that began another wait before this was heard goes on waiting.
    """
    event = eventlog.get_event(event_id=event_id)
    work_kind, work_id = event.data["work_kind"], event.data["work_id"]
    if work_kind == "case" and not promises.open_pause_kind(work_kind=work_kind, work_id=work_id):
        cases.go_on(case_id=work_id, now=now, actor=SYSTEM)
