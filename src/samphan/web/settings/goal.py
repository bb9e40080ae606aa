"""The one satisfaction goal everybody sees."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.eventlog.events import user_actor
from samphan.insights.rules.goal import HIGHEST, LOWEST
from samphan.insights.selectors.goal import find_goal, goal_target
from samphan.insights.services import GoalOutOfRange, set_goal
from samphan.kit import clock
from samphan.kit.errors import N_, Refused
from samphan.web.access import reader, screen
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page
from samphan.web.today.goal import goal_words, points


class GoalDayWrong(Refused):
    """Not a day of the calendar."""

    code = "web.goal.day"
    message = N_("Choose the day from the calendar, or leave it empty.")


@screen("settings.read")
def page(request: HttpRequest) -> HttpResponse:
    """Show the goal and where the index stands."""
    kept = goal_target()
    typed = ("", "") if kept is None else (str(kept[0]), kept[1].isoformat() if kept[1] else "")
    return _page(request, typed)


@screen("settings.write", methods=("POST",))
def save(request: HttpRequest) -> HttpResponse:
    """Store the goal; an empty target takes it back."""
    typed = (request.POST.get("target", "").strip()[:8], request.POST.get("by_date", "").strip()[:10])
    try:
        set_goal(
            target=_target(typed[0]), by_date=_day(typed[1]), now=clock.now(), actor=user_actor(reader(request).pk)
        )
    except Refused as refused:
        return _page(request, typed, error=refused)
    toast(request, _("Saved"))
    return redirect(request, "settings_goal")


def _target(typed: str) -> int | None:
    written = typed.replace("−", "-").removeprefix("+")
    if not written:
        return None
    if not (written.removeprefix("-").isascii() and written.removeprefix("-").isdigit()):
        raise GoalOutOfRange
    return int(written)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise GoalDayWrong from error


def _page(request: HttpRequest, typed: tuple[str, str], *, error: Refused | None = None) -> HttpResponse:
    goal = find_goal()
    said = error.explain(_) if error else None
    return settings_page(
        request,
        "settings/goal.html",
        section="settings_goal",
        status=UNPROCESSABLE if error else 200,
        target=typed[0],
        by_date=typed[1],
        lowest=LOWEST,
        highest=HIGHEST,
        target_error=said if isinstance(error, GoalOutOfRange) else None,
        day_error=said if isinstance(error, GoalDayWrong) else None,
        goal=goal,
        goal_words=goal_words(goal) if goal else "",
        points=points,
    )
