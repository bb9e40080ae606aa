"""Words that mean the same: a short list that comes with the product, and the firm's own."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

from samphan.language.searching.normal import words

_LIST = "data/synonyms.toml"


class Synonyms:
    """Groups of words that are searched for together.

    Parameters
    ----------
    groups : iterable of sequences of str
        Each group's members as people write them; a member may be several words ("call center"). Groups that share a
        member are kept apart: a word then stands for both.
    extra : tuple of str
        The firm's own words, as the index was cut with them.
    """

    def __init__(self, groups: Iterable[Sequence[str]], *, extra: tuple[str, ...] = ()) -> None:
        self._others: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        for group in groups:
            members = dict.fromkeys(tuple(words(member, extra=extra)) for member in group)
            members.pop((), None)
            for member in members:
                others = tuple(other for other in members if other != member)
                self._others[member] = self._others.get(member, ()) + others
        self._longest = max(map(len, self._others), default=0)

    def of(self, asked: Sequence[str]) -> dict[str, float]:
        """Return the words that mean the same as words of a question (in normal form), and how much of it each says.

        A member of several words is said by all of them together: each counts for its share.
        """
        found: dict[str, float] = {}
        for at in range(len(asked)):
            for length in range(1, self._longest + 1):
                for other in self._others.get(tuple(asked[at : at + length]), ()) if at + length <= len(asked) else ():
                    found.update({word: max(found.get(word, 0.0), 1 / len(other)) for word in other})
        return found


@lru_cache(maxsize=1)
def default_groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups that come with the product: what customers of Thai shops and services call the same thing."""
    listed = tomllib.loads(files("samphan.language").joinpath(_LIST).read_text(encoding="utf-8"))
    return tuple(tuple(group) for group in listed["groups"])
