"""What customers get back when a promise is not kept: the terms, each credit, and the ledger it is posted in."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from samphan.customers.models import Customer
from samphan.promises.models.agreements import Agreement
from samphan.promises.models.promises import Promise
from samphan.promises.models.uptime import Service


class CreditTerms(models.Model):
    """What a service below its uptime, or a broken promise, is worth; for one agreement or for everybody.

    Personal-data class: none.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="terms")
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, null=True, blank=True, related_name="terms")
    # [{"below_ppm": 999000, "percent": 10}, ...] of the service's monthly fee; empty for a promise.
    tiers = models.JSONField(default=list)
    # A service's monthly fee, or what one broken promise is worth.
    amount_satang = models.PositiveBigIntegerField()
    # The most one customer gets by these terms in a calendar month; null: no limit.
    cap_satang = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(service__isnull=False, promise__isnull=True)
                | Q(service__isnull=True, promise__isnull=False),
                name="credit_terms_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["agreement", "service"], condition=Q(service__isnull=False), name="credit_terms_a_service"
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(service__isnull=False, agreement__isnull=True),
                name="credit_terms_a_service_for_all",
            ),
            models.UniqueConstraint(
                fields=["agreement", "promise"], condition=Q(promise__isnull=False), name="credit_terms_a_promise"
            ),
            models.UniqueConstraint(
                fields=["promise"],
                condition=Q(promise__isnull=False, agreement__isnull=True),
                name="credit_terms_a_promise_for_all",
            ),
        ]


class CreditState(models.TextChoices):
    PROPOSED = "proposed", "Waits for approval"
    POSTED = "posted", "Approved"
    DECLINED = "declined", "Declined"


class CreditReason(models.TextChoices):
    UPTIME = "uptime", "Uptime missed"
    BREACH = "breach", "Broken promise"
    GOODWILL = "goodwill", "Goodwill"


class Credit(models.Model):
    """One amount proposed to one customer for one cause. Personal-data class: contact (by reference)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="credits")
    terms = models.ForeignKey(CreditTerms, on_delete=models.SET_NULL, null=True, blank=True, related_name="credits")
    reason = models.CharField(max_length=8, choices=CreditReason)
    # What it came from: "incident:12" or "case:34". One cause is counted once in 24 hours.
    cause = models.CharField(max_length=60)
    # When the cause fell, and the first day of the local month it is counted in.
    fell_at = models.DateTimeField()
    month = models.DateField()
    amount_satang = models.PositiveBigIntegerField()
    is_capped = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=CreditState, default=CreditState.PROPOSED)
    idempotency_key = models.CharField(max_length=160, unique=True)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="credit_state"),
            models.Index(fields=["cause", "state", "id"], name="credit_cause"),
            models.Index(fields=["customer", "month"], name="credit_customer_month"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_satang__gt=0), name="credit_is_something"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | Q(state__in=["posted", "declined"], decided_at__isnull=False),
                name="credit_decided_at_a_time",
            ),
        ]


class CreditTxn(models.Model):
    """One posting: entries that sum to 0, in the shape of the value ledger. Personal-data class: none."""

    kind = models.CharField(max_length=16)  # "issue"
    idempotency_key = models.CharField(max_length=160, unique=True)
    credit = models.OneToOneField(Credit, on_delete=models.CASCADE, related_name="txn")
    posted_at = models.DateTimeField()


class CreditAccount(models.TextChoices):
    ISSUED = "issued", "Issued"
    ACTIVE = "active", "Of the customer, to be used"


class CreditEntry(models.Model):
    """One line of a posting; written once, never changed. Personal-data class: contact (by reference)."""

    txn = models.ForeignKey(CreditTxn, on_delete=models.CASCADE, related_name="entries")
    account = models.CharField(max_length=8, choices=CreditAccount)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="credit_entries")
    amount_satang = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["txn", "account"], name="credit_entry_once_an_account"),
        ]
