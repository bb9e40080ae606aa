from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One fact that happened. Append only. Personal-data class: none (ids and codes)."""

    type = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    branch_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=16, default="system")
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer_id", "-occurred_at"], name="event_customer"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["type", "occurred_at"], name="event_type"),
        ]


class OutboxEntry(models.Model):
    """An event whose reactions are not queued yet; the relay deletes it in the transaction that queues them."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True)
