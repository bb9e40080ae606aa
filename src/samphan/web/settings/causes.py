"""The tree of root causes: a draft is edited as one form, then put in use with what left it counted as what."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from samphan.cases.rules.causes import (
    LONGEST_NAME,
    MOST_GROUPS,
    MOST_IN_A_GROUP,
    NewCause,
    assignable_codes,
    changes_of,
    made_code,
    walk,
)
from samphan.cases.selectors import active_tree, cases_by_cause_code, draft_tree, tree_editions
from samphan.cases.services import activate_cause_draft, discard_cause_draft, save_cause_draft
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.formats import is_thai
from samphan.web.numbers import whole
from samphan.web.render import UNPROCESSABLE, redirect, toast
from samphan.web.settings.sections import settings_page

_ROOM_IN_A_GROUP = 2  # empty lines offered below each group


@dataclass(frozen=True)
class Removed:
    """A cause the draft leaves out, and how many cases have it."""

    code: str
    name: str
    cases: int


@screen("settings.read")
def causes(request: HttpRequest) -> HttpResponse:
    """Show the draft, or the tree in use where there is none, as a form."""
    return _page(request, draft_tree() or active_tree(), has_draft=draft_tree() is not None)


@screen("settings.write", methods=("POST",))
def save_causes(request: HttpRequest) -> HttpResponse:
    """Keep what was typed as the draft."""
    tree = _typed(request.POST)
    try:
        save_cause_draft(tree=tree, now=clock.now())
    except Refused as refused:
        return _page(request, tree, has_draft=draft_tree() is not None, error=refused.explain(_))
    toast(request, _("Saved as a draft"))
    return redirect(request, "settings_causes")


@screen("settings.write", methods=("POST",))
def discard_causes(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    discard_cause_draft()
    return redirect(request, "settings_causes")


@screen("settings.write", methods=("POST",))
def activate_causes(request: HttpRequest) -> HttpResponse:
    """Put the draft in use."""
    form = request.POST
    mapping = {name.removeprefix("as-"): form.get(name, "") for name in form if name.startswith("as-")}
    try:
        version = activate_cause_draft(mapping=mapping, actor_id=reader(request).pk, now=clock.now())
    except Refused as refused:
        return _page(request, draft_tree() or active_tree(), has_draft=True, error=refused.explain(_))
    toast(request, _("Edition %(number)s is in use") % {"number": version.number})
    return redirect(request, "settings_causes")


def _page(request: HttpRequest, tree: list[NewCause], *, has_draft: bool, error: str = "") -> HttpResponse:
    draft, active = draft_tree(), active_tree()
    changes = changes_of(active, draft) if draft is not None else None
    names = {node.code: _name(node) for node in walk([*active, *(draft or ())])}
    counts = cases_by_cause_code(codes=changes.removed) if changes else {}
    return settings_page(
        request,
        "settings/causes.html",
        section="settings_causes",
        status=UNPROCESSABLE if error else 200,
        tree=tree,
        room=_ROOM_IN_A_GROUP,
        longest=LONGEST_NAME,
        has_draft=has_draft,
        changes=changes,
        added=[names[code] for code in changes.added] if changes else [],
        renamed=[names[code] for code in changes.renamed] if changes else [],
        removed=[Removed(code, names[code], counts.get(code, 0)) for code in changes.removed] if changes else [],
        successors=[(code, names[code]) for code in assignable_codes(draft or ())],
        editions=tree_editions(),
        error=error,
    )


def _typed(form: QueryDict) -> list[NewCause]:
    """Return the tree as typed, in the order of the numbers typed beside it; empty lines and what is gone left out."""
    taken = {form.get(name, "") for name in form if name.endswith("-code")}
    groups = []
    for at in range(MOST_GROUPS + 1):
        if f"g{at}-gone" in form:
            continue
        place, group = _line(form, f"g{at}", taken)
        rows = [
            _line(form, f"g{at}-{row}", taken, group=group.code)
            for row in range(MOST_IN_A_GROUP + 1)
            if f"g{at}-{row}-gone" not in form
        ]
        below = [node for _place, node in sorted(rows, key=lambda row: row[0]) if _is_typed(node)]
        # Causes typed below a group without a name are not lost: the name is asked for.
        if _is_typed(group) or below:
            groups.append((place, replace(group, children=below)))
    return [node for _place, node in sorted(groups, key=lambda row: row[0])]


def _line(form: QueryDict, name: str, taken: set[str], *, group: str = "") -> tuple[int, NewCause]:
    """Return one line of the form with its place; a new one gets a code from its English name."""
    th, en = (form.get(f"{name}-{tongue}", "").strip()[:LONGEST_NAME] for tongue in ("th", "en"))
    code = form.get(f"{name}-code", "")
    if not code and (th or en):
        code = made_code(en, group=group, taken=taken)
        taken.add(code)
    return whole(form.get(f"{name}-at")) or 0, NewCause(code=code, name_th=th, name_en=en)


def _is_typed(node: NewCause) -> bool:
    return bool(node.name_th or node.name_en)


def _name(node: NewCause) -> str:
    return node.name_th if is_thai() else node.name_en
