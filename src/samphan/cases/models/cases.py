"""The case itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Branch, Team
from samphan.cases.models.causes import Cause
from samphan.customers.models import Customer, Order
from samphan.messaging.models import Conversation


class CaseKind(models.TextChoices):
    FEEDBACK = "feedback", "Feedback"
    REQUEST = "request", "Request"
    REVIEW = "review", "Review"


class CaseState(models.TextChoices):
    OPEN = "open", "Open"
    WAITING = "waiting", "Waiting"
    RESOLVED = "resolved", "Resolved, to be confirmed"
    VERIFIED = "verified", "Confirmed by the customer"
    SILENT = "silent", "No answer from the customer"
    MERGED = "merged", "Merged into another"


OPEN_STATES = (CaseState.OPEN, CaseState.WAITING)
# Only a list by due time may use an index of these rows: in another order it would have to be sorted.
_IS_DUE = models.Q(state__in=OPEN_STATES, due_at__isnull=False)


class Priority(models.IntegerChoices):
    URGENT = 1, "Urgent"
    HIGH = 2, "High"
    NORMAL = 3, "Normal"
    LOW = 4, "Low"


class Case(models.Model):
    """One customer, one matter, one owner. Personal-data class: free text (title, action, telling)."""

    kind = models.CharField(max_length=16, choices=CaseKind)
    state = models.CharField(max_length=16, choices=CaseState, default=CaseState.OPEN)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    title = models.CharField(max_length=200)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="cases", db_index=False
    )
    # Which purchase it is about.
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Branch, owner, team, cause and customer lead an index of their own below.
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True, db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        db_index=False,
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases", db_index=False
    )
    conversation = models.OneToOneField(
        Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="case"
    )
    submission_kind = models.CharField(max_length=16, blank=True, default="")
    submission_id = models.BigIntegerField(null=True, blank=True)
    # The path through the rule tree that opened it: why this case exists (see automation).
    trace_id = models.BigIntegerField(null=True, blank=True)
    # Why this owner: the routing rule's answer, e.g. {"rule": "continuity", "load": 3}.
    routing = models.JSONField(default=dict, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    # What an owner must be able to do; routing never looks past it.
    skills = models.JSONField(default=list, blank=True)
    score = models.SmallIntegerField(null=True, blank=True)
    scale = models.CharField(max_length=8, blank=True, default="")
    excerpt = models.CharField(max_length=300, blank=True, default="")
    tags = models.JSONField(default=list, blank=True)
    cause = models.ForeignKey(
        Cause, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    action_taken = models.CharField(max_length=500, blank=True, default="")
    told_customer = models.CharField(max_length=500, blank=True, default="")
    cost_satang = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    first_contact_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # verified or silent: nothing more to do
    reopened_count = models.PositiveSmallIntegerField(default=0)
    # The case that goes on with this one's matter: it shows both histories, and everything here leads there.
    # Hardly any case has it: an index of all would tell SQLite's planner that every value is frequent.
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="taken_in", db_index=False
    )
    # Out of its owner's sight until `wakes_at`, or until the customer writes; without a time only until they write.
    is_snoozed = models.BooleanField(default=False)
    wakes_at = models.DateTimeField(null=True, blank=True)
    # Nearest due time of the running clocks, and time of the last thing that happened: lists sort by them.
    due_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField()
    # Compare-and-set: every write names the version it read.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            # What a list is filtered by and may be rare (whose, where, why) leads an index in each of its two orders.
            # Behind the order of a list stand the other columns it may be filtered by: what does not match is then
            # passed over within the index, and only the rows of the page are read.
            models.Index(
                fields=["-last_activity_at", "-id", "state", "kind", "priority", "team", "is_snoozed"],
                name="case_open_list",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["owner", "-last_activity_at", "-id", "state", "kind", "priority", "team", "is_snoozed"],
                name="case_owner_open_list",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["due_at", "id", "owner", "state", "kind", "priority", "team", "is_snoozed"],
                name="case_near_breach",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["owner", "due_at", "id", "is_snoozed"],
                name="case_owner_due",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["owner", "-last_activity_at", "-id"],
                name="case_snoozed",
                condition=models.Q(is_snoozed=True),
            ),
            models.Index(fields=["wakes_at"], name="case_wakes", condition=models.Q(is_snoozed=True)),
            models.Index(fields=["team", "due_at", "id"], name="case_team_due", condition=_IS_DUE),
            models.Index(fields=["branch", "due_at", "id"], name="case_branch_due", condition=_IS_DUE),
            models.Index(fields=["cause", "due_at", "id"], name="case_cause_due", condition=_IS_DUE),
            models.Index(
                fields=["-last_activity_at", "-id", "state", "kind", "priority", "team"], name="case_all_list"
            ),
            models.Index(
                fields=["-last_activity_at", "-id", "state", "kind", "priority", "team", "is_snoozed"],
                name="case_unassigned",
                condition=models.Q(owner__isnull=True, state__in=OPEN_STATES),
            ),
            models.Index(fields=["owner", "-last_activity_at", "-id"], name="case_owner_list"),
            models.Index(fields=["team", "-last_activity_at", "-id"], name="case_team_list"),
            models.Index(fields=["branch", "-last_activity_at", "-id", "state", "owner"], name="case_branch_list"),
            models.Index(fields=["cause", "-last_activity_at", "-id", "state", "owner"], name="case_cause_list"),
            models.Index(
                fields=["merged_into", "conversation"],
                name="case_taken_in",
                condition=models.Q(merged_into__isnull=False),
            ),
            models.Index(fields=["customer", "-opened_at"], name="case_customer"),
            models.Index(fields=["-opened_at", "-id"], name="case_opened"),
            models.Index(fields=["submission_kind", "submission_id"], name="case_submission"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(kind="feedback", state__in=["resolved", "verified", "silent"])
                | (models.Q(cause__isnull=False) & ~models.Q(action_taken="")),
                name="case_feedback_closed_with_cause_and_action",
            ),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
                name="case_merged_into_another",
            ),
            models.CheckConstraint(
                condition=models.Q(is_snoozed=False, wakes_at__isnull=True)
                | models.Q(is_snoozed=True, state__in=OPEN_STATES),
                name="case_snoozed_while_open",
            ),
            models.UniqueConstraint(
                fields=["submission_kind", "submission_id"],
                condition=models.Q(submission_id__isnull=False),
                name="case_one_a_submission",
            ),
        ]

    @property
    def number(self) -> str:
        """The name people call it by: SP-1042."""
        return f"SP-{self.pk}"

    @property
    def resolution_number(self) -> int:
        """Which resolution this is, or will be when it is open: each re-opening starts the next."""
        return self.reopened_count + 1
