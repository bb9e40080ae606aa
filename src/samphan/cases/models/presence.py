"""Who has a case open at this moment."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.cases.models.cases import Case


class CasePresence(models.Model):
    """When somebody last had a case open, and last typed in it; old rows mean nothing and are swept away.

    A table of its own: the case is read by everybody and must not be written each time somebody looks.
    Personal-data class: staff behaviour, kept for minutes.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)
    typed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "user"], name="case_presence_once")]
