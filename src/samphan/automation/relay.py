"""Delivery: from each recorded event to one job for each of its reactions, in one transaction."""

from datetime import datetime

from django.db import transaction

from samphan.automation.reactions import REACTIONS
from samphan.eventlog.selectors import undelivered_exists
from samphan.eventlog.services import take_undelivered
from samphan.jobs.services import NewJob, enqueue_many

_BATCH = 500


def relay_events(now: datetime) -> int:
    """Queue the reactions of the oldest undelivered events; return how many events were taken.

    A reaction is queued once an event: its key outlives the job, so that delivering again changes nothing.
    """
    if not undelivered_exists():
        return 0
    with transaction.atomic():
        events = take_undelivered(limit=_BATCH)
        jobs = [
            NewJob(task=reaction, arguments={"event_id": event.pk}, dedupe_key=f"{event.pk}:{reaction.module_path}")
            for event in events
            for reaction in REACTIONS.get(event.type, ())
        ]
        enqueue_many(jobs=jobs, now=now)
    return len(events)
