"""Rule trees, pure: their shape, what is wrong with one, and the path a submission takes.

A tree is an ordered list of branches. The first branch whose condition holds wins; then its own branches are asked the
same way, so a path goes from the general to the special. Actions add up along the path and the deeper one prevails.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from samphan.automation.facts import CASE_SCHEMA, SCHEMA
from samphan.kit.conditions import Condition, Predicate, fields_used, parse, predicate, to_tree
from samphan.kit.conditions.sieve import Sieve
from samphan.kit.errors import N_, Refused

MAX_BRANCHES = 500
MAX_DEPTH = 8
# So many branches are asked one by one; more are sieved first.
FEW = 6
CASE_KINDS = ("feedback", "request", "review")
NOTIFIED = ("owner", "team_lead", "managers")
MOST_WAITS = 4
MOST_WAIT_MINUTES = 30 * 24 * 60


class InvalidTree(Refused):
    """A tree that cannot be followed."""

    code = "automation.tree.invalid"
    message = N_("Branch “{branch}”: {problem}")


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """Open a case. What a deeper branch leaves out, the branch above decides."""

    kind: str | None = None
    priority: int | None = None
    team_id: int | None = None
    promises: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Wait:
    """After so many minutes of working time: if `when` holds of the case that was opened, do more about it.

    `when` asks about `facts.CASE_SCHEMA`; without a `priority` the case keeps its own.
    """

    minutes: int
    when: Condition
    priority: int | None = None
    tags: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return the step as the action it was read from."""
        step = {"do": "wait", "minutes": self.minutes, "if": to_tree(self.when), "priority": self.priority}
        return {**step, "tags": list(self.tags), "notify": list(self.notify)}


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One branch: a condition, what to do, and the branches below."""

    id: str
    name_th: str
    name_en: str
    when: Condition
    matches: Predicate
    open_case: OpenCase | None = None
    tags: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    waits: tuple[Wait, ...] = ()
    branches: tuple["Branch", ...] = ()

    @cached_property
    def choose(self) -> "Choose":
        """Return what finds the branch inside this one that a submission takes, made when first asked for."""
        return chooser(self.branches)


Choose = Callable[[Mapping[str, object], datetime], Branch | None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a tree says about one submission: the path of branch ids, and what to do.

    `waits` are the steps to be taken later, each with the branch it stands on.
    """

    path: tuple[str, ...] = ()
    open_case: OpenCase | None = None
    tags: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    waits: tuple[tuple[str, Wait], ...] = ()


NOTHING_TO_DO = Outcome()


@dataclass(frozen=True)
class Tree:
    """A parsed tree, ready to be asked many times."""

    branches: tuple[Branch, ...] = field(default=())

    @cached_property
    def choose(self) -> "Choose":
        """Return what finds the outermost branch that a submission takes, made when first asked for."""
        return chooser(self.branches)

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """Return by branch what is said of a submission whose path ends there: a branch has one way to it."""
        return dict(_outcomes(self.branches))

    def walk(self) -> Iterator[Branch]:
        """Yield every branch, parents first."""
        stack = list(reversed(self.branches))
        while stack:
            branch = stack.pop()
            yield branch
            stack.extend(reversed(branch.branches))

    def fields(self) -> frozenset[str]:
        """Return the names of the facts that some branch asks about."""
        return frozenset().union(*(fields_used(branch.when) for branch in self.walk()))


def parse_tree(body: object) -> Tree:
    """Return the tree a JSON body describes.

    Raises InvalidTree, naming the branch and the remedy, or InvalidCondition, naming the place in the condition.
    """
    if not isinstance(body, Mapping) or not isinstance(body.get("branches"), list):
        raise InvalidTree(branch="-", problem="a tree is an object with a list of branches")
    seen: set[str] = set()
    return Tree(tuple(_parse_branch(raw, seen, depth=1) for raw in body["branches"]))


