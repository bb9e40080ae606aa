"""Every case, filtered by who, what and how urgent; the address is the state, so a view can be kept as a link."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.accounts.selectors import active_staff, branch_tree, team_names
from samphan.cases.selectors import COUNT_CAP, CaseFilter, assignable_causes, case_list
from samphan.kit import clock
from samphan.web.access import reader, screen
from samphan.web.case.reading import cause_name
from samphan.web.case.wording import KINDS, PRIORITIES, STATES, WORDS
from samphan.web.inbox.rows import page_key, rows_of
from samphan.web.numbers import whole
from samphan.web.render import render
from samphan.web.shell.navigation import capped
from samphan.web.wording import choices

VIEWS = ("open", "mine", "unassigned", "near_breach", "all")


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

    @property
    def is_filtered(self) -> bool:
        """Whether the list is narrowed beyond its tab."""
        return any([self.state, self.kind, self.priority, self.owner_id, self.team_id, self.branch_id, self.cause_id])

    def query(self, **changes: object) -> str:
        """Return the address of this view with something changed; empty parts are left out."""
        parts = {
            "view": self.view, "state": self.state, "kind": self.kind, "priority": self.priority,
            "owner": self.owner_id, "team": self.team_id, "branch": self.branch_id, "cause": self.cause_id,
        }  # fmt: skip
        return f"{reverse('cases')}?{urlencode({k: v for k, v in {**parts, **changes}.items() if v})}"


@screen("cases.read")
def cases(request: HttpRequest) -> HttpResponse:
    """Show one page of cases."""
    now = clock.now()
    asked, after = _asked(request), page_key(request)
    page = case_list(
        shown=CaseFilter(
            view=asked.view,
            state=asked.state,
            kind=asked.kind,
            priority=asked.priority,
            owner_id=asked.owner_id,
            team_id=asked.team_id,
            branch_id=asked.branch_id,
            cause_id=asked.cause_id,
        ),
        user_id=reader(request).pk,
        now=now,
        after=after,
    )
    return render(
        request,
        "cases/page.html",
        w=WORDS,
        asked=asked,
        tabs=_tabs(asked),
        capped=_count,
        rows=rows_of(page.items),
        next=asked.query(after=page.next_after) if page.next_after else None,
        first=asked.query() if after else None,
        states=choices(STATES),
        kinds=choices(KINDS),
        priorities=choices(PRIORITIES),
        people=list(active_staff().values_list("pk", "display_name")),
        teams=team_names(),
        branches=[(row.branch.pk, row.branch.name_th) for row in branch_tree()],
        causes=[(cause.pk, cause_name(cause)) for cause in assignable_causes()],
    )


def _asked(request: HttpRequest) -> Asked:
    view, state, kind = (request.GET.get(name, "") for name in ("view", "state", "kind"))
    return Asked(
        view=view if view in VIEWS else "open",
        state=state if state in STATES else "",
        kind=kind if kind in KINDS else "",
        priority=whole(request.GET.get("priority")),
        owner_id=whole(request.GET.get("owner")),
        team_id=whole(request.GET.get("team")),
        branch_id=whole(request.GET.get("branch")),
        cause_id=whole(request.GET.get("cause")),
    )


def _tabs(asked: Asked) -> list[tuple[str, str, str]]:
    labels = {
        "open": _("In progress"),
        "mine": _("Mine"),
        "unassigned": _("No owner yet"),
        "near_breach": _("Near breach"),
        "all": _("All"),
    }
    return [(view, labels[view], asked.query(view=view)) for view in VIEWS]


def _count(number: int) -> str:
    return capped(number, most=COUNT_CAP) or "0"
