"""What the navigation lists, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from samphan.kit.errors import N_
from samphan.web.addresses import address

if TYPE_CHECKING:
    from samphan.accounts.models import User


@dataclass(frozen=True)
class Place:
    """One entry: a named URL, shown to those who may `action`; it stays marked on the addresses of `also`."""

    name: str
    icon: str
    label: str
    short: str
    action: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """An entry as one reader sees it."""

    href: str
    icon: str
    label: str
    short: str
    is_current: bool
    count: str
    is_hot: bool


@dataclass(frozen=True)
class Group:
    """Entries under one small heading."""

    label: str
    items: list[Item]


_OF_PROMISES = ("/promise-", "/credits/", "/services/")
PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "",
        (
            Place("today", "sun", N_("Today"), N_("Today"), "today.read"),
            Place("inbox", "inbox", N_("Inbox"), N_("Messages"), "cases.read"),
            Place("cases", "refresh-ccw-dot", N_("Cases"), N_("Cases"), "cases.read"),
        ),
    ),
    (
        N_("Listen"),
        (
            Place("surveys", "clipboard-list", N_("Surveys"), N_("Surveys"), "surveys.read"),
            Place("journey", "route", N_("Journey"), N_("Journey"), "journeys.read"),
            Place("rules", "workflow", N_("Rules"), N_("Rules"), "rules.read"),
            Place("promises", "handshake", N_("Promises"), N_("Promises"), "promises.read", also=_OF_PROMISES),
        ),
    ),
    (
        N_("Care"),
        (
            Place("customers", "users", N_("Customers"), N_("Customers"), "customers.read"),
            Place("incidents", "megaphone", N_("Incidents"), N_("Incidents"), "incidents.read"),
            Place("imports", "file-up", N_("Imports"), N_("Imports"), "imports.read"),
        ),
    ),
    (
        N_("Understand"),
        (
            Place("insights", "chart-line", N_("Insights"), N_("Insights"), "insights.read"),
            Place("problems", "target", N_("Problems"), N_("Problems"), "problems.read"),
            Place("stories", "party-popper", N_("Stories"), N_("Stories"), "stories.read"),
            Place("ideas", "lightbulb", N_("Ideas"), N_("Ideas"), "ideas.read"),
        ),
    ),
)
FOOT = (Place("settings", "settings", N_("Settings"), N_("Settings"), "settings.read"),)
TABS = ("today", "inbox", "cases", "customers", "insights")


def groups(*, user: User, path: str, counts: Mapping[str, int]) -> list[Group]:
    """Return the side navigation of one reader; empty groups are left out."""
    made = [
        Group(_(label) if label else "", _items(places, user=user, path=path, counts=counts))
        for label, places in PLACES
    ]
    return [group for group in made if group.items]


def foot(*, user: User, path: str) -> list[Item]:
    """Return the entries at the foot of the side navigation."""
    return _items(FOOT, user=user, path=path, counts={})


def tabs(*, user: User, path: str) -> list[Item]:
    """Return the five entries of the tab bar on a phone."""
    places = {place.name: place for _label, places in PLACES for place in places}
    return _items(tuple(places[name] for name in TABS), user=user, path=path, counts={})


def capped(count: int, *, most: int = 99) -> str:
    """Write a count that was only counted so far: 100 or more is "99+"."""
    return "" if count <= 0 else str(count) if count <= most else _("%(most)s+") % {"most": most}


def _items(places: tuple[Place, ...], *, user: User, path: str, counts: Mapping[str, int]) -> list[Item]:
    made = []
    for place in places:
        href = _address(place.name)
        if href is None or not user.may(place.action):
            continue
        current = path == href or (href != "/" and path.startswith((href, *place.also)))
        count = capped(counts.get(place.name, 0))
        made.append(Item(href, place.icon, _(place.label), _(place.short), current, count, place.name == "inbox"))
    return made


def _address(name: str) -> str | None:
    try:
        return address(name)
    except NoReverseMatch:
        return None
