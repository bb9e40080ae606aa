from typing import ClassVar

from django.conf import settings
from django.db import models

from samphan.accounts.models import Branch
from samphan.customers.models import Customer, Order
from samphan.messaging.models import Message


class Purpose(models.TextChoices):
    """Why we ask, in the order of priority when a customer's budget of asks is short."""

    VERIFICATION = "verification", "Verification"
    TRANSACTIONAL = "transactional", "Transactional"
    RELATIONSHIP = "relationship", "Relationship"
    CAMPAIGN = "campaign", "Campaign"


class QuestionKind(models.TextChoices):
    NPS = "nps", "NPS 0-10"
    CSAT = "csat", "CSAT 1-5"
    CHOICE = "choice", "Choices"
    TEXT = "text", "Open comment"


class Survey(models.Model):
    """A questionnaire. Personal-data class: none."""

    # Stable name for imports, rules and the API: "nps", "csat", "verification".
    code = models.SlugField(max_length=40, unique=True)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.RELATIONSHIP)
    is_anonymous = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    contact_me_offered = models.BooleanField(default=True)
    # Where everybody who answers, happy or not, may leave a public review; empty offers none.
    review_url = models.URLField(max_length=500, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()


class Question(models.Model):
    """One question; `field` names the signal its answer becomes. Personal-data class: none."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=QuestionKind)
    # Texts may use {name} (how we address the customer) and {brand}.
    text_th = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    low_th = models.CharField(max_length=80, blank=True, default="")
    low_en = models.CharField(max_length=80, blank=True, default="")
    high_th = models.CharField(max_length=80, blank=True, default="")
    high_en = models.CharField(max_length=80, blank=True, default="")
    # For choices: [{"code": "price", "th": "ราคา", "en": "Price"}]
    options = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "position"], name="question_position"),
            models.UniqueConstraint(fields=["survey", "field"], name="question_field"),
        ]


class Invitation(models.Model):
    """One ask of one customer, sent or skipped by a rule. Personal-data class: contact (by reference).

    Reserved, then written (`message`), then sent (`sent_at`) once the send gate let the message through; or skipped by
    a rule, which gives the customer's budget back. What is not skipped counts in the budget: nobody is asked twice.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, blank=True)
    # The case this verifies; a plain id, because cases live on a higher floor.
    case_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    channel = models.CharField(max_length=16, default="email")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField()
    # When it goes out: at once, or at the end of the quiet hours named in `delayed_reason`. Empty when it is skipped or
    # has been given to a job that sends it.
    due_at = models.DateTimeField(null=True, blank=True)
    delayed_reason = models.CharField(max_length=60, blank=True, default="")
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitation")
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    # Why it was not sent: the rule's code; the skip is shown on the timeline.
    skipped_reason = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-created_at"], name="invitation_customer"),
            models.Index(fields=["survey", "-created_at"], name="invitation_survey"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, skipped_reason="", due_at__isnull=False),
                name="invitation_due",
            ),
        ]


class Response(models.Model):
    """What came back. Its answers are rows of `signals`. Personal-data class: opinion."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, null=True, blank=True, related_name="responses")
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, null=True, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="responses")
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True)
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, blank=True)
    source = models.CharField(max_length=40, default="link")
    external_ref = models.CharField(max_length=160, null=True, blank=True)
    channel = models.CharField(max_length=16, default="web")
    wants_contact = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    import_batch_id = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_ref"], name="response_once")]
        indexes: ClassVar = [
            models.Index(fields=["survey", "-answered_at"], name="response_survey"),
            models.Index(fields=["customer", "-answered_at"], name="response_customer"),
        ]


class AskingSettings(models.Model):
    """How much one customer may be asked; one row, or none while the firm lives with what we propose.

    Personal-data class: none.
    """

    most_asks = models.PositiveSmallIntegerField()
    budget_days = models.PositiveSmallIntegerField()
    complaint_hours = models.PositiveSmallIntegerField()
    incident_hours = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()


class AskingPause(models.Model):
    """A reason why a customer is not asked for now, such as an open unhappy case. Personal-data class: none.

    Rooms above write it through `pause_asking` and `resume_asking`, so that this room need not know them.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="asking_pauses")
    reason = models.CharField(max_length=24)  # "case", "incident"
    reason_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "reason", "reason_id"], name="asking_pause_once"),
        ]
