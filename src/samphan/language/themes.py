"""What many texts have in common this week: themes found without labels, kept by name from week to week.

Words and pairs of neighbouring words, weighted by TF-IDF, are factored by non-negative matrix factorisation (NMF) from
a fixed start, so that the same texts give the same themes. A theme is called by the terms that set it apart
(class-based TF-IDF); when most of what makes it up made up a theme of last week, it keeps that theme's key. A firm that
names a theme finds the name again while people keep writing about it.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from sklearn.decomposition import NMF
from threadpoolctl import threadpool_limits

from samphan.language.normalise import normalise
from samphan.language.segment import segmenter

# Fewer texts with words in common than this have anecdotes, no themes.
FEWEST_TEXTS = 60
# A theme needs as many texts; with fewer texts than 20 themes need, fewer themes are looked for.
FEWEST_IN_THEME = 5
TERMS = 8
QUOTES = 3

_TEXTS_PER_THEME = 25
_VOCABULARY = 4000
_RARELY = 3  # texts a term must be in
_EVERYWHERE = 0.7  # share of the texts a term may be in
_ITERATIONS = 300
_SAME_THEME = 0.5  # cosine from which a theme is last week's
_VECTOR_TERMS = 60
_BELONGS = 0.12  # share of a text's TF-IDF that its theme must explain
_SPOKEN = (20, 240)  # characters of a quote that reads well
_WORD = re.compile(r"[^\W\d_]")
_THAI = re.compile("[\u0e01-\u0e5b]")
_NEGATIONS = frozenset({"ไม่", "ไม่ได้", "ไม่เคย", "ไม่มี", "ยังไม่", "not", "no", "never"})

_Floats = npt.NDArray[np.float64]
_Members = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Something a share of the texts is about.

    Attributes
    ----------
    key : str
        Stays the same from week to week while the theme does.
    terms : tuple of str
        What sets its texts apart, the most telling first; at most `TERMS`.
    quotes : tuple of int
        Places, in the texts given, of up to `QUOTES` texts that are most about it.
    size : int
        How many texts belong to it.
    vector : mapping of str to float
        Its terms and weights (length 1), to be handed back as `before` next week.
    """

    key: str
    terms: tuple[str, ...]
    quotes: tuple[int, ...]
    size: int
    vector: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Themes:
    """The themes, the largest first, and for each text the place of its theme in them; -1 where it has none."""

    themes: tuple[Theme, ...]
    member: _Members


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """How often each term is in each text, (texts, terms), and the terms by column."""

    counts: csr_array
    terms: list[str]


