"""Where a text says what was asked for, for marking it on a screen."""

import unicodedata
from collections.abc import Iterable

from samphan.language.searching.normal import GRAM, Word, located
from samphan.language.searching.query import Query

_ALIKE = 0.55  # share of letter pairs that two words must have in common to be taken for a slip of each other
_SHORTEST_SLIP = 4


def highlights(text: str, query: Query, *, extra: tuple[str, ...] = ()) -> tuple[tuple[int, int], ...]:
    """Return the spans of a text, as it was typed, that are words of the question or their synonyms.

    A word of the question that stands nowhere in the text marks the words most like it instead. Spans are in order, do
    not touch, and never part a letter from the vowels and tone marks on it. `extra` are the firm's own words.
    """
    found = list(located(text, extra=extra))
    wanted = set(query.every_word)
    standing = {each.word for each in found}
    missing = [word for word in query.words if word not in standing]
    wanted |= _alike(standing - wanted, missing)
    return _joined(text, [each for each in found if each.word in wanted])


def _joined(text: str, marked: list[Word]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for word in marked:
        start, end = _whole_letters(text, word.start, word.end)
        if spans and start <= spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((start, end))
    return tuple(spans)


def _whole_letters(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and _is_mark(text[start]):
        start -= 1
    while end < len(text) and _is_mark(text[end]):
        end += 1
    return start, end


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me")


def _alike(words: Iterable[str], missing: Iterable[str]) -> set[str]:
    """Return those of the words that may be a slip of a missing one."""
    slips = [_pairs(word) for word in missing if len(word) >= _SHORTEST_SLIP]
    alike = set()
    for word in words if slips else ():
        if len(word) >= _SHORTEST_SLIP:
            pairs = _pairs(word)
            if any(2 * len(pairs & slip) >= _ALIKE * (len(pairs) + len(slip)) for slip in slips):
                alike.add(word)
    return alike


def _pairs(word: str) -> set[str]:
    return {word[i : i + GRAM - 1] for i in range(len(word) - GRAM + 2)}
