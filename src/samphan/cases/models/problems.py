"""The outer loop: a problem collects the cases it caused, is fixed, and those who reported it are told."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.cases.models.cases import Case
from samphan.customers.models import Customer
from samphan.messaging.models import Message


class ProblemState(models.TextChoices):
    OPEN = "open", "Known"
    FIXING = "fixing", "Being fixed"
    FIXED = "fixed", "Fixed"
    TOLD = "told", "Customers told"
    DROPPED = "dropped", "Let go"


class Problem(models.Model):
    """What goes wrong again and again, and who puts an end to it. Personal-data class: none (staff's own words)."""

    title = models.CharField(max_length=160)
    description = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=ProblemState, default=ProblemState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="problems"
    )
    expected_effect = models.CharField(max_length=500, blank=True, default="")
    # Why it was let go.
    reason = models.CharField(max_length=300, blank=True, default="")
    # How many days before and after the fix are compared.
    window_days = models.PositiveSmallIntegerField(default=90)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-changed_at", "-id"], name="problem_recent")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["fixed", "told"]) | models.Q(fixed_at__isnull=False),
                name="problem_fixed_at_a_time",
            ),
        ]


class ProblemCause(models.Model):
    """A root cause whose cases a problem collects. By code: a cause keeps it through all editions of the tree.

    Personal-data class: none.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="causes")
    code = models.CharField(max_length=60)
    # A problem that was let go collects no more, and leaves its causes to another.
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "code"], name="problem_cause_once"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_live=True), name="problem_cause_one_live_problem"
            ),
        ]


class ProblemCase(models.Model):
    """A case that a problem caused; a case belongs to one problem. Personal-data class: contact (by reference)."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="collected")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="collected_by")
    collected_at = models.DateTimeField()
    # Somebody said so: it stays whatever its cause is, and when the problem's causes change.
    is_by_hand = models.BooleanField(default=False)


class ProblemRelease(models.Model):
    """The words "you said, we did" for those who reported a problem. Personal-data class: none (staff's own words)."""

    problem = models.OneToOneField(Problem, on_delete=models.CASCADE, related_name="release")
    you_said_th = models.CharField(max_length=500, blank=True, default="")
    you_said_en = models.CharField(max_length=500, blank=True, default="")
    we_did_th = models.CharField(max_length=1000, blank=True, default="")
    we_did_en = models.CharField(max_length=1000, blank=True, default="")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()
    # Set while letters are being written, batch after batch; afterwards empty again.
    telling_since = models.DateTimeField(null=True, blank=True)


class ProblemTelling(models.Model):
    """That one customer was written to about one problem, once for ever. Personal-data class: contact (by reference).

    What became of the letter, the send gate's answer included, is its message's own state.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="tellings")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["problem", "customer"], name="problem_told_once_a_person"),
        ]
