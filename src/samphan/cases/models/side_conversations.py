"""Asking another department inside a case; the customer sees nothing of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Team
from samphan.cases.models.cases import Case
from samphan.messaging.models import Letter


class SideState(models.TextChoices):
    WAITING = "waiting", "Waiting for an answer"
    ANSWERED = "answered", "Answered"
    DONE = "done", "Done"


class SideConversation(models.Model):
    """One question to a team, a colleague, or an address outside; exactly one of the three is asked.

    Personal-data class: contact (`asked_email`), free text (`subject`).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="side_conversations")
    asked_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_email = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=160)
    state = models.CharField(max_length=8, choices=SideState, default=SideState.WAITING)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    # What an answer by mail carries back to us; see `messaging.models.Letter`.
    token = models.CharField(max_length=32, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asked_team__isnull=False, asked_user__isnull=True, asked_email="")
                | models.Q(asked_team__isnull=True, asked_user__isnull=False, asked_email="")
                | (models.Q(asked_team__isnull=True, asked_user__isnull=True) & ~models.Q(asked_email="")),
                name="side_conversation_asks_one",
            ),
        ]


class SideMessage(models.Model):
    """One message of a side conversation: a colleague's, or one that came by mail. Personal-data class: free text."""

    side = models.ForeignKey(SideConversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The letter it went out or came in as; one letter is kept once.
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_answer = models.BooleanField(default=False)
    body = models.TextField()
    # Made with the form, so that pressing twice keeps it once; empty for what came by mail.
    idempotency_key = models.CharField(max_length=160, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(author__isnull=False) | models.Q(letter__isnull=False),
                name="side_message_from_somebody",
            ),
        ]
