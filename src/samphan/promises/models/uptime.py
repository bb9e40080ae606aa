"""What customers use of us, and when they could not."""

from typing import ClassVar

from django.db import models


class Service(models.Model):
    """Something customers use and are promised to be able to use. Personal-data class: none."""

    name_th = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    # What is aimed at in a calendar month, in millionths: 99.9 % is 999 000.
    target_ppm = models.PositiveIntegerField(default=999_000)
    is_public = models.BooleanField(default=True)  # on the status page, when that is on
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(target_ppm__lte=1_000_000), name="service_target_in_millionths"),
        ]


class Component(models.Model):
    """A part of a service that may fail by itself. Personal-data class: none."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="components")
    name_th = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)


class OutageKind(models.TextChoices):
    UNPLANNED = "unplanned", "Unplanned"
    MAINTENANCE = "maintenance", "Maintenance"
    CUSTOMER = "customer", "On the customer's side"
    FORCE_MAJEURE = "force_majeure", "Force majeure"


class Outage(models.Model):
    """A stretch in which a component could not be used. Personal-data class: none."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="outages")
    kind = models.CharField(max_length=16, choices=OutageKind, default=OutageKind.UNPLANNED)
    # What it came from, e.g. "incident:12": by it the stretch is changed or ended.
    cause = models.CharField(max_length=60, db_index=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["component", "started_at"], name="outage_component")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "cause"], name="outage_once_a_cause"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="outage_ends_after_start",
            ),
        ]
