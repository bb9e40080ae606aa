from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.customers.models import Customer


class ChannelKind(models.TextChoices):
    EMAIL = "email", "E-mail"
    FILE = "file", "File (local use)"


class Channel(models.Model):
    """One way out and in, with its settings; secrets come from the environment. Personal-data class: none."""

    kind = models.CharField(max_length=16, choices=ChannelKind)
    name = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()


class Conversation(models.Model):
    """One thread with one customer on one channel. Personal-data class: contact (by reference)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="conversations")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    subject = models.CharField(max_length=200, blank=True, default="")
    last_message_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-last_message_at"], name="conversation_customer")]


class Direction(models.TextChoices):
    IN = "in", "From the customer"
    OUT = "out", "To the customer"


class Author(models.TextChoices):
    CUSTOMER = "customer", "Customer"
    HUMAN = "human", "Member of staff"
    SYSTEM = "system", "Automatic"


class DeliveryState(models.TextChoices):
    RECEIVED = "received", "Received"
    QUEUED = "queued", "Queued"
    DELAYED = "delayed", "Delayed by the gate"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused by the gate"
    FAILED = "failed", "Failed"


class SendPurpose(models.TextChoices):
    REPLY = "reply", "Reply to the customer"
    SERVICE = "service", "Service"
    SURVEY = "survey", "Survey"
    MARKETING = "marketing", "Marketing"


class Message(models.Model):
    """One message in or out. Personal-data class: free text."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    author_kind = models.CharField(max_length=16, choices=Author)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    purpose = models.CharField(max_length=16, choices=SendPurpose, default=SendPurpose.REPLY)
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField()
    address = models.CharField(max_length=254, blank=True, default="")
    state = models.CharField(max_length=16, choices=DeliveryState)
    # The step of the send gate that delayed or refused it, e.g. "quiet_hours".
    reason = models.CharField(max_length=60, blank=True, default="")
    idempotency_key = models.CharField(max_length=160, unique=True)
    header_message_id = models.CharField(max_length=255, null=True, unique=True)
    in_reply_to = models.CharField(max_length=255, blank=True, default="")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conversation", "created_at"], name="message_thread")]


class GateDecision(models.Model):
    """Why a message went, waited or was refused; one row a decision. Personal-data class: none."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=8)  # send | delay | refuse
    step = models.CharField(max_length=40)
    until_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField()


class Notice(models.Model):
    """Something a member of staff should know, in the product and by mail. Personal-data class: none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-created_at"], name="notice_user")]
