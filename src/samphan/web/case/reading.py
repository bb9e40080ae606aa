"""What the case page shows, read once: the case, its story, the way to answer, the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.accounts.selectors import staff_names
from samphan.automation.rules import parse_wait
from samphan.automation.selectors import case_waits, find_trace
from samphan.cases.rules import LOOP_STEPS, loop_step
from samphan.cases.rules.presence import NEWS_BY_SYSTEM
from samphan.cases.selectors import (
    Belonging,
    CaseWork,
    ChecklistLine,
    case_work,
    cases_belonging_to,
    checklist_of,
    open_case_count,
    rare_of,
    side_threads,
)
from samphan.customers.selectors import (
    contact_points,
    current_consents,
    customer_orders,
    shown_name,
    spoken_name,
)
from samphan.eventlog.selectors import subject_events
from samphan.kit import clock
from samphan.kit.ids import new_token
from samphan.messaging.selectors import MOST_SHOWN, UNDELIVERED, ReplyLine, messages_of, reply_line
from samphan.outreach.selectors import incidents_about
from samphan.promises.selectors import ClockView, work_clocks
from samphan.signals.rules import Submission
from samphan.signals.selectors import recent_ratings, signals_of, submission_signals
from samphan.web.case.sentences import Names
from samphan.web.case.timeline import Entry, Heard, build_timeline, heard_from
from samphan.web.case.wording import WAITS
from samphan.web.customers.facts import shown_facts
from samphan.web.formats import format_duration, is_thai
from samphan.web.reading.shown import Shown, shown_readings
from samphan.web.rules.wait_words import wait_words

if TYPE_CHECKING:
    from samphan.accounts.models import User
    from samphan.automation.models import Trace, WaitStep
    from samphan.cases.models import Case, Cause
    from samphan.customers.models import ConsentRecord, Customer, Fact, Order
    from samphan.eventlog.models import Event
    from samphan.messaging.models import Message
    from samphan.outreach.models import Incident

_OPEN = ("open", "waiting")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What we know of the person, beside the thread."""

    customer: Customer
    name: str
    address_as: str
    email: str
    phone: str
    facts: list[tuple[Fact, bool]]  # and whether this reader may read it
    consents: list[ConsentRecord]
    orders: list[Order]
    scores: list[tuple[int, str]]  # newest first: score, scale
    other_open_cases: int


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Everything one case page needs."""

    case: Case
    is_open: bool
    may_write: bool
    is_mine: bool
    seen_event_id: int
    message_readings: dict[int, Shown]  # by message: those that were read, because they opened a case
    heard_message_id: int
    undelivered: int | None  # of our messages; None where older ones than the page shows may be among them
    steps: list[dict[str, str]]
    clocks: list[ClockView]
    entries: list[Entry]
    why: str
    waits: str  # why it has no owner, in words
    wait_steps: list[tuple[WaitStep, str]]  # of the rule that opened it, each in words
    line: ReplyLine | None
    panel: Panel | None
    next_step: tuple[str, str] | None  # icon, sentence
    incident: Incident | None  # the one it is about
    open_incidents: list[Incident]  # those it may be about, while it is about none
    form_key: str
    cause_name: str
    taken_in: list[Case]
    linked: list[Case]
    checklist: list[ChecklistLine]
    waits_for: list[str]  # whom was asked and has not answered
    held: dict[int, int]  # by message of the reader's that can be taken back: the seconds left
    about: list[str]  # the branch and the order


def read_page(*, case: Case, user: User) -> CasePage:
    """Read everything about a case for one reader; a fixed number of queries whatever happened in it."""
    clocks = work_clocks(work_kind="case", work_id=case.pk)
    running = [c for c in clocks if c.state in {"running", "paused"}]
    rare = rare_of(case_id=case.pk)
    belonging = cases_belonging_to(case_id=case.pk) if rare.family else Belonging(taken_in=[], linked=[])
    taken = belonging.taken_in
    work = case_work(case_id=case.pk, taken_in=[other.pk for other in taken], rare=rare)
    events = subject_events(subject_kind="case", subject_id=case.pk)
    talks = [one.conversation_id for one in (case, *taken) if one.conversation_id]
    messages = messages_of(conversation_ids=talks) if talks else []
    heard, heard_at = _heard(case)
    names = names_for(case)
    sides = side_threads(case_id=case.pk) if rare.sides else []
    is_open = case.state in _OPEN
    panel = _panel(case, case.customer, user) if case.customer else None
    entries = build_timeline(
        heard=heard,
        heard_at=heard_at,
        work=work,
        messages=messages,
        clocks=clocks,
        events=events,
        names=names,
        sides=sides,
    )
    for other in taken:
        entries = sorted([*entries, *_story_of(other, names)], key=lambda entry: entry.at)
    incident, open_incidents = incidents_about(case_id=case.pk, at=clock.now())
    return CasePage(
        case=case,
        is_open=is_open,
        may_write=user.may("cases.write"),
        is_mine=case.owner_id == user.pk,
        seen_event_id=events[0].pk if events else 0,
        message_readings=_message_readings(messages),
        heard_message_id=max((m.pk for m in messages if m.direction == "in"), default=0),
        undelivered=sum(m.state in UNDELIVERED for m in messages) if len(messages) < MOST_SHOWN else None,
        steps=_steps(case),
        clocks=sorted(running, key=lambda c: (c.due_at is None, c.due_at)),
        entries=entries,
        why=_why(case),
        waits=_waits(case) if is_open else "",
        wait_steps=_wait_steps(case),
        line=reply_line(messages=messages, email=panel.email) if panel else None,
        panel=panel,
        next_step=_next_step(case, work, running) if is_open else None,
        incident=incident,
        open_incidents=open_incidents if is_open and panel else [],
        form_key=new_token(n_bytes=12),
        cause_name=names.cause,
        taken_in=taken,
        linked=belonging.linked,
        checklist=checklist_of(case_id=case.pk, kind=case.kind) if rare.checklist else [],
        waits_for=list(dict.fromkeys(one.asked for one in sides if one.side.state == "waiting")),
        held=_held(messages, user),
        about=_about(case),
    )


def _message_readings(messages: Sequence[Message]) -> dict[int, Shown]:
    """Return how each message of the customer was read, by message."""
    asked = signals_of(kind="message", ids=[m.pk for m in messages if m.direction == "in"]) if messages else {}
    shown = shown_readings([signal for signals in asked.values() for signal in signals])
    return {
        number: shown[signal.pk]
        for number, signals in asked.items()
        for signal in signals
        if signal.pk in shown and signal.read_with
    }


def _story_of(other: Case, names: Names) -> list[Entry]:
    """Return what opened a case that was merged into this one, and what happened in it until then."""
    heard, heard_at = _heard(other)
    work = CaseWork(notes=[], attempts=[], verifications=[])
    events = subject_events(subject_kind="case", subject_id=other.pk)
    return build_timeline(heard=heard, heard_at=heard_at, work=work, messages=[], clocks=[], events=events, names=names)


def _held(messages: Sequence[Message], user: User) -> dict[int, int]:
    """Return the reader's messages that have not left yet, each with the whole seconds it is still held."""
    now = clock.now()
    waiting = [m for m in messages if m.state == "queued" and m.author_id == user.pk and m.due_at is not None]
    return {m.pk: ceil((m.due_at - now).total_seconds()) for m in waiting if m.due_at and m.due_at > now}