def find_themes(texts: Sequence[str], *, count: int = 20, before: Sequence[Theme] = (), seed: int = 0) -> Themes:
    """Return what the texts are about.

    Parameters
    ----------
    texts : sequence of str
        One text each; hand in what personal data was taken out of, for terms and quotes are shown.
    count : int
        Themes to look for; fewer when the texts do not carry as many.
    before : sequence of Theme
        Last week's, whose keys are kept by what is still talked about.
    seed : int
        The same texts, count and seed give the same themes.

    Returns
    -------
    Themes
        None at all, and -1 for every text, when fewer than `FEWEST_TEXTS` texts share words with others: they hold
        anecdotes, no themes.
    """
    nobody = np.full(len(texts), -1, dtype=np.int64)
    counted = _counted([_terms_of(text) for text in texts])
    usable = int((np.diff(counted.counts.indptr) > 0).sum())
    if usable < FEWEST_TEXTS or count < 1:
        return Themes(themes=(), member=nobody)
    weights = _tf_idf(counted.counts)
    parts = min(count, usable // _TEXTS_PER_THEME, len(counted.terms))
    per_text, per_term = _factored(weights, parts, seed)
    member = _belonging(weights, per_text, per_term)
    kept = [part for part in range(parts) if (member == part).sum() >= FEWEST_IN_THEME]
    kept.sort(key=lambda part: (-int((member == part).sum()), part))
    vectors = [_vector(per_term[part], counted.terms) for part in kept]
    keys = _keys(vectors, before)
    labels = _labels(counted, member, kept)
    found = tuple(
        Theme(
            key=keys[at],
            terms=labels[at],
            quotes=_quotes(texts, np.flatnonzero(member == part), per_text[:, part]),
            size=int((member == part).sum()),
            vector=vectors[at],
        )
        for at, part in enumerate(kept)
    )
    places = {part: at for at, part in enumerate(kept)}
    return Themes(themes=found, member=np.array([places.get(int(part), -1) for part in member], dtype=np.int64))


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    listed = files("samphan.language").joinpath("data/theme_stop_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.splitlines() if not line.startswith("#") for word in line.split())


def _terms_of(text: str) -> list[str]:
    """Return the words that may name a theme, a negation with the word it denies, and pairs of neighbours."""
    stop_words = _stop_words()
    singles: list[str] = []  # "" where a word was left out, so that no pair is made across it
    denied = ""
    for word in segmenter().words(normalise(text).text):
        if word in _NEGATIONS:
            denied = word
        elif word in stop_words or len(set(_WORD.findall(word))) < 2:  # "a", "555", "วววว"
            singles.append("")
            denied = ""
        else:
            singles.append(_joined(denied, word) if denied else word)
            denied = ""
    pairs = [_joined(a, b) for a, b in pairwise(singles) if a and b and a != b]
    return [single for single in singles if single] + pairs


def _joined(first: str, second: str) -> str:
    return first + second if _THAI.match(first[-1]) and _THAI.match(second[0]) else f"{first} {second}"


def _counted(texts: list[list[str]]) -> _Counted:
    in_texts: dict[str, int] = {}
    for terms in texts:
        for term in set(terms):
            in_texts[term] = in_texts.get(term, 0) + 1
    most = max(_RARELY, int(_EVERYWHERE * len(texts)))
    usual = sorted((term for term, n in in_texts.items() if _RARELY <= n <= most), key=lambda t: (-in_texts[t], t))
    columns = {term: at for at, term in enumerate(sorted(usual[:_VOCABULARY]))}
    indices: list[int] = []
    starts = [0]
    for terms in texts:
        indices += [columns[term] for term in terms if term in columns]
        starts.append(len(indices))
    shape = (len(texts), len(columns))
    counts = csr_array((np.ones(len(indices)), np.array(indices, dtype=np.int64), np.array(starts)), shape=shape)
    counts.sum_duplicates()
    return _Counted(counts=counts, terms=list(columns))


def _tf_idf(counts: csr_array) -> csr_array:
    """Return log-damped counts by rarity, each text of length 1."""
    weights = counts.copy()
    in_texts = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + in_texts)) + 1
    weights.data = (1 + np.log(weights.data)) * rarity[weights.indices]
    lengths = np.sqrt(weights.multiply(weights).sum(axis=1))
    lengths[lengths == 0] = 1
    weights.data /= np.repeat(lengths, np.diff(weights.indptr))
    return weights


def _factored(weights: csr_array, parts: int, seed: int) -> tuple[_Floats, _Floats]:
    """Return (texts, parts) and (parts, terms), each part's terms of length 1."""
    model = NMF(parts, init="nndsvda", random_state=seed, max_iter=_ITERATIONS, tol=1e-3)
    with threadpool_limits(limits=1):  # sums in one order: the same themes on any number of cores
        per_text = model.fit_transform(weights)
    lengths = np.linalg.norm(model.components_, axis=1)
    lengths[lengths == 0] = 1
    return per_text * lengths, model.components_ / lengths[:, None]


