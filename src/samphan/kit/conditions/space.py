"""The values a field can have, cut into as few samples as the questions asked can tell apart.

Two values that answer every question alike need not be tried both. So a number that is only compared with 3 and 6 has
seven samples: missing, below 3, 3, between, 6 and above; and what holds for all of them holds for every number. Where
samples cannot be exact there are more than the world has (a date both since 1 May and in the last 7 days), never
fewer: what no sample satisfies, no fact does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import combinations, pairwise

from samphan.kit.conditions.nodes import (
    AllOf,
    AnyOf,
    Between,
    Compare,
    Condition,
    Contains,
    HasBeen,
    Includes,
    Leaf,
    Missing,
    Not,
    OneOf,
    StartsWith,
    WithinDays,
    leaves,
)
from samphan.kit.conditions.predicate import predicate

# Of so many words looked for in one text every combination is a sample; beyond, each word is judged on its own.
MOST_PATTERNS = 6
# Dates are told apart by their distance from a moment that stands for any: only the distance is asked about.
ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

Key = tuple[str, str]


@dataclass(frozen=True)
class Among:
    """One axis is at one of some samples; bit n of the mask is the n-th."""

    key: Key
    mask: int


@dataclass(frozen=True)
class Every:
    """All of these hold."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True)
class Some:
    """One of these holds."""

    parts: tuple["Formula", ...]


Formula = Among | Every | Some


@dataclass(frozen=True)
class _Axis:
    """The samples of one field; of a date both as compared with fixed moments and as counted back from now."""

    fixed: tuple[object, ...]
    counted: tuple[object, ...] | None = None
    is_list: bool = False

    def mask(self, leaf: Leaf, *, is_negated: bool) -> int:
        """Return where a question is true, or, negated, where it is false."""
        is_counted = isinstance(leaf, WithinDays | HasBeen)
        samples = self.counted if is_counted and self.counted else self.fixed
        matches = predicate(Not(leaf) if is_negated else leaf)
        name = leaf.fields[0] if isinstance(leaf, Missing) else leaf.field
        return sum(1 << at for at, value in enumerate(samples) if matches({name: value}, ANY_MOMENT))


