"""Labels: words of the firm's own that cases are found by."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower

from samphan.cases.models.cases import Case


class Label(models.Model):
    """One word cases are marked with, by people or by a rule. Personal-data class: none."""

    name = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("name"), name="label_name_any_case")]


class CaseLabel(models.Model):
    """That a case carries a label: what a list is filtered by. Personal-data class: none.

    `Case.tags` holds the same words, so that a list of cases names its labels without another table;
    `services.labelling` writes both.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="label_rows", db_index=False)
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="case_rows", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "label"], name="case_label_once")]
        indexes: ClassVar = [models.Index(fields=["label", "case"], name="case_label_find")]
