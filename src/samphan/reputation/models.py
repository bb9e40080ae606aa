from typing import ClassVar

from django.db import models

from samphan.accounts.models import Branch
from samphan.customers.models import Customer


class Review(models.Model):
    """One public review; stars and words are its signals. Personal-data class: public opinion."""

    source = models.CharField(max_length=40)
    external_ref = models.CharField(max_length=160)
    author_name = models.CharField(max_length=120, blank=True, default="")
    url = models.URLField(max_length=500, blank=True, default="")
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True)
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True)
    posted_at = models.DateTimeField()
    import_batch_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_ref"], name="review_once")]
