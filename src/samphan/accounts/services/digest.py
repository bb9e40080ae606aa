"""Who gets the weekly mail."""

from samphan.accounts.models import User
from samphan.accounts.selectors import find_digest_reader


def set_digest(*, user_id: int, is_on: bool) -> None:
    """Switch somebody's weekly mail on or off."""
    User.objects.filter(pk=user_id).update(digest_on=is_on)


def stop_digest(*, token: str) -> None:
    """Stop the weekly mail a token belongs to (see `digest_stop_url`); a forged one stops nothing."""
    reader = find_digest_reader(token=token)
    if reader is not None:
        set_digest(user_id=reader.pk, is_on=False)
