"""What customers are told."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.promises.models.calendars import Calendar


class Metric(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    FIRST_RESPONSE = "first_response", "First response"
    NEXT_RESPONSE = "next_response", "Next response"
    PROGRESS = "progress", "Progress update"
    RESOLVE = "resolve", "Resolve"
    FOLLOW_UP = "follow_up", "Follow-up contact"


class OnChange(models.TextChoices):
    """What a change of target or priority does to clocks that already tick."""

    KEEP = "keep", "Keep"  # they end under the target they started with
    RECOMPUTE = "recompute", "Recompute"  # the new target counts from their start
    FORWARD = "forward", "Forward"  # the new target counts from the change on; what is broken stays broken


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
    on_change = models.CharField(max_length=16, choices=OnChange, default=OnChange.KEEP)
    # When each step of the reporting line hears that it is broken: minutes of working time later; null: never.
    tell_owner_after = models.PositiveIntegerField(null=True, blank=True, default=0)
    tell_lead_after = models.PositiveIntegerField(null=True, blank=True, default=0)
    tell_manager_after = models.PositiveIntegerField(null=True, blank=True, default=240)
    is_public = models.BooleanField(default=True)  # on the page for customers, when that is on
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


class PublicPage(models.Model):
    """Whether customers may read what we promise and how we did, and how services stand. Personal-data class: none."""

    is_on = models.BooleanField(default=False)
    is_status_on = models.BooleanField(default=False)  # and how our services stand now
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    changed_at = models.DateTimeField()
    is_singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(is_singleton=True), name="promise_page_one_row"),
        ]
