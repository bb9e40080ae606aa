"""When somebody who asked for a call may expect it: the firm's own promise, in its own working hours."""

from datetime import datetime

from samphan.kit.calendars import add_minutes, end_of_business_day
from samphan.promises.rules import Target, choose_target
from samphan.promises.selectors import agreements_for, find_version_for, promise_list, work_calendar

PROMISE = "feedback_follow_up"
NORMAL = 3  # how urgent the call will be is decided only when the answer is in


def call_back_by(*, now: datetime, branch_id: int | None) -> datetime | None:
    """Return the latest moment the promise allows, or None when no promise is in use.

    An agreement for everybody or for the branch counts. One for a customer is left out: the page is open to whoever
    holds its link, and must not tell what somebody is worth to us.
    """
    promise = next((p for p in promise_list() if p.code == PROMISE and p.is_active), None)
    version = find_version_for(promise=promise, branch_id=branch_id) if promise else None
    if promise is None or version is None:
        return None
    agreements = agreements_for(customer_id=None, branch_id=branch_id, channel="", priority=NORMAL, now=now)
    chosen = choose_target(agreements, metric=promise.metric, priority=NORMAL)
    target = chosen[1] if chosen else Target(promise.target_minutes, promise.target_days)
    calendar = work_calendar(version)
    if target.minutes is not None:
        return add_minutes(calendar, now, target.minutes)
    return end_of_business_day(calendar, now, target.days or 1)
