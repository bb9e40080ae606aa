"""Stories as colleagues see them: write one, ask for consent, show it, take it down."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.cases.selectors import cases_by_ids, find_story, find_story_of_case, story_list
from samphan.cases.services import ask_for_story, publish_story, take_down_story, write_story
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import reader, screen
from samphan.web.render import UNPROCESSABLE, redirect, refuse, render, toast
from samphan.web.wording import label

STATES = {
    "draft": N_("Draft"),
    "asked": N_("The customer is asked"),
    "agreed": N_("The customer agrees"),
    "published": N_("Everybody can read it"),
    "refused": N_("The customer does not agree"),
}
TONES = {"draft": "o", "asked": "warn", "agreed": "acc", "published": "good", "refused": "bad"}


@screen("stories.read")
def stories(request: HttpRequest) -> HttpResponse:
    """List all stories and how each stands."""
    rows = story_list()
    return render(
        request,
        "stories/list.html",
        rows=[(story, label(STATES, story.state), TONES[story.state]) for story in rows],
        has_published=any(story.published_at for story in rows),
        may_write=reader(request).may("stories.write"),
    )


@screen("stories.write", methods=("GET", "POST"))
def write(request: HttpRequest, case_id: int) -> HttpResponse:
    """Write the story of a case, or rewrite it."""
    case = cases_by_ids(case_ids=[case_id]).get(case_id)
    if case is None:
        raise Http404
    known = find_story_of_case(case_id=case_id)
    typed = {"title": case.title, "body": case.excerpt, "named": False}
    if known is not None:
        typed = {"title": known.title, "body": known.body, "named": bool(known.name_shown)}
    error = ""
    if request.method == "POST":
        title, body = request.POST.get("title", ""), request.POST.get("body", "")
        typed = {"title": title, "body": body, "named": "named" in request.POST}
        try:
            write_story(
                case_id=case_id,
                title=title,
                body=body,
                is_named="named" in request.POST,
                actor_id=reader(request).pk,
                now=clock.now(),
            )
        except Refused as refused:
            error = refused.explain(_)
        else:
            toast(request, _("Saved"))
            return redirect(request, "stories")
    return render(
        request,
        "stories/form.html",
        status=UNPROCESSABLE if error else 200,
        case=case,
        story=known,
        typed=typed,
        error=error,
    )


@screen("stories.write", methods=("POST",))
def ask(request: HttpRequest, story_id: int) -> HttpResponse:
    """Ask the customer for their consent."""
    return _act(request, story_id, lambda: ask_for_story(story_id=story_id, now=clock.now()))


@screen("stories.write", methods=("POST",))
def publish(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show the story to everybody."""
    actor_id = reader(request).pk
    return _act(request, story_id, lambda: publish_story(story_id=story_id, actor_id=actor_id, now=clock.now()))


@screen("stories.write", methods=("POST",))
def take_down(request: HttpRequest, story_id: int) -> HttpResponse:
    """Show the story no more."""
    return _act(request, story_id, lambda: take_down_story(story_id=story_id))


def _act(request: HttpRequest, story_id: int, act: Callable[[], object]) -> HttpResponse:
    if find_story(story_id=story_id) is None:
        raise Http404
    try:
        act()
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Saved"))
    return redirect(request, "stories")
