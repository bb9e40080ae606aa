from datetime import date, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from samphan.accounts.policies import Role, may


class Language(models.TextChoices):
    THAI = "th", "ไทย"
    ENGLISH = "en", "English"


class Organisation(models.Model):
    """The one firm this installation serves. Personal-data class: none."""

    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language, default=Language.THAI)
    timezone = models.CharField(max_length=64, default="Asia/Bangkok")
    currency = models.CharField(max_length=3, default="THB")
    industry = models.CharField(max_length=32, default="retail")
    quiet_from = models.TimeField(default="20:00")
    quiet_until = models.TimeField(default="09:00")
    created_at = models.DateTimeField()
    is_singleton = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(is_singleton=True), name="organisation_one_row"),
        ]


class Branch(models.Model):
    """One place or unit of the firm; branches form a tree. Personal-data class: none."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=32, unique=True)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)


class UserManager(BaseUserManager["User"]):
    """Finds who signs in."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by e-mail, ignoring case: nobody remembers how they typed it."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff who signs in. Personal-data class: staff identity."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120)
    role = models.CharField(max_length=16, default=Role.AGENT.value)
    reports_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True, related_name="staff")
    language = models.CharField(max_length=2, choices=Language, default=Language.THAI)
    theme = models.CharField(max_length=8, default="auto")
    shortcuts_on = models.BooleanField(default=True)
    particle = models.CharField(max_length=8, default="ค่ะ")
    skills = models.JSONField(default=list, blank=True)
    # Languages they answer customers in; none named: the one they read the screens in.
    languages = models.JSONField(default=list, blank=True)
    # Open cases at a time, weighted by priority; of a kind of channel ({"email": 5}), counted.
    capacity = models.PositiveSmallIntegerField(default=20)
    channel_capacity = models.JSONField(default=dict, blank=True)
    is_available = models.BooleanField(default=True)
    available_since_at = models.DateTimeField(null=True, blank=True)
    # The weekly mail about how the firm and their own work did.
    digest_on = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["display_name"]
    objects = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=[r.value for r in Role]), name="user_role_known"),
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
        ]

    def may(self, action: str) -> bool:
        """Say whether this user holds an action of the permission table."""
        return self.is_active and may(self.role, action)


class Shift(models.Model):
    """When somebody works each week; without one they have no fixed hours. Personal-data class: staff working hours."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="shift")
    timezone = models.CharField(max_length=64)
    # {"0": [["09:00", "12:00"], ["13:00", "18:00"]]}: Monday is 0, local times, half-open.
    week = models.JSONField()


class AbsenceReason(models.TextChoices):
    LEAVE = "leave", "Leave"
    SICK = "sick", "Sick"
    TRAINING = "training", "Training"
    OTHER = "other", "Other"


# Of absences: asked for, and nobody has said yes or no.
UNDECIDED = models.Q(asked_at__isnull=False, refused_at__isnull=True)


class Absence(models.Model):
    """A time somebody is away, without its end. Personal-data class: staff absence, sickness included.

    Asked for by whoever it is about, it counts nowhere until it is granted. Refused, it never counts, and stays for
    them to read, with why where that was said, until they put it away or ask for the same days again.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=16, choices=AbsenceReason)
    asked_at = models.DateTimeField(null=True, blank=True)  # asked for then, and not granted; null: it holds
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=200, blank=True, default="")  # why, in the words of whoever refused

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "ends_at"], name="absence_user_end")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_at__gte=models.F("starts_at")), name="absence_ends_after"),
            # What counts asks only for `asked_at`.
            models.CheckConstraint(
                condition=models.Q(refused_at__isnull=True) | models.Q(asked_at__isnull=False),
                name="absence_refused_was_asked",
            ),
        ]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day away, as they were given: where their person works, else by the reader's clock."""
        shift = getattr(self.user, "shift", None)
        zone = ZoneInfo(shift.timezone) if shift else timezone.get_current_timezone()
        first, last = self.starts_at.astimezone(zone), (self.ends_at - timedelta(seconds=1)).astimezone(zone)
        return first.date(), last.date()


class Team(models.Model):
    """People who share a queue of cases. Personal-data class: none."""

    name = models.CharField(max_length=120, unique=True)
    lead = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    members = models.ManyToManyField(User, related_name="teams", blank=True)
    is_active = models.BooleanField(default=True)


class ApiKey(models.Model):
    """A key another system signs in with, stored only as a hash. Personal-data class: none."""

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class BoardLink(models.Model):
    """A link to the wallboard for a screen nobody signs in on; it works until revoked. Personal-data class: none."""

    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=Language, default=Language.THAI)
    theme = models.CharField(max_length=8, default="dark")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_opened_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
