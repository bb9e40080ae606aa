"""The tree of root causes."""

from typing import ClassVar

from django.db import models


class CauseTreeVersion(models.Model):
    """One edition of the organisation's tree of root causes. Personal-data class: none."""

    number = models.PositiveIntegerField(unique=True)
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_active"], condition=models.Q(is_active=True), name="cause_tree_one_active"
            ),
        ]


class Cause(models.Model):
    """One node of the cause tree, at most two levels deep: two clicks. Personal-data class: none."""

    tree = models.ForeignKey(CauseTreeVersion, on_delete=models.PROTECT, related_name="causes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=60)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tree", "code"], name="cause_code_in_tree")]


class CauseDraft(models.Model):
    """The next edition while it is written; one row, none when nobody writes one. Personal-data class: none."""

    # [{"code", "name_th", "name_en", "children": [...]}], two levels.
    nodes = models.JSONField()
    changed_at = models.DateTimeField()


class CauseMapping(models.Model):
    """As which cause of today reports count one that left the tree; cases keep the one they were given.

    Personal-data class: none.
    """

    old_code = models.CharField(max_length=60, unique=True)
    new_code = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(old_code=models.F("new_code")), name="cause_mapping_to_another"),
        ]
