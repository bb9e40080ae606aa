"""What has to be done and written down before a case of a kind is closed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.cases.models.cases import Case, CaseKind


class ClosingPolicy(models.Model):
    """What must be filled in before a case of one kind is closed; no row, nothing more than the house asks.

    Personal-data class: none.
    """

    kind = models.CharField(max_length=16, choices=CaseKind, unique=True)
    # Codes of `rules.closing.REQUIRABLE`.
    required_fields = models.JSONField(default=list)
    changed_at = models.DateTimeField()


class ChecklistItem(models.Model):
    """One thing to do in every case of a kind. One left out keeps its ticks. Personal-data class: none."""

    kind = models.CharField(max_length=16, choices=CaseKind)
    position = models.PositiveSmallIntegerField()
    text_th = models.CharField(max_length=160, blank=True, default="")
    text_en = models.CharField(max_length=160, blank=True, default="")
    is_required = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "position"], name="checklist_item_kind", condition=models.Q(is_active=True)),
        ]


class ChecklistTick(models.Model):
    """That one thing was done in one case, by whom and when. Personal-data class: none."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ticks", db_index=False)
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="ticks")
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "item"], name="checklist_tick_once")]
