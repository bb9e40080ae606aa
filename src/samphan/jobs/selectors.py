"""All reads of jobs made outside this room."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Min

from samphan.jobs.models import Job, JobState


def dead_jobs(*, limit: int = 100) -> list[Job]:
    """Return the jobs that used up their attempts, newest first: the dead letters."""
    return list(Job.objects.filter(state=JobState.DEAD).order_by("-finished_at", "-id")[:limit])


def dead_count() -> int:
    """Return how many dead letters wait for somebody to look."""
    return Job.objects.filter(state=JobState.DEAD).count()


def waiting_by_queue(*, now: datetime) -> Mapping[str, tuple[int, datetime]]:
    """Return for each queue with due work how many jobs are due and since when: the backlog."""
    rows = (
        Job.objects.filter(state__lt=JobState.DONE, due_at__lte=now)
        .values_list("queue")
        .annotate(Count("id"), Min("due_at"))
    )
    return {queue: (count, oldest) for queue, count, oldest in rows}
