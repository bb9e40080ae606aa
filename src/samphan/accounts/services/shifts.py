"""When somebody works: the week's shifts, and the days they are away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import transaction

from samphan.accounts.models import Absence, AbsenceReason, Shift, User
from samphan.accounts.rules import whole_days
from samphan.accounts.selectors import firm_timezone
from samphan.accounts.services.firm import ChoiceUnknown
from samphan.kit.calendars import read_calendar
from samphan.kit.errors import N_, Refused

LONGEST_ABSENCE = timedelta(days=400)


class AbsenceWrong(Refused):
    """Days in the wrong order, or more of them than anybody is away."""

    code: ClassVar[str] = "accounts.absence.wrong"
    message: ClassVar[str] = N_("Give the first and the last day, in this order and at most 400 days apart.")


@transaction.atomic
def save_shifts(*, user_id: int, timezone: str, week: Mapping[str, Sequence[Sequence[str]]]) -> Shift | None:
    """Store when somebody works each week ("0" is Monday: [["09:00", "12:00"], ...]), in an IANA time zone.

    A week without hours means no fixed hours, and returns None. Raises InvalidCalendar.
    """
    calendar = read_calendar(timezone=timezone, week=week, exceptions={})
    user = User.objects.select_for_update().get(pk=user_id)
    if not any(calendar.week):
        Shift.objects.filter(user=user).delete()
        return None
    kept = {day: [list(span) for span in spans] for day, spans in week.items() if spans}
    shift, _ = Shift.objects.update_or_create(user=user, defaults={"timezone": timezone, "week": kept})
    return shift


@transaction.atomic
def add_absence(*, user_id: int, first_day: date, last_day: date, reason: str) -> Absence:
    """Say that somebody is away from the first day to the end of the last, in the time zone they work in."""
    if not timedelta(0) <= last_day - first_day <= LONGEST_ABSENCE:
        raise AbsenceWrong
    if reason not in AbsenceReason.values:
        raise ChoiceUnknown
    user = User.objects.select_for_update(of=("self",)).select_related("shift").get(pk=user_id)
    shift = getattr(user, "shift", None)
    days = whole_days(first_day, last_day, timezone=shift.timezone if shift else firm_timezone())
    return Absence.objects.create(user=user, starts_at=days.start, ends_at=days.end, reason=reason)


@transaction.atomic
def end_absence(*, user_id: int, absence_id: int, now: datetime) -> None:
    """Say that somebody is there after all: what has begun ends now, what was planned is taken back."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id, user_id=user_id, ends_at__gt=now).first()
    if absence is None:
        return
    if absence.starts_at >= now:
        absence.delete()
        return
    absence.ends_at = now
    absence.save(update_fields=["ends_at"])
