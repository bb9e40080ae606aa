"""Keeping the trees and asking them: draft, activate, trace a submission."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from samphan.automation.analysis import kept, warnings_of
from samphan.automation.events import RuleTreeActivated, SubmissionTraced
from samphan.automation.facts import known_facts
from samphan.automation.models import RuleTree, RuleTreeVersion, Trace, VersionState
from samphan.automation.rules import Outcome, Tree, evaluate, parse_tree
from samphan.automation.selectors import submission_facts
from samphan.automation.starter import STARTER_TREES
from samphan.eventlog.events import SYSTEM, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.signals.rules import Submission

# By version: its body and what it was parsed to. A firm has a handful in use.
_COMPILED: dict[int, tuple[dict[str, Any], Tree]] = {}
_MOST_COMPILED = 32


class VersionIsLive(Refused):
    """An active or retired version never changes."""

    code = "automation.version.live"
    message = N_("This version is or was in use and never changes. Edit it as a new draft.")


class DraftChanged(Refused):
    """Somebody else changed the tree since it was read; the fact `revision` is the one they left."""

    code = "automation.draft.changed"
    message = N_("{who} changed this draft a moment ago. Nothing of yours was saved: look at it again, then repeat.")


@transaction.atomic
def trace_submission(*, submission: Submission, tree_code: str, now: datetime) -> tuple[Trace, Outcome] | None:
    """Lead a submission through the active version of a tree and store the path and the facts that decided.

    Returns None where the tree has no active version. A version keeps one trace a submission; when more was heard
    meanwhile (a comment after the score) and the path differs, the trace follows.
    """
    version = RuleTreeVersion.objects.filter(tree__code=tree_code, state=VersionState.ACTIVE).first()
    if version is None:
        return None
    facts = submission_facts(submission=submission, now=now)
    outcome = evaluate(compiled(version), facts, now)
    trace, is_new = Trace.objects.get_or_create(
        version=version,
        submission_kind=submission.kind,
        submission_id=submission.id,
        defaults={"path": list(outcome.path), "facts": known_facts(facts), "evaluated_at": now},
    )
    if not is_new and trace.path != list(outcome.path):
        trace.path, trace.facts, trace.evaluated_at = list(outcome.path), known_facts(facts), now
        trace.save(update_fields=["path", "facts", "evaluated_at"])
    if is_new:
        event = SubmissionTraced(
            subject_id=trace.pk,
            submission_kind=submission.kind,
            submission_id=submission.id,
            path=list(outcome.path),
        )
        record(event=event, now=now)
    return trace, outcome


def save_draft(
    *, tree_id: int, body: dict[str, Any], revision: int, now: datetime, actor_id: int | None
) -> RuleTreeVersion:
    """Store a checked body as the tree's draft: the one there is changes, else the next number starts.

    `revision` is the one the body was read at. Of two people on one draft the second is refused by DraftChanged.
    """
    # Before the lock: of a big tree it takes seconds.
    warnings = kept(warnings_of(parse_tree(body), now=now))
    with transaction.atomic():
        return _save_draft(tree_id, body, warnings, revision=revision, now=now, actor_id=actor_id)


def _save_draft(
    tree_id: int,
    body: dict[str, Any],
    warnings: dict[str, Any],
    *,
    revision: int,
    now: datetime,
    actor_id: int | None,
) -> RuleTreeVersion:
    tree = _lock_tree(tree_id)
    if tree.revision != revision:
        who = tree.changed_by.display_name if tree.changed_by else "Samphan"
        raise DraftChanged(who=who, revision=tree.revision)
    draft = tree.versions.filter(state=VersionState.DRAFT).order_by("-number").first()
    if draft is None:
        draft = RuleTreeVersion(tree=tree, number=_next_number(tree), created_at=now, created_by_id=actor_id)
    draft.body, draft.warnings = body, warnings
    draft.save()
    _count_change(tree, actor_id=actor_id)
    return draft


@transaction.atomic
def discard_draft(*, version_id: int, actor_id: int | None) -> None:
    """Throw a draft away; versions that were in use stay."""
    tree = _lock_tree(RuleTreeVersion.objects.values_list("tree_id", flat=True).get(pk=version_id))
    version = tree.versions.get(pk=version_id)
    if version.state != VersionState.DRAFT:
        raise VersionIsLive
    version.delete()
    _count_change(tree, actor_id=actor_id)


@transaction.atomic
def activate_version(*, version_id: int, now: datetime, actor_id: int | None) -> RuleTreeVersion:
    """Put a draft (or an earlier version) in use; the one in use retires."""
    tree = _lock_tree(RuleTreeVersion.objects.values_list("tree_id", flat=True).get(pk=version_id))
    version = tree.versions.get(pk=version_id)
    parse_tree(version.body)
    tree.versions.filter(state=VersionState.ACTIVE).exclude(pk=version.pk).update(state=VersionState.RETIRED)
    version.state = VersionState.ACTIVE
    version.activated_at = now
    version.save(update_fields=["state", "activated_at"])
    _count_change(tree, actor_id=actor_id)
    event = RuleTreeActivated(subject_id=version.tree_id, version_number=version.number)
    record(event=event, now=now, actor=user_actor(actor_id) if actor_id else SYSTEM)
    return version


@transaction.atomic
def seed_rule_trees(*, now: datetime) -> None:
    """Put the starter trees in use where there are none yet."""
    for code, name_th, name_en, body in STARTER_TREES:
        tree, is_new = RuleTree.objects.get_or_create(
            code=code, defaults={"name_th": name_th, "name_en": name_en, "created_at": now}
        )
        if is_new:
            draft = save_draft(tree_id=tree.pk, body=body, revision=tree.revision, now=now, actor_id=None)
            activate_version(version_id=draft.pk, now=now, actor_id=None)


def compiled(version: RuleTreeVersion) -> Tree:
    """Return the tree of a version in use, parsed once a process: its body never changes."""
    known = _COMPILED.get(version.pk)
    if known is None or known[0] != version.body:
        if len(_COMPILED) >= _MOST_COMPILED:
            _COMPILED.clear()
        known = _COMPILED[version.pk] = (version.body, parse_tree(version.body))
    return known[1]


def _lock_tree(tree_id: int) -> RuleTree:
    return RuleTree.objects.select_for_update(of=("self",)).select_related("changed_by").get(pk=tree_id)


def _count_change(tree: RuleTree, *, actor_id: int | None) -> None:
    tree.revision += 1
    tree.changed_by_id = actor_id
    tree.save(update_fields=["revision", "changed_by"])


def _next_number(tree: RuleTree) -> int:
    return (tree.versions.aggregate(last=Max("number"))["last"] or 0) + 1
