"""Taking an answer back, pure: what a canned reply did beside it is undone where nobody has changed it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samphan.cases.events import (
    ActionRecorded,
    CaseAssigned,
    CaseLabelled,
    CaseOwnerLeft,
    CaseReturned,
    CauseRecorded,
)

LABELS, OWNER, CAUSE, ACTION = "labels", "owner", "cause", "action"
_PARTS = {
    CaseLabelled.type: LABELS,
    CaseAssigned.type: OWNER,
    CaseReturned.type: OWNER,
    CaseOwnerLeft.type: OWNER,
    CauseRecorded.type: CAUSE,
    ActionRecorded.type: ACTION,
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One event of a case since an answer was written; `is_ours` when it came with the answer."""

    type: str
    data: Mapping[str, Any]
    is_ours: bool


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What is undone: labels to take off, who owns the case again, whether cause and action are empty again.

    `kept` names the parts that stay, because somebody has changed them since or the case is closed.
    """

    label_ids: tuple[int, ...] = ()
    owner_id: int | None = None
    cause: bool = False
    action: bool = False
    kept: tuple[str, ...] = ()


def undoing(steps: Sequence[Step], *, is_open: bool) -> Undoing:
    """Return what taking an answer back undoes, from what happened since it was written, oldest first.

    That whoever answers a case nobody owns has it from then on is no part of it: they go on writing.
    """
    ours = {_PARTS[one.type]: one.data for one in steps if one.is_ours and _is_beside(one)}
    later = [one for one in steps if not one.is_ours and one.type in _PARTS]
    touched = {_PARTS[one.type] for one in later} - {LABELS}
    kept = tuple(part for part in ours if part in touched or not is_open)
    free = {part: data for part, data in ours.items() if part not in kept}
    moved = {label for one in later for name in ("added", "removed") for label in one.data.get(name, ())}
    return Undoing(
        label_ids=tuple(label for label in free.get(LABELS, {}).get("added", ()) if label not in moved),
        owner_id=free.get(OWNER, {}).get("previous_owner_id"),
        cause=CAUSE in free,
        action=ACTION in free,
        kept=kept,
    )


def _is_beside(step: Step) -> bool:
    return step.type in _PARTS and (step.type != CaseAssigned.type or step.data.get("rule") == "assigned")
