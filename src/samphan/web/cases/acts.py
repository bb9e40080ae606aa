"""What changes a case beyond its work: out of sight for a while, labels, merged, split, linked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.cases.selectors import (
    case_work,
    cases_belonging_to,
    cases_by_ids,
    conversation_ids,
    labels,
    merge_candidates,
)
from samphan.cases.services import (
    label_case,
    link_cases,
    merge_case,
    snooze_case,
    split_case,
    unlink_cases,
    wake_case,
)
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.messaging.selectors import messages_of
from samphan.web.access import reader, screen
from samphan.web.case.asking import case_or_404, expected_version, post_number, way_back
from samphan.web.case.dialogs import ask_form
from samphan.web.case.views import done
from samphan.web.cases.waking import ON_A_DAY, posted_until, snooze_times
from samphan.web.numbers import whole
from samphan.web.render import refuse, toast

if TYPE_CHECKING:
    from datetime import datetime

    from samphan.cases.models import Case

_BOTH = ("GET", "POST")


class NumberUnknown(Refused):
    code = "case.number.unknown"
    message = N_("There is no case with this number. Write it like SP-1042.")


@screen("cases.write", methods=_BOTH)
def snooze(request: HttpRequest, case_id: int) -> HttpResponse:
    """Put the case out of sight until a time or until the customer writes."""
    case, now = case_or_404(case_id), clock.now()
    return ask_form(
        request,
        case,
        "cases/_snooze.html",
        lambda: _snooze(request, case, now=now),
        times=[*snooze_times(branch_id=case.branch_id, now=now), (ON_A_DAY, _("On a day I choose"))],
    )


def _snooze(request: HttpRequest, case: Case, *, now: datetime) -> None:
    snooze_case(
        case_id=case.pk,
        until=posted_until(request, branch_id=case.branch_id, now=now),
        actor_id=reader(request).pk,
        version=expected_version(request, case),
        now=now,
    )
    back = urlencode({"next": way_back(request) or reverse("case", args=(case.pk,))})
    said = _("Out of sight. It comes back by itself, and at once when the customer writes.")
    toast(request, said, undo_url=f"{reverse('case_wake', args=(case.pk,))}?{back}")


@screen("cases.write", methods=("POST",))
def wake(request: HttpRequest, case_id: int) -> HttpResponse:
    """Bring the case back now."""
    case_or_404(case_id)
    try:
        wake_case(case_id=case_id, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    return done(request, case_id)


@screen("cases.write", methods=_BOTH)
def label(request: HttpRequest, case_id: int) -> HttpResponse:
    """Choose the labels of the case, or write a new one."""
    case = case_or_404(case_id)
    known = labels()
    return ask_form(
        request,
        case,
        "cases/_labels.html",
        lambda: _label(request, case, {each.pk: each.name for each in known}),
        known=known,
    )


def _label(request: HttpRequest, case: Case, known: dict[int, str]) -> None:
    chosen = {known[number] for number in map(whole, request.POST.getlist("label")) if number in known}
    new = request.POST.get("new_label", "").strip()
    label_case(
        case_id=case.pk,
        add=[*sorted(chosen - set(case.tags)), *([new] if new else [])],
        remove=[name for name in known.values() if name in case.tags and name not in chosen],
        actor_id=reader(request).pk,
        version=expected_version(request, case),
        now=clock.now(),
    )


@screen("cases.write", methods=_BOTH)
def merge(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the case end in another one of the same customer."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "cases/_merge.html",
        lambda: _merge(request, case),
        candidates=merge_candidates(case=case),
    )


def _merge(request: HttpRequest, case: Case) -> None:
    into = merge_case(
        case_id=case.pk,
        into_id=_posted_case(request),
        actor_id=reader(request).pk,
        version=expected_version(request, case),
        now=clock.now(),
    )
    words = {"gone": case.number, "into": into.number}
    toast(request, _("%(gone)s is part of %(into)s now. Both histories are here.") % words)


@screen("cases.write", methods=_BOTH)
def split(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take messages and notes of another matter out into a case of their own."""
    case = case_or_404(case_id)
    return ask_form(
        request,
        case,
        "cases/_split.html",
        lambda: _split(request, case),
        messages=messages_of(conversation_ids=conversation_ids(case=case)),
        notes=case_work(case_id=case.pk).notes,
    )


def _split(request: HttpRequest, case: Case) -> None:
    made = split_case(
        case_id=case.pk,
        message_ids=_ticked(request, "message"),
        note_ids=_ticked(request, "note"),
        title=request.POST.get("title", ""),
        actor_id=reader(request).pk,
        version=expected_version(request, case),
        now=clock.now(),
    )
    toast(request, _("%(number)s was made of what you chose, and is linked here.") % {"number": made.number})


@screen("cases.write", methods=_BOTH)
def link(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say that another case belongs together with this one."""
    case = case_or_404(case_id)
    linked = cases_belonging_to(case_id=case_id).linked
    return ask_form(
        request,
        case,
        "cases/_link.html",
        lambda: link_cases(
            case_id=case_id, other_id=_posted_case(request), actor_id=reader(request).pk, now=clock.now()
        ),
        candidates=[other for other in merge_candidates(case=case) if other not in linked],
    )


@screen("cases.write", methods=("POST",))
def unlink(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say that a linked case does not belong together with this one after all."""
    case_or_404(case_id)
    other = case_or_404(post_number(request, "other"))
    try:
        unlink_cases(case_id=case_id, other_id=other.pk, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    return done(request, case_id)


def _posted_case(request: HttpRequest) -> int:
    """Return the case a form names: one of the list, or a number written as SP-1042 or 1042."""
    typed = request.POST.get("number", "").strip().upper().removeprefix("SP-")
    number = whole(typed) if typed else post_number(request, "other")
    if not number or number not in cases_by_ids(case_ids=[number]):
        raise NumberUnknown
    return number


def _ticked(request: HttpRequest, name: str) -> list[int]:
    return [number for number in map(whole, request.POST.getlist(name)) if number is not None]
