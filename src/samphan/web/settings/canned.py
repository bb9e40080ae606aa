"""Canned replies: everybody keeps their own, leads those that are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff, team_names
from samphan.cases.rules.canned import LONGEST_ACTION, LONGEST_BODY, LONGEST_NAME, label_names, may_change
from samphan.cases.selectors import (
    canned_replies,
    find_canned_reply,
    led_team_ids,
    may_change_reply,
)
from samphan.cases.services import CannedDraft, remove_canned_reply, save_canned_reply
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import reader, screen
from samphan.web.case.ready import beside_of, cause_names, circle_of, name_of
from samphan.web.case.wording import SLOTS
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, refuse, toast
from samphan.web.settings.sections import settings_page
from samphan.web.wording import choices

if TYPE_CHECKING:
    from samphan.accounts.models import User
    from samphan.cases.models import CannedReply

THENS = {
    "": N_("Leave it as it is"),
    "wait": N_("Wait for the customer: the clocks pause"),
    "resolve": N_("Close the loop: sent at once, it cannot be taken back"),
}
CIRCLES = {"own": N_("My own"), "team": N_("Of a team"), "all": N_("Everybody's")}


@screen("replies.write")
def replies(request: HttpRequest) -> HttpResponse:
    """List the replies the reader may use."""
    user = reader(request)
    causes, led = cause_names(), led_team_ids(user_id=user.pk)
    rows = [
        {
            "reply": one,
            "name": name_of(one),
            "circle": circle_of(one),
            "beside": beside_of(one, causes),
            "may_change": may_change(
                owner_id=one.owner_id,
                team_id=one.team_id,
                user_id=user.pk,
                oversees=_oversees(user),
                led_team_ids=led,
            ),
        }
        for one in canned_replies(user_id=user.pk)
    ]
    groups = [(code, text, [row for row in rows if row["circle"] == code]) for code, text in choices(CIRCLES)]
    return settings_page(request, "settings/replies.html", section="settings_replies", groups=groups)


@screen("replies.write", methods=("GET", "POST"))
def reply(request: HttpRequest, reply_id: int | None = None) -> HttpResponse:
    """Keep a reply ready, or change one."""
    user = reader(request)
    shown = find_canned_reply(reply_id=reply_id, user_id=user.pk) if reply_id is not None else None
    if reply_id is not None and shown is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            save_canned_reply(reply_id=reply_id, draft=_typed(request.POST), actor_id=user.pk, now=clock.now())
        except Refused as refused:
            error = refused.explain(_)
        else:
            toast(request, _("Saved"))
            return redirect(request, "settings_replies")
    return settings_page(
        request,
        "settings/reply.html",
        section="settings_replies",
        status=UNPROCESSABLE if error else 200,
        shown=shown,
        values=request.POST if error else _stored(shown),
        may_change=shown is None or may_change_reply(reply=shown, user=user),
        circles=_circles(user),
        owners=[("", _("Leave it as it is")), ("me", _("Whoever sends it"))]
        + [(str(one.pk), one.display_name) for one in active_staff() if one.may("cases.write")],
        causes=sorted(cause_names().items(), key=lambda pair: pair[1]),
        thens=choices(THENS),
        slots=choices(SLOTS),
        longest={"name": LONGEST_NAME, "body": LONGEST_BODY, "action": LONGEST_ACTION},
        error=error,
    )


@screen("replies.write", methods=("POST",))
def remove(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Take a reply out of use."""
    try:
        remove_canned_reply(reply_id=reply_id, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Taken out of use"))
    return redirect(request, "settings_replies")


def _oversees(user: User) -> bool:
    return user.may("cases.oversee")


def _circles(user: User) -> list[tuple[str, str]]:
    """Return for whom the reader may keep a reply ready."""
    led = led_team_ids(user_id=user.pk)
    teams = [
        (str(number), _("Team: %(name)s") % {"name": name})
        for number, name in team_names()
        if _oversees(user) or number in led
    ]
    return [("own", _("My own")), *teams, *([("all", _("Everybody's"))] if _oversees(user) else [])]


def _stored(shown: CannedReply | None) -> dict[str, str]:
    if shown is None:
        return {"circle": "own"}
    return {
        "circle": str(shown.team_id) if shown.team_id else "own" if shown.owner_id else "all",
        "name_th": shown.name_th,
        "name_en": shown.name_en,
        "body_th": shown.body_th,
        "body_en": shown.body_en,
        "labels": ", ".join(shown.labels),
        "gives_to": "me" if shown.gives_to == "me" else str(shown.new_owner_id or ""),
        "cause_code": shown.cause_code,
        "action_taken": shown.action_taken,
        "then": shown.then,
    }


def _typed(form: QueryDict) -> CannedDraft:
    circle, gives_to = form.get("circle", ""), form.get("gives_to", "")
    return CannedDraft(
        circle=circle if circle in ("own", "all") else str(whole(circle) or ""),
        name_th=form.get("name_th", ""),
        name_en=form.get("name_en", ""),
        body_th=form.get("body_th", ""),
        body_en=form.get("body_en", ""),
        labels=label_names(form.get("labels", "")),
        gives_to=gives_to if gives_to in ("", "me") else str(whole(gives_to) or "nobody"),
        cause_code=form.get("cause_code", ""),
        action_taken=form.get("action_taken", ""),
        then=form.get("then", ""),
    )
