"""Sentences over the figures of Customer value."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samphan.web.formats import format_number
from samphan.web.insights import codes
from samphan.web.insights.wording import amount, few, percent, signed

Value = Mapping[str, Any]


def clv_sentence(value: Value) -> str:
    """Say what all are worth, how evenly, and from which model."""
    text = _(
        "%(n)s customers are expected to bring %(total)s in %(months)s months: %(mean)s on average, half of them less "
        "than %(median)s."
    ) % {
        "n": format_number(value["n"]),
        "total": amount(value["total_satang"]),
        "months": value["horizon_months"],
        "mean": amount(value["mean_satang"]),
        "median": amount(value["median_satang"]),
    }
    if value.get("top_decile_share") is not None:
        text += " " + _("The most valuable tenth brings %(share)s of it.") % {
            "share": percent(value["top_decile_share"])
        }
    return text


def unit(value: Value) -> str:
    """Say whether value is margin or revenue."""
    if value["margin_percent"] is None:
        return _("This is revenue, not profit: enter your margin under Economics.")
    return _("This is margin: %(share)s%% of sales.") % {"share": value["margin_percent"]}


def risk_sentence(value: Value) -> str:
    """Say how many are more likely than not to stay away, and what that may cost."""
    likely = sum(row["count"] for row in value["bins"] if row["start"] >= 0.5)
    return _(
        "%(likely)s of %(n)s customers are more likely than not to order nothing in %(days)s days; %(loss)s are "
        "expected to be lost."
    ) % {
        "likely": format_number(likely),
        "n": format_number(value["n"]),
        "days": value["horizon_days"],
        "loss": amount(value["expected_loss_satang"]),
    }


def risk_missing(value: Value) -> str:
    """Say why no risk is shown."""
    reason = few(value) if "shown" in value else ""
    return reason or _("Too few customers for a model of who comes back. It needs months of orders.")


def model_sentence(value: Value) -> str:
    """Say which model speaks, since when, and whether leaving can be told from slowness."""
    found = value["model"]
    text = _("Model: %(name)s, version %(version)s.") % {
        "name": codes.model(found["chosen"]),
        "version": found["version"],
    }
    if not value["attrition"]["detected"]:
        text += " " + _("No attrition detectable yet, so nobody is counted as lost.")
    return text


def checks(value: Value) -> list[tuple[str, str, str]]:
    """Return how the model and the simplest guess did on a period neither had seen: (measure, guess, model)."""
    names = {
        "mae": (_("Average error, orders"), _decimal),
        "auc": (_("Tells who comes back (AUC; 0.5 is chance)"), _decimal),
        "brier": (_("Error of the chances (Brier; lower is better)"), _decimal),
        "ece": (_("Calibration error"), _decimal),
        "bias": (_("Too high or too low in total"), _bias),
    }
    guess, model = value.get("baseline") or {}, value.get("model") or {}
    return [
        (label, write(guess.get(name)), write(model.get(name)))
        for name, (label, write) in names.items()
        if guess.get(name) is not None or model.get(name) is not None
    ]


def risk_checks(quality: Value) -> list[tuple[str, str, str]]:
    """Return the same for the chance of not coming back."""
    guess = {"auc": quality.get("baseline_auc"), "brier": quality.get("baseline_brier")}
    return checks({"baseline": guess, "model": quality})


def _decimal(value: float | None) -> str:
    return "–" if value is None else format_number(value, digits=3)


def _bias(value: float | None) -> str:
    return "–" if value is None else f"{signed(100 * value, digits=1)}%"
