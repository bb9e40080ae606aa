"""Which topics a text touches, where, in which of its thoughts, and of which branch."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from samphan.language.topics.branches import BranchMention, branches_in
from samphan.language.topics.phrases import PhraseIndex, Span, meant
from samphan.language.topics.segments import segments_of
from samphan.language.topics.taxonomy import Taxonomy, Topic


@dataclass(frozen=True, kw_only=True)
class TopicHit:
    """A topic in a normalised text.

    Attributes
    ----------
    code : str
        The topic.
    spans : tuple of (start, end)
        Where its words stand; they do not overlap.
    segments : tuple of (start, end)
        The thoughts those words stand in: what is meant there is meant of this topic.
    branch : str
        The branch spoken of in those thoughts, or the only one in the text; "" when none is named.
    """

    code: str
    spans: tuple[Span, ...]
    segments: tuple[Span, ...] = ()
    branch: str = ""


def find_topics(text: str, taxonomy: Taxonomy) -> tuple[TopicHit, ...]:
    """Return the topics of a normalised text, in the order of the taxonomy."""
    found = _found(text, taxonomy)
    if not found:
        return ()
    segments = segments_of(text)
    branches = branches_in(text)
    hits = []
    for topic in taxonomy.topics:
        if spans := found.get(topic.code):
            around = tuple((a, b) for a, b in segments if any(a <= start < b for start, _ in spans))
            hits.append(
                TopicHit(code=topic.code, spans=spans, segments=around, branch=_branch(branches, around)),
            )
    return tuple(hits)


def votes(text: str, taxonomy: Taxonomy) -> dict[str, int]:
    """Return how often the words of each topic stand in a normalised text; topics without a word are left out."""
    return {code: len(spans) for code, spans in _found(text, taxonomy).items()}


@lru_cache(maxsize=32)
def _index(topics: tuple[Topic, ...]) -> PhraseIndex:
    """Return one index of all topics' words; a topic's exceptions carry its number minus all topics."""
    words = [(at, phrase) for at, topic in enumerate(topics) for phrase in topic.phrases]
    exceptions = [(at - len(topics), phrase) for at, topic in enumerate(topics) for phrase in topic.unless]
    return PhraseIndex(words + exceptions)


def _found(text: str, taxonomy: Taxonomy) -> dict[str, tuple[Span, ...]]:
    topics = taxonomy.topics
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for name, start, end in _index(topics).hits(text):
        spans[name].append((start, end))
    found = {}
    for at, topic in enumerate(topics):
        if at in spans and (said := meant(spans[at], unless=spans.get(at - len(topics), ()))):
            found[topic.code] = said
    return found


def _branch(branches: tuple[BranchMention, ...], around: tuple[Span, ...]) -> str:
    near = [mention for mention in branches if any(a <= mention.start < b for a, b in around)]
    if near:
        return near[0].name
    return branches[0].name if len({mention.name for mention in branches}) == 1 else ""
