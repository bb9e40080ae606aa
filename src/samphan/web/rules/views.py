"""Rules: the trees, one edition of one as cards, trying it on the past, putting it in use."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samphan.automation import selectors as automation
from samphan.automation import services
from samphan.automation.rules import Tree, parse_tree
from samphan.kit.clock import now
from samphan.kit.errors import Refused
from samphan.web.access import reader, screen
from samphan.web.render import redirect, render, toast
from samphan.web.rules import reading
from samphan.web.rules.changes import Change, changes_between
from samphan.web.rules.past import TRIAL_DAYS, past_of, period_of
from samphan.web.rules.presenting import branch_name, cards_of, recipe_lines
from samphan.web.rules.trying import recent_signals, try_signal

if TYPE_CHECKING:
    from samphan.automation.models import RuleTree, RuleTreeVersion

HITS_DAYS = 30


@dataclass(frozen=True)
class TreeLine:
    """One tree in the list."""

    name: str
    active: "RuleTreeVersion | None"
    draft: "RuleTreeVersion | None"
    branch_count: int
    seen: int
    matched: int


@screen("rules.read")
def trees(request: HttpRequest) -> HttpResponse:
    """List the trees with what each caught in the last 30 days."""
    lines = [_line(tree) for tree in automation.rule_trees()]
    may_write = reader(request).may("rules.write")
    return render(request, "rules/list.html", lines=lines, days=HITS_DAYS, may_write=may_write)


@screen("rules.write", methods=("POST",))
def start(request: HttpRequest) -> HttpResponse:
    """Set up the trees a firm starts with, where there are none."""
    services.seed_rule_trees(now=now())
    return redirect(request, "rules")


@screen("rules.read")
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Draw one edition top-down.

    With ?trial=30 beside each branch what it would have caught; with ?signal=response-12 the path that one takes.
    """
    return render(request, "rules/version.html", **version_context(request, version_id))


@screen("rules.write", methods=("POST",))
def draft(request: HttpRequest, version_id: int) -> HttpResponse:
    """Start a draft from an edition, or go on with the one there is."""
    version = reading.get_version(version_id)
    present = reading.edition_in(reading.tree_of(version), "draft")
    if present is not None:
        toast(request, _("There was a draft already. Here it is; discard it to start another."))
        return redirect(request, "rule_version", present.pk)
    made = services.save_draft(
        tree_id=version.tree_id,
        body=version.body,
        revision=version.tree.revision,
        now=now(),
        actor_id=reader(request).pk,
    )
    return redirect(request, "rule_version", made.pk)


@screen("rules.write", methods=("POST",))
def activate(request: HttpRequest, version_id: int) -> HttpResponse:
    """Put an edition in use."""
    reading.get_version(version_id)
    used = services.activate_version(version_id=version_id, now=now(), actor_id=reader(request).pk)
    toast(request, _("Version %(number)s is in use now") % {"number": used.number})
    return redirect(request, "rule_version", used.pk)


@screen("rules.write", methods=("POST",))
def discard(request: HttpRequest, version_id: int) -> HttpResponse:
    """Throw a draft away."""
    version = reading.get_version(version_id)
    services.discard_draft(version_id=version_id, actor_id=reader(request).pk)
    active = reading.edition_in(reading.tree_of(version), "active")
    toast(request, _("The draft is discarded"))
    return redirect(request, "rule_version", active.pk) if active else redirect(request, "rules")


@screen("rules.write", methods=("POST",))
def count_past(request: HttpRequest, version_id: int) -> HttpResponse:
    """Begin a count of a long period in the background, and show how far it is."""
    reading.get_version(version_id)
    period = period_of(request.POST, now())
    if period is None:
        return redirect(request, "rule_version", version_id)
    test = services.start_back_test(
        version_id=version_id, since=period.since, until=period.until, now=now(), actor_id=reader(request).pk
    )
    return redirect(request, f"{reverse('rule_version', args=(version_id,))}?count={test.pk}")


def version_context(request: HttpRequest, version_id: int) -> dict[str, Any]:
    """Return what the page of one edition shows; the tree alone is drawn again after a move."""
    version = reading.get_version(version_id)
    tree = reading.tree_of(version)
    names = reading.names()
    active = reading.edition_in(tree, "active")
    asked = {name: request.GET.get(name, "") for name in ("trial", "since", "until", "count")}
    past = past_of(asked, version, active, now())
    parsed, problem = _parsed(version)
    warnings = automation.version_warnings(version=version, tree=parsed, now=now())
    called = {one.id: branch_name(name_th=one.name_th, name_en=one.name_en) for one in parsed.walk()}
    tried = try_signal(parsed, tree.code, request.GET.get("signal", ""), names=names, now=now())
    is_draft, may_write = version.state == "draft", reader(request).may("rules.write")
    hits = past.trial.by_branch if past.trial else None if is_draft else _hits(version)
    followed = tried.followed if tried else None
    return {
        "version": version,
        "name": branch_name(name_th=tree.name_th, name_en=tree.name_en),
        "editions": reading.editions_of(tree),
        "active": active,
        "draft": reading.edition_in(tree, "draft"),
        "may_edit": is_draft and may_write,
        "may_write": may_write,
        "cards": cards_of(parsed, hits=hits, names=names, warnings=warnings, followed=followed),
        "tried": tried,
        "was_asked": "signal" in request.GET,
        "signals": recent_signals(tree.code),
        "recipes": recipe_lines() if is_draft and may_write else [],
        "warned": {one.branch_id: called[one.branch_id] for one in warnings},
        "problem": problem,
        "hits": hits,
        "hits_days": past.days or HITS_DAYS,
        "past": past,
        "trial": past.trial,
        "trial_choices": TRIAL_DAYS,
        "changes": _changes(active, version, parsed) if is_draft and active else None,
    }


def _parsed(version: "RuleTreeVersion") -> tuple[Tree, str]:
    """Return the tree of an edition; one stored before a field went away is shown empty, with what is wrong."""
    try:
        return parse_tree(version.body), ""
    except Refused as refused:
        return Tree(), refused.explain(_)


def _changes(active: "RuleTreeVersion", version: "RuleTreeVersion", parsed: Tree) -> list[Change]:
    old, _problem = _parsed(active)
    return changes_between(old, parsed, reading.names())


def _hits(version: "RuleTreeVersion") -> dict[str, int]:
    return automation.branch_hits(version_id=version.pk, since=now() - timedelta(days=HITS_DAYS))


def _line(tree: "RuleTree") -> TreeLine:
    active = reading.edition_in(tree, "active")
    parsed = _parsed(active)[0] if active else Tree()
    hits = _hits(active) if active else {}
    matched = sum(hits.get(branch.id, 0) for branch in parsed.branches)
    return TreeLine(
        name=branch_name(name_th=tree.name_th, name_en=tree.name_en),
        active=active,
        draft=reading.edition_in(tree, "draft"),
        branch_count=sum(1 for _branch in parsed.walk()),
        seen=matched + hits.get("", 0),
        matched=matched,
    )
