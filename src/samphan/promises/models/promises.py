"""What customers are told."""

from typing import ClassVar

from django.db import models

from samphan.promises.models.calendars import Calendar


class Metric(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    FIRST_RESPONSE = "first_response", "First response"
    NEXT_RESPONSE = "next_response", "Next response"
    PROGRESS = "progress", "Progress update"
    RESOLVE = "resolve", "Resolve"
    FOLLOW_UP = "follow_up", "Follow-up contact"


class Promise(models.Model):
    """What the customer is told we keep: one target for one metric. Personal-data class: none."""

    code = models.CharField(max_length=40, unique=True)
    metric = models.CharField(max_length=16, choices=Metric)
    text_th = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    # One of the two: business minutes, or business days ("by the end of the n-th working day").
    target_minutes = models.PositiveIntegerField(null=True, blank=True)
    target_days = models.PositiveSmallIntegerField(null=True, blank=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(target_minutes__isnull=False, target_days__isnull=True)
                | models.Q(target_minutes__isnull=True, target_days__isnull=False),
                name="promise_one_target",
            ),
        ]
