"""What a new installation begins with; each seed leaves alone what is already there."""

from datetime import datetime

from samphan.automation.services.trees import seed_rule_trees
from samphan.cases import services as cases
from samphan.messaging import services as messaging
from samphan.promises import services as promises
from samphan.surveys import services as surveys

YEARS_AHEAD = 3


def seed_installation(*, now: datetime) -> None:
    """Seed calendars, promises, channels, surveys, the cause tree, canned replies and the rule trees."""
    promises.seed_calendars(now=now, years=range(now.year - 2, now.year + YEARS_AHEAD))
    promises.seed_promises()
    messaging.seed_channels(now=now)
    surveys.seed_surveys(now=now)
    cases.seed_causes(now=now)
    cases.seed_canned_replies(now=now)
    seed_rule_trees(now=now)
