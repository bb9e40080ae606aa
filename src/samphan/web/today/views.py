"""Today: what needs me now, ranked; how the team stands; one good word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.cases.selectors import COUNT_CAP, closed_count, most_pressing
from samphan.customers.selectors import shown_name
from samphan.kit.clock import now
from samphan.messaging.rules.notices import filled, path_of, sentence_of
from samphan.messaging.selectors import failed_messages, unread_notices
from samphan.messaging.services import read_notices
from samphan.surveys.selectors.results import StreamItem, response_stream
from samphan.surveys.selectors.standing import NoSurveyInUse, relationship_survey
from samphan.web.access import reader, screen
from samphan.web.formats import local
from samphan.web.numbers import whole
from samphan.web.render import redirect, render
from samphan.web.shell.navigation import capped

if TYPE_CHECKING:
    from samphan.accounts.models import User
    from samphan.cases.models import Case
    from samphan.messaging.models import Notice

RECENT_ANSWERS = 24
SHORTEST_PRAISE = 12


@dataclass(frozen=True)
class Need:
    """One line of the list: a case and why it is here."""

    case: Case
    name: str
    href: str
    why: str


@dataclass(frozen=True)
class News:
    """One unread notice in words."""

    icon: str
    text: str
    href: str
    at: datetime


@screen("today.read")
def today(request: HttpRequest) -> HttpResponse:
    """Show the reader's own list."""
    user, moment = reader(request), now()
    notices = unread_notices(user_id=user.pk, limit=6)
    return render(
        request,
        "today/page.html",
        greeting=_greeting(user, moment),
        moment=moment,
        needs=[_need(case, user) for case in _pressing(user, moment)],
        news=[_news(notice) for notice in notices],
        newest_notice=max((notice.pk for notice in notices), default=0),
        closed_today=closed_count(since=local(moment).replace(hour=0, minute=0, second=0, microsecond=0)),
        capped=_count,
        failed=failed_messages(author_id=user.pk, limit=5),
        praise=_praise(),
    )


@screen("today.read", methods=("POST",))
def read_news(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as read."""
    read_notices(user_id=reader(request).pk, now=now(), up_to_id=whole(request.POST.get("up_to")) or 0)
    return redirect(request, "today")


def _greeting(user: User, moment: datetime) -> str:
    hour, name = local(moment).hour, user.display_name.split()[0]
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 17:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _pressing(user: User, moment: datetime) -> list[Case]:
    return most_pressing(user_id=user.pk, now=moment, oversees=user.may("cases.oversee"), limit=12)


def _count(number: int) -> str:
    return capped(number, most=COUNT_CAP) or "0"


def _need(case: Case, user: User) -> Need:
    name = shown_name(case.customer) if case.customer else _("Unknown customer")
    why = _("Nobody owns it yet") if case.owner_id is None else ""
    if case.owner and case.owner_id != user.pk:
        why = _("With %(name)s") % {"name": case.owner.display_name}
    elif case.owner_id == user.pk and case.first_contact_at is None:
        why = _("Not contacted yet")
    elif case.reopened_count and not why:
        why = _("Open again")
    return Need(case, name, reverse("case", args=(case.pk,)), why)


def _news(notice: Notice) -> News:
    icons = {"clock_breached": "timer-off", "clock_warned": "timer", "customer_replied": "message-circle"}
    text = filled(_(sentence_of(notice.kind)), notice.data)
    href = path_of(notice.subject_kind, notice.subject_id)
    return News(icons.get(notice.kind, "bell"), text, href, notice.created_at)


def _praise() -> StreamItem | None:
    """Return the gladdest words a promoter wrote among the last answers: something to celebrate."""
    try:
        survey = relationship_survey()
    except NoSurveyInUse:
        return None
    recent = response_stream(survey_id=survey.pk, limit=RECENT_ANSWERS)
    return max(filter(_is_praise, recent), key=_gladness, default=None)


def _gladness(item: StreamItem) -> float:
    return (item.said.sentiment_score or 0.0) if item.said else 0.0


def _is_praise(item: StreamItem) -> bool:
    """Say whether a promoter wrote something good, not only gave a high score."""
    return item.category == "promoter" and item.sentiment == "positive" and len(item.text) >= SHORTEST_PRAISE
