"""Who is promised something else than everybody."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Branch
from samphan.customers.models import Customer
from samphan.promises.models.promises import OnChange


class Agreement(models.Model):
    """Other targets for a customer, a segment, a branch or a channel. Personal-data class: none (customer by id)."""

    name = models.CharField(max_length=120, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # A segment, as a condition over `promises.rules.CUSTOMER_SCHEMA`; null: no segment.
    segment = models.JSONField(null=True, blank=True)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=16, blank=True, default="")  # a kind of channel; empty: every one
    is_active = models.BooleanField(default=True)


class AgreementVersion(models.Model):
    """One edition of an agreement, in force between two instants; never changed. Personal-data class: none."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # [{"metric": "first_response", "priority": 1 or null, "minutes": 60}, {..., "days": 2}]
    targets = models.JSONField()
    on_change = models.CharField(max_length=16, choices=OnChange, default=OnChange.KEEP)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True)  # when ticking clocks followed it; null: its time has not come
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_number"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                name="agreement_version_ends_after_start",
            ),
        ]
