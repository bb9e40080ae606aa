"""Today: what needs me now, ranked; how the team stands; what went well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samphan.accounts.selectors import asked_absences
from samphan.cases.selectors import COUNT_CAP, are_birthdays_known, closed_count
from samphan.insights.selectors.goal import find_goal
from samphan.kit.clock import now
from samphan.messaging.rules.notices import filled, path_of, sentence_of
from samphan.messaging.selectors import unread_notices
from samphan.messaging.services import read_notices
from samphan.web.access import reader, screen
from samphan.web.formats import local
from samphan.web.numbers import whole
from samphan.web.render import redirect, render
from samphan.web.settings.people import ABSENCES
from samphan.web.shell.navigation import capped
from samphan.web.today.goal import goal_words, points, target_words
from samphan.web.today.needs import Moment, needs_of
from samphan.web.today.suggestions import suggestions
from samphan.web.today.team import team_lines
from samphan.web.today.wins import good_word, wins_of
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.accounts.models import User
    from samphan.messaging.models import Notice


@dataclass(frozen=True)
class News:
    """One unread notice in words."""

    icon: str
    text: str
    href: str
    at: datetime


@screen("today.read")
def today(request: HttpRequest) -> HttpResponse:
    """Show the reader's own list; who oversees the work can look at the team's desks instead."""
    user, moment = reader(request), now()
    leads = user.may("cases.oversee")
    shows_team = leads and request.GET.get("view") == "team"
    needs = [] if shows_team else needs_of(user=user, moment=_moment(moment))
    notices = unread_notices(user_id=user.pk, limit=6)
    goal = find_goal()
    return render(
        request,
        "today/page.html",
        greeting=_greeting(user, moment),
        moment=moment,
        leads=leads,
        asked_days=asked_absences(decider=user, now=moment) if leads else [],
        absences_named=ABSENCES,
        label=label,
        team=team_lines(now=moment) if shows_team else None,
        needs=needs,
        ideas=[] if needs or shows_team else suggestions(user=user),
        birthdays_unknown=user.may("imports.read") and not are_birthdays_known(),
        news=[_news(notice) for notice in notices],
        newest_notice=max((notice.pk for notice in notices), default=0),
        closed_today=closed_count(since=local(moment).replace(hour=0, minute=0, second=0, microsecond=0)),
        capped=_count,
        goal=goal,
        goal_words=goal_words(goal) if goal else "",
        target=target_words(goal) if goal else "",
        w_points=points,
    )


@screen("today.read")
def cheer(request: HttpRequest) -> HttpResponse:
    """Show what went well, as a piece of the page."""
    wins = wins_of(user=reader(request), now=now())
    return render(request, "today/_cheer.html", praise=good_word(), wins=wins)


@screen("today.read", methods=("POST",))
def read_news(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as read."""
    read_notices(user_id=reader(request).pk, now=now(), up_to_id=whole(request.POST.get("up_to")) or 0)
    return redirect(request, "today")


def _moment(now: datetime) -> Moment:
    return Moment(now=now, timezone=timezone.get_current_timezone_name())


def _greeting(user: User, moment: datetime) -> str:
    hour, name = local(moment).hour, user.display_name.split()[0]
    if 3 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 17:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _count(number: int) -> str:
    return capped(number, most=COUNT_CAP) or "0"


def _news(notice: Notice) -> News:
    icons = {"clock_breached": "timer-off", "clock_warned": "timer", "customer_replied": "message-circle"}
    text = filled(_(sentence_of(notice.kind)), notice.data)
    href = path_of(notice.subject_kind, notice.subject_id)
    return News(icons.get(notice.kind, "bell"), text, href, notice.created_at)
