from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Branch
from samphan.cases.models import Case, Problem
from samphan.journeys.models import Touchpoint


class VersionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    RETIRED = "retired", "Retired"


class RuleTree(models.Model):
    """A named tree of rules for one kind of submission. Personal-data class: none."""

    code = models.CharField(max_length=40, unique=True)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    # Compare-and-set: every change of an edition names the revision it read, and the next who comes learns who made it.
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField()


class RuleTreeVersion(models.Model):
    """One edition of a tree; once active its body never changes. Personal-data class: none."""

    tree = models.ForeignKey(RuleTree, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=VersionState, default=VersionState.DRAFT)
    # {"branches": [{"id", "name_th", "name_en", "when": condition, "then": [action], "branches": [...]}]}
    body = models.JSONField()
    # What the analysis found wrong with this body, kept because a big tree takes seconds (see `analysis.kept`).
    warnings = models.JSONField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tree", "number"], name="rule_version_number"),
            models.UniqueConstraint(
                fields=["tree"], condition=models.Q(state="active"), name="rule_version_one_active"
            ),
        ]


class Trace(models.Model):
    """One evaluation: which path a submission took through which version, and why. Personal-data class: opinion."""

    version = models.ForeignKey(RuleTreeVersion, on_delete=models.PROTECT, related_name="traces")
    submission_kind = models.CharField(max_length=16)
    submission_id = models.BigIntegerField()
    # Ids of the branches taken, outermost first; empty when nothing matched.
    path = models.JSONField(default=list)
    # The facts the conditions looked at; never message text.
    facts = models.JSONField(default=dict)
    evaluated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "submission_kind", "submission_id"], name="trace_once_a_version"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["version", "evaluated_at"], name="trace_hits")]


class WaitState(models.TextChoices):
    WAITING = "waiting", "Its time has not come"
    ACTED = "acted", "What it waited for did not happen: it acted"
    NOT_NEEDED = "not_needed", "What it waited for has happened"
    CANCELLED = "cancelled", "The case was closed before"


class WaitStep(models.Model):
    """One wait of a rule tree on one case: a timer in working time, and what became of it. Personal-data class: none.

    Part of the trace: the step is kept as it stood in the version that was followed.
    """

    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="waits")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    # Which branch of the version, and which of its waits.
    tree_branch = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    step = models.JSONField()  # see `rules.Wait.stored`
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WaitState, default=WaitState.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    # What was looked at when its time came (see `facts.CASE_SCHEMA`).
    facts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "tree_branch", "position"], name="wait_step_once_a_case"),
        ]


class BackTest(models.Model):
    """One count of what an edition would have done over a long past, made in steps. Personal-data class: none."""

    version = models.ForeignKey(RuleTreeVersion, on_delete=models.CASCADE, related_name="back_tests")
    # The edition as it was when asked: a draft may be edited while the count goes on.
    body = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    # Behind which submission the next step goes on; empty before the first.
    after_kind = models.CharField(max_length=16, blank=True, default="")
    after_id = models.BigIntegerField(default=0)
    expected = models.PositiveIntegerField()  # submissions in the period when asked
    total = models.PositiveIntegerField(default=0)
    unmatched = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    by_branch = models.JSONField(default=dict)
    # The version in use when asked, where it is another, and what it did with the same submissions.
    compared = models.ForeignKey(RuleTreeVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    compared_unmatched = models.PositiveIntegerField(default=0)
    compared_cases = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)


class Trigger(models.Model):
    """A company-level alarm: a rolling figure of a scope, and the level it must not cross. Personal-data class: none.

    Only signals that agree with every part of the scope that is filled in count; with none filled in, all of the
    firm's. What the codes mean is in `rules.triggers`.
    """

    name = models.CharField(max_length=120)
    measure = models.CharField(max_length=10)
    side = models.CharField(max_length=5)
    level = models.FloatField()  # in the unit of the measure
    window_days = models.PositiveSmallIntegerField()
    # A branch stands for those beneath it too: a region is a branch with branches.
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=16, blank=True, default="")
    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=60, blank=True, default="")
    # A segment of customers, as a condition over `promises.rules.CUSTOMER_SCHEMA`, as agreements name one; null: none.
    # What nobody known to us said is then left out.
    segment = models.JSONField(null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What an episode begins besides telling the owner: nothing, a case, or a problem that collects this cause.
    opens = models.CharField(max_length=8, blank=True, default="")
    cause_code = models.CharField(max_length=60, blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(opens="problem") | ~models.Q(cause_code=""), name="trigger_problem_has_cause"
            ),
        ]


class TriggerReading(models.Model):
    """What an alarm's figure was on one day, as last looked at. Personal-data class: none (aggregates)."""

    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="readings")
    day = models.DateField()
    n = models.PositiveIntegerField()
    # All three, or none of them where too few answers came in; in the unit of the measure.
    estimate = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    is_on = models.BooleanField()
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trigger", "day"], name="trigger_reading_once_a_day"),
        ]


class TriggerEpisode(models.Model):
    """One stretch of time during which an alarm was on: its owner is told once. Personal-data class: none."""

    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="episodes")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # "back" (the figure is back at the level), "changed" or "off" (somebody changed the alarm, or switched it off).
    ended_by = models.CharField(max_length=8, blank=True, default="")
    # What began it.
    n = models.PositiveIntegerField()
    estimate = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["trigger"], condition=models.Q(ended_at__isnull=True), name="trigger_episode_one_open"
            ),
        ]
