"""Every case, filtered by who, what and how urgent; the address is the state, so a view can be kept as a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.cases.selectors import COUNT_CAP, CaseFilter, case_list, kept_views, list_version
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.case.wording import KINDS, STATES, WORDS
from samphan.web.cases.choices import bar_choices, filter_choices
from samphan.web.inbox.rows import page_key, rows_of
from samphan.web.numbers import whole
from samphan.web.render import render
from samphan.web.shell.navigation import capped

VIEWS = ("open", "mine", "unassigned", "near_breach", "team", "later", "all")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for; whatever is not on a list counts as not asked."""

    view: str
    state: str
    kind: str
    priority: int | None
    owner_id: int | None
    team_id: int | None
    branch_id: int | None
    cause_id: int | None
    label_id: int | None

    @property
    def is_filtered(self) -> bool:
        """Whether the list is narrowed beyond its tab."""
        numbers = (self.priority, self.owner_id, self.team_id, self.branch_id, self.cause_id, self.label_id)
        return any([self.state, self.kind, *numbers])

    @property
    def parts(self) -> dict[str, str]:
        """Return what the address of this view holds; empty parts are left out."""
        asked = {
            "view": self.view, "state": self.state, "kind": self.kind, "priority": self.priority,
            "owner": self.owner_id, "team": self.team_id, "branch": self.branch_id, "cause": self.cause_id,
            "label": self.label_id,
        }  # fmt: skip
        return {name: str(value) for name, value in asked.items() if value}

    @property
    def shown(self) -> CaseFilter:
        """Return the filter this address means."""
        return CaseFilter(
            view=self.view,
            state=self.state,
            kind=self.kind,
            priority=self.priority,
            owner_id=self.owner_id,
            team_id=self.team_id,
            branch_id=self.branch_id,
            cause_id=self.cause_id,
            label_id=self.label_id,
        )

    def query(self, **changes: object) -> str:
        """Return the address of this view with something changed; empty parts are left out."""
        return address_of({name: str(value) for name, value in {**self.parts, **changes}.items() if value})


@screen("cases.read")
def cases(request: HttpRequest) -> HttpResponse:
    """Show one page of cases."""
    now = clock.now()
    asked, after, user = _asked(request), page_key(request), reader(request)
    page = case_list(shown=asked.shown, user_id=user.pk, now=now, after=after)
    kept = kept_views(user_id=user.pk)
    kept_open = {name: "1" for name in ("filters", "bar") if request.GET.get(name)}
    return render(
        request,
        "cases/page.html",
        w=WORDS,
        asked=asked,
        tabs=_tabs(asked),
        capped=_count,
        rows=rows_of(page.items),
        next=asked.query(after=page.next_after, **kept_open) if page.next_after else None,
        first=asked.query(**kept_open) if after else None,
        choices=filter_choices() if asked.is_filtered or request.GET.get("filters") else None,
        with_filters=asked.query(filters=1),
        bar=bar_choices(asked.view) if request.GET.get("bar") else None,
        with_bar=asked.query(bar=1, after=request.GET.get("after", "")),
        kept=[(view, address_of(view.query)) for view in kept],
        now_at=asked.query(),
        live=live_address(asked.parts) if not after else "",
        version=page.version,
    )


@screen("cases.read")
def version(request: HttpRequest) -> HttpResponse:
    """Say which version a list has: a page that stays open asks, and reads itself anew when it differs."""
    found = list_version(shown=_asked(request).shown, user_id=reader(request).pk, now=clock.now())
    return HttpResponse(found, content_type="text/plain")


def _asked(request: HttpRequest) -> Asked:
    parts = {
        part: request.GET.get(part, "")
        for part in ("view", "state", "kind", "priority", "owner", "team", "branch", "cause", "label")
    }
    return asked_from(parts)


def asked_from(given: Mapping[str, str]) -> Asked:
    """Return what the parts of an address ask for."""
    view, state, kind = (given.get(name, "") for name in ("view", "state", "kind"))
    return Asked(
        view=view if view in VIEWS else "open",
        state=state if state in STATES else "",
        kind=kind if kind in KINDS else "",
        priority=whole(given.get("priority")),
        owner_id=whole(given.get("owner")),
        team_id=whole(given.get("team")),
        branch_id=whole(given.get("branch")),
        cause_id=whole(given.get("cause")),
        label_id=whole(given.get("label")),
    )


def address_of(parts: Mapping[str, str]) -> str:
    """Return the address of a list."""
    return f"{reverse('cases')}?{urlencode(parts)}"


def live_address(parts: Mapping[str, str]) -> str:
    """Return where a page asks which version its list has now."""
    return f"{reverse('cases_version')}?{urlencode(parts)}"


def _tabs(asked: Asked) -> list[tuple[str, str, str]]:
    labels = {
        "open": _("In progress"),
        "mine": _("Mine"),
        "unassigned": _("No owner yet"),
        "near_breach": _("Near breach"),
        "team": _("My teams"),
        "later": _("Later"),
        "all": _("All"),
    }
    return [(view, labels[view], asked.query(view=view)) for view in VIEWS]


def _count(number: int) -> str:
    return capped(number, most=COUNT_CAP) or "0"
