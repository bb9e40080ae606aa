from typing import ClassVar

from django.db import models


class Figure(models.Model):
    """One computed figure, stored so that a page only reads. Personal-data class: none (aggregates)."""

    name = models.CharField(max_length=60)
    # "all", or "branch:3" (that branch and those below it).
    scope = models.CharField(max_length=60, default="all")
    # "12m" or "24m": that many calendar months, the running one included.
    period = models.CharField(max_length=20)
    # Always holds "n", "since" and "until" (ISO dates, half-open); the rest belongs to the name (see `rules`).
    value = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "scope", "period"], name="figure_once"),
        ]


class Refresh(models.Model):
    """One recomputation of every figure, with how far it got. Personal-data class: none."""

    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    is_running = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_running"], condition=models.Q(is_running=True), name="refresh_one_running"
            ),
        ]
