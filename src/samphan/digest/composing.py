"""What one person's letter says, in their language: one function a part; a part with nothing to say is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from samphan.accounts.models import User
from samphan.accounts.selectors import digest_stop_url
from samphan.cases.selectors import (
    WeekCounts,
    Win,
    cause_weights,
    causes_by_code,
    desk_counts,
    recovered_customers,
    week_counts,
)
from samphan.customers.selectors import shown_name
from samphan.digest import drawings
from samphan.digest.letter import Letter, Section
from samphan.digest.rules import Part, parts_of
from samphan.insights.rules.periods import ALL, DEFAULT_PERIOD
from samphan.insights.selectors import figures
from samphan.insights.selectors.goal import find_goal
from samphan.kit.periods import Period, day_start
from samphan.promises.selectors import attainment
from samphan.web.formats import format_date, format_number, is_thai
from samphan.web.today.goal import goal_words, points, target_words
from samphan.web.today.wins import good_word

WEEKS_DRAWN = 12
_MOST_CAUSES = 6
_MOST_WINS = 8


@dataclass(frozen=True, kw_only=True)
class Week:
    """The week a letter is about: the seven days before `monday`, in the firm's time zone."""

    monday: date
    timezone: str
    base_url: str

    @property
    def period(self) -> Period:
        """Return the seven days."""
        return Period(day_start(self.monday - timedelta(days=7), self.timezone), self.ends_at)

    @property
    def ends_at(self) -> datetime:
        """Return the instant the week ended."""
        return day_start(self.monday, self.timezone)

    @property
    def drawn_since(self) -> datetime:
        """Return where charts by week begin."""
        return day_start(self.monday - timedelta(days=7 * WEEKS_DRAWN), self.timezone)


def compose(*, user: User, week: Week, now: datetime) -> Letter:
    """Return somebody's letter; written in the language that is active."""
    made = (_PARTS[part](user, week, now) for part in parts_of(user.role))
    last_day = week.monday - timedelta(days=1)
    return Letter(
        title=_("Your week until %(day)s") % {"day": format_date(last_day, thai=is_thai(), long=True)},
        language=user.language,
        sections=[section for section in made if section is not None],
        links=[(_("Open Samphan"), f"{week.base_url}/"), (_("Stop the weekly mail"), digest_stop_url(user.pk))],
    )


def _goal(_user: User, _week: Week, _now: datetime) -> Section | None:
    goal = find_goal()
    stored = figures(scope=ALL, period=DEFAULT_PERIOD)
    total, by_month = stored.get("nps"), stored.get("nps_by_month")
    chart = drawings.loyalty(
        total.value if total else None,
        by_month.value["months"] if by_month else [],
        goal=goal.target if goal else None,
    )
    lines = []
    if goal is not None:
        lines = [target_words(goal), goal_words(goal)]
        if goal.nps is not None:
            lines[0] = f"{points(goal.nps)} · {lines[0]}"
    if not lines and chart is None:
        return None
    return Section(
        heading=_("Satisfaction goal"), lines=lines, question=_("Do more customers recommend us?"), chart=chart
    )


def _mine(user: User, week: Week, now: datetime) -> Section | None:
    span = week.period
    counts = week_counts(since=span.start, until=span.end, owner_id=user.pk)
    desk = desk_counts(people=[user], now=now)[user.pk]
    weeks = attainment(
        group="week", since=week.drawn_since, until=week.ends_at, timezone=week.timezone, owner_id=user.pk
    )
    lines = [
        *_count_lines(counts),
        _("Open now: %(open)s, near their limit or late: %(near)s")
        % {"open": format_number(desk.open), "near": format_number(desk.near_breach)},
    ]
    chart = drawings.kept_by_week(weeks, name=f"kept-{user.pk}")
    return Section(heading=_("Your own week"), lines=lines, question=_("Were your promises kept in time?"), chart=chart)


def _loop(_user: User, week: Week, _now: datetime) -> Section | None:
    counts = week_counts(since=week.period.start, until=week.period.end)
    opened = _("New cases: %(n)s") % {"n": format_number(counts.opened)}
    return Section(heading=_("The loop"), lines=[opened, *_count_lines(counts)])


def _kept(_user: User, week: Week, _now: datetime) -> Section | None:
    weeks = attainment(group="week", since=week.drawn_since, until=week.ends_at, timezone=week.timezone)
    chart = drawings.kept_by_week(weeks, name="kept")
    question = _("Did we keep our promises?")
    return Section(heading=_("Promises"), question=question, chart=chart) if chart else None


def _causes(_user: User, week: Week, _now: datetime) -> Section | None:
    weights = sorted(
        cause_weights(since=week.period.start, until=week.period.end), key=lambda weight: (-weight.cases, weight.code)
    )
    weights = weights[:_MOST_CAUSES]
    named = causes_by_code(codes=[weight.code for weight in weights])
    names = {code: (cause.name_th if is_thai() else cause.name_en or cause.name_th) for code, cause in named.items()}
    chart = drawings.causes([(names.get(weight.code, weight.code), weight.cases) for weight in weights])
    question = _("Why do customers complain?")
    return Section(heading=_("Root causes"), question=question, chart=chart) if chart else None


def _wins(user: User, week: Week, _now: datetime) -> Section | None:
    won = recovered_customers(since=week.period.start, until=week.period.end)
    mine_first = sorted(won, key=lambda win: user not in win.credited)
    lines = [_win_line(win, user) for win in mine_first[:_MOST_WINS]]
    return Section(heading=_("Customers won back"), lines=lines) if lines else None


def _word(_user: User, week: Week, _now: datetime) -> Section | None:
    word = good_word()
    if word is None or word.item.answered_at < week.period.start:
        return None
    said_by = word.item.customer_name or _("Anonymous")
    if word.thanked:
        said_by = f"{said_by} · {_('for %(names)s') % {'names': ', '.join(word.thanked)}}"
    return Section(heading=_("A good word"), lines=[f"“{word.item.text}”", said_by])


def _count_lines(counts: WeekCounts) -> list[str]:
    return [
        _("Solved: %(n)s") % {"n": format_number(counts.solved)},
        _("Confirmed by the customer: %(n)s") % {"n": format_number(counts.confirmed)},
    ]


def _win_line(win: Win, user: User) -> str:
    name = shown_name(win.case.customer) if win.case.customer else win.case.number
    if user in win.credited:
        return _("%(customer)s (%(number)s): thank you, you brought them back") % {
            "customer": name,
            "number": win.case.number,
        }
    if not win.credited:
        return f"{name} ({win.case.number})"
    names = ", ".join(person.display_name for person in win.credited)
    return _("%(customer)s (%(number)s): thanks to %(names)s") % {
        "customer": name,
        "number": win.case.number,
        "names": names,
    }


_PARTS: dict[Part, Callable[[User, Week, datetime], Section | None]] = {
    Part.GOAL: _goal,
    Part.MINE: _mine,
    Part.LOOP: _loop,
    Part.KEPT: _kept,
    Part.CAUSES: _causes,
    Part.WINS: _wins,
    Part.WORD: _word,
}
