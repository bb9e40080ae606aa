"""Opening a case: once a submission, with its clocks started and an owner looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samphan.accounts.models import Team
from samphan.cases.events import CaseOpened
from samphan.cases.models import Case, CaseKind, CaseState, Priority
from samphan.cases.services.changes import channel_of, start_promise
from samphan.cases.services.labelling import mark
from samphan.cases.services.routing import route_case
from samphan.eventlog.events import SYSTEM, Actor
from samphan.eventlog.services import record
from samphan.messaging import services as messaging
from samphan.promises import selectors as promise_selectors
from samphan.promises import services as promises
from samphan.surveys import services as surveys


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What a case starts from."""

    kind: str
    title: str
    customer_id: int | None
    priority: int = Priority.NORMAL
    branch_id: int | None = None
    team_id: int | None = None
    promise_codes: Sequence[str] = ()
    skills: Sequence[str] = ()
    tags: Sequence[str] = ()
    submission_kind: str = ""
    submission_id: int | None = None
    trace_id: int | None = None
    conversation_id: int | None = None
    score: int | None = None
    scale: str = ""
    excerpt: str = ""


@transaction.atomic
def open_case(*, new: NewCase, now: datetime, actor: Actor = SYSTEM, owner_id: int | None = None) -> Case:
    """Open a case, start what was promised, find an owner; the same submission never opens a second one.

    A closed team is given nothing: its cases belong to nobody's queue and are everybody's. While a feedback case is
    open its customer is asked nothing else.
    """
    if new.submission_id is not None:
        known = Case.objects.filter(submission_kind=new.submission_kind, submission_id=new.submission_id).first()
        if known is not None:
            return known
    case = Case.objects.create(
        kind=new.kind,
        state=CaseState.OPEN,
        title=new.title[:200],
        priority=new.priority,
        customer_id=new.customer_id,
        branch_id=new.branch_id,
        team_id=_open_team_id(new.team_id),
        owner_id=owner_id,
        assigned_at=now if owner_id else None,
        skills=list(new.skills),
        tags=list(new.tags),
        submission_kind=new.submission_kind,
        submission_id=new.submission_id,
        trace_id=new.trace_id,
        conversation_id=new.conversation_id,
        score=new.score,
        scale=new.scale,
        excerpt=new.excerpt[:300],
        opened_at=now,
        last_activity_at=now,
    )
    record(event=_opened(case), now=now, actor=actor)
    mark(case, case.tags, now=now)
    for code in new.promise_codes:
        start_promise(case, code, now=now)
    _start_agreed(case, now=now)
    if owner_id is None:
        route_case(case, now=now)
    if case.kind == CaseKind.FEEDBACK and case.customer_id is not None:
        surveys.pause_asking(customer_id=case.customer_id, reason="case", reason_id=case.pk, now=now)
    if case.conversation_id is not None:
        messaging.name_conversation(conversation_id=case.conversation_id, reference=case.number)
    case.due_at = promise_selectors.next_due_at(work_kind="case", work_id=case.pk)
    case.save(update_fields=["due_at"])
    return case


def _start_agreed(case: Case, *, now: datetime) -> None:
    promises.start_agreed_clocks(
        work_kind="case",
        work_id=case.pk,
        now=now,
        branch_id=case.branch_id,
        owner_id=case.owner_id,
        customer_id=case.customer_id,
        team_id=case.team_id,
        priority=case.priority,
        channel=channel_of(case),
    )


def _open_team_id(team_id: int | None) -> int | None:
    if team_id is None or not Team.objects.filter(pk=team_id, is_active=True).exists():
        return None
    return team_id


def _opened(case: Case) -> CaseOpened:
    return CaseOpened(
        subject_id=case.pk,
        customer_id=case.customer_id,
        branch_id=case.branch_id,
        kind=case.kind,
        priority=case.priority,
        submission_kind=case.submission_kind,
        submission_id=case.submission_id,
        trace_id=case.trace_id,
    )
