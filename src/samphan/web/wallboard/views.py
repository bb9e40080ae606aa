"""The wallboard by its signed link. It only reads, from stored figures and capped counts, once a minute a screen."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from samphan.accounts.selectors import find_board_link
from samphan.accounts.services import note_board_opened
from samphan.cases.selectors import COUNT_CAP, capped_counts, closed_count
from samphan.insights.selectors.goal import find_goal
from samphan.kit import clock
from samphan.web.access import public
from samphan.web.formats import local
from samphan.web.render import is_fragment, render
from samphan.web.shell.navigation import capped
from samphan.web.today.goal import goal_words, points, target_words
from samphan.web.wallboard.reading import kept_this_month, kind_words, won_back_count

NOBODY = 0  # the counts are asked for nobody in particular


@public
@require_safe
def board(request: HttpRequest, token: str) -> HttpResponse:
    """Show the board in its link's language and theme; a screen whose link is revoked has to load anew and gets 404."""
    link = find_board_link(token=token)
    if link is None and is_fragment(request):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    if link is None:
        raise Http404
    now = clock.now()
    note_board_opened(link_id=link.pk, now=now)
    with translation.override(link.language):
        response = _shown(request, theme=link.theme, now=now)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _shown(request: HttpRequest, *, theme: str, now: datetime) -> HttpResponse:
    goal = find_goal()
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return render(
        request,
        "wallboard/page.html",
        partial="wallboard/_board.html",
        theme=theme,
        now=now,
        goal=goal,
        goal_words=goal_words(goal) if goal else "",
        target=target_words(goal) if goal else "",
        points=points,
        kept=kept_this_month(),
        counts=capped_counts(user_id=NOBODY, now=now),
        closed_today=closed_count(since=midnight),
        won_back=won_back_count(now=now),
        capped=lambda number: capped(number, most=COUNT_CAP) or "0",
        words=kind_words(now=now),
    )
