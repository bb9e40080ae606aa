"""Sentences over figures, in the reader's language: what is shown, how sure it is, and whether it is a change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samphan.web.formats import format_duration, format_money, format_number

Value = Mapping[str, Any]

METRICS = {
    "acknowledge": lambda: _("Acknowledged"),
    "first_response": lambda: _("First answer"),
    "next_response": lambda: _("Next answer"),
    "progress": lambda: _("Progress update"),
    "resolve": lambda: _("Solved"),
    "follow_up": lambda: _("First contact"),
}


def signed(value: float, *, digits: int = 0) -> str:
    """Write a number with its sign: +42, −3, 0."""
    written = format_number(value, digits=digits)
    return f"+{written}" if round(value, digits) > 0 else written


def percent(share: float, *, digits: int = 0) -> str:
    """Write a share as a percentage."""
    return f"{format_number(100 * share, digits=digits)}%"


def between(low: float, high: float) -> str:
    """Write an interval of shares: 17–23%."""
    return f"{format_number(100 * low)}–{format_number(100 * high)}%"


def metric(code: str) -> str:
    """Name what a promise measures."""
    named = METRICS.get(code)
    return named() if named else code


def few(value: Value) -> str:
    """Say why a figure is not shown, when it is not; an empty text when it is."""
    if value["n"] == 0:
        return _("Nothing to count yet.")
    if value["shown"] == "suppressed":
        return _("Fewer than 5: not shown, so that nobody can be recognised.")
    if value["shown"] == "counts":
        return _("Only %(n)s: too few for a rate; 30 are needed.") % {"n": value["n"]}
    return ""


def nps_sentence(value: Value) -> str:
    """Say what the NPS is, how sure it is, and whether it changed."""
    if few(value):
        return _counts_sentence(value) or few(value)
    text = _("NPS is %(nps)s (95%% interval %(low)s to %(high)s, n %(n)s).") % {
        "nps": signed(value["nps"]),
        "low": signed(value["low"]),
        "high": signed(value["high"]),
        "n": format_number(value["n"]),
    }
    change = value.get("change")
    if change is None:
        return text
    if not change["is_change"]:
        return (
            text
            + " "
            + _("The difference of %(points)s points to the period before may be chance.")
            % {"points": signed(change["difference"], digits=1)}
        )
    rose = _("It rose by %(points)s points against the period before; chance alone would rarely do that.")
    fell = _("It fell by %(points)s points against the period before; chance alone would rarely do that.")
    points = format_number(abs(change["difference"]), digits=1)
    return text + " " + (rose if change["difference"] > 0 else fell) % {"points": points}


def _counts_sentence(value: Value) -> str:
    if value.get("shown") != "counts":
        return ""
    return (
        few(value)
        + " "
        + _("%(p)s promoters, %(s)s passives, %(d)s detractors.")
        % {
            "p": value["promoters"],
            "s": value["passives"],
            "d": value["detractors"],
        }
    )


def causes_sentence(value: Value) -> str:
    """Say how few causes make most of the cases."""
    vital = [bar for bar in value["bars"] if bar["is_vital"]]
    if not value["bars"] or not vital:
        return few(value)
    text = _("%(few)s of %(all)s causes make %(share)s of %(n)s cases with a known cause.") % {
        "few": len(vital),
        "all": len(value["bars"]) + value["more"],
        "share": percent(vital[-1]["cumulative"]),
        "n": format_number(value["n"]),
    }
    if value["without_cause"]:
        text += " " + _("%(n)s cases have none yet.") % {"n": format_number(value["without_cause"])}
    return text


def repurchase_sentence(value: Value) -> str:
    """Say how many come back, and how long that takes."""
    window = value["windows"]["90"]
    if few(window):
        return few(window)
    text = _("%(share)s buy again within 90 days (95%% interval %(low)s to %(high)s, n %(n)s).") % {
        "share": percent(window["share"], digits=1),
        "low": percent(window["low"], digits=1),
        "high": percent(window["high"], digits=1),
        "n": format_number(window["n"]),
    }
    median = value["gap_days"]["median"]
    if median is not None:
        text += " " + _("Half of all returns come within %(days)s days of the order before.") % {
            "days": format_number(median)
        }
    return text


def cohorts_sentence(value: Value) -> str:
    """Say how to read the cohort table."""
    if not value["cohorts"]:
        return _("Nobody bought for the first time in this period.")
    return _(
        "Share of each month's new customers who bought again, by 30-day steps after their first order; empty while "
        "the step still runs."
    )


def loop_sentence(value: Value) -> str:
    """Say how fast the loop closes."""
    contact, kept = value["first_contact"], value["kept"]
    if not value["n"]:
        return _("No case was opened in this period.")
    parts = []
    if contact.get("median") is not None:
        median = format_duration(contact["median"])
        parts.append(_("Half of the customers are contacted within %(time)s.") % {"time": median})
    if not few(kept):
        parts.append(
            _("%(share)s of %(n)s promises were kept.")
            % {"share": percent(kept["share"]), "n": format_number(kept["n"])}
        )
    return " ".join(parts) or few(kept)


def waited(value: Value, part: str) -> str:
    """Write how long something took, its `median` or `p90`; the reason where too few stand behind it."""
    minutes = value.get(part)
    return few(value) if minutes is None else format_duration(minutes)


def amount(satang: float | None) -> str:
    """Write an amount in whole baht; a dash when it is not known."""
    return "–" if satang is None else format_money(round(satang), whole=True)


def not_yet() -> str:
    """Say that a figure is still missing, and how it comes."""
    return _("Not computed yet. It is every night, or now with Refresh.")