def evaluate(tree: Tree, facts: Mapping[str, object], now: datetime) -> Outcome:
    """Follow the first matching branches from the root down and add up what they say.

    `now` is what "in the last 90 days" counts from.
    """
    deepest, choose = None, tree.choose
    while (taken := choose(facts, now)) is not None:
        deepest, choose = taken, taken.choose
    return NOTHING_TO_DO if deepest is None else tree.outcomes[deepest.id]


def _outcomes(branches: Iterable[Branch], above: tuple[Branch, ...] = ()) -> Iterator[tuple[str, Outcome]]:
    """Yield what a tree says of a submission whose path ends at each branch, by its id."""
    for branch in branches:
        path = (*above, branch)
        yield branch.id, _outcome(path)
        yield from _outcomes(branch.branches, path)


def _outcome(path: Sequence[Branch]) -> Outcome:
    """Add up what the branches of a path say."""
    case: OpenCase | None = None
    for branch in path:
        case = _prevailing(case, branch.open_case)
    return Outcome(
        path=tuple(branch.id for branch in path),
        open_case=case,
        tags=tuple(dict.fromkeys(tag for branch in path for tag in branch.tags)),
        notify=tuple(dict.fromkeys(who for branch in path for who in branch.notify)),
        waits=tuple((branch.id, wait) for branch in path for wait in branch.waits),
    )


