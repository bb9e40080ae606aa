from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from samphan.cases.models import Case
from samphan.customers.models import Customer
from samphan.messaging.models import Message
from samphan.promises.models import Component, OutageKind


class IncidentState(models.TextChoices):
    OPEN = "open", "Open"
    RESOLVED = "resolved", "Over"
    CALLED_OFF = "called_off", "Called off"


class Incident(models.Model):
    """Something that goes wrong for many at once. Personal-data class: none (staff's own words)."""

    kind = models.CharField(max_length=16, choices=OutageKind, default=OutageKind.UNPLANNED)
    state = models.CharField(max_length=12, choices=IncidentState, default=IncidentState.OPEN)
    title_th = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True, default="")
    is_public = models.BooleanField(default=True)  # on the status page, when that is on
    components = models.ManyToManyField(Component, related_name="incidents", blank=True)
    # What contacts about it say: words, one a line, and topic codes.
    words = models.TextField(blank=True, default="")
    topics = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    # How often the affected were promised to hear; null: no promise.
    update_every_minutes = models.PositiveIntegerField(null=True, blank=True)
    next_update_at = models.DateTimeField(null=True, blank=True)
    # So long nobody affected is asked by a survey; set at its end, from the firm's hours of rest.
    calm_until = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="incidents"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-started_at"], name="incident_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="incident_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="resolved") | Q(ended_at__isnull=False, resolved_at__isnull=False),
                name="incident_over_has_an_end",
            ),
        ]


class UpdateKind(models.TextChoices):
    FIRST = "first", "First notice"
    PROGRESS = "progress", "Update"
    APOLOGY = "apology", "Apology"


class IncidentUpdate(models.Model):
    """One text to everybody affected, in both languages or one. Personal-data class: none (staff's own words)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="updates")
    kind = models.CharField(max_length=8, choices=UpdateKind)
    body_th = models.TextField(blank=True, default="")
    body_en = models.TextField(blank=True, default="")
    is_public = models.BooleanField(default=True)
    next_update_at = models.DateTimeField(null=True, blank=True)  # as it was promised in this text
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()
    # Made with the form, so that pressing twice writes to nobody twice.
    idempotency_key = models.CharField(max_length=80, unique=True)


class NoticeWording(models.Model):
    """A firm's own words a kind of notice begins with, in place of ours. Personal-data class: none (staff's own words).

    A language without words begins with ours.
    """

    kind = models.CharField(max_length=8, choices=UpdateKind, unique=True)
    body_th = models.TextField(blank=True, default="")
    body_en = models.TextField(blank=True, default="")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(body_th="") | ~Q(body_en=""), name="notice_wording_has_words"),
        ]


class AffectedSource(models.TextChoices):
    ORDERS = "orders", "Orders"
    SEGMENT = "segment", "Segment"
    FILE = "file", "List"
    CONTACT = "contact", "Told us"


class IncidentCustomer(models.Model):
    """That an incident touches a customer. Personal-data class: contact (by reference)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="affected")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="incidents")
    source = models.CharField(max_length=8, choices=AffectedSource)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "customer"], name="incident_customer_once"),
        ]


class IncidentNotice(models.Model):
    """That one customer was written one update, once for ever. Personal-data class: contact (by reference).

    What became of the letter, the send gate's answer included, is its message's own state.
    """

    update = models.ForeignKey(IncidentUpdate, on_delete=models.CASCADE, related_name="notices")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["update", "customer"], name="incident_notice_once_a_person"),
        ]


class IncidentContact(models.Model):
    """What a customer said about it by themselves. Personal-data class: contact (by reference)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="contacts")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    submission_kind = models.CharField(max_length=16)  # "response" | "review" | "message" | "case"
    submission_id = models.BigIntegerField()
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="incident_contacts")
    reason = models.CharField(max_length=12)  # see `rules.why_linked`, or "by_hand"
    linked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "submission_kind", "submission_id"], name="incident_contact_once"
            ),
        ]


class RunKind(models.TextChoices):
    AFFECTED = "affected", "Collecting who is affected"
    NOTICES = "notices", "Writing to the affected"
    CREDITS = "credits", "Proposing credits"
    APPROVAL = "approval", "Posting credits"


class IncidentRun(models.Model):
    """Long work on an incident's list, with how far it got; each batch is one transaction. Personal-data class: none.

    A worker that dies loses at most the batch it was at, which the next one does again.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=8, choices=RunKind)
    update = models.OneToOneField(IncidentUpdate, on_delete=models.CASCADE, null=True, blank=True, related_name="run")
    plan = models.JSONField(default=dict)  # what to do: ids and codes
    cursor = models.BigIntegerField(default=0)  # the last customer or credit done
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["incident", "-id"], name="incident_run_recent")]
