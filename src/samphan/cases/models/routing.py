"""How routing behaves, for the whole firm."""

from typing import ClassVar

from django.db import models


class RoutingSettings(models.Model):
    """The one row of routing's settings; without it the defaults hold. Personal-data class: none."""

    # At most this many cases are given automatically in the first minutes after somebody came to work.
    ramp_limit = models.PositiveSmallIntegerField(default=5)
    ramp_minutes = models.PositiveSmallIntegerField(default=10)
    # A case given automatically goes back to the queue when its owner does nothing for so long; 0: never.
    silence_minutes = models.PositiveIntegerField(default=0)
    is_singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(is_singleton=True), name="routing_settings_one_row"),
        ]
