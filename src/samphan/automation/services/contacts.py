"""What a case learns from its messages and clocks: a contact or an ask that really happened, a wait that is over."""

from datetime import datetime

from django.db import transaction

from samphan.cases import selectors as case_selectors
from samphan.cases import services as cases
from samphan.eventlog import selectors as eventlog
from samphan.eventlog.events import SYSTEM, Actor
from samphan.promises import selectors as promises
from samphan.surveys import services as surveys

NOT_DELIVERED = "not_delivered"


@transaction.atomic
def count_sent_message(*, event_id: int, now: datetime) -> None:
    """Count a message a person sent and the customer can see; a bot's does not stop a clock, a survey's is an ask."""
    event = eventlog.get_event(event_id=event_id)
    if event.data["author_kind"] != "human":
        surveys.count_sent_invitation(message_id=event.subject_id, now=event.occurred_at)
        return
    case = case_selectors.find_case_by_conversation(conversation_id=event.data["conversation_id"])
    if case is not None:
        actor = Actor(kind=event.actor_kind, id=event.actor_id)
        cases.count_contact(case_id=case.pk, contacted_at=event.occurred_at, actor=actor)


@transaction.atomic
def withdraw_ask(*, event_id: int, now: datetime) -> None:
    """Take back the ask of a letter that the gate or the channel refused; a case it was to verify is not verified."""
    event = eventlog.get_event(event_id=event_id)
    rule = event.data.get("reason") or event.data.get("step") or NOT_DELIVERED
    one = surveys.withdraw_invitation(message_id=event.subject_id, rule=rule, now=now)
    if one is not None and one.case_id is not None:
        cases.withdraw_verification(case_id=one.case_id, invitation_id=one.pk, reason=rule, now=now)


@transaction.atomic
def go_on_with_case(*, event_id: int, now: datetime) -> None:
    """Take a case out of waiting when its clocks run again by themselves, as after an agreed date.

    A case that began another wait before this was heard goes on waiting.
    """
    event = eventlog.get_event(event_id=event_id)
    work_kind, work_id = event.data["work_kind"], event.data["work_id"]
    if work_kind == "case" and not promises.open_pause_kind(work_kind=work_kind, work_id=work_id):
        cases.go_on(case_id=work_id, now=now, actor=SYSTEM)
