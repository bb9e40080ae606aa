"""What stands around the composer: replies kept ready, taking an answer back, the checklist, who else is here."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.selectors import case_now, checklist_of, others_here
from samphan.cases.services import note_presence, take_back_answer, tick_item
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.case.asking import case_or_404, post_number, way_back
from samphan.web.case.ready import ready_replies
from samphan.web.case.views import LAST_CANNED, show
from samphan.web.case.wording import BESIDE, WORDS
from samphan.web.numbers import whole
from samphan.web.render import is_fragment, redirect, refuse, render, toast
from samphan.web.wording import label


@screen("replies.write")
def replies(request: HttpRequest, case_id: int) -> HttpResponse:
    """Offer the replies kept ready, filled in for this case: a page, and with htmx a dialog."""
    case = case_or_404(case_id)
    return render(
        request,
        "case/ask.html",
        partial="case/_replies.html",
        w=WORDS,
        case=case,
        form_template="case/_replies.html",
        ready=ready_replies(case=case, user=reader(request)),
        next=way_back(request),
    )


@screen("cases.write", methods=("POST",))
def take_back(request: HttpRequest, case_id: int, message_id: int) -> HttpResponse:
    """Take an answer back before it leaves; its words stand in the composer again."""
    case_or_404(case_id)
    try:
        taken = take_back_answer(case_id=case_id, message_id=message_id, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Taken back. Nothing was sent."))
    if taken.kept:
        parts = ", ".join(label(BESIDE, part) for part in taken.kept)
        toast(request, _("Changed since, so it stays as it is: %(parts)s.") % {"parts": parts})
    message, canned_id = request.session.get(LAST_CANNED, (None, None))
    return show(request, case_id, draft=taken.words, canned_id=canned_id if message == message_id else None)


@screen("cases.write", methods=("POST",))
def tick(request: HttpRequest, case_id: int, item_id: int) -> HttpResponse:
    """Tick one thing of the checklist, or take the tick away."""
    case = case_or_404(case_id)
    is_done = request.POST.get("done", "yes") == "yes"
    try:
        tick_item(case_id=case_id, item_id=item_id, is_done=is_done, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    back = way_back(request)
    if not is_fragment(request):
        return redirect(request, back) if back else redirect(request, "case", case_id)
    page, lines = "case/_checklist.html", checklist_of(case_id=case_id, kind=case.kind)
    return render(request, page, partial=page, case=case, lines=lines, may_tick=True, here=back)


@screen("cases.read", methods=("POST",))
def here(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note that the reader has the case open, and whether they type; answer who else has.

    A page that names what it shows is told, in the header Case-Now, whether that is still all: "same", "changed", or
    "news" when somebody else did something or a message of ours could not be delivered.
    """
    user, now = reader(request), clock.now()
    try:
        note_presence(case_id=case_id, user_id=user.pk, is_typing="typing" in request.POST, now=now)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    others = others_here(case_id=case_id, user_id=user.pk, now=now)
    answer = render(request, "case/_here.html", partial="case/_here.html", others=others)
    if (version := whole(request.POST.get("version"))) is not None:
        seen, heard = post_number(request, "seen"), post_number(request, "heard")
        answer["Case-Now"] = case_now(
            case_id=case_id,
            user_id=user.pk,
            version=version,
            seen_event_id=seen,
            heard_message_id=heard,
            undelivered=whole(request.POST.get("failed")),
        )
    return answer
