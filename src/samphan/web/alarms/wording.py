"""What the screens of alarms call things: measures, scopes, figures with their interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.automation.rules import FEWEST_ANSWERS
from samphan.kit.errors import N_
from samphan.web.case.wording import CHANNELS
from samphan.web.formats import format_number, is_thai
from samphan.web.reading.shown import TopicNames
from samphan.web.segments import segment_words
from samphan.web.wording import label

if TYPE_CHECKING:
    from samphan.accounts.models import Branch
    from samphan.automation.models import Trigger, TriggerEpisode, TriggerReading
    from samphan.journeys.models import Stage, Touchpoint

MEASURES = {
    "nps": N_("NPS"),
    "csat": N_("CSAT: share of 4 and 5 of 5, in per cent"),
    "sentiment": N_("Happy minus unhappy texts, in points"),
    "volume": N_("How much comes in"),
}
_SHORT = {
    "nps": N_("NPS"),
    "csat": N_("CSAT"),
    "sentiment": N_("Happy minus unhappy texts"),
    "volume": N_("Signals"),
}
SIDES = {"below": N_("falls below"), "above": N_("rises above")}
OPENS = {"": N_("Only tell the owner"), "case": N_("Open a case too"), "problem": N_("Open a problem too")}
ENDED = {
    "back": N_("the figure came back"),
    "changed": N_("the alarm was changed"),
    "off": N_("the alarm was switched off"),
}


def sentence(trigger: Trigger) -> str:
    """Return what an alarm watches: "NPS over 30 days falls below 40"."""
    return _("%(measure)s over %(days)s days %(crosses)s %(level)s") % {
        "measure": label(_SHORT, trigger.measure),
        "days": trigger.window_days,
        "crosses": label(SIDES, trigger.side),
        "level": with_unit(trigger.measure, trigger.level),
    }


def scope(trigger: Trigger) -> str:
    """Return whose signals count, "the whole firm" where all do."""
    parts = [
        named(trigger.branch) if trigger.branch else "",
        named(trigger.touchpoint) if trigger.touchpoint else "",
        label(CHANNELS, trigger.channel) if trigger.channel else "",
        label(TopicNames(), trigger.topic) if trigger.topic else "",
        _("customers: %(condition)s") % {"condition": segment_words(trigger.segment)} if trigger.segment else "",
    ]
    return " · ".join(part for part in parts if part) or _("the whole firm")


def named(one: Branch | Stage | Touchpoint) -> str:
    """Return what something with names in both languages is called in the reader's."""
    names = (one.name_th, one.name_en) if is_thai() else (one.name_en, one.name_th)
    return names[0] or names[1]


def with_unit(measure: str, value: float) -> str:
    """Return a figure as its measure is written."""
    return f"{format_number(value)}%" if measure == "csat" else format_number(value)


def figure(measure: str, row: TriggerReading | TriggerEpisode) -> str:
    """Return what was read, with its interval; only how many answered, where those were too few."""
    count = ngettext("%(num)s answer", "%(num)s answers", row.n) % {"num": format_number(row.n)}
    if row.estimate is None or row.low is None or row.high is None:
        return _("%(count)s: too few, %(fewest)s are needed") % {"count": count, "fewest": FEWEST_ANSWERS}
    ends = f"{format_number(row.low)}…{format_number(row.high)}"
    shown = f"{with_unit(measure, row.estimate)} ({ends})"
    return shown if measure == "volume" else f"{shown} · {count}"
