"""Sentences over the figures of Retention."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.web.formats import format_month, format_number, is_thai
from samphan.web.insights import codes
from samphan.web.insights.wording import few, not_yet, percent, signed

Value = Mapping[str, Any]
_P_DETECTED = 0.001


def days(n: int) -> str:
    """Write a number of days."""
    return ngettext("%(num)s day", "%(num)s days", n) % {"num": format_number(n)}


def change(share: Value) -> str:
    """Write how a share changed against the period before, and whether that may be chance."""
    found = share.get("change")
    if found is None:
        return "–"
    points = _("%(points)s pt") % {"points": signed(100 * found["difference"], digits=1)}
    return points if found["is_change"] else _("%(points)s, may be chance") % {"points": points}


def cohorts_sentence(grid: str) -> str:
    """Say how to read the grid."""
    if grid == "unbounded":
        return _(
            "Share of each month's new customers who ordered in that later month or after it; recent ones will rise."
        )
    return _("Share of each month's new customers who ordered in exactly that later month; months not over are empty.")


def churn_sentence(value: Value, last: Value) -> str:
    """Say how many were lost in the last month there is, and what lost means."""
    lost = last["lost"]
    return _(
        "In %(month)s, %(share)s of %(n)s active customers were lost (95%% interval %(low)s to %(high)s). "
        "Lost means no order within %(days)s days."
    ) % {
        "month": format_month(date.fromisoformat(last["month"]), thai=is_thai()),
        "share": percent(lost["share"], digits=1),
        "n": format_number(lost["n"]),
        "low": percent(lost["low"], digits=1),
        "high": percent(lost["high"], digits=1),
        "days": format_number(value["window_days"]),
    }


def churn_now_sentence(value: Value) -> str:
    """Say what the model expects beside what is counted, or that it cannot tell."""
    expected, test = value["expected"], value["attrition"]
    if test["p_value"] is None:
        return _(
            "Whether anybody leaves for good cannot be tested yet: that needs ten customers and orders on several days."
        )
    if expected is None or not test["detected"]:
        return _(
            "No attrition detectable yet (%(p)s): the data cannot tell who left from who is only slow. It becomes "
            "clearer as months of orders come in."
        ) % {"p": p_value(test["p_value"])}
    return _("Customers do leave for good: a test tells it from mere slowness (%(p)s).") % {
        "p": p_value(test["p_value"])
    }


def p_value(p: float) -> str:
    """Write the result of a test, never broken over two lines: "p = 0.03", "p < 0.001"."""
    written = "< 0.001" if p < _P_DETECTED else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"
    return f"p {written}".replace(" ", "\u00a0")


def stated_sentence(stated: Sequence[Value]) -> str:
    """Say which cause was named most."""
    total = sum(row["count"] for row in stated)
    text = ngettext(
        "Most named: %(cause)s, by %(count)s of %(num)s customer.",
        "Most named: %(cause)s, by %(count)s of %(num)s customers.",
        total,
    )
    return text % {
        "cause": codes.in_language(stated[0]),
        "count": format_number(stated[0]["count"]),
        "num": format_number(total),
    }


def associated_sentence(value: Value, top: Value) -> str:
    """Say what goes most with staying away, and that this is not a cause."""
    return _("Most often: %(what)s, for %(share)s of %(n)s customers explained. Seen together is not a cause.") % {
        "what": codes.in_language(top),
        "share": percent(top["weight"]),
        "n": format_number(value["explained"]),
    }


def waiting_sentence(groups: Sequence[Value]) -> str:
    """Say, for each group, when half have ordered again."""
    parts = []
    for one in groups:
        half = next((point["day"] for point in one["points"] if point["share"] <= 0.5), None)
        name = codes.attitude(one["code"])
        parts.append(
            _("%(group)s: half are back within %(days)s days") % {"group": name, "days": format_number(half)}
            if half is not None
            else _("%(group)s: fewer than half came back so far") % {"group": name}
        )
    return " · ".join(parts)


def waiting_missing(value: Value | None) -> str:
    """Say why there are no curves."""
    if value is None:
        return not_yet()
    return few(value) if "shown" in value and few(value) else _("No group has 30 customers yet, so no curve is drawn.")
