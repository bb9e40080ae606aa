"""When work is done."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Branch


class Calendar(models.Model):
    """When the firm (or a branch) works. Personal-data class: none."""

    name = models.CharField(max_length=120)
    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, null=True, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="calendar_one_default"
            ),
        ]


class CalendarVersion(models.Model):
    """One edition of a calendar; editions are never changed, the newest is in force. Personal-data class: none."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    timezone = models.CharField(max_length=64, default="Asia/Bangkok")
    # {"0": [["09:00", "12:00"], ["13:00", "18:00"]], ...}: Monday is 0; half-open local spans.
    week = models.JSONField()
    # {"2026-04-13": {"name_th": "วันสงกรานต์", "name_en": "Songkran Festival", "spans": []}}: a day unlike its weekday.
    exceptions = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_number"),
        ]
