"""Reading the tree of root causes: its editions, the draft of the next, and how reports count what left it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from samphan.cases.models import Case, Cause, CauseDraft, CauseMapping, CauseTreeVersion
from samphan.cases.rules.causes import NewCause


def active_tree() -> list[NewCause]:
    """Return the tree in use, as it is edited: two queries."""
    rows = list(Cause.objects.filter(tree__is_active=True).order_by("position", "pk"))
    below: dict[int, list[NewCause]] = {}
    for row in rows:
        if row.parent_id is not None:
            below.setdefault(row.parent_id, []).append(_node(row))
    return [_node(row, below.get(row.pk, ())) for row in rows if row.parent_id is None]


def draft_tree() -> list[NewCause] | None:
    """Return the tree that is being written, or None."""
    draft = CauseDraft.objects.order_by("pk").first()
    return None if draft is None else [node_of(raw) for raw in draft.nodes]


def tree_editions() -> list[CauseTreeVersion]:
    """Return the editions, the newest first."""
    return list(CauseTreeVersion.objects.order_by("-number")[:20])


def cases_by_cause_code(*, codes: Sequence[str]) -> dict[str, int]:
    """Return how many cases have each of these causes, in whatever edition."""
    counted = Case.objects.filter(cause__code__in=list(codes)).values_list("cause__code").annotate(n=Count("pk"))
    return {code: n for code, n in counted if code is not None}


def cause_mapping() -> dict[str, str]:
    """Return as which cause of today each cause that left the tree is counted, chains followed to their end."""
    direct = dict(CauseMapping.objects.values_list("old_code", "new_code"))
    return {old: _end_of(old, direct) for old in direct}


def codes_counted_as(code: str) -> list[str]:
    """Return the codes of the cases that count as this cause: its own, through all editions, and those mapped to it."""
    return [code, *(old for old, new in cause_mapping().items() if new == code)]


def node_of(raw: dict[str, Any]) -> NewCause:
    """Return a node as it was stored."""
    children = [node_of(child) for child in raw.get("children", ())]
    return NewCause(code=raw["code"], name_th=raw["name_th"], name_en=raw["name_en"], children=children)


def _node(row: Cause, children: Sequence[NewCause] = ()) -> NewCause:
    return NewCause(code=row.code, name_th=row.name_th, name_en=row.name_en, children=children)


def _end_of(code: str, direct: dict[str, str]) -> str:
    seen = {code}
    while (following := direct.get(code)) is not None and following not in seen:
        seen.add(following)
        code = following
    return code