def _belonging(weights: csr_array, per_text: _Floats, per_term: _Floats) -> _Members:
    """Return the part that explains most of each text, -1 where even that one explains next to nothing."""
    member: _Members = per_text.argmax(axis=1).astype(np.int64)
    rows = np.repeat(np.arange(len(member)), np.diff(weights.indptr))
    alike = weights.data * per_term[member[rows], weights.indices]
    explained = np.bincount(rows, weights=alike, minlength=len(member))
    member[(explained < _BELONGS) | (per_text.max(axis=1) <= 0)] = -1
    return member


def _vector(row: _Floats, terms: list[str]) -> dict[str, float]:
    strongest = sorted(np.flatnonzero(row > 0).tolist(), key=lambda at: (-row[at], at))[:_VECTOR_TERMS]
    length = float(np.linalg.norm(row[strongest])) or 1.0
    return {terms[at]: round(float(row[at]) / length, 4) for at in strongest}


def _keys(vectors: list[dict[str, float]], before: Sequence[Theme]) -> list[str]:
    """Return a key for each theme: that of the theme of last week most like it, or one made from its own terms."""
    near = [(_cosine(vector, old.vector), at, old.key) for at, vector in enumerate(vectors) for old in before]
    keys: dict[int, str] = {}
    for closeness, at, key in sorted(near, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if closeness >= _SAME_THEME and at not in keys and key not in keys.values():
            keys[at] = key
    taken = {old.key for old in before} | set(keys.values())
    for at, vector in enumerate(vectors):
        if at not in keys:
            keys[at] = _new_key(vector, taken)
            taken.add(keys[at])
    return [keys[at] for at in range(len(vectors))]


def _new_key(vector: Mapping[str, float], taken: set[str]) -> str:
    words = "\n".join(list(vector)[:TERMS])
    for attempt in range(len(taken) + 1):
        key = hashlib.sha256(f"{attempt}\n{words}".encode()).hexdigest()[:12]
        if key not in taken:
            break
    return key


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    lengths = sum(w * w for w in one.values()) * sum(w * w for w in other.values())
    return sum(weight * other.get(term, 0.0) for term, weight in one.items()) / lengths**0.5 if lengths else 0.0


def _labels(counted: _Counted, member: _Members, kept: list[int]) -> list[tuple[str, ...]]:
    """Return each theme's most telling terms by class-based TF-IDF (all its texts as one)."""
    if not kept:
        return []
    in_themes = np.vstack([counted.counts[member == part].sum(axis=0) for part in kept])
    everywhere = np.maximum(in_themes.sum(axis=0), 1)
    size = in_themes.sum(axis=1, keepdims=True)
    telling = in_themes / np.maximum(size, 1) * np.log(1 + size.mean() / everywhere)
    return [_named(counted.terms, telling[at], in_themes[at]) for at in range(len(kept))]


def _named(terms: list[str], telling: _Floats, often: _Floats) -> tuple[str, ...]:
    chosen: list[int] = []
    for at in sorted(np.flatnonzero(telling > 0).tolist(), key=lambda at: (-telling[at], terms[at])):
        like = [other for other in chosen if terms[at] in terms[other] or terms[other] in terms[at]]
        if not like and len(chosen) < TERMS:
            chosen.append(at)
        elif len(like) == 1 and len(terms[at]) > len(terms[like[0]]) and 2 * often[at] >= often[like[0]]:
            chosen[chosen.index(like[0])] = at  # mostly said as the longer term: that one reads better
    return tuple(terms[at] for at in chosen)


def _quotes(texts: Sequence[str], mine: npt.NDArray[np.intp], about: _Floats) -> tuple[int, ...]:
    """Return the texts most about a theme, each said once, those of a length that reads well first."""
    quoted: list[int] = []
    said: set[str] = set()
    shortest, longest = _SPOKEN
    for at in sorted(mine.tolist(), key=lambda at: (not shortest <= len(texts[at].strip()) <= longest, -about[at], at)):
        if len(quoted) < QUOTES and texts[at].strip() not in said:
            quoted.append(at)
            said.add(texts[at].strip())
    return tuple(quoted)
