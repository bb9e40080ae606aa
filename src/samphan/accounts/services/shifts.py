"""When somebody works: the week's shifts, and the days they are away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import transaction

from samphan.accounts.models import UNDECIDED, Absence, AbsenceReason, Shift, User
from samphan.accounts.rules import whole_days
from samphan.accounts.selectors import firm_timezone, may_grant_days
from samphan.accounts.services.firm import ChoiceUnknown
from samphan.kit.calendars import read_calendar
from samphan.kit.errors import N_, Refused

LONGEST_ABSENCE = timedelta(days=400)
LONGEST_REFUSAL = 200


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


class AbsenceNotYours(Refused):
    """Days of somebody who is led by another one, or one's own."""

    code: ClassVar[str] = "accounts.absence.not_yours"
    message: ClassVar[str] = N_("Days away are granted by whoever leads the colleague, and by nobody to themselves.")


class AbsenceDecided(Refused):
    """Days that were granted, refused or taken back meanwhile."""

    code: ClassVar[str] = "accounts.absence.decided"
    message: ClassVar[str] = N_("These days are decided on, or were taken back. Look at the list again.")


@transaction.atomic
def add_absence(*, user_id: int, first_day: date, last_day: date, reason: str) -> Absence:
    """Say that somebody is away from the first day to the end of the last, in the time zone they work in."""
    return _absence(user_id, first_day, last_day, reason)


@transaction.atomic
def ask_absence(*, user_id: int, first_day: date, last_day: date, reason: str, now: datetime) -> Absence:
    """Let somebody ask for days away, which count once they are granted. Raises AbsenceWrong for days gone by."""
    asked = _absence(user_id, first_day, last_day, reason, asked_at=now)
    if asked.ends_at <= now:
        raise AbsenceWrong
    return asked


@transaction.atomic
def decide_absence(*, absence_id: int, is_granted: bool, actor_id: int, now: datetime, why: str = "") -> Absence:
    """Grant days away that were asked for, or refuse them, saying why or not (at most 200 characters).

    Raises AbsenceDecided when a colleague was quicker, AbsenceNotYours (see `rules.may_decide_absence`).
    """
    rows = Absence.objects.select_for_update(of=("self",)).select_related("user")
    asked = rows.filter(UNDECIDED, pk=absence_id).first()
    if asked is None:
        raise AbsenceDecided
    actor = User.objects.get(pk=actor_id)
    if not may_grant_days(asker=asked.user, decider=actor):
        raise AbsenceNotYours
    if is_granted:
        asked.asked_at = None
    else:
        asked.refused_at, asked.refusal = now, " ".join(why.split())[:LONGEST_REFUSAL]
    asked.save(update_fields=["asked_at", "refused_at", "refusal"])
    return asked


def _absence(
    user_id: int, first_day: date, last_day: date, reason: str, *, asked_at: datetime | None = None
) -> Absence:
    """Return the absence of these days: said twice it is one, and said by who may it holds, though it was asked for.

    Days that were refused before are asked for anew: another line, of which others hear again.
    """
    if not timedelta(0) <= last_day - first_day <= LONGEST_ABSENCE:
        raise AbsenceWrong
    if reason not in AbsenceReason.values:
        raise ChoiceUnknown
    user = User.objects.select_for_update(of=("self",)).select_related("shift").get(pk=user_id)
    shift = getattr(user, "shift", None)
    days = whole_days(first_day, last_day, timezone=shift.timezone if shift else firm_timezone())
    Absence.objects.filter(user=user, starts_at=days.start, ends_at=days.end, refused_at__isnull=False).delete()
    same, is_new = Absence.objects.get_or_create(
        user=user, starts_at=days.start, ends_at=days.end, defaults={"reason": reason, "asked_at": asked_at}
    )
    if not is_new and asked_at is None and same.asked_at is not None:
        same.asked_at = None
        same.save(update_fields=["asked_at"])
    return same


@transaction.atomic
def end_absence(*, user_id: int, absence_id: int, now: datetime) -> bool:
    """Say that somebody is there after all: what has begun ends now, what was planned or asked for is taken back,
    and what was refused is put away.

    Returns whether they were away until now.
    """
    absence = Absence.objects.select_for_update().filter(pk=absence_id, user_id=user_id, ends_at__gt=now).first()
    if absence is None:
        return False
    if absence.starts_at >= now or absence.asked_at is not None:
        absence.delete()
        return False
    absence.ends_at = now
    absence.save(update_fields=["ends_at"])
    return True
