"""The forms of an incident: what is said of it, whom it touches, what they are told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.accounts.selectors import active_staff
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.kit.ids import new_token
from samphan.outreach.selectors import AffectedPlan, notice_draft, updates_of
from samphan.outreach.services import (
    IncidentWords,
    UpdateWords,
    add_from_list,
    edit_incident,
    open_incident,
    resolve_incident,
    send_update,
    start_collecting,
)
from samphan.promises.selectors import component_list
from samphan.web.access import reader, screen
from samphan.web.incidents import wording
from samphan.web.incidents.views import incident_or_404
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, refuse, render, toast
from samphan.web.segments import SEGMENT_FIELDS, read_segment
from samphan.web.wording import TOPICS, choices

if TYPE_CHECKING:
    from samphan.outreach.models import Incident

_BOTH = ("GET", "POST")
_LARGEST_LIST = 2 * 1024 * 1024


@screen("incidents.write", methods=_BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Open an incident."""
    if request.method != "POST":
        return _form(request, _shown(IncidentWords(title_th="", started_at=clock.now(), update_every_minutes=60)))
    words = _typed(request)
    try:
        made = open_incident(words=words, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return _form(request, _shown(words), error=refused)
    toast(request, _("Opened. Say now whom it touches."))
    return redirect(request, "incident", made.pk)


@screen("incidents.write", methods=_BOTH)
def edit(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Change what is said of an open incident."""
    found = incident_or_404(incident_id)
    if request.method != "POST":
        return _form(request, _shown_incident(found), found=found)
    words = _typed(request)
    try:
        edit_incident(incident_id=found.pk, words=words, now=clock.now())
    except Refused as refused:
        return _form(request, _shown(words), found=found, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "incident", found.pk)


@screen("incidents.write", methods=("POST",))
def add_affected(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Begin to collect who is affected: by orders, by what they are like, or from a list."""
    found = incident_or_404(incident_id)
    source, now, actor_id = request.POST.get("source", ""), clock.now(), reader(request).pk
    try:
        if source == "file":
            _run, unknown = add_from_list(incident_id=found.pk, lines=_lines(request), actor_id=actor_id, now=now)
            if unknown:
                text = ngettext("%(num)s line names nobody we know.", "%(num)s lines name nobody we know.", unknown)
                toast(request, text % {"num": unknown}, tone="bad")
        else:
            plan = _by_orders(request, found) if source == "orders" else _by_segment(request)
            start_collecting(incident_id=found.pk, plan=plan, actor_id=actor_id, now=now)
    except Refused as refused:
        return refuse(request, refused)
    return redirect(request, "incident", found.pk)


@screen("incidents.write", methods=_BOTH)
def update(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Write to everybody affected."""
    found = incident_or_404(incident_id)
    kind = "progress" if updates_of(incident=found) else "first"
    if request.method != "POST":
        return _update_form(request, found, kind)
    words = _update_words(request)
    try:
        send_update(incident_id=found.pk, words=words, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return _update_form(request, found, kind, words=words, error=refused)
    toast(request, _("Letters go out now, in batches."))
    return redirect(request, "incident", found.pk)


@screen("incidents.write", methods=_BOTH)
def resolve(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Say that it is over, and apologise."""
    found = incident_or_404(incident_id)
    if request.method != "POST":
        return _update_form(request, found, "apology")
    words, ended_at = _update_words(request), wording.read_instant(request.POST.get("ended_at", ""))
    now = clock.now()
    # The field shows minutes: the one that runs now is not later than now.
    ended_at = min(ended_at, now) if ended_at and ended_at - now < timedelta(minutes=1) else ended_at
    try:
        resolve_incident(incident_id=found.pk, ended_at=ended_at, apology=words, actor_id=reader(request).pk, now=now)
    except Refused as refused:
        return _update_form(request, found, "apology", words=words, error=refused)
    toast(request, _("It is over. The apology goes out now, in batches."))
    return redirect(request, "incident", found.pk)


def _typed(request: HttpRequest) -> IncidentWords:
    post = request.POST
    every, started_at = post.get("every", ""), wording.read_instant(post.get("started_at", ""))
    now = clock.now()
    return IncidentWords(
        title_th=post.get("title_th", ""),
        title_en=post.get("title_en", ""),
        kind=post.get("kind", ""),
        started_at=min(started_at, now) if started_at and started_at - now < timedelta(minutes=1) else started_at,
        component_ids=[pk for text in post.getlist("components") if (pk := whole(text)) is not None],
        words=post.get("words", ""),
        topics=[code for code in post.getlist("topics") if code in TOPICS],
        update_every_minutes=(whole(every) or 0) if every else None,
        owner_id=whole(post.get("owner")),
        is_public="is_public" in post,
    )


def _shown(words: IncidentWords) -> dict[str, Any]:
    return {
        "title_th": words.title_th,
        "title_en": words.title_en,
        "kind": words.kind,
        "started_at": wording.write_instant(words.started_at),
        "components": set(words.component_ids),
        "words": words.words,
        "topics": set(words.topics),
        "every": words.update_every_minutes or "",
        "owner": words.owner_id or "",
        "is_public": words.is_public,
    }


def _shown_incident(found: Incident) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in ("title_th", "title_en", "kind", "words", "is_public")},
        "started_at": wording.write_instant(found.started_at),
        "components": {one.pk for one in found.components.all()},
        "topics": set(found.topics),
        "every": found.update_every_minutes or "",
        "owner": found.owner_id or "",
    }


def _form(
    request: HttpRequest, typed: dict[str, Any], *, found: Incident | None = None, error: Refused | None = None
) -> HttpResponse:
    parts = [(one.pk, f"{wording.name_of(one.service)} › {wording.name_of(one)}") for one in component_list()]
    return render(
        request,
        "incidents/form.html",
        status=UNPROCESSABLE if error else 200,
        typed=typed,
        incident=found,
        title=wording.title_of(found) if found else _("New incident"),
        kinds=choices(wording.KINDS),
        parts=parts,
        topics=choices(TOPICS),
        cadences=wording.cadence_choices(),
        people=[(user.pk, user.display_name) for user in active_staff() if user.may("incidents.write")],
        errors={error.code.removeprefix("outreach.incident."): error.explain(_)} if error else {},
    )


def _by_orders(request: HttpRequest, found: Incident) -> AffectedPlan:
    """Return the plan of orders; without a period, those of the week before the incident."""
    since, until = (wording.read_instant(request.POST.get(name, "")) for name in ("since", "until"))
    since = since or found.started_at - timedelta(days=7)
    until = until or clock.now()
    return AffectedPlan(
        source="orders",
        since=since.isoformat(),
        until=until.isoformat(),
        branch_id=whole(request.POST.get("branch")),
        product=request.POST.get("product", "").strip()[:80],
    )


def _by_segment(request: HttpRequest) -> AffectedPlan:
    """Return the plan of a segment: a condition over what is known of customers; nothing typed means everybody."""
    typed = {name: request.POST.get(name, "") for name in SEGMENT_FIELDS}
    return AffectedPlan(source="segment", condition=read_segment(typed), branch_id=whole(request.POST.get("branch")))


def _lines(request: HttpRequest) -> list[str]:
    sent = request.FILES.get("file")
    text = request.POST.get("lines", "")
    if sent is not None:
        text += "\n" + sent.read(_LARGEST_LIST).decode("utf-8-sig", errors="replace")
    return text.replace("\x00", "").splitlines()


def _update_words(request: HttpRequest) -> UpdateWords:
    return UpdateWords(
        body_th=request.POST.get("body_th", ""),
        body_en=request.POST.get("body_en", ""),
        is_public="is_public" in request.POST,
        key=request.POST.get("key", "") or new_token(n_bytes=12),
    )


def _update_form(
    request: HttpRequest,
    found: Incident,
    kind: str,
    *,
    words: UpdateWords | None = None,
    error: Refused | None = None,
) -> HttpResponse:
    th, en = notice_draft(kind=kind).filled(**wording.notice_values(found))
    shown = words or UpdateWords(body_th=th, body_en=en, key=new_token(n_bytes=12), is_public=found.is_public)
    return render(
        request,
        "incidents/update.html",
        status=UNPROCESSABLE if error else 200,
        w=wording,
        incident=found,
        kind=kind,
        name=_(wording.UPDATES[kind]),
        typed=shown,
        ended_at=request.POST.get("ended_at", "") or wording.write_instant(clock.now()),
        affected=found.affected.count(),
        error=error.explain(_) if error else "",
    )
