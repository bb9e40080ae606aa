"""newmm in Python: the words that nlpo3 cuts, where nlpo3 is not installed.

Maximal matching against a word list, cut only where Thai character clusters end (Theeramunkong et al. 2000). It follows
the reading of PyThaiNLP and nlpo3 (Apache-2.0, Korakot Chaovavanich, Thanathip Suntorntip), about six times slower. A
word with the fewest pieces wins; of equals, the one found first.
"""

import re
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from heapq import heappop, heappush
from itertools import pairwise

# What is not Thai is taken whole: Latin letters, a number, blanks, a line end.
_NOT_THAI = re.compile(r"[-a-zA-Z]+|[0-9]+(?:[,.][0-9]+)*|[๐-๙]+(?:[,.][๐-๙]+)*|[ \t]+|\r?\n")
_TWO_CONSONANTS = re.compile("[ก-ฮ]{0,2}$")
# Edges a stretch without a sure cut may have before only its shortest words are followed.
_MOST_EDGES = 50

# A cluster that begins so gives its last character back; nlpo3 looks ahead like this.
_GIVES_BACK = re.compile("เ[ก-ฮ](?:[ก-ฮ]ี|[ิีุู])[่-๋]?ย[เ-ไก-ฮ]")
_TAIL = "(?:[ก-ฮ][ก-ฮ]?[ุูิ]?[์])?"
_RULES = (
    "เc็ck", "เcctาะk", "เccีtยะk", "เcc็ck", "เcิc์ck", "เcิtck", "เcีtยะ?k", "เcืtอะ?k", "เctา?ะ?k", "cัtวะk", "c[ัื]tc[ุิะ]?k",
    "c[ิุู]์k", "c[ะ-ู]tk", "cรรc์", "c็", "ct[ะาำ]?k", "ck", "แc็c", "แcc์", "แctะ", "แcc็c", "แccc์", "โctะ",
    "[เ-ไ]ct", "ก็", "อึ", "หึ",
)  # fmt: skip


@lru_cache(maxsize=1)
def _clusters() -> re.Pattern[str]:
    """Return what a cluster is: no text may be cut inside one. Made when first needed, for it takes a while."""
    rules = (rule.replace("k", _TAIL).replace("c", "[ก-ฮ]").replace("t", "[่-๋]?") for rule in _RULES)
    return re.compile("|".join(rules))


class Words:
    """A word list as a tree of characters, and the cutting by it."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if word)
        # Every beginning of a word: looking on stops at the first that is none.
        self._beginnings = frozenset(word[:end] for word in self._words for end in range(1, len(word) + 1))

    def cut(self, text: str) -> list[str]:
        """Return the pieces of a text in order, blanks among them; together they are the text."""
        ends = _cluster_ends(text)
        pieces: list[str] = []
        edges: dict[int, list[int]] = {}
        edge_count = 0
        waiting, seen = [0], {0}
        done = 0
        while waiting and waiting[0] < len(text):
            start = heappop(waiting)
            for end in self._ends_from(text, start):
                if end not in ends:
                    continue
                edges.setdefault(start, []).append(end)
                edge_count += 1
                if end not in seen:
                    seen.add(end)
                    heappush(waiting, end)
                if edge_count > _MOST_EDGES:
                    break
            if len(waiting) == 1:  # every way leads here
                path = _shortest(edges, done, waiting[0])
                pieces += [text[a:b] for a, b in pairwise(path)]
                done, edge_count = path[-1], 0
                edges.clear()
            elif not waiting:
                done = self._unknown_until(text, start, ends)
                pieces.append(text[start:done])
                heappush(waiting, done)
                seen.add(done)
                edge_count += 1
        return pieces

    def _ends_from(self, text: str, start: int) -> list[int]:
        """Return where the listed words that start here end, the shortest first."""
        found = []
        for end in range(start + 1, len(text) + 1):
            piece = text[start:end]
            if piece not in self._beginnings:
                break
            if piece in self._words:
                found.append(end)
        return found

    def _unknown_until(self, text: str, start: int, ends: set[int]) -> int:
        """Return where a stretch ends that starts with no listed word."""
        if match := _NOT_THAI.match(text, start):
            return match.end()
        for at in range(start + 1, len(text)):
            if at not in ends:
                continue
            if _NOT_THAI.match(text, at):
                return at
            if any(end in ends and not _TWO_CONSONANTS.match(text[at:end]) for end in self._ends_from(text, at)):
                return at
        return len(text)


def _cluster_ends(text: str) -> set[int]:
    ends = set()
    at, cluster = 0, _clusters()
    while at < len(text):
        match = cluster.match(text, at)
        if match is None:
            at += 1
        else:
            at = match.end() - bool(_GIVES_BACK.match(match.group()))
        ends.add(at)
    return ends


def _shortest(edges: dict[int, list[int]], start: int, goal: int) -> list[int]:
    """Return the path with the fewest edges; of equals the one whose earlier edges were found first."""
    came_from = {start: start}
    queue = deque([start])
    while goal not in came_from:
        at = queue.popleft()
        for end in edges.get(at, ()):
            if end not in came_from:
                came_from[end] = at
                queue.append(end)
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]
