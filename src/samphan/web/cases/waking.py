"""Until when a case may be put away: the times as people choose them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samphan.cases.selectors import snooze_choices, working_hours_of
from samphan.kit.calendars import first_opening
from samphan.kit.errors import N_, Refused
from samphan.web.formats import as_date, format_moment, is_thai
from samphan.web.wording import label

if TYPE_CHECKING:
    from django.http import HttpRequest

TIMES = {
    "later": N_("In three working hours"),
    "tomorrow": N_("The next working day"),
    "after_tomorrow": N_("The working day after that"),
    "next_week": N_("Next week"),
}
UNTIL_REPLY, ON_A_DAY = "reply", "day"


class UntilUnknown(Refused):
    code = "case.snooze.until_unknown"
    message = N_("Choose until when it should be out of sight.")


def snooze_times(*, branch_id: int | None, now: datetime) -> list[tuple[str, str]]:
    """Return the choices of a select, each with the time it means: "Next week · Mon 30 Nov 09:00"."""
    # Of two choices that mean the same time, as on a Friday, only the first is offered.
    first: dict[datetime, str] = {}
    for code, at in snooze_choices(branch_id=branch_id, now=now).items():
        first.setdefault(at, code)
    today = as_date(now)
    times = {code: format_moment(at, today=today, thai=is_thai()) for at, code in first.items()}
    shown = [(code, f"{label(TIMES, code)} · {time}") for code, time in times.items()]
    return [*shown, (UNTIL_REPLY, _("Until the customer writes"))]


def plain_times() -> list[tuple[str, str]]:
    """Return the same choices without their times, for cases of several branches with hours of their own."""
    return [*((code, label(TIMES, code)) for code in TIMES), (UNTIL_REPLY, _("Until the customer writes"))]


def posted_until(request: HttpRequest, *, branch_id: int | None, now: datetime) -> datetime | None:
    """Return the time a form chose, None meaning until the customer writes; a day means when work begins on it.

    Raises UntilUnknown.
    """
    code = request.POST.get("until", "")
    if code == UNTIL_REPLY:
        return None
    if code == ON_A_DAY:
        return first_opening(working_hours_of(branch_id=branch_id), _day(request.POST.get("day", "")))
    if code not in TIMES:
        raise UntilUnknown
    return snooze_choices(branch_id=branch_id, now=now)[code]


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UntilUnknown from error
    if not 2000 <= day.year <= 2200:
        raise UntilUnknown
    return day
