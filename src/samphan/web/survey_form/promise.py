"""When somebody who asked for a call may expect it: the firm's own promise, in its own working hours."""

from datetime import datetime

from samphan.kit.calendars import add_minutes, end_of_business_day
from samphan.promises.selectors import find_version_for, promise_list, work_calendar

PROMISE = "feedback_follow_up"


def call_back_by(*, now: datetime, branch_id: int | None) -> datetime | None:
    """Return the latest moment the promise allows, or None when no promise is in use."""
    promise = next((p for p in promise_list() if p.code == PROMISE and p.is_active), None)
    version = find_version_for(promise=promise, branch_id=branch_id) if promise else None
    if promise is None or version is None:
        return None
    calendar = work_calendar(version)
    if promise.target_minutes is not None:
        return add_minutes(calendar, now, promise.target_minutes)
    return end_of_business_day(calendar, now, promise.target_days or 1)
