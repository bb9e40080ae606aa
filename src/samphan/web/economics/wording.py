"""Sentences over the economics of staying."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.components import cells
from samphan.web.components.cells import Cell
from samphan.web.formats import format_number
from samphan.web.insights import codes
from samphan.web.insights.wording import amount, few, not_yet, percent

Value = Mapping[str, Any]
NOT_IDENTIFIED = {
    "no_holdout": N_(
        "There is no group of customers left out of a programme at random, so what caring brings cannot be told from "
        "who was chosen for it. No number is shown rather than a wrong one."
    ),
    "too_few": N_("The group left out at random is still too small to tell a difference from chance."),
    "running": N_("The trial still runs; its result is read at its planned end, not before."),
    "sample_ratio": N_(
        "The groups are not of the sizes that were drawn, so something went wrong and nothing is concluded."
    ),
}


def revenue_sentence(value: Value) -> str:
    """Say what returning customers bring, and how often they buy."""
    new, returning = value["revenue_new_satang"], value["revenue_returning_satang"]
    text = _("Returning customers bring %(share)s of %(total)s.") % {
        "share": percent(returning / ((new + returning) or 1)),
        "total": amount(new + returning),
    }
    if value.get("orders_each") is not None:  # figures of an earlier edition have none until the next computation
        text += " " + _("Who bought ordered %(orders)s times in the period, %(average)s each time.") % {
            "orders": format_number(value["orders_each"], digits=1),
            "average": amount(value["average_order_satang"]),
        }
    return text


def bad_profit_sentence(value: Value) -> str:
    """Say how much of sales is bad profit."""
    if value["share"] is None:
        return _("%(bad)s of sales are bad profit.") % {"bad": amount(value["bad_satang"])}
    return _("%(share)s of sales, %(bad)s of %(all)s, are bad profit: money that costs loyalty.") % {
        "share": percent(value["share"], digits=1),
        "bad": amount(value["bad_satang"]),
        "all": amount(value["revenue_satang"]),
    }


def bad_profit_missing(value: Value | None) -> str:
    """Say why nothing is drawn."""
    if value is None:
        return not_yet()
    return few(value) or _(
        "No bad profit was found in this period: nobody unhappy has bought, no fee was complained of."
    )


def results(value: Value, *, first_year: str) -> list[tuple[str, Cell]]:
    """Return what follows from the assumptions, label and cell; empty before there are any.

    `first_year` is where those are listed whose first year the margin is of.
    """
    found = value.get("result")
    if found is None or "first_year_customers" not in found:  # of an earlier edition: the next computation has it
        return []
    payback, margin = found["payback_orders"], found["margin_first_year_satang"]
    text = _("%(amount)s (n %(n)s, won one to two years ago)") % {
        "amount": amount(margin),
        "n": format_number(found["first_year_customers"]),
    }
    return [
        (
            _("Margin of a new customer in the first year"),
            replace(cells.money(margin, first_year), text=text)
            if margin is not None
            else cells.words(_("not known yet: too few were won one to two years ago")),
        ),
        (
            _("Orders until the cost of winning is paid back"),
            cells.number(payback, digits=1) if payback is not None else cells.words(_("never, at this margin")),
        ),
        (
            _("Keeping one more in a hundred earlier customers is worth, a year"),
            cells.money(found["value_of_one_point_satang"])
            if found["value_of_one_point_satang"] is not None
            else cells.words(_("not known yet: too few came back")),
        ),
        (
            _("Winning as many new customers instead costs"),
            cells.money(found["cost_of_replacing_satang"])
            if found["cost_of_replacing_satang"] is not None
            else cells.words(_("not known yet: too few came back")),
        ),
    ]


def retention_sentence(value: Value) -> str:
    """Say how many of those won before the period bought in it."""
    share = value["retention"]
    if few(share):
        return few(share)
    return _("Retention: %(share)s of earlier customers bought (95%% interval %(low)s to %(high)s, n %(n)s).") % {
        "share": percent(share["share"], digits=1),
        "low": percent(share["low"], digits=1),
        "high": percent(share["high"], digits=1),
        "n": format_number(share["n"]),
    }


def not_identified(value: Value) -> str:
    """Say what is missing for an honest return on relationship."""
    return codes.named(NOT_IDENTIFIED, value["reason"])
