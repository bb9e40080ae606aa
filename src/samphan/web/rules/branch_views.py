"""Editing a draft, one branch at a time: add (empty or from a recipe), edit, move, remove."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samphan.automation.recipes import branch_of, find_recipe
from samphan.automation.services import DraftChanged, save_draft
from samphan.kit.clock import now
from samphan.web.access import reader, screen
from samphan.web.case.wording import KINDS, PRIORITIES
from samphan.web.numbers import whole
from samphan.web.render import CONFLICT, UNPROCESSABLE, is_fragment, redirect, render, toast
from samphan.web.rules import edits, reading
from samphan.web.rules.branch_form import BranchForm, form_of_branch, posted_branch, read_branch
from samphan.web.rules.condition_form import GROUP_MODES, MODES, change
from samphan.web.rules.operators import DAYS_VALUE, LIST_VALUE, MOMENT_VALUE, NO_VALUE, OPERATORS
from samphan.web.rules.presenting import SCHEMA, branch_name
from samphan.web.rules.views import version_context
from samphan.web.rules.wait_form import AS_IT_IS, with_a_blank
from samphan.web.rules.wait_words import NOTIFIED, QUESTIONS

if TYPE_CHECKING:
    from samphan.automation.models import RuleTreeVersion

NEW_NAMES = {"name_th": "กิ่งใหม่", "name_en": "New branch"}


@screen("rules.write", methods=("POST",))
def add(request: HttpRequest, version_id: int) -> HttpResponse:
    """Add a branch under another (or at the top) and open its form."""
    version = reading.get_draft(version_id)
    parent_id = request.POST.get("parent", "")
    if parent_id:
        _branch_or_404(version.body, parent_id)
    body, branch_id = edits.add_branch(version.body, parent_id=parent_id, **NEW_NAMES)
    _store(request, version.tree_id, body)
    return redirect(request, "rule_branch", version_id, branch_id)


@screen("rules.write", methods=("POST",))
def recipe(request: HttpRequest, version_id: int, code: str) -> HttpResponse:
    """Put a ready branch first into the draft."""
    version, found = reading.get_draft(version_id), find_recipe(code)
    if found is None:
        raise Http404
    made = branch_of(found, promise_codes=reading.names().promises)
    _store(request, version.tree_id, edits.put_first(version.body, made))
    name = branch_name(name_th=made["name_th"], name_en=made["name_en"])
    toast(request, _("“%(branch)s” is in the draft and is asked first") % {"branch": name})
    return redirect(request, "rule_version", version_id)


@screen("rules.write", methods=("GET", "POST"))
def branch(request: HttpRequest, version_id: int, branch_id: str) -> HttpResponse:
    """Show the form of a branch; change its rows; store it. What was typed outlives every refusal."""
    version = reading.get_draft(version_id)
    if request.method != "POST":
        raw = _branch_or_404(version.body, branch_id)
        return _page(request, version, branch_id, form_of_branch(raw), revision=version.tree.revision)
    form, revision = posted_branch(request.POST), _posted_revision(request)
    operation = request.POST.get("do", "save")
    if operation != "save":
        condition = change(form.condition, operation, SCHEMA)
        return _page(request, version, branch_id, replace(form, condition=condition), revision=revision)
    names = reading.names()
    fields, form = read_branch(form, promise_codes=names.promises, team_ids=names.teams)
    if fields is None:
        return _page(request, version, branch_id, form, revision=revision, status=UNPROCESSABLE)
    if edits.find_branch(version.body, branch_id) is None:
        gone = _("This branch was removed from the draft meanwhile, so nothing was saved.")
        return _page(request, version, branch_id, form, revision=revision, conflict=gone)
    try:
        _store(request, version.tree_id, edits.replace_branch(version.body, branch_id, **fields))
    except DraftChanged as changed:
        # Whoever saves again has been told: it is then stored beside, or over, what the other one saved.
        seen = cast(int, changed.facts["revision"])
        return _page(request, version, branch_id, form, revision=seen, conflict=changed.explain(_))
    toast(request, _("Saved in the draft"))
    return redirect(request, "rule_version", version_id)


@screen("rules.write", methods=("POST",))
def move(request: HttpRequest, version_id: int, branch_id: str) -> HttpResponse:
    """Ask a branch earlier or later than its neighbours."""
    version = reading.get_draft(version_id)
    _branch_or_404(version.body, branch_id)
    by = -1 if request.POST.get("direction") == "up" else 1
    _store(request, version.tree_id, edits.move_branch(version.body, branch_id, by=by))
    return _tree(request, version_id)


@screen("rules.write", methods=("POST",))
def remove(request: HttpRequest, version_id: int, branch_id: str) -> HttpResponse:
    """Take a branch out of the draft, with the branches below it."""
    version = reading.get_draft(version_id)
    _branch_or_404(version.body, branch_id)
    _store(request, version.tree_id, edits.remove_branch(version.body, branch_id))
    return _tree(request, version_id)


def _store(request: HttpRequest, tree_id: int, body: dict[str, Any]) -> None:
    """Save an edited body, as read by a page of the revision it posts back."""
    actor_id = reader(request).pk
    save_draft(tree_id=tree_id, body=body, revision=_posted_revision(request), now=now(), actor_id=actor_id)


def _posted_revision(request: HttpRequest) -> int:
    """Return the revision of the page an act was begun on; one that names none saw none there ever was."""
    revision = whole(request.POST.get("revision"))
    return -1 if revision is None else revision


def _tree(request: HttpRequest, version_id: int) -> HttpResponse:
    """Answer htmx with the tree and the changes, a browser without it with the page."""
    if not is_fragment(request):
        return redirect(request, "rule_version", version_id)
    context: dict[str, Any] = version_context(request, version_id)
    return render(request, "rules/version.html", partial="rules/_edited.html", **context)


def _page(
    request: HttpRequest,
    version: "RuleTreeVersion",
    branch_id: str,
    form: BranchForm,
    *,
    revision: int,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the form; `conflict` says what somebody else did meanwhile."""
    stored = edits.find_branch(version.body, branch_id) or {"name_th": form.name_th, "name_en": form.name_en}
    return render(
        request,
        "rules/branch.html",
        partial="rules/_branch_form.html",
        status=CONFLICT if conflict else status,
        version=version,
        tree_name=branch_name(name_th=version.tree.name_th, name_en=version.tree.name_en),
        branch_id=branch_id,
        name=branch_name(name_th=stored.get("name_th", ""), name_en=stored.get("name_en", "")),
        form=form,
        revision=revision,
        conflict=conflict,
        names=reading.names(),
        schema=SCHEMA,
        operators=OPERATORS,
        no_value=NO_VALUE,
        list_value=LIST_VALUE,
        days_value=DAYS_VALUE,
        moment_value=MOMENT_VALUE,
        modes=MODES,
        group_modes=GROUP_MODES,
        kinds=KINDS,
        priorities=PRIORITIES,
        notified=NOTIFIED,
        waits=with_a_blank(form.waits),
        questions={code: text for code, (text, _raw) in QUESTIONS.items()},
        as_it_is=AS_IT_IS,
    )


def _branch_or_404(body: dict[str, Any], branch_id: str) -> dict[str, Any]:
    found = edits.find_branch(body, branch_id)
    if found is None:
        raise Http404
    return found
