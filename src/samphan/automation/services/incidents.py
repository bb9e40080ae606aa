"""What customers say finds the incident it is about; a broken promise finds what it is worth."""

from datetime import datetime

from django.db import transaction

from samphan.accounts.selectors import active_staff, firm_timezone
from samphan.cases import selectors as case_selectors
from samphan.eventlog import selectors as eventlog
from samphan.eventlog.models import Event
from samphan.messaging import selectors as messages
from samphan.messaging.services import notify_user
from samphan.outreach import services as outreach
from samphan.outreach.selectors import incident_cause, incident_of_case, open_incidents
from samphan.promises import services as promises
from samphan.signals import selectors as signal_selectors
from samphan.signals.rules import Submission


@transaction.atomic
def link_submission(*, event_id: int, now: datetime) -> None:
    """Link a submission that was led through a tree to the open incident it is about, with the case it made."""
    event = eventlog.get_event(event_id=event_id)
    submission = Submission(kind=event.data["submission_kind"], id=event.data["submission_id"])
    link_heard(submission=submission, at=event.occurred_at, now=now)


@transaction.atomic
def link_heard(*, submission: Submission, at: datetime, now: datetime) -> None:
    """Link a submission that was read to the incident it is about that was open at a time, once."""
    if not open_incidents(at=at):
        return  # on most days there is none
    kind, number = submission.kind, submission.id
    rows = signal_selectors.submission_signals(submission=submission)
    customer_id = next((row.customer_id for row in rows if row.customer_id is not None), None)
    if customer_id is None:
        return
    case = case_selectors.find_case_by_submission(submission_kind=kind, submission_id=number)
    conversation_id = messages.get_message(message_id=number).conversation_id if kind == "message" else None
    if case is None and conversation_id is not None:
        case = case_selectors.find_case_by_conversation(conversation_id=conversation_id)
    said = outreach.Said(
        submission_kind=kind,
        submission_id=number,
        customer_id=customer_id,
        text=" ".join(row.text for row in rows if row.text),
        topics=[topic for row in rows for topic in row.topics],
        case_id=case.pk if case else None,
        conversation_id=conversation_id,
    )
    outreach.link_contact(said=said, at=at, now=now)


@transaction.atomic
def link_opened_case(*, event_id: int, now: datetime) -> None:
    """Link a case that a colleague opened by hand, by the words of its title; others come with their submission."""
    event = eventlog.get_event(event_id=event_id)
    if event.data.get("submission_id") is not None or event.customer_id is None:
        return
    case = case_selectors.get_case(case_id=event.subject_id)
    said = outreach.Said(
        submission_kind="case",
        submission_id=case.pk,
        customer_id=event.customer_id,
        text=f"{case.title} {case.excerpt}",
        case_id=case.pk,
    )
    outreach.link_contact(said=said, at=event.occurred_at, now=now)


@transaction.atomic
def propose_breach_credit(*, event_id: int, now: datetime) -> None:
    """Propose what a broken promise is worth to its customer, and tell those who approve it.

    A case about an incident has the incident for its cause, so that both together are counted once.
    """
    event = eventlog.get_event(event_id=event_id)
    credit = promises.propose_breach_credit(
        clock_id=event.subject_id, cause=_cause(event), timezone=firm_timezone(), now=now
    )
    if credit is None:
        return
    for user in active_staff():
        if user.may("credits.approve"):
            notify_user(
                user_id=user.pk,
                kind="credit_proposed",
                subject_kind="credit",
                subject_id=credit.pk,
                dedupe_key=f"credit_proposed:{credit.pk}:{user.pk}",
                now=now,
                data={"amount": f"{credit.amount_satang / 100:,.2f}"},
            )


def _cause(event: Event) -> str:
    work_kind, work_id = event.data["work_kind"], event.data["work_id"]
    incident = incident_of_case(case_id=work_id) if work_kind == "case" else None
    return incident_cause(incident.pk) if incident else f"{work_kind}:{work_id}"
