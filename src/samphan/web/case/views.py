"""The case page and the acts that need no form of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.selectors import conversation_ids
from samphan.cases.services import CaseChanged, add_note, answer_customer, claim_case, go_on, reopen_case
from samphan.eventlog.events import user_actor
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.messaging.selectors import get_message
from samphan.messaging.services import retry_message
from samphan.web.access import reader, screen
from samphan.web.case.asking import case_or_404, changes_since, expected_version, place_of, posted_key, way_back
from samphan.web.case.reading import read_page
from samphan.web.case.ready import find_ready
from samphan.web.case.wording import WORDS
from samphan.web.numbers import whole
from samphan.web.render import CONFLICT, is_fragment, redirect, refuse, render, toast

# In the session: the last message sent with a canned reply, and that reply.
LAST_CANNED = "last_canned"


@screen("cases.read")
def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one case; one that was merged leads to the case that goes on."""
    chosen = whole(request.GET.get("canned"))
    return show(request, case_id, compose="note" if request.GET.get("compose") == "note" else "reply", canned_id=chosen)


def show(
    request: HttpRequest,
    case_id: int,
    *,
    compose: str = "reply",
    draft: str = "",
    conflict: list[str] | None = None,
    status: int = 200,
    canned_id: int | None = None,
) -> HttpResponse:
    """Render the page, or for htmx its thread only; `conflict` lists what somebody else did meanwhile.

    With `canned_id` that reply stands in the composer, unless there is a draft: then only what it does beside.
    """
    case = case_or_404(case_id)
    if case.merged_into_id is not None:
        return redirect(request, "case", case.merged_into_id)
    in_inbox = request.POST.get("next", "").startswith("/inbox/")
    ready = None if canned_id is None else find_ready(case=case, user=reader(request), reply_id=canned_id)
    return render(
        request,
        "case/page.html",
        partial="case/_thread.html",
        status=status,
        w=WORDS,
        page=read_page(case=case, user=reader(request)),
        compose=compose,
        draft=draft or (ready.text if ready else ""),
        ready=ready,
        conflict=conflict,
        back="",
        in_inbox=in_inbox,
        here=place_of(case_id, in_inbox=in_inbox),
    )


@screen("cases.write", methods=("POST",))
def reply(request: HttpRequest, case_id: int) -> HttpResponse:
    """Send the customer an answer; what was typed survives every refusal."""
    case = case_or_404(case_id)
    body, canned_id = request.POST.get("body", ""), whole(request.POST.get("canned"))
    try:
        version = expected_version(request, case)
        sent = answer_customer(
            case_id=case_id,
            author_id=reader(request).pk,
            body=body,
            idempotency_key=posted_key(request, case_id, of="reply"),
            version=version,
            then_wait="wait" in request.POST,
            canned_id=canned_id,
            hold=timedelta(seconds=settings.UNDO_SEND_SECONDS),
            now=clock.now(),
        )
    except CaseChanged:
        return _conflict(request, case_id, draft=body, canned_id=canned_id)
    except Refused as refused:
        return refuse(request, refused)
    if canned_id is not None:
        request.session[LAST_CANNED] = [sent.pk, canned_id]  # taken back, it stands in the composer with what it does
    return done(request, case_id)


@screen("cases.write", methods=("POST",))
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep a note only colleagues see."""
    case_or_404(case_id)
    return _after(
        request,
        case_id,
        lambda: add_note(
            case_id=case_id,
            author_id=reader(request).pk,
            body=request.POST.get("body", ""),
            idempotency_key=posted_key(request, case_id, of="note"),
            now=clock.now(),
        ),
    )


@screen("cases.write", methods=("POST",))
def claim(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case."""
    case_or_404(case_id)
    return _after(
        request, case_id, lambda: claim_case(case_id=case_id, user_id=reader(request).pk, now=clock.now()),
        said=_("The case is yours."),
    )  # fmt: skip


@screen("cases.write", methods=("POST",))
def resume(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the clocks run again."""
    case_or_404(case_id)
    return _after(
        request, case_id, lambda: go_on(case_id=case_id, now=clock.now(), actor=user_actor(reader(request).pk))
    )


@screen("cases.write", methods=("POST",))
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    """Open a closed case again."""
    case_or_404(case_id)
    return _after(
        request,
        case_id,
        lambda: reopen_case(case_id=case_id, reason="staff", now=clock.now(), actor=user_actor(reader(request).pk)),
    )


@screen("cases.write", methods=("POST",))
def retry(request: HttpRequest, case_id: int, message_id: int) -> HttpResponse:
    """Send a failed message again."""
    case = case_or_404(case_id)
    if get_message(message_id=message_id).conversation_id not in conversation_ids(case=case):
        raise Http404
    return _after(request, case_id, lambda: retry_message(message_id=message_id, now=clock.now()))


def _after(request: HttpRequest, case_id: int, act: Callable[[], object], *, said: str = "") -> HttpResponse:
    """Do one act and show the case as it is now, or say why not."""
    try:
        act()
    except Refused as refused:
        return refuse(request, refused)
    return done(request, case_id, said=said)


def done(request: HttpRequest, case_id: int, *, said: str = "") -> HttpResponse:
    """Go back to where the act was done: the thread for htmx, else the page it came from."""
    if said:
        toast(request, said)
    if is_fragment(request) and request.headers.get("HX-Target", "").endswith("thread"):
        return show(request, case_id, compose="note" if request.path.endswith("/note/") else "reply")
    back = way_back(request)
    return redirect(request, back) if back else redirect(request, "case", case_id)


def _conflict(request: HttpRequest, case_id: int, *, draft: str, canned_id: int | None) -> HttpResponse:
    """Show what somebody else did meanwhile, with the draft kept."""
    told = changes_since(request, case_or_404(case_id))
    return show(
        request,
        case_id,
        draft=draft,
        conflict=told or [_("Something else changed a moment ago.")],
        status=CONFLICT,
        canned_id=canned_id,
    )
