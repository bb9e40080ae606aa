from typing import ClassVar

from django.db import models


class DocumentKind(models.TextChoices):
    CUSTOMER = "customer", "Customer"
    CASE = "case", "Case"
    MESSAGE = "message", "Message"
    ARTICLE = "article", "Article"


class Document(models.Model):
    """One thing that can be found, as it is found. Personal-data class: free text, redacted.

    What it is about lives above this room, so it is named by kind and id. The full-text index over `seg` and `grams`
    is the database's own (see the migration `full_text`): no write can leave it behind.
    """

    kind = models.CharField(max_length=16, choices=DocumentKind)
    object_id = models.BigIntegerField()
    # Where it is read: the page of a case, a customer or an article.
    place_kind = models.CharField(max_length=16, choices=DocumentKind)
    place_id = models.BigIntegerField()
    # Whose branch it is; empty: the whole firm's. No foreign key: what belonged to a branch that is gone stays hidden.
    branch_id = models.BigIntegerField(null=True)
    # Whom it is about, so that it goes when they go.
    customer_id = models.BigIntegerField(null=True, db_index=True)
    occurred_at = models.DateTimeField()
    # Which rules and words cut it.
    version = models.CharField(max_length=120)
    indexed_at = models.DateTimeField()
    # Long columns last, those a rank reads before the others: SQLite reads a row from its beginning.
    title = models.CharField(max_length=200, blank=True, default="")
    title_seg = models.TextField(blank=True, default="")
    # The words (`language.searching.seg`): the title's, which stand in `title_seg` too, then those of the body.
    seg = models.TextField()
    body = models.TextField(blank=True, default="")
    # Each group of three characters once, marked by "_" and separated by spaces.
    grams = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "object_id"], name="document_once")]


class TermCount(models.Model):
    """In how many documents a word (or "_" and three characters) stands.

    Counted now and then, not with every write: a rank hardly moves with it. Personal-data class: free text, as single
    words; what is gone from the documents goes with the next count, within a day.
    """

    term = models.CharField(max_length=100, primary_key=True)
    documents = models.PositiveIntegerField()


class Census(models.Model):
    """One count of all documents: how many there were and how long they are. Personal-data class: none."""

    documents = models.PositiveIntegerField()
    mean_words = models.FloatField()
    mean_characters = models.FloatField()
    counted_at = models.DateTimeField()


class Synonym(models.Model):
    """Words the firm wants to count as one. Personal-data class: none."""

    words = models.JSONField()  # list of at least two words, as they were written
    created_at = models.DateTimeField()


class DictionaryWord(models.Model):
    """A word of the firm's own (a product, a branch) that must not fall apart. Personal-data class: none."""

    word = models.CharField(max_length=60, unique=True)
    created_at = models.DateTimeField()


class Rebuild(models.Model):
    """One writing-afresh of every document, with how far it got. Personal-data class: none."""

    version = models.CharField(max_length=120)
    # Where it goes on after a worker was stopped: the source, and the last id of it that is done.
    source = models.PositiveSmallIntegerField(default=0)
    after_id = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_running = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_running"], condition=models.Q(is_running=True), name="rebuild_one_running"
            ),
        ]
