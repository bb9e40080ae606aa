from typing import ClassVar

from django.conf import settings
from django.db import models


class ImportKind(models.TextChoices):
    CUSTOMERS = "customers", "Customers"
    ORDERS = "orders", "Orders"
    RESPONSES = "responses", "Survey responses"
    REVIEWS = "reviews", "Reviews"


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", "Uploaded"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


class ImportBatch(models.Model):
    """One file taken in, with its mapping and its counts. Personal-data class: by reference (the stored file)."""

    kind = models.CharField(max_length=16, choices=ImportKind)
    state = models.CharField(max_length=16, choices=BatchState, default=BatchState.UPLOADED)
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=500)
    file_digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20, default="utf-8")
    delimiter = models.CharField(max_length=2, default=",")
    preset = models.CharField(max_length=40, blank=True, default="")
    # The system the file comes from: its ids are unique under this name.
    source = models.CharField(max_length=40, default="import")
    headings = models.JSONField(default=list)
    header_row = models.IntegerField(default=0)
    mapping = models.JSONField(default=dict)  # field -> heading
    options = models.JSONField(default=dict)  # see `services.batches.Options`
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    duplicate_count = models.PositiveIntegerField(default=0)
    new_customer_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    error_path = models.CharField(max_length=500, blank=True, default="")
    failure = models.CharField(max_length=300, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)


class BeforeImage(models.Model):
    """What a row looked like before a batch changed it; undo puts it back. Personal-data class: as the row's."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="before_images")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    fields = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "model", "object_id"], name="before_image_once"),
        ]
