"""The acts that ask something first: who, why, what was done. Each is a page of its own and, with htmx, a dialog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff
from samphan.cases.rules.verification import SPOKEN_CHANNELS
from samphan.cases.selectors import (
    active_causes,
    case_work,
    checklist_of,
    problem_list,
    problem_of,
    required_fields,
)
from samphan.cases.services import (
    CaseChanged,
    ClosingNotes,
    add_case_to_problem,
    assign_case,
    change_about,
    change_priority,
    log_attempt,
    record_action,
    record_cause,
    record_spoken_answer,
    resolve_case,
    take_case_from_problem,
)
from samphan.cases.services import wait as pause_case
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.kit.ids import new_token
from samphan.kit.money import to_minor_units
from samphan.messaging.selectors import conversation_messages
from samphan.web.access import reader, screen
from samphan.web.case.asking import (
    case_or_404,
    changes_since,
    expected_version,
    order_options,
    post_number,
    posted_key,
    way_back,
)
from samphan.web.case.reading import latest_event_id
from samphan.web.case.views import done
from samphan.web.case.wording import CHANNELS, OUTCOMES, PAUSES, PRIORITIES, WORDS
from samphan.web.numbers import whole
from samphan.web.render import CONFLICT, UNPROCESSABLE, render
from samphan.web.settings.people import branch_options
from samphan.web.wording import choices

if TYPE_CHECKING:
    from samphan.cases.models import Case, ProblemCase

K = TypeVar("K")
_BOTH = ("GET", "POST")
_CALL_CHANNELS = ("phone", "line", "email", "visit")
# Which field a refusal is about, so that it is said beside it.
_FIELD_OF = {
    "cases.resolve.cause_missing": "cause",
    "cases.cause.unknown": "cause",
    "cases.resolve.action_missing": "action_taken",
    "cases.resolve.telling_missing": "told_customer",
    "cases.text.missing": "reason",
    "cases.resolve.branch_missing": "branch",
    "cases.resolve.order_missing": "order",
    "cases.resolve.note_missing": "note",
    "cases.resolve.checklist_not_done": "done",
    "cases.about.unknown": "about",
    "promises.pause.reason_missing": "reason",
    "promises.pause.kind_unknown": "kind",
    "promises.pause.no_message": "kind",
    "cases.assign.not_allowed": "owner",
    "case.cost.invalid": "cost",
    "case.choice.unknown": "choice",
    "cases.problem.dropped": "choice",
    "cases.verification.answer_not_valid": "choice",
}


class CostInvalid(Refused):
    code = "case.cost.invalid"
    message = N_("This is not an amount. Write it like 500 or 1,250.50, or leave it empty.")


class ChoiceUnknown(Refused):
    code = "case.choice.unknown"
    message = N_("Choose one from the list.")


@screen("cases.write", methods=_BOTH)
def assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand the case to a colleague."""
    case = case_or_404(case_id)
    people = [(user.pk, user.display_name) for user in active_staff() if user.may("cases.write")]
    return ask_form(
        request,
        case,
        "case/_assign.html",
        lambda: assign_case(
            case_id=case_id,
            owner_id=_one_of(post_number(request, "owner"), dict(people)),
            actor_id=reader(request).pk,
            version=expected_version(request, case),
            now=clock.now(),
        ),
        people=people,
    )


@screen("cases.write", methods=_BOTH)
def priority(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say how urgent it is."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_priority.html",
        lambda: change_priority(
            case_id=case_id,
            priority=_one_of(post_number(request, "priority"), PRIORITIES),
            actor_id=reader(request).pk,
            version=expected_version(request, case),
            now=clock.now(),
        ),
        priorities=choices(PRIORITIES),
    )


@screen("cases.write", methods=_BOTH)
def attempt(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note a try to reach the customer."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_attempt.html",
        lambda: log_attempt(
            case_id=case_id,
            channel=_one_of(request.POST.get("channel", ""), dict.fromkeys(_CALL_CHANNELS, "")),
            outcome=_one_of(request.POST.get("outcome", ""), OUTCOMES),
            note=request.POST.get("note", "").strip(),
            idempotency_key=posted_key(request, case_id, of="attempt"),
            actor_id=reader(request).pk,
            now=clock.now(),
        ),
        channels=[(code, _(CHANNELS[code])) for code in _CALL_CHANNELS],
        outcomes=choices(OUTCOMES),
        key=request.POST.get("key") or new_token(n_bytes=12),
    )


@screen("cases.write", methods=_BOTH)
def cause(request: HttpRequest, case_id: int) -> HttpResponse:
    """Choose the root cause: a group, then the cause in it."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_cause.html",
        lambda: record_cause(
            case_id=case_id,
            cause_id=post_number(request, "cause"),
            actor_id=reader(request).pk,
            version=expected_version(request, case),
            now=clock.now(),
        ),
        causes=active_causes(),
    )


@screen("cases.write", methods=_BOTH)
def action(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down what was done for the customer."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_action.html",
        lambda: record_action(
            case_id=case_id,
            action_taken=request.POST.get("action_taken", ""),
            cost_satang=_cost(request),
            actor_id=reader(request).pk,
            version=expected_version(request, case),
            now=clock.now(),
        ),
    )


@screen("cases.write", methods=_BOTH)
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    """Close the loop: cause, action, what the customer was told."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_close.html",
        lambda: resolve_case(
            case_id=case_id,
            actor_id=reader(request).pk,
            cause_id=post_number(request, "cause") or None,
            action_taken=request.POST.get("action_taken", ""),
            told_customer=request.POST.get("told_customer", ""),
            cost_satang=_cost(request),
            version=expected_version(request, case),
            more=ClosingNotes(
                branch_id=whole(request.POST.get("branch")),
                order_id=whole(request.POST.get("order")),
                note=request.POST.get("note", ""),
                done_item_ids=[number for one in request.POST.getlist("done") if (number := whole(one)) is not None],
            ),
            now=clock.now(),
        ),
        said=_("The loop is closed. The customer is now asked whether it is solved."),
        causes=active_causes(),
        **_asked_to_close(case),
    )


