from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from samphan.accounts.models import Branch, User
from samphan.customers.models import Customer


class SignalType(models.TextChoices):
    RATING = "rating", "Rating"
    CHOICE = "choice", "Choice"
    TEXT = "text", "Text"


class Scale(models.TextChoices):
    NPS = "nps", "NPS 0-10"
    CSAT = "csat", "CSAT 1-5"
    STARS = "stars", "Stars 1-5"
    NONE = "", "None"


class Signal(models.Model):
    """One answered field of one submission. Personal-data class: free text (in `text`) and opinion."""

    submission_kind = models.CharField(max_length=16)  # "response" | "review" | "message"
    submission_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    type = models.CharField(max_length=8, choices=SignalType)
    scale = models.CharField(max_length=8, choices=Scale, default=Scale.NONE, blank=True)
    score = models.SmallIntegerField(null=True)
    choices = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    source = models.CharField(max_length=40)
    channel = models.CharField(max_length=16, default="web")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="signals")
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True)
    occurred_at = models.DateTimeField()
    # The reading: filled by the first reaction, and again when the model changes. Empty `read_with` means not read yet.
    read_with = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    # How the text stands: what people said, else what the machine read.
    sentiment = models.CharField(max_length=8, blank=True, default="")
    sentiment_score = models.FloatField(null=True)
    # The machine's own: shares in the order of `language.LABELS`, and the largest of them.
    probabilities = models.JSONField(default=list)
    confidence = models.FloatField(null=True)
    # What a language model said of a text the machine was unsure of: {"by", "probabilities"}; null: not asked.
    second_opinion = models.JSONField(null=True)
    # Codes only, for rules and counts; where the machine found each, and how it was meant, is in `topic_spans`.
    topics = models.JSONField(default=list)
    topic_spans = models.JSONField(default=list)
    urgency = models.SmallIntegerField(default=0)
    urgency_rule = models.CharField(max_length=40, blank=True, default="")
    urgency_spans = models.JSONField(default=list)
    # Where the text tells who somebody is: [start, end, kind] each.
    personal_spans = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission_kind", "submission_id", "field"], name="signal_field_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["scale", "occurred_at", "score"], name="signal_scale_time"),
            models.Index(fields=["customer", "-occurred_at"], name="signal_customer"),
            models.Index(
                fields=["submission_kind", "channel", "read_with"],
                name="signal_text_read_with",
                condition=Q(type="text"),
            ),
            models.Index(fields=["confidence", "id"], name="signal_text_confidence", condition=Q(type="text")),
        ]


# What a reading fills; blank again when the text changes.
READING_COLUMNS = (
    *("read_with", "language", "sentiment", "sentiment_score", "probabilities", "confidence", "second_opinion"),
    *("topics", "topic_spans", "urgency", "urgency_rule", "urgency_spans", "personal_spans"),
)


class Correction(models.Model):
    """What a person said a text means. Personal-data class: opinion (of the customer), and who of the staff said so.

    The one with `ended_at` empty holds, for as long as the field still says the words it was said of.
    """

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="corrections")
    what = models.CharField(max_length=60)  # "sentiment", or "topic:" and a code
    value = models.CharField(max_length=8)  # a label; "yes" or "no" of a topic
    text_key = models.CharField(max_length=16)
    drawn = models.CharField(max_length=8)  # "screen", "unsure" or "lot" (see rules.corrections)
    is_held_out = models.BooleanField()
    # All topics of the text once this was said: what its author saw and left alone. A model may guess others since.
    topics_seen = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["signal", "what"], condition=Q(ended_at__isnull=True), name="correction_one_holds"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["what", "made_at"], name="correction_what_time")]


class TaxonomyEdition(models.Model):
    """The words topics are found by, as the firm edited them; the newest is in force. Personal-data class: none."""

    number = models.PositiveIntegerField(unique=True)
    body = models.JSONField()  # list of [code, its words]: PostgreSQL keeps no order of the keys of an object
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    @property
    def topics(self) -> dict[str, Any]:
        """The words of each topic by its code, in the firm's order: what `language.Taxonomy.from_data` takes."""
        return dict(self.body)


class FirmModelKind(models.TextChoices):
    SENTIMENT = "sentiment", "Sentiment"
    TOPICS = "topics", "Topics"


class FirmModelState(models.TextChoices):
    ACTIVE = "active", "In force"
    RETIRED = "retired", "Replaced by a newer one"
    DECLINED = "declined", "No better than what was in force"
    BACK = "back", "Taken back"


class FirmModel(models.Model):
    """One version of what was learnt from the firm's corrections. Personal-data class: none (weights of hashed words).

    Shares are of the corrections kept aside: `score` of this version, `score_before` of what was in force then.
    """

    kind = models.CharField(max_length=9, choices=FirmModelKind)
    number = models.PositiveIntegerField()
    body = models.BinaryField()
    state = models.CharField(max_length=8, choices=FirmModelState)
    reason = models.CharField(max_length=20)
    learnt_from = models.PositiveIntegerField()
    judged_by = models.PositiveIntegerField()
    score = models.FloatField(null=True)
    score_before = models.FloatField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="firm_model_number_once"),
            models.UniqueConstraint(fields=["kind"], condition=Q(state="active"), name="firm_model_one_active"),
        ]


class ReadingSetup(models.Model):
    """What is in force for reading, in one row. Personal-data class: none.

    `stamp` changes with every change, so that a worker sees by one short query whether its reader still holds;
    `versions` is what the workers' reader calls itself, by kind of talk ("" for the others; see `rules.read_as`), for
    screens that load none; so is `usual`.
    """

    stamp = models.CharField(max_length=24)
    taxonomy = models.ForeignKey(TaxonomyEdition, on_delete=models.PROTECT, null=True, related_name="+")
    # kind of talk -> {"shares": four, "texts": how many showed it, "at": ISO time}
    priors = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    usual = models.JSONField(default=dict)  # kind of talk -> four shares texts are read with now
    trouble = models.JSONField(default=dict)  # back-end -> what was wrong with it last


class Reread(models.Model):
    """One reading again of everything another version read, with how far it got. Personal-data class: none."""

    texts_done = models.PositiveIntegerField(default=0)
    texts_total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    is_running = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_running"], condition=Q(is_running=True), name="reread_one_running"),
        ]
