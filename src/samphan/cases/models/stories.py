"""Success stories: a case that ended well, told with the customer's consent."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Language
from samphan.cases.models.cases import Case
from samphan.customers.models import Customer


class StoryState(models.TextChoices):
    DRAFT = "draft", "Draft"
    ASKED = "asked", "Consent asked"
    AGREED = "agreed", "The customer agrees"
    PUBLISHED = "published", "Published"
    REFUSED = "refused", "The customer does not agree"


class Story(models.Model):
    """One story, in the words the customer is asked about. Personal-data class: free text, name (erased with them)."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="story")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    body = models.TextField()
    language = models.CharField(max_length=2, choices=Language, default=Language.THAI)
    # How the customer is called in it; empty: "a customer".
    name_shown = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=12, choices=StoryState, default=StoryState.DRAFT)
    # Counts the wordings: a consent is for one of them.
    revision = models.PositiveIntegerField(default=1)
    agreed_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["agreed", "published"]) | models.Q(agreed_at__isnull=False),
                name="story_shown_with_consent",
            ),
        ]