@screen("cases.write", methods=_BOTH)
def about(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say which branch and which order it is about."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_about.html",
        lambda: change_about(
            case_id=case_id,
            branch_id=whole(request.POST.get("branch")),
            order_id=whole(request.POST.get("order")),
            actor_id=reader(request).pk,
            version=expected_version(request, case),
            now=clock.now(),
        ),
        branches=branch_options(),
        orders=order_options(case),
    )


def _asked_to_close(case: Case) -> dict[str, object]:
    """Return what the firm asks for before a case of this kind is closed, and what to choose it from."""
    asks = required_fields(kind=case.kind)
    return {
        "asks": asks,
        "branches": branch_options() if "branch" in asks else [],
        "orders": order_options(case) if "order" in asks else [],
        "has_note": "note" in asks and bool(case_work(case_id=case.pk).notes),
        "to_do": [line for line in checklist_of(case_id=case.pk, kind=case.kind) if line.done_at is None],
    }


@screen("cases.write", methods=_BOTH)
def wait(request: HttpRequest, case_id: int) -> HttpResponse:
    """Pause the clocks for a typed reason."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_wait.html",
        lambda: pause_case(
            case_id=case_id,
            kind=_one_of(request.POST.get("kind", ""), PAUSES),
            reason=request.POST.get("reason", ""),
            actor_id=reader(request).pk,
            message_sent=_has_written(case),
            now=clock.now(),
        ),
        kinds=choices(PAUSES),
    )


@screen("cases.write", methods=_BOTH)
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write down what the customer said when a colleague asked whether it is solved."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "case/_answer.html",
        lambda: record_spoken_answer(
            case_id=case_id,
            channel=request.POST.get("channel", ""),
            score=_score(request),
            actor_id=reader(request).pk,
            now=clock.now(),
        ),
        channels=[(code, _(CHANNELS[code])) for code in SPOKEN_CHANNELS],
        scores=[(str(score), str(score)) for score in range(11)],
    )


@screen("cases.write", methods=_BOTH)
def problem(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say which problem caused the case, or that none did after all."""
    case = case_or_404(case_id)
    lines = problem_list(view="active") + problem_list(view="fixed")
    known = {line.problem.pk: line.problem.title for line in lines}
    present = problem_of(case_id=case_id)
    return ask_form(
        request,
        case,
        "case/_problem.html",
        lambda: _say_problem(request, case_id, known, present),
        problems=list(known.items()),
        present=present,
    )


def _say_problem(request: HttpRequest, case_id: int, known: Mapping[int, str], present: ProblemCase | None) -> None:
    user_id, now = reader(request).pk, clock.now()
    if request.POST.get("do") == "remove" and present is not None:
        take_case_from_problem(problem_id=present.problem_id, case_id=case_id, actor_id=user_id, now=now)
    else:
        chosen = _one_of(post_number(request, "problem"), known)
        add_case_to_problem(problem_id=chosen, case_id=case_id, actor_id=user_id, now=now)


def _score(request: HttpRequest) -> int:
    typed = whole(request.POST.get("score"))
    return -1 if typed is None else typed


def ask_form(
    request: HttpRequest,
    case: Case,
    template: str,
    act: Callable[[], object],
    *,
    said: str = "",
    **context: object,
) -> HttpResponse:
    """Show the form, or do the act; a refusal shows the form again with what was typed and what to do."""
    errors: dict[str, str] = defaultdict(str)
    conflict: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            act()
        except CaseChanged:
            conflict, status = changes_since(request, case) or [_("Something else changed a moment ago.")], CONFLICT
        except Refused as refused:
            errors[_FIELD_OF.get(refused.code, "form")], status = refused.explain(_), UNPROCESSABLE
        else:
            return done(request, case.pk, said=said)
    return render(
        request,
        "case/ask.html",
        partial=template,
        status=status,
        w=WORDS,
        case=case,
        form_template=template,
        values=request.POST,
        errors=errors,
        conflict=conflict,
        seen=latest_event_id(case_id=case.pk),
        next=way_back(request),
        **context,
    )


def _one_of(value: K, table: Mapping[K, str]) -> K:
    if value not in table:
        raise ChoiceUnknown
    return value


def _cost(request: HttpRequest) -> int:
    text = request.POST.get("cost", "").strip()
    try:
        cost = to_minor_units(text) if text else 0
    except ValueError as error:
        raise CostInvalid from error
    if cost < 0:
        raise CostInvalid
    return cost


def _has_written(case: Case) -> bool:
    if case.conversation_id is None:
        return False
    messages = conversation_messages(conversation_id=case.conversation_id, limit=50)
    return any(m.direction == "out" and m.author_kind == "human" for m in messages)
