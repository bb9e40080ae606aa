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
