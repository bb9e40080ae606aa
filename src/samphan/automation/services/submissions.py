"""From a submission to a case: read the words, follow the tree, do what it says."""

from datetime import datetime, timedelta

from django.db import transaction

from samphan.automation.models import Trace
from samphan.automation.rules import OpenCase, Outcome
from samphan.automation.services.incidents import link_heard
from samphan.automation.services.telling import tell_about_answer, tell_about_new_case, tell_about_urgency
from samphan.automation.services.trees import trace_submission
from samphan.automation.services.waiting import start_waits
from samphan.cases import selectors as case_selectors
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseKind, Priority
from samphan.customers import selectors as customers
from samphan.eventlog import selectors as eventlog
from samphan.eventlog.models import Event
from samphan.jobs import services as jobs
from samphan.messaging import selectors as messages
from samphan.messaging.models import Message
from samphan.signals import selectors as signal_selectors
from samphan.signals import services as signals
from samphan.signals.models import Signal
from samphan.signals.rules import Submission, comment
from samphan.surveys.selectors import results as survey_results

# A customer who tapped a score may still be writing; after this the score alone is acted upon.
TIME_TO_WRITE = timedelta(minutes=2)
TITLE_LENGTH = 90


@transaction.atomic
def handle_response(*, event_id: int, now: datetime) -> None:
    """Act on a finished response: a re-survey settles its case, any other goes through the feedback tree."""
    event = eventlog.get_event(event_id=event_id)
    data, submission = event.data, Submission(kind="response", id=event.subject_id)
    if data.get("case_id") is not None:
        # As it stands now: another score may have been tapped since the event.
        rating = signal_selectors.primary_rating(signal_selectors.submission_signals(submission=submission))
        if rating is not None and rating.score is not None:
            cases.record_verification(
                case_id=data["case_id"], invitation_id=data["invitation_id"], score=rating.score, now=now
            )
        return
    handle_submission(submission=submission, event=event, now=now)


@transaction.atomic
def handle_response_later(*, event_id: int, now: datetime) -> None:
    """Leave the customer time to finish writing; a response that is finished already needs no second look."""
    event = eventlog.get_event(event_id=event_id)
    if survey_results.is_finished(response_id=event.subject_id):
        return
    jobs.enqueue(
        task="samphan.automation.tasks.handle_unfinished_response",
        arguments={"event_id": event_id},
        now=now,
        due_at=now + TIME_TO_WRITE,
        dedupe_key=f"unfinished:{event_id}",
    )


@transaction.atomic
def handle_changed_score(*, event_id: int, now: datetime) -> None:
    """Look again at a response whose score was tapped anew: the last one holds, and may be the unhappy one."""
    event = eventlog.get_event(event_id=event_id)
    if survey_results.is_finished(response_id=event.subject_id):
        return
    told = eventlog.subject_events(subject_kind="response", subject_id=event.subject_id)
    recorded = next(one for one in told if one.type == "survey.response_recorded")
    jobs.enqueue(
        task="samphan.automation.tasks.handle_unfinished_response",
        arguments={"event_id": recorded.pk},
        now=now,
        due_at=now + TIME_TO_WRITE,
        dedupe_key=f"unfinished:{event_id}",
    )


@transaction.atomic
def handle_review(*, event_id: int, now: datetime) -> None:
    """Act on a public review through the same tree as any feedback."""
    event = eventlog.get_event(event_id=event_id)
    handle_submission(submission=Submission(kind="review", id=event.subject_id), event=event, now=now)


def handle_submission(*, submission: Submission, event: Event, now: datetime) -> Case | None:
    """Read a submission, follow the feedback tree and open the case it asks for; without a tree it is only heard."""
    signals.read_submission(submission=submission)
    traced = trace_submission(submission=submission, tree_code="feedback", now=now)
    if traced is None:
        # Without a tree there is no trace, whose event links it otherwise.
        link_heard(submission=submission, at=event.occurred_at, now=now)
        return None
    trace, outcome = traced
    if outcome.open_case is None:
        return None
    return _open(submission, event, outcome, outcome.open_case, trace_id=trace.pk, now=now)


