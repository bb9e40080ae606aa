"""Promises ticking, and the pauses between."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Branch, Team
from samphan.customers.models import Customer
from samphan.promises.models.agreements import AgreementVersion
from samphan.promises.models.calendars import CalendarVersion
from samphan.promises.models.promises import Metric, Promise


class ClockState(models.TextChoices):
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    MET = "met", "Met"
    MISSED = "missed", "Missed"
    CANCELLED = "cancelled", "Cancelled"


class Clock(models.Model):
    """One promise ticking for one piece of work (for example a case). Personal-data class: none."""

    work_kind = models.CharField(max_length=16)
    work_id = models.BigIntegerField()
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT)
    metric = models.CharField(max_length=16, choices=Metric)
    # The edition that set the target; null: the promise itself did.
    agreement_version = models.ForeignKey(
        AgreementVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="clocks", db_index=False
    )
    calendar_version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT)
    target_minutes = models.PositiveIntegerField(null=True, blank=True)
    target_days = models.PositiveSmallIntegerField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    # Whose work it is, so that every event of this clock lands on the right timeline and branch.
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    # What an agreement may look at, so that a change of it can be followed: 1 is urgent, 3 is normal.
    priority = models.PositiveSmallIntegerField(default=3)
    channel = models.CharField(max_length=16, blank=True, default="")
    state = models.CharField(max_length=16, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    counts_from_at = models.DateTimeField(null=True)  # a target changed "forward" counts from here; null: the start
    due_at = models.DateTimeField(null=True)  # null while paused before the due time
    warn_at = models.DateTimeField(null=True)  # the sweep's next visit: 50 %, 80 %, due, escalation; null: none
    warned_percent = models.PositiveSmallIntegerField(default=0)
    told_steps = models.PositiveSmallIntegerField(default=0)  # how far up the reporting line the breach was told
    breached_at = models.DateTimeField(null=True)  # the due time that passed, however late the sweep saw it
    stopped_at = models.DateTimeField(null=True)
    elapsed_minutes = models.PositiveIntegerField(null=True)  # snapshot at stop
    paused_minutes = models.PositiveIntegerField(null=True)  # snapshot at stop

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["warn_at"], name="clock_sweep", condition=models.Q(state="running")),
            models.Index(fields=["work_kind", "work_id"], name="clock_work"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["work_kind", "work_id", "promise"],
                condition=models.Q(state__in=["running", "paused"]),
                name="clock_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(target_minutes__isnull=False, target_days__isnull=True)
                | models.Q(target_minutes__isnull=True, target_days__isnull=False),
                name="clock_one_target",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "paused"], stopped_at__isnull=True)
                | models.Q(state__in=["met", "missed", "cancelled"], stopped_at__isnull=False),
                name="clock_stopped_when_over",
            ),
        ]


class PauseKind(models.TextChoices):
    CUSTOMER = "customer", "Waiting for the customer"
    THIRD_PARTY = "third_party", "Waiting for somebody else"
    AGREED_DATE = "agreed_date", "Agreed date"


class Pause(models.Model):
    """A stretch that does not count; belongs to the work, not to a promise. Personal-data class: free text (reason)."""

    work_kind = models.CharField(max_length=16)
    work_id = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=PauseKind)
    reason = models.CharField(max_length=300)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    started_at = models.DateTimeField()
    resumes_at = models.DateTimeField(null=True, blank=True)  # an agreed date: the sweep resumes the work then
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["work_kind", "work_id"], name="pause_work"),
            models.Index(fields=["resumes_at"], name="pause_resume", condition=models.Q(ended_at__isnull=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["work_kind", "work_id"], condition=models.Q(ended_at__isnull=True), name="pause_one_open"
            ),
        ]