def _about(case: Case) -> list[str]:
    branch, order = case.branch, case.order
    name = (branch.name_th if is_thai() else branch.name_en or branch.name_th) if branch else ""
    return [part for part in (name, f"#{order.external_ref}" if order else "") if part]


def names_for(case: Case) -> Names:
    """Return the names the events of a case may need, in one query."""
    people = staff_names()
    if case.owner is not None:
        people.setdefault(case.owner.pk, case.owner.display_name)
    return Names(people=people, cause=cause_name(case.cause), action=case.action_taken, told=case.told_customer)


def cause_name(cause: Cause | None) -> str:
    """Return a root cause with its group, in the reader's language."""
    if cause is None:
        return ""
    own = cause.name_th if is_thai() else cause.name_en
    group = cause.parent
    return f"{group.name_th if is_thai() else group.name_en} › {own}" if group is not None else own


def _heard(case: Case) -> tuple[Heard | None, datetime]:
    """Return what opened the case and when it was said; never later than the case itself."""
    if not case.submission_id or case.submission_kind == "message":
        return None, case.opened_at
    signals = submission_signals(submission=Submission(kind=case.submission_kind, id=case.submission_id))
    said_at = min((signal.occurred_at for signal in signals), default=case.opened_at)
    heard = heard_from(case.submission_kind, signals, shown_readings(signals))
    return heard, min(said_at, case.opened_at)


