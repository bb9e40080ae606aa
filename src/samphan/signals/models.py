from typing import ClassVar

from django.db import models

from samphan.accounts.models import Branch
from samphan.customers.models import Customer


class SignalType(models.TextChoices):
    RATING = "rating", "Rating"
    CHOICE = "choice", "Choice"
    TEXT = "text", "Text"


class Scale(models.TextChoices):
    NPS = "nps", "NPS 0-10"
    CSAT = "csat", "CSAT 1-5"
    STARS = "stars", "Stars 1-5"
    NONE = "", "None"


class Signal(models.Model):
    """One answered field of one submission. Personal-data class: free text (in `text`) and opinion."""

    submission_kind = models.CharField(max_length=16)  # "response" | "review" | "message"
    submission_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    type = models.CharField(max_length=8, choices=SignalType)
    scale = models.CharField(max_length=8, choices=Scale, default=Scale.NONE, blank=True)
    score = models.SmallIntegerField(null=True)
    choices = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    source = models.CharField(max_length=40)
    channel = models.CharField(max_length=16, default="web")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="signals")
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True)
    occurred_at = models.DateTimeField()
    # The reading: filled by the first reaction, and again when the model changes. Empty `read_with` means not read yet.
    read_with = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    sentiment = models.CharField(max_length=8, blank=True, default="")
    sentiment_score = models.FloatField(null=True)
    # Codes only, for rules and counts; where each was found, and how it was meant, is in `topic_spans`.
    topics = models.JSONField(default=list)
    topic_spans = models.JSONField(default=list)
    urgency = models.SmallIntegerField(default=0)
    urgency_rule = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission_kind", "submission_id", "field"], name="signal_field_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["scale", "occurred_at", "score"], name="signal_scale_time"),
            models.Index(fields=["customer", "-occurred_at"], name="signal_customer"),
        ]
