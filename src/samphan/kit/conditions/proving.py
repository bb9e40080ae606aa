"""What can be proved about conditions: that no facts at all satisfy them, or an example that does.

Nothing is guessed. "Cannot hold" is only said when every sample of every field was ruled out (`space`); when the
search grows too long, or samples are coarser than the world, the answer is that nothing is proved.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from samphan.kit.conditions.nodes import Condition
from samphan.kit.conditions.predicate import predicate
from samphan.kit.conditions.space import Among, Every, Formula, Key, Some, Space

# Turns of the search for one answer; conditions people write take fewer than ten.
MOST_TURNS = 400

_State = dict[Key, int]


class _TooLong(Exception):
    """The search gave up: nothing is proved."""


class Prover:
    """Answers about a set of conditions, each read once."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._space = Space(conditions)
        self._holds = {condition: self._space.holds(condition) for condition in conditions}
        self._fails = {condition: self._space.fails(formula) for condition, formula in self._holds.items()}

    def cannot_hold(self, required: Sequence[Condition], refused: Sequence[Condition] = ()) -> bool:
        """Return whether it is proved that no facts, at any time, meet all required and none of the refused."""
        try:
            return self._search(required, refused) is None
        except _TooLong:
            return False

    def example(
        self, required: Sequence[Condition], refused: Sequence[Condition] = (), *, now: datetime
    ) -> dict[str, object] | None:
        """Return facts that meet all required and none of the refused, checked; None when none were found."""
        try:
            state = self._search(required, refused)
        except _TooLong:
            return None
        if state is None:
            return None
        facts = self._space.facts(state, now=now)
        is_met = all(predicate(one)(facts, now) for one in required)
        return facts if is_met and not any(predicate(one)(facts, now) for one in refused) else None

    def _search(self, required: Sequence[Condition], refused: Sequence[Condition]) -> _State | None:
        wanted = [self._holds[one] for one in required] + [self._fails[one] for one in refused]
        return _Search(self._space).run(wanted, {})


class _Search:
    def __init__(self, space: Space) -> None:
        self.space = space
        self.turns = 0

    def run(self, wanted: Sequence[Formula], state: _State) -> _State | None:
        """Return what the axes may be so that all is met, or None when nothing is left."""
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise _TooLong
        choices = self.settle(list(wanted), state)
        if choices is None:
            return None
        if not choices:
            return state
        first = min(choices, key=lambda choice: len(choice.parts))
        rest = [choice for choice in choices if choice is not first]
        for part in first.parts:
            found = self.run([part, *rest], dict(state))
            if found is not None:
                return found
        return None

    def settle(self, waiting: list[Formula], state: _State) -> list[Some] | None:
        """Narrow the axes by all that leaves no choice, and return the choices left; None when nothing is left."""
        choices: list[Some] = []
        while waiting:
            while waiting:
                formula = waiting.pop()
                if isinstance(formula, Every):
                    waiting.extend(formula.parts)
                elif isinstance(formula, Some):
                    choices.append(formula)
                elif not self.narrow(formula, state):
                    return None
            open_choices: list[Some] = []
            for choice in choices:
                parts = tuple(part for part in choice.parts if self.can_be(part, state))
                if not parts:
                    return None
                if len(parts) == 1:
                    waiting.append(parts[0])
                elif not any(self.is_met(part, state) for part in parts):
                    open_choices.append(Some(parts))
            choices = open_choices
        return choices

    def narrow(self, formula: Among, state: _State) -> bool:
        state[formula.key] = self.at(formula.key, state) & formula.mask
        return state[formula.key] != 0

    def can_be(self, formula: Formula, state: Mapping[Key, int]) -> bool:
        if isinstance(formula, Among):
            return self.at(formula.key, state) & formula.mask != 0
        if isinstance(formula, Every):
            return all(self.can_be(part, state) for part in formula.parts)
        return any(self.can_be(part, state) for part in formula.parts)

    def is_met(self, formula: Formula, state: Mapping[Key, int]) -> bool:
        if isinstance(formula, Among):
            return self.at(formula.key, state) & ~formula.mask == 0
        if isinstance(formula, Every):
            return all(self.is_met(part, state) for part in formula.parts)
        return any(self.is_met(part, state) for part in formula.parts)

    def at(self, key: Key, state: Mapping[Key, int]) -> int:
        return state.get(key, (1 << self.space.size(key)) - 1)
