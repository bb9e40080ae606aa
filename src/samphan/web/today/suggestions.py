"""What is worth doing when nothing waits: three steps, from what the models say first, by what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.customers.selectors import shown_name
from samphan.insights.selectors.scores import scores_at_risk
from samphan.web.addresses import address
from samphan.web.formats import format_money

if TYPE_CHECKING:
    from samphan.accounts.models import User

_STEPS = 3


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One good next step."""

    icon: str
    label: str
    href: str


def suggestions(*, user: User) -> list[Suggestion]:
    """Return three steps: the customer with most to lose, and where work or knowledge usually lies."""
    steps = list(_at_risk()) if user.may("customers.write") else []
    if user.may("cases.write"):
        steps.append(_step("inbox", _("Look at cases without an owner"), f"{address('cases')}?view=unassigned"))
    if not user.may("cases.write"):
        steps.append(_step("list-checks", _("Check how comments were read"), address("reading_check")))
    steps.append(_step("chart-bar", _("See why customers complain"), address("insights")))
    steps.append(_step("clipboard-list", _("Ask your customers"), address("surveys")))
    return steps[:_STEPS]


def _at_risk() -> list[Suggestion]:
    return [
        _step(
            "phone",
            _("Ask %(name)s how things are: %(money)s is at risk")
            % {
                "name": shown_name(score.customer),
                "money": format_money(score.expected_loss_satang or 0, whole=True),
            },
            reverse("customer", args=(score.customer_id,)),
        )
        for score in scores_at_risk(limit=1).scores
    ]


def _step(icon: str, label: str, href: str) -> Suggestion:
    return Suggestion(icon=icon, label=label, href=href)
