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
    # What replies carry back to us: in the plus-address and in our Message-IDs.
    token = models.CharField(max_length=32, unique=True)
    # The name people quote in a subject, e.g. "SP-1042"; set by whoever works on the conversation.
    reference = models.CharField(max_length=32, blank=True, default="", db_index=True)
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
    # Let through by the gate and handed to the channel; whether it arrived is not known yet.
    SENDING = "sending", "Being sent"
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
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    # Attachments of an inbound mail are counted, not kept: the page says so instead of hiding them.
    dropped_attachments = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["conversation", "created_at"], name="message_thread"),
            models.Index(fields=["address", "-created_at"], name="message_address"),
            models.Index(fields=["author", "-id"], name="message_failed", condition=models.Q(state="failed")),
        ]


class Letter(models.Model):
    """One mail to or from somebody who is asked about a customer and is none: a supplier, a branch, a department.

    Customers' conversations never hold one, and no customer reads one. Personal-data class: contact, free text.
    """

    # Shared by the letters of one thread; replies carry it back in the plus-address.
    token = models.CharField(max_length=32, db_index=True)
    direction = models.CharField(max_length=4, choices=Direction)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField()
    state = models.CharField(max_length=16, choices=DeliveryState)
    header_message_id = models.CharField(max_length=255, unique=True)
    in_reply_to = models.CharField(max_length=255, blank=True, default="")
    from_name = models.CharField(max_length=120, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_attachments = models.PositiveSmallIntegerField(default=0)


class GateDecision(models.Model):
    """Why a message went, waited or was refused; one row a decision. Personal-data class: none."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=8)  # send | delay | refuse
    step = models.CharField(max_length=40)
    until_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField()


class Suppression(models.Model):
    """A stretch in which some purposes must not reach a customer, and why. Personal-data class: none."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="suppressions")
    reason = models.CharField(max_length=40)  # e.g. "bereavement", "open_complaint", "bounced"
    purposes = models.JSONField()  # list of SendPurpose values
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer", "reason"], condition=models.Q(ended_at__isnull=True), name="suppression_one_open"
            ),
        ]


class MailboxMark(models.Model):
    """How far a mailbox was read: everything up to `last_uid` is stored here. Personal-data class: none."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    folder = models.CharField(max_length=120)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "folder"], name="mailbox_mark_one")]


class SkippedMail(models.Model):
    """A mail that made no message, and why: nothing is skipped silently. Personal-data class: none."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    folder = models.CharField(max_length=120)
    uid = models.BigIntegerField()
    reason = models.CharField(max_length=40)  # e.g. "auto_reply", "no_sender", "unreadable"
    skipped_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["channel", "-skipped_at"], name="skipped_mail_recent")]


class Notice(models.Model):
    """Something a member of staff should know, in the product and by mail.

    Personal-data class: staff absence (why days away were refused, in `data`); else none.
    """

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
