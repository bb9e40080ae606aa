"""What may have been meant: words of the documents found that lie one slip away from what was typed.

A Thai word with a slip falls apart when it is cut ("รองเทา" -> "รอง" "เทา"), so neighbouring words are tried together.
"""

from collections.abc import Iterable, Sequence

_MOST_JOINED = 3
_SHORTEST = 4  # a shorter word is one slip away from too many


def respelled(typed: Sequence[str], *, known: Iterable[str]) -> str:
    """Return the question with words that nobody wrote replaced by known ones a slip away; "" when none are.

    `typed` are the words of the question, blanks (" ") among them; `known` the words of what was found.
    """
    by_length: dict[int, list[str]] = {}
    vocabulary = set(known)
    for word in sorted(vocabulary):
        by_length.setdefault(len(word), []).append(word)
    parts: list[str] = []
    at, changed = 0, False
    while at < len(typed):
        end, better = _best(typed, at, vocabulary, by_length)
        parts.append(better or typed[at])
        changed = changed or bool(better)
        at = end if better else at + 1
    return " ".join("".join(parts).split()) if changed else ""


def _best(typed: Sequence[str], at: int, vocabulary: set[str], by_length: dict[int, list[str]]) -> tuple[int, str]:
    """Return the end of the longest run from `at` that is one slip away from a known word, and that word."""
    for end in range(min(len(typed), at + _MOST_JOINED), at, -1):
        run = typed[at:end]
        if any(word.isspace() for word in run) or all(word in vocabulary for word in run):
            continue
        joined = "".join(run)
        if len(joined) < _SHORTEST or joined in vocabulary:
            continue
        # One slip leaves the first letter or the last as it was.
        first, last = joined[0], joined[-1]
        near = (word for n in (-1, 0, 1) for word in by_length.get(len(joined) + n, ()))
        near = (word for word in near if word[0] == first or word[-1] == last)
        better = next((word for word in near if is_one_slip(joined, word)), "")
        if better:
            return end, better
    return at, ""


def is_one_slip(one: str, other: str) -> bool:
    """Say whether two words differ by one letter left out, added or mistaken, or by two neighbours swapped."""
    if one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    head = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[head:] == other[head + 1 :]
    return one[head + 1 :] == other[head + 1 :] or (
        one[head + 2 :] == other[head + 2 :] and (one[head], one[head + 1]) == (other[head + 1], other[head])
        if head + 1 < len(one)
        else False
    )
