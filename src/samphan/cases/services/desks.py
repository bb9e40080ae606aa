"""Who takes new cases: each change that lets somebody take more is told, so that the queue is walked again at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from samphan.accounts import services as accounts
from samphan.accounts.models import User
from samphan.accounts.selectors import coming_to_work, presences
from samphan.cases.events import CaseOwnerLeft, DeskClosed, DeskOpened
from samphan.cases.models import OPEN_STATES, Case, RoutingSettings
from samphan.cases.services.routing import put_back
from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.jobs.services import NewJob, enqueue_many
from samphan.kit.errors import N_, Refused

MOST_SILENCE = 7 * 24 * 60
OPEN_DESK = "samphan.cases.tasks.open_desk"
# Timers are set so far ahead, several times over: what is planned within the hour is still found in time.
_LOOKED_AHEAD = timedelta(minutes=30)


class RoutingSettingsWrong(Refused):
    """A number outside what makes sense."""

    code = "cases.routing.settings_wrong"
    message = N_("Give 1 to 1000 cases and 1 to 1440 minutes after coming to work, and 0 to 10080 minutes to begin.")


@transaction.atomic
def come_to_work(*, user_id: int, now: datetime) -> User:
    """Note that somebody has signed in: they may be given cases, at first only a few (see `Ramp`)."""
    user = accounts.note_arrival(user_id=user_id, now=now)
    if user.is_available:
        _tell(user, "signed_in", now=now, actor=user_actor(user_id))
    return user


@transaction.atomic
def take_new_cases(*, user_id: int, is_available: bool, now: datetime) -> User:
    """Say whether new cases may be given to somebody now."""
    user = accounts.set_availability(user_id=user_id, is_available=is_available, now=now)
    if is_available:
        _tell(user, "available", now=now, actor=user_actor(user_id))
    return user


@transaction.atomic
def change_desk(
    *,
    user_id: int,
    capacity: int,
    channel_capacity: Mapping[str, int],
    skills: Iterable[str],
    languages: Iterable[str],
    actor_id: int,
    now: datetime,
) -> User:
    """Change how much somebody carries and what they can do; see `accounts.services.save_desk`."""
    user = accounts.save_desk(
        user_id=user_id,
        capacity=capacity,
        channel_capacity=channel_capacity,
        skills=skills,
        languages=languages,
    )
    _tell(user, "desk_changed", now=now, actor=user_actor(actor_id))
    return user


@transaction.atomic
def change_shifts(
    *, user_id: int, timezone: str, week: Mapping[str, Sequence[Sequence[str]]], actor_id: int, now: datetime
) -> None:
    """Change when somebody works each week; see `accounts.services.save_shifts`."""
    accounts.save_shifts(user_id=user_id, timezone=timezone, week=week)
    _tell(User.objects.get(pk=user_id), "shift_changed", now=now, actor=user_actor(actor_id))


def queue_arrivals(*, now: datetime) -> int:
    """Set a timer for everybody whose shift begins or whose absence ends soon; return how many are set.

    Somebody's timer of one instant is set once, however often this runs; one whose shift is moved meanwhile finds
    nobody at work and does nothing.
    """
    coming = coming_to_work(since=now, until=now + _LOOKED_AHEAD)
    arrivals = [
        NewJob(
            task=OPEN_DESK,
            arguments={"user_id": user_id},
            due_at=at,
            dedupe_key=f"desk:{user_id}:{at.isoformat()}",
        )
        for user_id, at in coming
    ]
    enqueue_many(jobs=arrivals, now=now)
    return len(arrivals)


@transaction.atomic
def open_desk(*, user_id: int, now: datetime) -> None:
    """Tell that somebody's shift has begun or their absence has ended, if they are at work and take cases."""
    user = User.objects.select_related("shift").get(pk=user_id)
    if user.is_active and user.is_available and presences(people=[user], now=now)[user.pk].is_here:
        _tell(user, "shift_began", now=now, actor=SYSTEM)


@transaction.atomic
def leave_the_firm(*, user_id: int, actor_id: int, now: datetime) -> tuple[User, int]:
    """Stop somebody from signing in, and put what they work on back into the queue, each case with the reason.

    Returns them, and how many cases it is. Raises what `accounts.services.deactivate_user` raises.
    """
    user = accounts.deactivate_user(user_id=user_id)
    theirs = Case.objects.select_for_update(of=("self",)).filter(owner=user, state__in=OPEN_STATES)
    left = list(theirs.order_by("pk"))
    for case in left:
        put_back(case, reason={"rule": "owner_left", "owner_id": user_id})
        case.version += 1
        case.save(update_fields=["version"])
        event = CaseOwnerLeft(
            subject_id=case.pk, customer_id=case.customer_id, branch_id=case.branch_id, previous_owner_id=user_id
        )
        record(event=event, now=now, actor=user_actor(actor_id))
    if left:
        closed = DeskClosed(subject_id=user_id, branch_id=user.branch_id, cases=len(left))
        record(event=closed, now=now, actor=user_actor(actor_id))
    return user, len(left)


@transaction.atomic
def come_back(*, user_id: int, absence_id: int, actor_id: int, now: datetime) -> None:
    """Say that somebody is there after all; see `accounts.services.end_absence`."""
    if accounts.end_absence(user_id=user_id, absence_id=absence_id, now=now):
        _tell(User.objects.get(pk=user_id), "came_back", now=now, actor=user_actor(actor_id))


@transaction.atomic
def save_routing_settings(*, ramp_limit: int, ramp_minutes: int, silence_minutes: int = 0) -> RoutingSettings:
    """Store how routing behaves for the whole firm.

    At most `ramp_limit` cases are given in the first `ramp_minutes` after somebody came; what is not begun within
    `silence_minutes` goes back to the queue, 0 meaning never. Raises RoutingSettingsWrong.
    """
    if not (1 <= ramp_limit <= 1000 and 1 <= ramp_minutes <= 1440 and 0 <= silence_minutes <= MOST_SILENCE):
        raise RoutingSettingsWrong
    values = {"ramp_limit": ramp_limit, "ramp_minutes": ramp_minutes, "silence_minutes": silence_minutes}
    chosen, _ = RoutingSettings.objects.update_or_create(is_singleton=True, defaults=values)
    return chosen


def _tell(user: User, reason: str, *, now: datetime, actor: Actor) -> None:
    record(event=DeskOpened(subject_id=user.pk, branch_id=user.branch_id, reason=reason), now=now, actor=actor)
