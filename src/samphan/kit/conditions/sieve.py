"""Which of many conditions can hold for some facts, found by a few look-ups instead of asking each.

What a condition says of a single field is answered beforehand for every value that matters: a number lies in one of a
few ranges, a text is one of those named or another. At run time each field's value fetches one mask of the conditions
it does not rule out, and the masks are joined. What passes is a candidate, to be asked in full; what does not, cannot
hold. Dates, which move with the time, and words looked for inside a text are left to the full question.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from samphan.kit.conditions.nodes import (
    AllOf,
    Between,
    Compare,
    Condition,
    Includes,
    Leaf,
    Missing,
    OneOf,
    fields_used,
    leaves,
)
from samphan.kit.conditions.predicate import Facts, predicate

# No part that is sieved by looks at the time.
_NO_MATTER_WHEN = datetime(2000, 1, 1, tzinfo=UTC)

_Lookup = Callable[[Any], int]
_Part = tuple[int, Condition]


class Sieve:
    """Made once of many conditions; bit n of a mask is the n-th of them."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._all = (1 << len(conditions)) - 1
        by_field: dict[str, list[_Part]] = {}
        for place, condition in enumerate(conditions):
            for name, part in _necessary(condition):
                by_field.setdefault(name, []).append((place, part))
        self._fields = [(name, _lookup(name, parts, self._all)) for name, parts in by_field.items()]

    def candidates(self, facts: Facts) -> int:
        """Return the mask of the conditions that these facts do not rule out."""
        mask = self._all
        for name, lookup in self._fields:
            mask &= lookup(facts.get(name))
            if not mask:
                break
        return mask


def _necessary(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Yield what must hold, a field each, for the whole to hold, as far as it can be answered beforehand."""
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _necessary(part)
        return
    names = fields_used(condition)
    asked = list(leaves(condition))
    if len(names) == 1 and (isinstance(condition, Includes) or all(_is_fixed(leaf) for leaf in asked)):
        yield next(iter(names)), condition


def _is_fixed(leaf: Leaf) -> bool:
    """Return whether the answer depends on the value alone, and on nothing inside it."""
    values = _values(leaf)
    return isinstance(leaf, Compare | Between | OneOf | Missing) and not any(isinstance(v, datetime) for v in values)


def _values(leaf: Leaf) -> tuple[object, ...]:
    match leaf:
        case Compare(_, _, value):
            return (value,)
        case Between(_, low, high):
            return (low, high)
        case OneOf(_, values):
            return values
    return ()


def _lookup(name: str, parts: Sequence[_Part], everyone: int) -> _Lookup:
    words = [(place, part) for place, part in parts if isinstance(part, Includes)]
    if words:
        return _words_lookup(words, everyone)
    values = {value for _, part in parts for leaf in leaves(part) for value in _values(leaf)}
    missing = _mask(name, None, parts, everyone)
    numbers = sorted(value for value in values if isinstance(value, int | float) and not isinstance(value, bool))
    if numbers:
        return _numbers_lookup(name, parts, numbers, everyone)
    # Any value that nobody named answers every question alike; an object of its own equals none of them.
    other = _mask(name, object(), parts, everyone)
    if not values:  # it is only asked whether there is one; a list could not be looked up
        return lambda value: missing if value is None or value == "" else other
    named = {value: _mask(name, value, parts, everyone) for value in values}
    named |= {None: missing, "": missing}
    return lambda value: named.get(value, other)


def _numbers_lookup(name: str, parts: Sequence[_Part], bounds: Sequence[int | float], everyone: int) -> _Lookup:
    """Look a number up among ranges: below the first bound, the bound, up to the next, and so on."""
    samples: list[Fraction] = [Fraction(bounds[0]) - 1]
    for low, high in pairwise(bounds):
        samples += [Fraction(low), (Fraction(low) + Fraction(high)) / 2]
    samples += [Fraction(bounds[-1]), Fraction(bounds[-1]) + 1]
    masks = [_mask(name, sample, parts, everyone) for sample in samples]
    missing, count = _mask(name, None, parts, everyone), len(bounds)

    def lookup(value: Any) -> int:
        if value is None or value == "":
            return missing
        at = bisect_left(bounds, value)
        return masks[2 * at + 1] if at < count and bounds[at] == value else masks[2 * at]

    return lookup


def _words_lookup(parts: Iterable[_Part], everyone: int) -> _Lookup:
    """Look a list up by its words: whoever wants one that is not there is out."""
    wanting = 0
    by_word: dict[str, int] = {}
    for place, part in parts:
        if isinstance(part, Includes) and not wanting >> place & 1:  # of several wanted words the first will do
            wanting |= 1 << place
            by_word[part.value] = by_word.get(part.value, 0) | 1 << place
    others = everyone & ~wanting

    def lookup(value: Any) -> int:
        mask = others
        for word in value if isinstance(value, list) else ():
            mask |= by_word.get(word, 0)
        return mask

    return lookup


def _mask(name: str, value: object, parts: Iterable[_Part], everyone: int) -> int:
    mask = everyone
    for place, part in parts:
        if not predicate(part)({name: value}, _NO_MATTER_WHEN):
            mask &= ~(1 << place)
    return mask