def _steps(case: Case) -> list[dict[str, str]]:
    """Return the five steps of the loop, each done, now or still to come."""
    now_at = loop_step(
        state=case.state,
        is_contacted=case.first_contact_at is not None,
        has_cause=case.cause_id is not None,
        has_action=bool(case.action_taken),
    )
    contact = _("Get in touch")
    if case.first_contact_at is not None:
        minutes = (case.first_contact_at - case.opened_at).total_seconds() / 60
        contact = f"{contact} · {format_duration(minutes)}"
    labels = {
        "listen": _("Listen"),
        "contact": contact,
        "cause": _("Find the cause"),
        "fix": _("Fix and make good"),
        "confirm": _("Confirm the result"),
    }
    position = len(LOOP_STEPS) if now_at == "done" else LOOP_STEPS.index(now_at)
    return [
        {"label": labels[step], "state": "done" if at < position else "now" if at == position else ""}
        for at, step in enumerate(LOOP_STEPS)
    ]


def _waits(case: Case) -> str:
    """Return why routing has found no owner, "" when there is one or nobody looked."""
    rule = str(case.routing.get("rule", ""))
    return _(WAITS[rule]) if case.owner_id is None and rule in WAITS else ""


def _wait_steps(case: Case) -> list[tuple[WaitStep, str]]:
    """Return what the rule that opened a case still waits for, or waited for; nothing for a case people opened."""
    steps = case_waits(case_id=case.pk) if case.trace_id else []
    return [(step, wait_words(parse_wait(step.step, step.tree_branch))) for step in steps]


def _why(case: Case) -> str:
    """Return why this case exists: the branches of the rule tree its signal took."""
    trace = find_trace(trace_id=case.trace_id) if case.trace_id else None
    if trace is None:
        return ""
    return " → ".join(_branch_names(trace)) or _("no branch matched")


def _branch_names(trace: Trace) -> list[str]:
    names: dict[str, str] = {}
    waiting: list[Mapping[str, Any]] = list(trace.version.body.get("branches", []))
    while waiting:
        branch = waiting.pop()
        names[branch["id"]] = branch.get("name_th" if is_thai() else "name_en") or branch["id"]
        waiting.extend(branch.get("branches", []))
    return [names.get(step, step) for step in trace.path]


def _panel(case: Case, customer: Customer, user: User) -> Panel:
    points = contact_points(customer_id=customer.pk)
    return Panel(
        customer=customer,
        name=shown_name(customer),
        address_as=spoken_name(customer),
        email=next((point.value for point in points if point.kind == "email"), ""),
        phone=next((point.value for point in points if point.kind == "phone"), ""),
        facts=shown_facts(user=user, customer_id=customer.pk, limit=6),
        consents=current_consents(customer_id=customer.pk),
        orders=customer_orders(customer_id=customer.pk, limit=3),
        scores=[(r.score or 0, r.scale) for r in recent_ratings(customer_id=customer.pk, limit=2)],
        other_open_cases=open_case_count(customer_id=customer.pk) - (case.state in _OPEN),
    )


def _next_step(case: Case, work: CaseWork, running: list[ClockView]) -> tuple[str, str]:
    """Return the one thing to do next, from where the loop stands."""
    if case.owner_id is None:
        return "user-plus", _("Take the case, so that the customer has somebody.")
    if case.state == "waiting":
        return "hourglass", _("Wait. The clocks run again as soon as the customer writes.")
    if case.first_contact_at is None:
        tries = len(work.attempts)
        if tries >= 2:
            return "mail", ngettext(
                "Write: %(count)s call did not reach them.", "Write: %(count)s calls did not reach them.", tries
            ) % {"count": tries}
        return "phone-call", _("Contact the customer first: say sorry, listen, promise a time you can keep.")
    if case.cause_id is None:
        return "search", _("Find the root cause, so that it does not happen to the next customer.")
    if not case.action_taken:
        return "wand-sparkles", _("Write down what was done to make it good.")
    return "check", _("Tell the customer, then close the loop: they will be asked whether it is solved.")


def foreign_changes(*, case_id: int, seen_event_id: int, user_id: int) -> list[Event]:
    """Return what other people did in the case since the reader saw it, oldest first.

    What the system did (a clock, a delivery) is not somebody else's work; that the case opened again is, and that
    whoever was asked outside answered by mail.
    """
    events = subject_events(subject_kind="case", subject_id=case_id, limit=50)
    later = [event for event in events if event.pk > seen_event_id]
    return [event for event in reversed(later) if not _is_own(event, user_id)]


def _is_own(event: Event, user_id: int) -> bool:
    if event.actor_kind == "user":
        return event.actor_id == user_id
    return event.actor_kind == "system" and event.type not in NEWS_BY_SYSTEM


def latest_event_id(*, case_id: int) -> int:
    """Return the newest event of a case: what a form was made from."""
    return next((event.pk for event in subject_events(subject_kind="case", subject_id=case_id, limit=1)), 0)