@transaction.atomic
def handle_message(*, event_id: int, now: datetime) -> None:
    """Act on a message from a customer: read it, then tell its case, or let the message tree open one."""
    event = eventlog.get_event(event_id=event_id)
    is_closer = bool(event.data.get("is_thanks"))
    message = messages.get_message(message_id=event.subject_id)
    submission = Submission(kind="message", id=message.pk)
    traced = None if is_closer else _read_message(message, submission, event, now=now)
    case = case_selectors.find_case_by_conversation(conversation_id=message.conversation_id)
    if traced is None and not is_closer:
        link_heard(submission=submission, at=event.occurred_at, now=now)
    if case is not None:
        case = cases.take_customer_message(case_id=case.pk, now=now, is_closer=is_closer)
        tell_about_answer(case=case, key=str(event_id), now=now)
        if traced is not None:
            _heed(case, traced[1], key=str(event_id), now=now)
    elif traced is not None:
        trace, outcome = traced
        if outcome.open_case is None:
            return
        _open(
            submission,
            event,
            outcome,
            outcome.open_case,
            trace_id=trace.pk,
            now=now,
            conversation_id=message.conversation_id,
            subject=message.subject,
        )


def _read_message(
    message: Message, submission: Submission, event: Event, *, now: datetime
) -> tuple[Trace, Outcome] | None:
    """Keep a message's words as a signal, read them and follow the message tree; None where no tree is in use."""
    signals.store_answers(
        submission=submission,
        answers=[comment("message", message.body[:10_000])],
        source="message",
        channel=message.conversation.channel.kind,
        customer_id=event.customer_id,
        branch_id=event.branch_id,
        occurred_at=message.created_at,
    )
    signals.read_submission(submission=submission)
    return trace_submission(submission=submission, tree_code="message", now=now)


def _heed(case: Case, outcome: Outcome, *, key: str, now: datetime) -> None:
    """Let a later message make its case as urgent as it would have made a new one, and tell whom the tree names."""
    if outcome.open_case is None:
        return
    priority = outcome.open_case.priority or Priority.NORMAL
    if cases.raise_priority(case_id=case.pk, priority=priority, tags=outcome.tags, now=now):
        tell_about_urgency(case=case, who=outcome.notify, key=key, now=now)


def _open(
    submission: Submission,
    event: Event,
    outcome: Outcome,
    wanted: OpenCase,
    *,
    trace_id: int,
    now: datetime,
    conversation_id: int | None = None,
    subject: str = "",
) -> Case:
    rows = signal_selectors.submission_signals(submission=submission)
    rating = signal_selectors.primary_rating(rows)
    words = next((row.text for row in rows if row.text), "")
    branch_id = event.branch_id
    if branch_id is None and event.customer_id is not None:
        branch_id = customers.get_customer(customer_id=event.customer_id).branch_id
    case = cases.open_case(
        new=cases.NewCase(
            kind=wanted.kind or CaseKind.FEEDBACK,
            title=subject or _title(words, rating),
            customer_id=event.customer_id,
            branch_id=branch_id,
            priority=wanted.priority or Priority.NORMAL,
            team_id=wanted.team_id,
            promise_codes=wanted.promises or (),
            skills=wanted.skills or (),
            tags=outcome.tags,
            submission_kind=submission.kind,
            submission_id=submission.id,
            trace_id=trace_id,
            conversation_id=conversation_id,
            score=rating.score if rating else None,
            scale=rating.scale if rating else "",
            excerpt=words,
        ),
        now=now,
    )
    tell_about_new_case(case=case, who=outcome.notify, now=now)
    start_waits(case=case, outcome=outcome, trace_id=trace_id, now=now)
    return case


def _title(words: str, rating: Signal | None) -> str:
    """Return the customer's own first words; a score without words names itself."""
    line = " ".join(words.split())
    if line:
        return line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rstrip() + "…"
    return f"{rating.get_scale_display()} · {rating.score}" if rating else "-"
