from typing import ClassVar

from django.db import models


class Figure(models.Model):
    """One computed figure, stored so that a page only reads. Personal-data class: none (aggregates)."""

    name = models.CharField(max_length=60)
    # "all", or "branch:3".
    scope = models.CharField(max_length=60, default="all")
    # "12m", "24m" ...
    period = models.CharField(max_length=20)
    value = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "scope", "period"], name="figure_once"),
        ]
