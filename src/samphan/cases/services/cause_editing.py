"""Editing the tree of root causes: a draft that harms nobody, then a new edition, with what left it counted as what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from samphan.cases.events import CauseTreeActivated
from samphan.cases.models import CauseDraft, CauseMapping, CauseTreeVersion, ProblemCause
from samphan.cases.rules.causes import NewCause, assignable_codes, changes_of, problems_of
from samphan.cases.selectors.causes import active_tree, cases_by_cause_code, draft_tree
from samphan.cases.services.cause_tree import activate_cause_tree
from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused


class CauseNameMissing(Refused):
    """A cause without a name in one of the languages."""

    code = "cases.tree.name_missing"
    message = N_("Every cause needs a name in Thai and in English.")


class CauseTreeInvalid(Refused):
    """A tree that is empty, too large or too deep."""

    code = "cases.tree.invalid"
    message = N_("The tree needs at least one cause, and at most 20 groups of 20 causes each.")


class NoCauseDraft(Refused):
    """There is nothing to put in use."""

    code = "cases.tree.no_draft"
    message = N_("There is no draft to put in use. Somebody has put it in use or thrown it away.")


class CauseMappingMissing(Refused):
    """A cause that left the tree and has cases, of which nobody said what it counts as."""

    code = "cases.tree.mapping_missing"
    message = N_("Choose for each cause that is left out, and has cases, as what reports should count it.")


@transaction.atomic
def save_cause_draft(*, tree: Sequence[NewCause], now: datetime) -> None:
    """Keep a tree as the draft of the next edition; cases are closed by the one in use until it is put in use."""
    wrong = problems_of(tree)
    if "name_missing" in wrong:
        raise CauseNameMissing
    if wrong:
        raise CauseTreeInvalid
    CauseDraft.objects.all().delete()
    CauseDraft.objects.create(nodes=[_stored(group) for group in tree], changed_at=now)


@transaction.atomic
def discard_cause_draft() -> None:
    """Throw the draft away."""
    CauseDraft.objects.all().delete()


@transaction.atomic
def activate_cause_draft(*, mapping: Mapping[str, str], actor_id: int, now: datetime) -> CauseTreeVersion:
    """Put the draft in use: cases keep the cause they have, reports count what left the tree as `mapping` says.

    A problem that collected cases of a cause that left collects those of its successor too.
    """
    list(CauseTreeVersion.objects.select_for_update().filter(is_active=True))
    tree = draft_tree()
    if tree is None:
        raise NoCauseDraft
    removed = changes_of(active_tree(), tree).removed
    known = set(assignable_codes(tree))
    chosen = {old: mapping[old] for old in removed if mapping.get(old) in known}
    if set(cases_by_cause_code(codes=removed)) - set(chosen):
        raise CauseMappingMissing
    # A cause that came back is itself again.
    CauseMapping.objects.filter(old_code__in=known).delete()
    for old, new in chosen.items():
        CauseMapping.objects.update_or_create(old_code=old, defaults={"new_code": new, "made_at": now})
        _let_problem_follow(old, new)
    version = activate_cause_tree(causes=tree, now=now)
    CauseDraft.objects.all().delete()
    event = CauseTreeActivated(subject_id=version.pk, version_number=version.number)
    record(event=event, now=now, actor=user_actor(actor_id))
    return version


def _let_problem_follow(old: str, new: str) -> None:
    live = ProblemCause.objects.filter(code=old, is_live=True).first()
    if live is not None and not ProblemCause.objects.filter(code=new, is_live=True).exists():
        ProblemCause.objects.update_or_create(problem_id=live.problem_id, code=new, defaults={"is_live": True})


def _stored(node: NewCause) -> dict[str, Any]:
    return {
        "code": node.code,
        "name_th": node.name_th,
        "name_en": node.name_en,
        "children": [_stored(child) for child in node.children],
    }
