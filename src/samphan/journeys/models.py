from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from samphan.accounts.models import Branch
from samphan.promises.models import Promise
from samphan.surveys.models import Survey


class MeasuredScale(models.TextChoices):
    NPS = "nps", "NPS 0-10"
    CSAT = "csat", "CSAT 1-5"
    STARS = "stars", "Stars 1-5"


class Journey(models.Model):
    """One way customers go with the firm. Personal-data class: none."""

    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    created_at = models.DateTimeField()


class Stage(models.Model):
    """One part of the way; stages stand in the order of (position, id). Personal-data class: none."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name_th = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)


class Touchpoint(models.Model):
    """One meeting of customer and firm, with what is known about it. Personal-data class: none.

    The link columns (`survey`, `kind`, `source`, `channel`, `branch`) say which signals are about it: those that agree
    with every one that is filled in. With none of them filled in it is not measured.
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="touchpoints")
    position = models.PositiveSmallIntegerField()
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    need_th = models.CharField(max_length=500, blank=True, default="")
    need_en = models.CharField(max_length=500, blank=True, default="")
    # One to a line: what customers ask here, and what goes wrong.
    questions_th = models.TextField(blank=True, default="")
    questions_en = models.TextField(blank=True, default="")
    problems_th = models.TextField(blank=True, default="")
    problems_en = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    promise = models.ForeignKey(Promise, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=16, blank=True, default="")  # a signal's submission_kind
    source = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=16, blank=True, default="")
    branch = models.ForeignKey(Branch, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Which rating counts: its scale and, where a survey has several of one scale, the field; empty: all of the scale.
    scale = models.CharField(max_length=8, choices=MeasuredScale, default=MeasuredScale.CSAT)
    field = models.CharField(max_length=40, blank=True, default="")
    # Share of satisfied minus share of unhappy answers that is aimed at, in points.
    target_points = models.SmallIntegerField(default=50)
    is_moment_of_truth = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target_points__gte=-100, target_points__lte=100), name="touchpoint_target_in_points"
            ),
        ]


class WordingKind(models.TextChoices):
    WORDING = "wording", "What to say"
    MAIL = "mail", "Mail template"


class Wording(models.Model):
    """What to say or to write at a touchpoint, in both languages. Personal-data class: none."""

    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="wordings")
    kind = models.CharField(max_length=8, choices=WordingKind)
    name = models.CharField(max_length=80)
    subject_th = models.CharField(max_length=200, blank=True, default="")
    subject_en = models.CharField(max_length=200, blank=True, default="")
    body_th = models.TextField(blank=True, default="")
    body_en = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["touchpoint", "name"], name="wording_name_once"),
        ]


class RedesignState(models.TextChoices):
    WAITING = "waiting", "To do"
    DOING = "doing", "Being redesigned"
    DONE = "done", "Done"


class Redesign(models.Model):
    """A touchpoint to be made anew, and what must be better afterwards. Personal-data class: none."""

    touchpoint = models.ForeignKey(Touchpoint, on_delete=models.CASCADE, related_name="redesigns")
    goal = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=RedesignState, default=RedesignState.WAITING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["touchpoint"], condition=~Q(state="done"), name="redesign_one_open_a_touchpoint"
            ),
        ]
