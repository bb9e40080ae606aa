"""The idea board: what customers and colleagues suggest, and who stands behind it."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.cases.models.problems import Problem
from samphan.customers.models import Customer


class IdeaState(models.TextChoices):
    NEW = "new", "To be looked at"
    OPEN = "open", "Open for votes"
    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    DECLINED = "declined", "Not now"


class Idea(models.Model):
    """One suggestion. What a customer suggests is seen by colleagues only until somebody opens it.

    Personal-data class: free text, and contact (by reference) where a customer suggested it.
    """

    title = models.CharField(max_length=160)
    body = models.CharField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=8, choices=IdeaState, default=IdeaState.OPEN)
    # What everybody reads below it: why it is planned, done or not now.
    answer = models.CharField(max_length=500, blank=True, default="")
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")
    problem = models.ForeignKey(Problem, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")
    suggested_at = models.DateTimeField()
    changed_at = models.DateTimeField()


class IdeaVote(models.Model):
    """That one person, a customer or a colleague, stands behind an idea. Personal-data class: opinion."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    voted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idea", "user"], name="idea_vote_once_a_colleague"),
            models.UniqueConstraint(fields=["idea", "customer"], name="idea_vote_once_a_customer"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True, customer__isnull=False)
                | models.Q(user__isnull=False, customer__isnull=True),
                name="idea_vote_of_one_person",
            ),
        ]