class Space:
    """The samples of every field that some conditions speak of, and each condition as a formula over them."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        by_field: dict[str, list[Leaf]] = {}
        for condition in conditions:
            for leaf in leaves(condition):
                for name in leaf.fields if isinstance(leaf, Missing) else (leaf.field,):
                    by_field.setdefault(name, []).append(leaf)
        self._axes = {name: _axis(found) for name, found in by_field.items()}
        self._loose = {name for name, found in by_field.items() if len(_patterns(found)) > MOST_PATTERNS}

    def size(self, key: Key) -> int:
        """Return how many samples an axis has; a word judged on its own is there or not."""
        return 2 if key[1] else len(self._axes[key[0]].fixed)

    def holds(self, condition: Condition, *, is_negated: bool = False) -> Formula:
        """Return the formula that is true where the condition is (negated: where it is false, not only unknown)."""
        if isinstance(condition, Not):
            return self.holds(condition.part, is_negated=not is_negated)
        if isinstance(condition, AllOf | AnyOf):
            parts = tuple(self.holds(part, is_negated=is_negated) for part in condition.parts)
            return every(parts) if isinstance(condition, AllOf) is not is_negated else some(parts)
        if isinstance(condition, Missing):
            singles = tuple(self._among(Missing((name,)), name, is_negated=is_negated) for name in condition.fields)
            return every(singles) if is_negated else some(singles)
        if isinstance(condition, Includes):
            return self._on_its_own(condition.field, condition.value, is_negated=is_negated)
        if isinstance(condition, Contains | StartsWith) and condition.field in self._loose:
            return self._on_its_own(condition.field, repr(condition), is_negated=is_negated)
        return self._among(condition, condition.field, is_negated=is_negated)

    def fails(self, formula: Formula) -> Formula:
        """Return the formula that is true exactly where another is not."""
        match formula:
            case Among(key, mask):
                return Among(key, ((1 << self.size(key)) - 1) & ~mask)
            case Every(parts):
                return some(tuple(self.fails(part) for part in parts))
            case Some(parts):
                return every(tuple(self.fails(part) for part in parts))

    def facts(self, at: Mapping[Key, int], *, now: datetime) -> dict[str, object]:
        """Return facts that lie at these samples, as far as samples are values; whoever uses them asks again."""
        found: dict[str, object] = {}
        for (name, word), mask in at.items():
            if word:
                continue
            axis, place = self._axes[name], (mask & -mask).bit_length() - 1
            value = axis.counted[place] if axis.counted is not None else axis.fixed[place]
            if axis.counted is not None and isinstance(value, datetime):
                value = now + (value - ANY_MOMENT)
            elif axis.is_list and value is not None:
                value = [word for (of, word), wanted in at.items() if of == name and word and wanted == 2]
            found[name] = float(value) if isinstance(value, Fraction) else value
        return found

    def _on_its_own(self, name: str, word: str, *, is_negated: bool) -> Formula:
        present = self._among(Missing((name,)), name, is_negated=True)
        return every((present, Among((name, word), 1 if is_negated else 2)))

    def _among(self, leaf: Leaf, name: str, *, is_negated: bool) -> Among:
        return Among((name, ""), self._axes[name].mask(leaf, is_negated=is_negated))


def every(parts: Sequence[Formula]) -> Formula:
    """Return a formula that all parts hold, what they say of one axis joined."""
    return _joined(parts, is_every=True)


def some(parts: Sequence[Formula]) -> Formula:
    """Return a formula that one part holds, what they say of one axis joined."""
    return _joined(parts, is_every=False)


def _joined(parts: Sequence[Formula], *, is_every: bool) -> Formula:
    kind = Every if is_every else Some
    masks: dict[Key, int] = {}
    others: list[Formula] = []
    for part in parts:
        for one in part.parts if isinstance(part, kind) else (part,):
            if not isinstance(one, Among):
                others.append(one)
            elif one.key not in masks:
                masks[one.key] = one.mask
            else:
                masks[one.key] = masks[one.key] & one.mask if is_every else masks[one.key] | one.mask
    found = [*(Among(key, mask) for key, mask in masks.items()), *others]
    return found[0] if len(found) == 1 else kind(tuple(found))


def _axis(asked: Sequence[Leaf]) -> _Axis:
    """Return the samples that tell apart everything these questions can."""
    days = sorted({leaf.days for leaf in asked if isinstance(leaf, WithinDays | HasBeen)})
    values = {value for leaf in asked for value in _values(leaf)}
    if any(isinstance(leaf, Contains | StartsWith) for leaf in asked) or any(isinstance(v, str) for v in values):
        fixed = _texts({str(value) for value in values}, _patterns(asked))
    elif any(isinstance(value, bool) for value in values):
        fixed = [True, False]
    elif any(isinstance(value, datetime) for value in values):
        fixed = list(_moments(sorted(v for v in values if isinstance(v, datetime))))
    elif values:
        fixed = list(_numbers(sorted({Fraction(v) for v in values if isinstance(v, int | float)})))
    else:
        fixed = [True]
    if not days:
        return _Axis((None, *fixed), is_list=any(isinstance(leaf, Includes) for leaf in asked))
    counted = [ANY_MOMENT + timedelta(seconds=1), ANY_MOMENT, *(ANY_MOMENT - timedelta(days=n) for n in days)]
    pairs = [(value, at) for value in (fixed if values else [ANY_MOMENT]) for at in counted]
    return _Axis((None, *(value for value, _ in pairs)), (None, *(at for _, at in pairs)))


def _values(leaf: Leaf) -> tuple[object, ...]:
    match leaf:
        case Compare(_, _, value):
            return (value,)
        case Between(_, low, high):
            return (low, high)
        case OneOf(_, values):
            return values
    return ()


def _patterns(asked: Iterable[Leaf]) -> list[Contains | StartsWith]:
    return list(dict.fromkeys(leaf for leaf in asked if isinstance(leaf, Contains | StartsWith)))


def _numbers(bounds: Sequence[Fraction]) -> Iterator[object]:
    yield bounds[0] - 1
    for low, high in pairwise(bounds):
        yield from (low, (low + high) / 2)
    yield from (bounds[-1], bounds[-1] + 1)


def _moments(bounds: Sequence[datetime]) -> Iterator[object]:
    """Yield the bounds, what lies between, and what lies outside as far as the calendar reaches."""
    step = timedelta(microseconds=1)
    if bounds[0] > datetime.min.replace(tzinfo=UTC):
        yield bounds[0] - step
    for low, high in pairwise(bounds):
        yield from (low, low + (high - low) / 2)
    yield bounds[-1]
    if bounds[-1] < datetime.max.replace(tzinfo=UTC):
        yield bounds[-1] + step


def _texts(values: set[str], patterns: Sequence[Contains | StartsWith]) -> list[object]:
    """Return the texts named, and for every combination of the words looked for a text with these and no others.

    The words stand apart by a character that none of them has, so that none comes about by accident.
    """
    written = "".join((*values, *(one.text for one in patterns)))
    gap = next(mark for code in range(0xE000, 0xF8FF) if (mark := chr(code)) not in written)
    tried = patterns if len(patterns) <= MOST_PATTERNS else ()
    made = []
    for count in range(len(tried) + 1):
        for chosen in combinations(tried, count):
            start = max((one.text for one in chosen if isinstance(one, StartsWith)), key=len, default="")
            inside = (one.text for one in chosen if isinstance(one, Contains))
            made.append(gap.join((start, *inside, "")) or gap)
    return [*sorted(values), *dict.fromkeys(made)]
