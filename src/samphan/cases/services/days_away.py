"""Days away that people ask for: their lead hears of it, and they hear what the lead says."""

from datetime import date, datetime

from django.db import transaction

from samphan.accounts import services as accounts
from samphan.accounts.models import Absence, User
from samphan.accounts.selectors import active_staff, may_grant_days
from samphan.messaging.services import notify_user


@transaction.atomic
def ask_for_days_away(*, user_id: int, first_day: date, last_day: date, reason: str, now: datetime) -> Absence:
    """Ask for days away for oneself and tell whoever may grant them; see `accounts.services.ask_absence`.

    Whoever manages people asks nobody: their days hold at once.
    """
    if User.objects.get(pk=user_id).may("users.write"):
        return accounts.add_absence(user_id=user_id, first_day=first_day, last_day=last_day, reason=reason)
    asked = accounts.ask_absence(user_id=user_id, first_day=first_day, last_day=last_day, reason=reason, now=now)
    for lead in active_staff():
        if may_grant_days(asker=asked.user, decider=lead):
            notify_user(
                user_id=lead.pk,
                kind="absence_asked",
                subject_kind="absence",
                subject_id=asked.pk,
                dedupe_key=f"absence_asked:{asked.pk}:{lead.pk}",
                now=now,
                data={"name": asked.user.display_name},
            )
    return asked


@transaction.atomic
def decide_days_away(*, absence_id: int, is_granted: bool, actor_id: int, now: datetime, why: str = "") -> None:
    """Grant or refuse days away and tell who asked, with why where it was said; see `accounts.services`."""
    asked = accounts.decide_absence(absence_id=absence_id, is_granted=is_granted, actor_id=actor_id, now=now, why=why)
    refused = "absence_refused_why" if asked.refusal else "absence_refused"
    notify_user(
        user_id=asked.user_id,
        kind="absence_granted" if is_granted else refused,
        subject_kind="own_absence",
        subject_id=absence_id,
        dedupe_key=f"absence_decided:{absence_id}",
        now=now,
        data={"why": asked.refusal} if asked.refusal else None,
    )
