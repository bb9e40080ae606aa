"""How much somebody takes on, what they can do, and whether new cases may be given to them now."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from samphan.accounts.models import Language, User
from samphan.accounts.rules import MOST_CAPACITY, skill_names
from samphan.accounts.services.firm import ChoiceUnknown


@transaction.atomic
def save_desk(
    *,
    user_id: int,
    capacity: int,
    channel_capacity: Mapping[str, int],
    skills: Iterable[str],
    languages: Iterable[str],
) -> User:
    """Change how much somebody carries at a time, altogether and of each kind of channel, and what they can do.

    A channel that `channel_capacity` does not name has no limit of its own. Raises ChoiceUnknown.
    """
    spoken = sorted(set(languages))
    if any(not 0 <= number <= MOST_CAPACITY for number in (capacity, *channel_capacity.values())):
        raise ChoiceUnknown
    if not set(spoken) <= set(Language.values):
        raise ChoiceUnknown
    user = User.objects.select_for_update().get(pk=user_id)
    user.capacity, user.channel_capacity = capacity, dict(sorted(channel_capacity.items()))
    user.skills, user.languages = skill_names(skills), spoken
    user.save(update_fields=["capacity", "channel_capacity", "skills", "languages"])
    return user


@transaction.atomic
def set_availability(*, user_id: int, is_available: bool, now: datetime) -> User:
    """Say whether new cases may be given to somebody now."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_available != is_available:
        user.is_available = is_available
        user.available_since_at = now if is_available else None
        user.save(update_fields=["is_available", "available_since_at"])
    return user


@transaction.atomic
def note_arrival(*, user_id: int, now: datetime) -> User:
    """Remember that somebody has come to work: the first minutes after it are the ones routing goes easy on."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_available:
        user.available_since_at = now
        user.save(update_fields=["available_since_at"])
    return user