def chooser(branches: Sequence[Branch]) -> Choose:
    """Return what finds the first of these branches that fits; many are sieved before they are asked."""

    def first_of_few(facts: Mapping[str, object], now: datetime) -> Branch | None:
        for branch in branches:
            if branch.matches(facts, now):
                return branch
        return None

    if len(branches) <= FEW:
        return first_of_few
    sieve = Sieve([branch.when for branch in branches])

    def first_of_many(facts: Mapping[str, object], now: datetime) -> Branch | None:
        mask = sieve.candidates(facts)
        while mask:
            lowest = mask & -mask
            branch = branches[lowest.bit_length() - 1]
            if branch.matches(facts, now):
                return branch
            mask ^= lowest
        return None

    return first_of_many


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The branches one submission took, outermost first, and those it was asked at but did not fit."""

    taken: tuple[Branch, ...] = ()
    passed: tuple[Branch, ...] = ()


def follow(tree: Tree, facts: Mapping[str, object], now: datetime) -> Followed:
    """Return how `evaluate` comes to its path: which branches were asked on the way and what they answered."""
    taken: list[Branch] = []
    passed: list[Branch] = []
    level: Sequence[Branch] = tree.branches
    while level:
        fits = next((branch for branch in level if branch.matches(facts, now)), None)
        passed += level if fits is None else level[: [branch.id for branch in level].index(fits.id)]
        if fits is None:
            break
        taken.append(fits)
        level = fits.branches
    return Followed(taken=tuple(taken), passed=tuple(passed))


def parse_wait(action: Mapping[str, Any], branch_id: str) -> Wait:
    """Return the step an action {"do": "wait", "minutes", "if", "priority", "tags", "notify"} describes.

    Raises InvalidTree, or InvalidCondition for what it asks.
    """
    minutes, priority = action.get("minutes"), action.get("priority")
    tags, notify = tuple(action.get("tags") or ()), tuple(action.get("notify") or ())
    if not isinstance(minutes, int) or not 1 <= minutes <= MOST_WAIT_MINUTES:
        raise InvalidTree(branch=branch_id, problem=f"a wait takes from 1 to {MOST_WAIT_MINUTES} minutes")
    if priority is not None and priority not in (1, 2, 3, 4):
        raise InvalidTree(branch=branch_id, problem="priority runs from 1 (urgent) to 4 (low)")
    if set(notify) - set(NOTIFIED) or not (priority or tags or notify):
        raise InvalidTree(branch=branch_id, problem="after a wait a priority is set, a tag given or somebody told")
    return Wait(
        minutes=minutes,
        when=parse(action.get("if", True), CASE_SCHEMA),
        priority=priority,
        tags=tuple(str(tag)[:40] for tag in tags),
        notify=notify,
    )


def _prevailing(above: OpenCase | None, below: OpenCase | None) -> OpenCase | None:
    if above is None or below is None:
        return below or above
    return OpenCase(
        kind=below.kind or above.kind,
        priority=below.priority or above.priority,
        team_id=below.team_id or above.team_id,
        promises=above.promises if below.promises is None else below.promises,
        skills=above.skills if below.skills is None else below.skills,
    )


def _parse_branch(raw: object, seen: set[str], *, depth: int) -> Branch:
    if not isinstance(raw, Mapping):
        raise InvalidTree(branch="-", problem="a branch is an object")
    branch_id = str(raw.get("id") or "")
    if not branch_id or branch_id in seen:
        raise InvalidTree(branch=branch_id or "-", problem="every branch needs an id of its own")
    seen.add(branch_id)
    if depth > MAX_DEPTH or len(seen) > MAX_BRANCHES:
        raise InvalidTree(branch=branch_id, problem=f"a tree has at most {MAX_DEPTH} levels, {MAX_BRANCHES} branches")
    condition = parse(raw.get("when", True), SCHEMA)
    actions, waits = _without_waits(raw.get("then", []), branch_id)
    open_case, tags, notify = _parse_actions(actions, branch_id)
    below = raw.get("branches", [])
    return Branch(
        id=branch_id,
        name_th=str(raw.get("name_th", "")),
        name_en=str(raw.get("name_en", "")),
        when=condition,
        matches=predicate(condition),
        open_case=open_case,
        tags=tags,
        notify=notify,
        waits=waits,
        branches=tuple(_parse_branch(child, seen, depth=depth + 1) for child in below),
    )


def _without_waits(raw: object, branch_id: str) -> tuple[list[Any], tuple[Wait, ...]]:
    """Return the actions done at once, and the waits apart."""
    if not isinstance(raw, list):
        raise InvalidTree(branch=branch_id, problem="actions are a list")
    waits = [action for action in raw if isinstance(action, Mapping) and action.get("do") == "wait"]
    if len(waits) > MOST_WAITS:
        raise InvalidTree(branch=branch_id, problem=f"a branch has at most {MOST_WAITS} waits")
    return [action for action in raw if action not in waits], tuple(parse_wait(one, branch_id) for one in waits)


def _parse_actions(raw: Sequence[Any], branch_id: str) -> tuple[OpenCase | None, tuple[str, ...], tuple[str, ...]]:
    case: OpenCase | None = None
    tags: list[str] = []
    notify: list[str] = []
    for action in raw:
        kind = action.get("do") if isinstance(action, Mapping) else None
        if kind == "open_case":
            case = _parse_open_case(action, branch_id)
        elif kind == "tag" and action.get("tag"):
            tags.append(str(action["tag"])[:40])
        elif kind == "notify" and action.get("who") in NOTIFIED:
            notify.append(str(action["who"]))
        else:
            raise InvalidTree(branch=branch_id, problem=f"unknown or incomplete action {kind!r}")
    return case, tuple(tags), tuple(notify)


def _parse_open_case(action: Mapping[str, Any], branch_id: str) -> OpenCase:
    kind, priority = action.get("kind"), action.get("priority")
    if kind is not None and kind not in CASE_KINDS:
        raise InvalidTree(branch=branch_id, problem=f"a case is one of {', '.join(CASE_KINDS)}")
    if priority is not None and priority not in (1, 2, 3, 4):
        raise InvalidTree(branch=branch_id, problem="priority runs from 1 (urgent) to 4 (low)")
    promises, skills = action.get("promises"), action.get("skills")
    return OpenCase(
        kind=kind,
        priority=priority,
        team_id=action.get("team_id"),
        promises=None if promises is None else tuple(str(code) for code in promises),
        skills=None if skills is None else tuple(str(skill) for skill in skills),
    )
