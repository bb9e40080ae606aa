from typing import ClassVar

from django.db import models


class LoadState(models.TextChoices):
    LOADING = "loading", "Being loaded"
    LOADED = "loaded", "Loaded"
    REMOVING = "removing", "Being removed"


class SampleLoad(models.Model):
    """The sample business in this installation: at most one. Personal-data class: none."""

    seed = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=LoadState, default=LoadState.LOADING)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    # Fingerprint of the story that was loaded: the same seed and instant give the same one.
    digest = models.CharField(max_length=64, blank=True, default="")
    told_until_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(is_singleton=True), name="sample_load_one_row"),
        ]


class SampleRows(models.Model):
    """A run of rows of one table that belong to the sample, first and last id included. Personal-data class: none."""

    load = models.ForeignKey(SampleLoad, on_delete=models.CASCADE, related_name="rows")
    model = models.CharField(max_length=60)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
