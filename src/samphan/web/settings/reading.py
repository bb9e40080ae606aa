"""How texts are read: what is in force, how sure and how right it is, what was learnt from corrections."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from samphan.kit.clock import now
from samphan.kit.errors import N_, Refused
from samphan.signals.rules import KINDS_OF_TALK
from samphan.signals.rules.calibration import FEWEST_JUDGED
from samphan.signals.selectors import (
    checked_reliability,
    correction_counts,
    firm_models,
    read_counts,
    reading_setup,
    running_reread,
    second_opinion_count,
    stale_groups,
)
from samphan.signals.services import request_reread, roll_back
from samphan.web.access import reader, screen
from samphan.web.render import redirect, refuse, render, toast
from samphan.web.settings.reliability import reliability_chart
from samphan.web.settings.sections import settings_page

if TYPE_CHECKING:
    from samphan.signals.models import ReadingSetup

TALK = {
    "survey": N_("Survey answers"),
    "review": N_("Reviews"),
    "social": N_("Social media"),
    "email": N_("E-mail"),
    "chat": N_("Messages"),
}
KINDS = {"sentiment": N_("Sentiment"), "topics": N_("Topics")}
STATES = {
    "active": N_("In force"),
    "retired": N_("Replaced by a newer one"),
    "declined": N_("Not taken"),
    "back": N_("Taken back"),
}
REASONS = {
    "better": N_("right more often than what was in force"),
    "not_better": N_("not right more often than what was in force"),
    "too_few": N_("too few corrections are kept aside to judge it"),
    "worse_than_none": N_("readings were better without it"),
    "by_hand": N_("by a person"),
}
# How a reader's version names what was learnt, behind its model, topics and rules.
_MARKS = {"sentiment": "r", "topics": "h"}
_LEARNT_PARTS = 3
_TROUBLE = {
    "language.onnx.unusable": N_("It cannot be used, so the model we ship reads: %(reason)s"),
    "language.llm.unavailable": N_("It did not answer last time: %(reason)s"),
}


@dataclass(frozen=True, kw_only=True)
class Prior:
    """How texts of one kind are usually meant: four shares, from how many texts of the firm (0: ours)."""

    name: str
    shares: list[float]
    texts: int
    at: datetime | None


@screen("settings.read")
def page(request: HttpRequest) -> HttpResponse:
    """Show what reads texts and how well."""
    setup = reading_setup()
    judged = checked_reliability()
    return settings_page(
        request,
        "settings/reading.html",
        section="settings_reading",
        setup=setup,
        stale=_stale(setup),
        counts=sorted(read_counts().items(), key=lambda pair: -pair[1]),
        reread=running_reread(),
        judged=judged,
        fewest=FEWEST_JUDGED,
        chart=reliability_chart(judged),
        priors=_priors(setup),
        corrections=correction_counts(),
        models=firm_models(),
        kinds=KINDS,
        states=STATES,
        unused=_unused_kinds(setup),
        reasons=REASONS,
        onnx_folder=settings.ENVIRONMENT.onnx_folder,
        llm_host=urlsplit(settings.ENVIRONMENT.llm_url).hostname if settings.ENVIRONMENT.llm_url else "",
        llm_model=settings.ENVIRONMENT.llm_model,
        llm_below=settings.ENVIRONMENT.llm_below,
        second_opinions=second_opinion_count(),
        trouble={name: _trouble(**told) for name, told in setup.trouble.items()},
    )


def _unused_kinds(setup: "ReadingSetup") -> set[str]:
    """Return the kinds whose version in force does not read: other topics, or a release, made it useless for now."""
    read_with = setup.versions.get("")
    marks = {part[:1] for part in read_with.split("/")[_LEARNT_PARTS:]} if read_with else {*_MARKS.values()}
    return {kind for kind, mark in _MARKS.items() if mark not in marks}


@screen("settings.read")
def progress(request: HttpRequest) -> HttpResponse:
    """Show how far the reading again is."""
    setup = reading_setup()
    return render(
        request, "settings/_reread.html", reread=running_reread(), stale=_stale(setup), may_manage=_may_manage(request)
    )


@screen("readings.manage", methods=("POST",))
def read_again(request: HttpRequest) -> HttpResponse:
    """Have everything another version read be read again."""
    request_reread(now=now())
    return redirect(request, "settings_reading")


@screen("readings.manage", methods=("POST",))
def take_back(request: HttpRequest) -> HttpResponse:
    """Take back what was learnt last."""
    try:
        model = roll_back(kind=request.POST.get("kind", ""), now=now(), by_id=reader(request).pk)
    except Refused as refused:
        return refuse(request, refused)
    toast(request, _("Version %(number)s is taken back; texts are read again") % {"number": model.number})
    return redirect(request, "settings_reading")


def _may_manage(request: HttpRequest) -> bool:
    return reader(request).may("readings.manage")


def _trouble(code: str, reason: str) -> str:
    return _(_TROUBLE[code]) % {"reason": _(reason)}


def _stale(setup: "ReadingSetup") -> int:
    return sum(group.count for group in stale_groups(setup.versions)) if setup.versions else 0


def _priors(setup: "ReadingSetup") -> list[Prior]:
    found = []
    for talk in KINDS_OF_TALK:
        own = setup.priors.get(talk, {})
        shares = own.get("shares") or setup.usual.get(talk)
        if shares:
            at = parse_datetime(own["at"]) if "at" in own else None
            found.append(Prior(name=_(TALK[talk]), shares=shares, texts=own.get("texts", 0), at=at))
    return found
