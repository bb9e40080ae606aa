"""What was done about a case: notes, tries to reach the customer, times they were asked whether it is solved."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.cases.models.cases import Case


class CaseNote(models.Model):
    """An internal note; the customer never sees it. Personal-data class: free text."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    body = models.TextField()
    # Made with the form, so that pressing twice keeps it once; empty where no form was.
    idempotency_key = models.CharField(max_length=160, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()


class AttemptOutcome(models.TextChoices):
    REACHED = "reached", "Reached"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_CONTACT = "wrong_contact", "Wrong contact"
    LEFT_MESSAGE = "left_message", "Left a message"


class Attempt(models.Model):
    """One try to reach the customer. Personal-data class: free text (`note`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attempts")
    channel = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16, choices=AttemptOutcome)
    note = models.CharField(max_length=300, blank=True, default="")
    idempotency_key = models.CharField(max_length=160, null=True, blank=True, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_at = models.DateTimeField()


class VerificationOutcome(models.TextChoices):
    PENDING = "pending", "Asked"
    CONFIRMED = "confirmed", "Solved"
    FAILED = "failed", "Not solved"
    SILENT = "silent", "No answer"


class Verification(models.Model):
    """One time the customer was asked whether it is solved. Personal-data class: opinion."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="verifications")
    # Which resolution of the case was asked about; its tries are counted from 1.
    resolution_number = models.PositiveSmallIntegerField(default=1)
    try_number = models.PositiveSmallIntegerField()
    # "email" is a letter with the survey; any other is a colleague who asks, or is to ask.
    channel = models.CharField(max_length=16, default="email")
    invitation_id = models.BigIntegerField(null=True, blank=True, unique=True)
    outcome = models.CharField(max_length=16, choices=VerificationOutcome, default=VerificationOutcome.PENDING)
    score = models.SmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "resolution_number", "try_number"], name="verification_try"),
        ]


class VerificationPolicy(models.Model):
    """How the firm asks whether it is solved; one row, none means the usual way. Personal-data class: none."""

    tries = models.PositiveSmallIntegerField()
    patience_days = models.PositiveSmallIntegerField()
    # The lowest answer (0-10) that confirms a case.
    solved_from = models.PositiveSmallIntegerField()
    on_silence = models.CharField(max_length=8)  # "close" or "call", see `rules.verification`
    changed_at = models.DateTimeField()
