"""What contact after an unhappy case goes along with, and who was won back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.analytics.intervals import Disclosure, Interval, disclosure, wilson_interval
from samphan.cases.rules.recovery import HORIZONS_DAYS, LANDMARK
from samphan.cases.selectors import recovery_report
from samphan.kit import clock
from samphan.kit.errors import N_
from samphan.web.access import screen
from samphan.web.numbers import whole
from samphan.web.problems import wording
from samphan.web.render import render

if TYPE_CHECKING:
    from samphan.cases.rules.outer_loop import ComparedShare
    from samphan.cases.rules.recovery import WaitGroup

PERIODS = (90, 180, 365)
WAITS = {
    4: N_("within 4 hours"),
    24: N_("4 to 24 hours"),
    72: N_("1 to 3 days"),
    168: N_("3 to 7 days"),
    None: N_("not within 7 days"),
}


@dataclass(frozen=True)
class Line:
    """One outcome, of those not contacted and of those contacted, as words."""

    name: str
    without: str
    contacted: str
    difference: str
    verdict: str


@screen("problems.read")
def recovery(request: HttpRequest) -> HttpResponse:
    """Show outcomes by contact, by time to contact, and the customers won back."""
    days, horizon = whole(request.GET.get("days")), whole(request.GET.get("horizon"))
    days = days if days in PERIODS else 365
    horizon = horizon if horizon in HORIZONS_DAYS else 90
    report = recovery_report(days=days or 365, horizon_days=horizon or 90, now=clock.now())
    return render(
        request,
        "recovery/page.html",
        report=report,
        lines=[
            _line(_("Bought again within %(days)s days") % {"days": horizon}, report.compared.bought),
            _line(_("Confirmed that it is solved"), report.compared.confirmed),
        ],
        waits=[
            (_(WAITS[group.hours]), group.n, _share(group, group.bought), _share(group, group.confirmed))
            for group in report.compared.waits
        ],
        landmark_days=LANDMARK.days,
        days=days,
        horizon=horizon,
        periods=[(str(number), _("cases of %(days)s days") % {"days": number}) for number in PERIODS],
        horizons=[(str(number), _("followed for %(days)s days") % {"days": number}) for number in HORIZONS_DAYS],
    )


def _line(name: str, compared: ComparedShare) -> Line:
    verdicts = {
        "more": _("More of the contacted did."),
        "fewer": _("Fewer of the contacted did."),
        "same": _("The difference could be chance."),
        "few": _("Fewer than 30 on one side: counts only."),
    }
    return Line(
        name=name,
        without=wording.share(compared.before, compared.before_interval),
        contacted=wording.share(compared.after, compared.after_interval),
        difference=wording.difference(compared.difference, times=100, unit=_("points")),
        verdict=verdicts[compared.verdict],
    )


def _share(group: WaitGroup, some: int) -> str:
    interval: Interval | None = None
    if disclosure(group.n) is Disclosure.FULL:
        interval = wilson_interval(some, group.n)
    return wording.share((some, group.n), interval) if group.n else "–"
