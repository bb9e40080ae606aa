"""Sentences over the figures of Customer value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.web.formats import format_date, format_number, is_thai
from samphan.web.insights import codes
from samphan.web.insights.wording import amount, few, not_yet, percent, signed

Value = Mapping[str, Any]
MORE_LIKELY_THAN_NOT = 0.5


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


def likely(value: Value) -> int:
    """Return how many are more likely than not to stay away."""
    return sum(row["count"] for row in value["bins"] if row["start"] >= MORE_LIKELY_THAN_NOT)


def risk_sentence(value: Value) -> str:
    """Say how many are more likely than not to stay away, and what that may cost."""
    return _(
        "%(likely)s of %(n)s customers are more likely than not to order nothing in %(days)s days. Value at risk with "
        "those who have been quiet for longer than usual: %(loss)s."
    ) % {
        "likely": format_number(likely(value)),
        "n": format_number(value["n"]),
        "days": value["horizon_days"],
        "loss": at_risk(value),
    }


def at_risk(value: Value) -> str:
    """Write the value at risk, which is not known without a model of spend."""
    loss = value["expected_loss_satang"]
    return _("not known yet") if loss is None else amount(loss)


def clv_missing(value: Value) -> str:
    """Say why no value is shown."""
    if few(value):
        return few(value)
    if value.get("note") == "no_spend":
        return _(
            "What customers will spend cannot be told yet: ten who came back are needed, and no few orders that "
            "outweigh all others."
        )
    return no_model()


def at_risk_missing(clv: Value | None, risk: Value | None) -> str:
    """Say why nobody is on the list of value at risk, by the figures of its two parts."""
    if clv is None or risk is None:
        return not_yet()
    if clv["n"] == 0 or clv.get("note"):
        return clv_missing(clv)
    if risk["n"] == 0:
        return risk_missing(risk)
    return _("Nobody is at risk: no customer has been quiet for longer than usual.")


def no_model() -> str:
    """Say what a model of purchases needs."""
    return _("A model needs ten customers and orders on several days: it comes by itself as customers come back.")


def risk_missing(value: Value) -> str:
    """Say why no risk is shown."""
    reason = few(value) if value["n"] else ""
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


def returns(times: int, *, is_open: bool) -> str:
    """Write on how many days customers came back: "3 days", "7 days or more"."""
    written = ngettext("%(num)s day", "%(num)s days", times) % {"num": format_number(times)}
    return _("%(days)s or more") % {"days": written} if is_open else written


def frequency_sentence(value: Value) -> str:
    """Say how many never came back, and how far the model is off in all bars together."""
    bars = value["bars"]
    misplaced = sum(abs(bar["actual"] - bar["expected"]) for bar in bars) / 2
    return _(
        "%(actual)s of %(n)s customers have not come back (bars); the model says %(expected)s (lines). In all bars "
        "together it puts %(share)s of the customers into the wrong one."
    ) % {
        "actual": format_number(bars[0]["actual"]),
        "n": format_number(value["n"]),
        "expected": format_number(bars[0]["expected"], digits=0),
        "share": percent(misplaced / value["n"], digits=1),
    }


def track_sentence(track: Value) -> str:
    """Say what a model expected that knew nothing after the line, and what came."""
    ahead, origin = track["ahead"], date.fromisoformat(track["origin"])
    return _(
        "Up to %(date)s, the dotted line, the model saw the %(n)s customers of that day; for the time after it it "
        "expected %(expected)s returns, and %(actual)s came (%(bias)s)."
    ) % {
        "date": format_date(origin, thai=is_thai()),
        "n": format_number(track["customers"]),
        "expected": format_number(ahead["expected"], digits=0),
        "actual": format_number(ahead["actual"]),
        "bias": _bias(ahead["bias"]),
    }


def weekly_sentence(track: Value) -> str:
    """Say how to read the weeks."""
    return _(
        "Returns week by week: the solid line came, the dashed one is the model's. After %(date)s it foretells."
    ) % {"date": format_date(date.fromisoformat(track["origin"]), thai=is_thai())}


def fit_missing(value: Value | None, *, is_branch: bool) -> str:
    """Say why there is no picture of the model."""
    if value is None:
        return _("One model speaks for the whole firm: choose all branches to see it.") if is_branch else not_yet()
    if value.get("note") == "no_model":
        return no_model()
    return few(value) or _("The history is too short to hold some of it back.")


def _bias(value: float | None) -> str:
    return "–" if value is None else f"{signed(100 * value, digits=1)}%"
