"""How people arrange what they work on: views they keep, cases that belong together."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.cases.models.cases import Case


class SavedView(models.Model):
    """A list of cases somebody keeps by name. Personal-data class: none (staff's own words)."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_views")
    name = models.CharField(max_length=40)
    # The filters as the address of the list has them: {"view": "open", "priority": "1"}.
    query = models.JSONField()
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name")]


class LinkKind(models.TextChoices):
    RELATED = "related", "Belongs together"
    SPLIT = "split", "Split off"


class CaseLink(models.Model):
    """That two cases belong together; `other` is the later one, and of a split what was taken out.

    Personal-data class: none.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_to_later", db_index=False)
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_to_earlier")
    kind = models.CharField(max_length=8, choices=LinkKind)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "other"], name="case_link_once"),
            models.CheckConstraint(condition=models.Q(case__lt=models.F("other")), name="case_link_in_order"),
        ]
