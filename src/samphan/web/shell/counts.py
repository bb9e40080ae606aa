"""The small numbers beside the navigation: capped, so that they never cost more on a bigger installation."""

from samphan.accounts.models import User
from samphan.cases.selectors import capped_counts
from samphan.kit.clock import now


def nav_counts(*, user: User) -> dict[str, int]:
    """Return count by navigation entry for one reader: what is theirs, and all that is open."""
    counts = capped_counts(user_id=user.pk, now=now())
    return {"inbox": counts["mine"], "cases": counts["open"]}
