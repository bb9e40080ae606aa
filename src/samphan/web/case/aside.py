"""Asking another department about a case; the customer sees nothing of it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff, team_names
from samphan.cases.services import ask_aside, end_aside, write_aside
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.kit.ids import new_token
from samphan.web.access import reader, screen
from samphan.web.case.asking import case_or_404, posted_key, way_back
from samphan.web.case.views import done
from samphan.web.case.wording import WORDS
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, refuse, render

_FIELD_OF = {
    "cases.side.nobody_asked": "whom",
    "customers.contact.email_invalid": "email",
    "cases.side.empty": "body",
    "cases.side.too_long": "body",
}


@screen("cases.write", methods=("GET", "POST"))
def ask(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask a team, a colleague, or somebody outside by e-mail."""
    case = case_or_404(case_id)
    errors = {"whom": "", "email": "", "body": "", "form": ""}
    status = 200
    if request.method == "POST":
        kind, _colon, number = request.POST.get("whom", "").partition(":")
        try:
            ask_aside(
                case_id=case_id,
                team_id=whole(number) if kind == "team" else None,
                user_id=whole(number) if kind == "user" else None,
                email=request.POST.get("email", "") if not kind else "",
                subject=request.POST.get("subject", ""),
                body=request.POST.get("body", ""),
                author_id=reader(request).pk,
                idempotency_key=posted_key(request, case_id, of="aside"),
                now=clock.now(),
            )
        except Refused as refused:
            errors[_FIELD_OF.get(refused.code, "form")], status = refused.explain(_), UNPROCESSABLE
        else:
            return done(request, case_id, said=_("Asked. You are told when the answer comes."))
    return render(
        request,
        "case/ask.html",
        partial="case/_aside.html",
        status=status,
        w=WORDS,
        case=case,
        form_template="case/_aside.html",
        values=request.POST,
        errors=errors,
        whom=_whom(request),
        key=request.POST.get("key") or new_token(n_bytes=12),
        next=way_back(request),
    )


@screen("cases.write", methods=("POST",))
def write(request: HttpRequest, case_id: int, side_id: int) -> HttpResponse:
    """Answer a question, or ask further."""
    return _after(
        request,
        case_id,
        lambda: write_aside(
            case_id=case_id,
            side_id=side_id,
            body=request.POST.get("body", ""),
            author_id=reader(request).pk,
            idempotency_key=posted_key(request, case_id, of=f"aside-{side_id}"),
            now=clock.now(),
        ),
    )


@screen("cases.write", methods=("POST",))
def end(request: HttpRequest, case_id: int, side_id: int) -> HttpResponse:
    """Say that nothing more is waited for."""
    return _after(
        request,
        case_id,
        lambda: end_aside(case_id=case_id, side_id=side_id, actor_id=reader(request).pk, now=clock.now()),
    )


def _after(request: HttpRequest, case_id: int, act: Callable[[], object]) -> HttpResponse:
    case_or_404(case_id)
    try:
        act()
    except Refused as refused:
        return refuse(request, refused)
    return done(request, case_id)


def _whom(request: HttpRequest) -> list[tuple[str, str]]:
    """Return whom one can ask here: the teams, then the colleagues but the reader."""
    teams = [(f"team:{number}", _("Team: %(name)s") % {"name": name}) for number, name in team_names()]
    people = [user for user in active_staff() if user.may("cases.write") and user.pk != reader(request).pk]
    return teams + [(f"user:{user.pk}", user.display_name) for user in people]
