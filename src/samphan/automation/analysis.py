"""What is provably wrong with a rule tree, pure: branches nothing reaches, and settings that never count.

Only what can be proved is said (`kit.conditions.proving`): a warning is never a guess, while a tree without warnings
may still be a foolish one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from samphan.automation.rules import Branch, OpenCase, Tree, evaluate
from samphan.kit.conditions import Condition
from samphan.kit.conditions.proving import Prover

SETTINGS = ("kind", "priority", "team_id", "promises", "skills")
# Kept warnings of another edition are found anew: raise it with every change of what is warned about.
EDITION = 2


class Flaw(StrEnum):
    """What is wrong with a branch."""

    CONTRADICTION = "contradiction"  # its own condition can never hold
    RULED_OUT = "ruled_out"  # the branches it is inside of (`by`) let nothing through that fits
    TAKEN = "taken"  # the branches asked before it (`by`) take everything that fits
    OVERRIDDEN = "overridden"  # everything here goes on into the branches inside (`by`), which set `settings` anew
    IDLE = "idle"  # tags, people to tell and waits, but no case that they could belong to
    LESS_URGENT = "less_urgent"  # a signal fits here too, but the branch before it (`by`) makes it less urgent


UNREACHABLE = frozenset({Flaw.CONTRADICTION, Flaw.RULED_OUT, Flaw.TAKEN})


@dataclass(frozen=True, kw_only=True)
class Warned:
    """One flaw of one branch; `by` are ids of the branches that cause it, `settings` names of `OpenCase`."""

    branch_id: str
    flaw: Flaw
    by: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where a branch stands: what it is inside of, and what was asked before on the way, both outermost first."""

    inside: tuple[Branch, ...] = ()
    before: tuple[Branch, ...] = ()


def warnings_of(tree: Tree, *, now: datetime) -> list[Warned]:
    """Return the flaws of a tree, in reading order; of a branch nothing reaches, none of those inside it.

    `now` dates the examples by which "less urgent" is shown; no other flaw depends on it.
    """
    prover = Prover([branch.when for branch in tree.walk()])
    return list(_of_level(tree, tree.branches, _Place(), prover, now))


def kept(warnings: Iterable[Warned]) -> dict[str, Any]:
    """Return warnings as a version of a tree keeps them, in JSON."""
    return {"edition": EDITION, "found": [asdict(one) for one in warnings]}


def find_kept(stored: Mapping[str, Any] | None) -> list[Warned] | None:
    """Return the warnings a version kept, or None where it kept none, or those of another edition."""
    if stored is None or stored.get("edition") != EDITION:
        return None
    return [
        Warned(
            branch_id=one["branch_id"],
            flaw=Flaw(one["flaw"]),
            by=tuple(one["by"]),
            settings=tuple(one["settings"]),
        )
        for one in stored["found"]
    ]


def unreachable_branches(tree: Tree, *, now: datetime) -> list[str]:
    """Return the ids of the branches nothing can reach, without those inside of them."""
    return [one.branch_id for one in warnings_of(tree, now=now) if one.flaw in UNREACHABLE]


def _of_level(tree: Tree, level: Sequence[Branch], place: _Place, prover: Prover, now: datetime) -> Iterator[Warned]:
    reached: list[Branch] = []
    for branch in level:
        here = _Place(place.inside, (*place.before, *reached))
        dead = _unreachable(branch, here, prover)
        if dead is not None:
            yield dead
            continue
        yield from _idle(branch, here)
        yield from _less_urgent(tree, branch, here, reached, prover, now)
        yield from _overridden(branch, here, prover)
        yield from _of_level(tree, branch.branches, _Place((*here.inside, branch), here.before), prover, now)
        reached.append(branch)


def _unreachable(branch: Branch, place: _Place, prover: Prover) -> Warned | None:
    own, around = branch.when, _whens(place.inside)
    if not prover.cannot_hold([*around, own], _whens(place.before)):
        return None
    if prover.cannot_hold([own]):
        return Warned(branch_id=branch.id, flaw=Flaw.CONTRADICTION)
    if prover.cannot_hold([*around, own]):
        by = _fewest(place.inside, lambda some: prover.cannot_hold([*_whens(some), own]))
        return Warned(branch_id=branch.id, flaw=Flaw.RULED_OUT, by=by)
    by = _fewest(place.before, lambda some: prover.cannot_hold([*around, own], _whens(some)))
    return Warned(branch_id=branch.id, flaw=Flaw.TAKEN, by=by)


def _idle(branch: Branch, place: _Place) -> Iterator[Warned]:
    opens = any(one.open_case for one in (*place.inside, *Tree((branch,)).walk()))
    if (branch.tags or branch.notify or branch.waits) and not opens:
        yield Warned(branch_id=branch.id, flaw=Flaw.IDLE)


def _overridden(branch: Branch, place: _Place, prover: Prover) -> Iterator[Warned]:
    """Yield what a branch sets in vain: all that comes here goes on, and every branch inside sets it anew."""
    own = _set_by(branch.open_case)
    within = [_set_by(child.open_case) for child in branch.branches]
    in_vain = tuple(name for name in SETTINGS if name in own and within and all(name in found for found in within))
    if not in_vain:
        return
    around = _whens((*place.inside, branch))
    if prover.cannot_hold(around, _whens((*place.before, *branch.branches))):
        by = tuple(child.id for child in branch.branches)
        yield Warned(branch_id=branch.id, flaw=Flaw.OVERRIDDEN, by=by, settings=in_vain)


def _less_urgent(
    tree: Tree, branch: Branch, place: _Place, siblings: Sequence[Branch], prover: Prover, now: datetime
) -> Iterator[Warned]:
    """Yield a branch that an earlier sibling robs of signals it would have made more urgent, shown by an example."""
    wanted = branch.open_case.priority if branch.open_case else None
    for sibling in siblings if wanted else ():
        given = sibling.open_case.priority if sibling.open_case else None
        if not wanted or not given or given <= wanted:
            continue
        asked_before = place.before[: place.before.index(sibling)]
        required = [*_whens(place.inside), sibling.when, branch.when]
        facts = prover.example(required, _whens((*asked_before, *sibling.branches)), now=now)
        outcome = evaluate(tree, facts, now) if facts is not None else None
        case = outcome.open_case if outcome and sibling.id in outcome.path else None
        if case and case.priority and case.priority > wanted:
            yield Warned(branch_id=branch.id, flaw=Flaw.LESS_URGENT, by=(sibling.id,))


def _set_by(case: OpenCase | None) -> frozenset[str]:
    """Return the names of what an action decides, which the branch above then does not."""
    return frozenset(name for name in SETTINGS if case is not None and getattr(case, name) not in (None, 0, ""))


def _whens(branches: Sequence[Branch]) -> list[Condition]:
    return [branch.when for branch in branches]


def _fewest(branches: Sequence[Branch], is_enough: Callable[[Sequence[Branch]], bool]) -> tuple[str, ...]:
    """Return ids of branches none of which can be left out of a proof: one alone where one will do."""
    alone = next((branch for branch in reversed(branches) if is_enough([branch])), None)
    if alone is not None:
        return (alone.id,)
    kept = list(branches)
    for branch in branches:
        fewer = [one for one in kept if one is not branch]
        if is_enough(fewer):
            kept = fewer
    return tuple(branch.id for branch in kept)
