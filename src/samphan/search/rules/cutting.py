"""A document's text as terms: words as the firm's segmenter cuts them, and groups of three characters."""

from collections.abc import Iterable
from dataclasses import dataclass

from samphan.language import searching
from samphan.search.rules.terms import GRAM_MARK

# Nobody looks for what stands behind this many characters, and one pasted book must not fill the index.
LONGEST_TEXT = 5000
LONGEST_TITLE = 200
# A longer "word" is a file somebody pasted.
LONGEST_TERM = 60
# Rises when the same things would be stored in another way, or with more of their words: all is then written afresh.
_SHAPE = "2"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one document as they are stored: all words in order, those of the title, each gram once."""

    seg: str
    title_seg: str
    grams: str


def index_version(extra: tuple[str, ...]) -> str:
    """Return the name of all that decides how a document is cut and stored; `extra` are the firm's own words."""
    return f"{_SHAPE}-{searching.index_version(extra=extra)}"


def terms_of(*, title: str, body: str, extra: tuple[str, ...]) -> Terms:
    """Return the terms of a document."""
    title_seg = _bounded(searching.seg(title, extra=extra))
    body_seg = _bounded(searching.seg(body, extra=extra))
    seg = "\n".join(part for part in (title_seg, body_seg) if part)
    return Terms(seg=seg, title_seg=title_seg, grams=" ".join(marked(dict.fromkeys(searching.grams_of(seg)))))


def marked(grams: Iterable[str]) -> list[str]:
    """Return grams as the index holds them, told apart from words of three letters."""
    return [f"{GRAM_MARK}{gram}" for gram in grams]


def _bounded(seg: str) -> str:
    if len(max(seg.split(), key=len, default="")) <= LONGEST_TERM:
        return seg
    lines = seg.split("\n")
    return "\n".join(" ".join(word[:LONGEST_TERM] for word in line.split(" ")) for line in lines)
