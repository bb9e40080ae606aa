"""Replies kept ready: everybody's, a team's, or one's own."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Team


class CannedReply(models.Model):
    """Words kept ready to be sent, and what is done to the case with them. Personal-data class: none (staff's words).

    Without a team and an owner it is everybody's. The words of one language may be empty; the other's are sent then.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Of one we brought along; so that seeding again brings back nothing the firm has changed or thrown away.
    seed = models.CharField(max_length=40, blank=True, default="")
    name_th = models.CharField(max_length=80, blank=True, default="")
    name_en = models.CharField(max_length=80, blank=True, default="")
    body_th = models.TextField(blank=True, default="")
    body_en = models.TextField(blank=True, default="")
    # What is done with it: labels put on, who owns the case then, the cause (a code of the tree, of any edition), what
    # was done, and the state the case is left in (see `rules.canned.THENS`).
    labels = models.JSONField(default=list, blank=True)
    gives_to = models.CharField(max_length=8, blank=True, default="")
    new_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cause_code = models.CharField(max_length=60, blank=True, default="")
    action_taken = models.CharField(max_length=500, blank=True, default="")
    then = models.CharField(max_length=8, blank=True, default="")
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(team__isnull=True) | models.Q(owner__isnull=True), name="canned_reply_one_circle"
            ),
            models.CheckConstraint(
                condition=~models.Q(body_th="") | ~models.Q(body_en=""), name="canned_reply_has_words"
            ),
            models.UniqueConstraint(fields=["seed"], condition=~models.Q(seed=""), name="canned_reply_seed_once"),
        ]

    @property
    def has_actions(self) -> bool:
        """Whether sending it does anything beside sending."""
        return bool(self.labels or self.gives_to or self.cause_code or self.action_taken or self.then)
