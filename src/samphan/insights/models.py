from typing import ClassVar

from django.db import models

from samphan.customers.models import Customer
from samphan.signals.models import Signal


class Figure(models.Model):
    """One computed figure, stored so that a page only reads. Personal-data class: none (aggregates)."""

    name = models.CharField(max_length=60)
    # "all", or "branch:3" (that branch and those below it).
    scope = models.CharField(max_length=60, default="all")
    # "12m" or "24m": that many calendar months, the running one included.
    period = models.CharField(max_length=20)
    # Always holds "n", "since" and "until" (ISO dates, half-open); the rest belongs to the name (see `rules`).
    value = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "scope", "period"], name="figure_once"),
        ]


class Refresh(models.Model):
    """One recomputation of every figure, with how far it got and how it ended. Personal-data class: none."""

    steps_done = models.PositiveSmallIntegerField(default=0)
    steps_total = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    # When it ended, well or not; None while it runs, and where it was killed.
    finished_at = models.DateTimeField(null=True, blank=True)
    # Somebody asked for it and waits. The nightly one and one of the command line are not followed.
    is_running = models.BooleanField(default=True)
    # Why it failed (`rules.refreshing.Failure`); empty where it did not.
    failure = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_running"], condition=models.Q(is_running=True), name="refresh_one_running"
            ),
            models.CheckConstraint(
                condition=models.Q(failure="") | models.Q(finished_at__isnull=False), name="refresh_failed_has_ended"
            ),
        ]


class FittedModel(models.Model):
    """One fit of one model: what was chosen, on which data, and how well it did. Personal-data class: none."""

    # "attrition" (who is still there), "spend" (what an order is worth) or "risk" (who will not come back, and why).
    purpose = models.CharField(max_length=20)
    # The chosen model's code, such as "mbg_nbd", and a number that only grows.
    chosen = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    parameters = models.JSONField()
    # Log-likelihoods, tests and backtest errors, of the chosen one and of those it was chosen among.
    quality = models.JSONField()
    n = models.PositiveIntegerField()
    since_date = models.DateField()
    until_date = models.DateField()
    fitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "version"], name="fitted_model_version_once"),
        ]


class CustomerScore(models.Model):
    """What the models say of one customer. Personal-data class: behaviour (erased with the customer)."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    # Repeat purchase days, whole days from the first to the last of them, and from the first until the figures' end.
    frequency = models.PositiveIntegerField()
    recency_days = models.PositiveIntegerField()
    age_days = models.PositiveIntegerField()
    # None where the data show no attrition yet: nobody can then be called lost.
    alive_probability = models.FloatField(null=True)
    expected_orders = models.FloatField()
    # None where spend is too little or too uneven to have an expected value.
    clv_satang = models.BigIntegerField(null=True)
    clv_low_satang = models.BigIntegerField(null=True)
    clv_high_satang = models.BigIntegerField(null=True)
    # The chance of no order within the horizon, and the value at risk with it: 0 within the customer's usual gap.
    churn_risk = models.FloatField(null=True)
    expected_loss_satang = models.BigIntegerField(null=True)
    # [{"code", "kind": "association" | "stated" | "measured", "weight", "side": "low" | "high" | "none"}], strongest
    # first; the side, of what is seen together only, is the customer's of the firm's median.
    reasons = models.JSONField(default=list)
    # The next best action's code with its evidence, empty when there is none that evidence speaks for.
    action = models.CharField(max_length=40, blank=True)
    evidence = models.JSONField(default=dict)
    segment = models.CharField(max_length=40, blank=True)
    # What the latest NPS answer was, when, and what followed it: "back", "gone", or "pending" while it is too early.
    attitude = models.CharField(max_length=12, blank=True)
    answered_date = models.DateField(null=True)
    behaviour = models.CharField(max_length=8, blank=True)
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(alive_probability__isnull=True)
                | models.Q(alive_probability__gte=0, alive_probability__lte=1),
                name="score_alive_is_a_probability",
            ),
            models.CheckConstraint(
                condition=models.Q(churn_risk__isnull=True) | models.Q(churn_risk__gte=0, churn_risk__lte=1),
                name="score_risk_is_a_probability",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-expected_loss_satang", "-customer"], name="score_by_loss"),
            models.Index(fields=["-clv_satang", "-customer"], name="score_by_value"),
        ]


class EconomicsAssumption(models.Model):
    """What only the business knows and the economics need; one row. Personal-data class: none."""

    # What is left of 100 baht of sales after the goods; what winning a customer, and keeping one for a year, costs.
    margin_percent = models.PositiveSmallIntegerField()
    acquisition_cost_satang = models.BigIntegerField()
    retention_cost_satang_a_year = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(margin_percent__gte=1, margin_percent__lte=100),
                name="economics_margin_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(acquisition_cost_satang__gte=0, retention_cost_satang_a_year__gte=0),
                name="economics_costs_not_negative",
            ),
        ]


class SatisfactionGoal(models.Model):
    """The one goal everybody sees: where the NPS shall stand, and by when; one row. Personal-data class: none."""

    # On -100..100; met when the NPS of the last twelve months, allowing for chance, is not below it.
    target = models.SmallIntegerField()
    by_date = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(target__gte=-100, target__lte=100), name="satisfaction_goal_on_the_scale"
            ),
        ]


class ThemeRun(models.Model):
    """One week's look for themes, found or not. Personal-data class: none."""

    # The Monday of the week, and how many weeks of texts, that one last, were looked at: a small firm's week is short.
    week = models.DateField(unique=True)
    weeks = models.PositiveSmallIntegerField()
    texts = models.PositiveIntegerField()
    # Of those, how many belong to a theme.
    themed = models.PositiveIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(themed__lte=models.F("texts")), name="theme_run_themed_are_texts"
            ),
        ]


class Theme(models.Model):
    """Something many texts were about, followed from week to week. Personal-data class: none (words many used)."""

    key = models.CharField(max_length=40, unique=True)
    # What sets its texts apart, the most telling first, as last seen.
    terms = models.JSONField()
    # What the firm calls it; empty until somebody does.
    name_th = models.CharField(max_length=60, blank=True, default="")
    name_en = models.CharField(max_length=60, blank=True, default="")
    # Terms and weights, by which next week's theme is told to be the same.
    vector = models.JSONField()
    first_week = models.DateField()
    last_week = models.DateField()
    # Not spoken of for so long that a new theme is no longer taken for it.
    is_retired = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first_week__lte=models.F("last_week")), name="theme_weeks_in_order"
            ),
        ]


class ThemeWeek(models.Model):
    """How much a theme was spoken of in one week's texts, and in which tone. Personal-data class: none."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="weeks")
    run = models.ForeignKey(ThemeRun, on_delete=models.CASCADE, related_name="themes")
    size = models.PositiveIntegerField()
    share = models.FloatField()
    # How many of its texts were negative, neutral, positive, a question, or not understood.
    tones = models.JSONField()
    # The signals that say it best.
    quotes = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "theme"], name="theme_week_once"),
            models.CheckConstraint(condition=models.Q(share__gte=0, share__lte=1), name="theme_week_share_is_a_share"),
        ]


class ThemeText(models.Model):
    """One text of one theme's week: the rows behind its size. Personal-data class: a reference to free text."""

    theme_week = models.ForeignKey(ThemeWeek, on_delete=models.CASCADE, related_name="texts")
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="+")
    # As it was read then, so that the rows of a tone are those that were counted.
    tone = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["theme_week", "signal"], name="theme_text_once"),
        ]
