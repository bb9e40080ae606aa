"""The words notices of incidents begin with: a firm's own, shown as its customers would read them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.outreach.selectors import find_notice_wording, notice_draft
from samphan.outreach.services import (
    LONGEST_WORDING,
    check_notice_words,
    forget_notice_wording,
    letter_body,
    save_notice_wording,
)
from samphan.outreach.templates import DRAFTS, NoticeDraft
from samphan.web.access import reader, screen
from samphan.web.incidents import wording
from samphan.web.render import UNPROCESSABLE, redirect, render, toast
from samphan.web.wording import choices

if TYPE_CHECKING:
    from samphan.outreach.models import NoticeWording

# A customer and an incident to show the words with; nobody real.
_NAMES = {"th": "คุณพิม", "en": "Pim"}
_TITLES = {"th": "ชำระเงินผ่านแอปไม่ได้", "en": "Payments in the app fail"}
_BEGAN = timedelta(minutes=40)


@screen("incidents.write", methods=("GET", "POST"))
def notices(request: HttpRequest) -> HttpResponse:
    """Show and change what a kind of notice begins with: keep words, look at them first, or go back to ours."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in DRAFTS else "first"
    if request.method != "POST":
        draft = notice_draft(kind=kind)
        return _page(request, kind, draft)
    typed = NoticeDraft(th=request.POST.get("body_th", ""), en=request.POST.get("body_en", ""))
    do = request.POST.get("do", "")
    try:
        if do == "ours":
            forget_notice_wording(kind=kind)
        elif do == "look":
            check_notice_words(body_th=typed.th, body_en=typed.en)
            return _page(request, kind, typed)
        else:
            save_notice_wording(
                kind=kind, body_th=typed.th, body_en=typed.en, actor_id=reader(request).pk, now=clock.now()
            )
    except Refused as refused:
        return _page(request, kind, typed, error=refused)
    toast(request, _("Notices begin with our words again") if do == "ours" else _("Saved"))
    return redirect(request, f"{reverse('incident_notices')}?kind={kind}")


def _page(request: HttpRequest, kind: str, typed: NoticeDraft, *, error: Refused | None = None) -> HttpResponse:
    own: NoticeWording | None = find_notice_wording(kind=kind)
    return render(
        request,
        "incidents/notices.html",
        status=UNPROCESSABLE if error else 200,
        kind=kind,
        kinds=choices(wording.UPDATES),
        own=own,
        typed=typed,
        letters=_letters(kind, typed),
        slots=choices(wording.SLOTS),
        longest=LONGEST_WORDING,
        error=error.explain(_) if error else "",
    )


def _letters(kind: str, typed: NoticeDraft) -> list[tuple[str, str]]:
    """Return the letter in each language as its customer would read it; a language without words has ours."""
    ours, began = DRAFTS[kind], clock.now() - _BEGAN
    shown = NoticeDraft(th=typed.th.strip() or ours.th, en=typed.en.strip() or ours.en)
    values = {
        language: {"title": title, "since": wording.write_began(began, thai=language == "th")}
        for language, title in _TITLES.items()
    }
    bodies = dict(zip(("th", "en"), shown.filled(**values), strict=True))
    return [
        (language, letter_body(bodies[language], name=name, language=language)) for language, name in _NAMES.items()
    ]
