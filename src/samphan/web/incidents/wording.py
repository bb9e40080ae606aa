"""What the screens of incidents call things."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.kit.periods import first_instant_at
from samphan.web.formats import format_date, format_duration, format_number, format_time, is_thai, local
from samphan.web.wording import LETTERS, label

if TYPE_CHECKING:
    from samphan.outreach.models import Incident, IncidentUpdate
    from samphan.promises.models import Component, Service

STATES = {"open": N_("Going on"), "resolved": N_("Over"), "called_off": N_("Called off")}
STATE_TONES = {"open": "bad", "resolved": "good", "called_off": "o"}
KINDS = {
    "unplanned": N_("Unplanned"),
    "maintenance": N_("Announced maintenance"),
    "customer": N_("On the customers' side"),
    "force_majeure": N_("Force majeure"),
}
UPDATES = {"first": N_("First notice"), "progress": N_("Update"), "apology": N_("Apology")}
SOURCES = {
    "orders": N_("By their orders"),
    "segment": N_("By what they are like"),
    "file": N_("From a list"),
    "contact": N_("They told us"),
}
REASONS = {
    "answer": N_("answered our notice"),
    "words": N_("uses a word of the incident"),
    "component": N_("names a part of ours"),
    "topic": N_("is about its topic"),
    "any": N_("wrote while it was open"),
    "by_hand": N_("linked by a colleague"),
}
SAID = {"message": N_("Message"), "response": N_("Survey answer"), "review": N_("Review"), "case": N_("Case")}
RUNS = {
    "affected": N_("Collecting who is affected"),
    "notices": N_("Writing to the affected"),
    "credits": N_("Proposing credits"),
    "approval": N_("Posting credits"),
}
SLOTS = {"title": N_("Title of the incident"), "since": N_("When it began")}
CADENCES = (30, 60, 120, 240, 1440)


def title_of(incident: Incident) -> str:
    """Return an incident's title in the reader's language."""
    return incident.title_th if is_thai() or not incident.title_en else incident.title_en


def name_of(one: Service | Component) -> str:
    """Return a service or a part of one in the reader's language."""
    return one.name_th if is_thai() or not one.name_en else one.name_en


def body_of(update: IncidentUpdate) -> str:
    """Return an update's text in the reader's language, or in the one it was written in."""
    wanted, other = (update.body_th, update.body_en) if is_thai() else (update.body_en, update.body_th)
    return wanted or other


def notice_values(incident: Incident) -> dict[str, dict[str, str]]:
    """Return what the slots of a notice hold for an incident, in Thai ("th") and in English ("en")."""
    return {
        "th": {"title": incident.title_th, "since": write_began(incident.started_at, thai=True)},
        "en": {
            "title": incident.title_en or incident.title_th,
            "since": write_began(incident.started_at, thai=False),
        },
    }


def write_began(value: datetime, *, thai: bool) -> str:
    """Write when an incident began, for a letter in Thai or in English."""
    return f"{format_date(value, thai=thai)} {format_time(value, thai=thai)}"


def lasted(incident: Incident) -> str:
    """Return how long an incident that is over took."""
    if incident.ended_at is None:
        return ""
    return format_duration((incident.ended_at - incident.started_at).total_seconds() / 60)


def uptime_percent(share: float) -> str:
    """Write an uptime so that 99.95 % and 100 % are told apart, never rounded up to what it is not."""
    floored = int(share * 10_000 + 1e-6) / 100
    return f"{format_number(floored, digits=2) if share < 1 else 100}%"


def letters_sentence(counts: dict[str, int]) -> str:
    """Say how the letters of an update stand, states called alike together."""
    merged: dict[str, int] = {}
    for state, n in sorted(counts.items()):
        merged[label(LETTERS, state)] = merged.get(label(LETTERS, state), 0) + n
    return ", ".join(f"{format_number(n)} {words}" for words, n in merged.items())


def cadence_choices() -> list[tuple[int, str]]:
    """Return how often customers may be promised to hear."""
    return [(minutes, _("Every %(time)s") % {"time": format_duration(minutes)}) for minutes in CADENCES]


def read_instant(text: str) -> datetime | None:
    """Return what a date and time field holds as an instant; None for anything else."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return first_instant_at(typed.replace(tzinfo=timezone.get_current_timezone()))


def write_instant(value: datetime | None) -> str:
    """Return an instant as a date and time field shows it, to the minute."""
    return local(value).strftime("%Y-%m-%dT%H:%M") if value else ""
