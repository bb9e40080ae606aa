"""The sections of Settings, in order, and the one being shown."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.access import reader
from samphan.web.render import render


@dataclass(frozen=True)
class Section:
    """One entry of the list beside every settings page."""

    name: str
    icon: str
    label: str
    action: str


@dataclass(frozen=True)
class SectionLink:
    """A section as one reader sees it."""

    href: str
    icon: str
    label: str
    is_current: bool


SECTIONS = (
    Section("settings", "activity", N_("Health"), "settings.read"),
    Section("settings_business", "building-2", N_("Business"), "settings.read"),
    Section("settings_users", "users-round", N_("People and roles"), "settings.read"),
    Section("settings_teams", "hand-heart", N_("Teams"), "settings.read"),
    Section("settings_routing", "route", N_("Routing"), "settings.read"),
    Section("settings_branches", "store", N_("Branches"), "settings.read"),
    Section("settings_calendars", "calendar-days", N_("Hours and holidays"), "settings.read"),
    Section("settings_causes", "list-tree", N_("Root causes"), "settings.read"),
    Section("settings_goal", "target", N_("Satisfaction goal"), "settings.read"),
    Section("settings_boards", "monitor", N_("Wallboard"), "settings.read"),
    Section("settings_loop", "badge-check", N_("Closing the loop"), "settings.read"),
    Section("settings_asking", "send", N_("Asking customers"), "settings.read"),
    Section("settings_closing", "list-checks", N_("Before closing"), "settings.read"),
    Section("settings_replies", "zap", N_("Canned replies"), "replies.write"),
    Section("settings_channels", "mail", N_("Channels"), "settings.read"),
    Section("settings_reading", "book-open-text", N_("Reading"), "settings.read"),
    Section("settings_search", "search", N_("Search words"), "settings.read"),
    Section("settings_keys", "key-round", N_("API keys"), "settings.read"),
    Section("settings_failed", "triangle-alert", N_("Failed work"), "jobs.read"),
    Section("settings_sample", "flask-conical", N_("Sample business"), "sample.write"),
)


def settings_page(
    request: HttpRequest,
    template: str,
    *,
    section: str,
    status: int = 200,
    partial: str | None = None,
    **context: object,
) -> HttpResponse:
    """Render one settings page with the list of sections the reader may open."""
    user = reader(request)
    links = [
        SectionLink(reverse(known.name), known.icon, _(known.label), known.name == section)
        for known in SECTIONS
        if user.may(known.action)
    ]
    title = next(_(known.label) for known in SECTIONS if known.name == section)
    frame = {"sections": links, "section_title": title, "section": section}
    return render(request, template, partial=partial, status=status, **frame, **context)
