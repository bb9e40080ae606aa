"""Last week played again with other settings."""

from django.conf import settings
from django.db import models


class RoutingTrial(models.Model):
    """One replay somebody asked for: what was tried, how far it is, its outcome. Personal-data class: staff load."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # What was tried, see `cases.services.trials.TrialPlan`.
    plan = models.JSONField()
    cases_done = models.PositiveIntegerField(default=0)
    cases_total = models.PositiveIntegerField(default=0)
    # {"was": ..., "tried": ...}, each an `Outcome`; null until the replay has ended.
    result = models.JSONField(null=True, blank=True)
