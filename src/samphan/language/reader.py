"""Reading texts: language, sentiment, topics, urgency, personal data, each by its own module, put together here."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from samphan.language.backends import Floats, Sentiment
from samphan.language.labels import LABELS
from samphan.language.normalise import Normalised, normalise
from samphan.language.personal import find_personal
from samphan.language.reading import LONGEST_READ, PersonalPart, Reading, Span, Topic, likeliest
from samphan.language.scripts import guess_language
from samphan.language.sentiment import shipped_model
from samphan.language.sentiment.priors import default_prior, prior_for_score, with_prior
from samphan.language.sentiment.residual import Residual
from samphan.language.signs import meant_by_signs
from samphan.language.topics import Taxonomy, TopicHit, default_taxonomy, find_topics
from samphan.language.topics.head import TopicHead
from samphan.language.urgency import urgency_of

# Raise when this module would put the same findings together differently, or others would find differently what no
# version of theirs stands for: language, urgency, personal data, branches. Their word lists are covered by `_lists`.
_RULES = "3"
_LISTS = (
    "urgency.toml", "branch_words.toml", "name_words.toml", "call_names.txt", "english_words.txt", "foreign_words.txt",
)  # fmt: skip
# A part that says hardly more than its topic's own words is meant as the whole text is.
_FEWEST_OWN_LETTERS = 3
_IS_ABOUT = 0.5
_SURROGATE = re.compile("[\ud800-\udfff]")
_DECIMALS = 4


class Reader:
    """Reads texts; the same text, channel and score always give the same reading.

    Parameters
    ----------
    backend : Sentiment, optional
        Who says how a text is meant; the model we ship by default.
    taxonomy : Taxonomy, optional
        The words topics are found by; ours by default.
    priors : mapping of str to four floats
        Shares of the labels by channel, in the order of `LABELS`, where the firm's own are known.
    residual : Residual, optional
        What a firm's corrections add to the back-end's shares.
    head : TopicHead, optional
        What a firm's corrections taught of topics. Without one, and beside one that was taught with other words than
        the taxonomy's, written words decide: a topic that was added, or a word, must count before it was learnt.
    """

    def __init__(
        self,
        *,
        backend: Sentiment | None = None,
        taxonomy: Taxonomy | None = None,
        priors: Mapping[str, Sequence[float]] | None = None,
        residual: Residual | None = None,
        head: TopicHead | None = None,
    ) -> None:
        self.backend = backend or shipped_model()
        self.taxonomy = taxonomy or default_taxonomy()
        self.residual = residual
        self.head = head if head is not None and head.taxonomy.version == self.taxonomy.version else None
        learnt = [f"{mark}{_fingerprint(one.to_bytes())}" for mark, one in (("r", residual), ("h", self.head)) if one]
        self._version = "/".join([self.backend.version, self.taxonomy.version, f"{_RULES}.{_lists()}", *learnt])
        self._priors = {channel: np.asarray(shares, dtype=np.float64) for channel, shares in (priors or {}).items()}

    def taught(self, *, residual: Residual | None, head: TopicHead | None) -> "Reader":
        """Return the same reader with other lessons from corrections: what versions are compared by."""
        other = Reader(backend=self.backend, taxonomy=self.taxonomy, residual=residual, head=head)
        other._priors = self._priors
        return other

    def prior_of(self, channel: str) -> list[float]:
        """Return the shares of the four labels that texts of a channel are read with."""
        return [float(share) for share in self._prior(channel)]

    def _prior(self, channel: str) -> Floats:
        own = self._priors.get(channel)
        return default_prior(channel) if own is None else own

    def version_for(self, channel: str) -> str:
        """Return what names a reading of this channel's texts: it changes whenever one could be read differently."""
        own = self._priors.get(channel)
        if own is None:
            return self._version
        return f"{self._version}/p{_fingerprint(np.round(own, _DECIMALS).tobytes())}"

    def read(self, text: str, channel: str = "survey", score: float | None = None) -> Reading:
        """Return what one text says; see `read_many`."""
        return self.read_many([text], channels=[channel], scores=[score])[0]

    def read_many(
        self,
        texts: Sequence[str],
        *,
        channels: Sequence[str] | str = "survey",
        scores: Sequence[float | None] | None = None,
    ) -> list[Reading]:
        """Return what each of n texts says.

        `channels` is one channel or one a text; `scores` are ratings that came with them, as shares of their scale (0.0
        worst, 1.0 best): they say how such texts are usually meant. Only the first `LONGEST_READ` characters are read.
        Raises nothing for odd text: what cannot be read is "unknown".
        """
        channels = [channels] * len(texts) if isinstance(channels, str) else channels
        scores = [None] * len(texts) if scores is None else scores
        # A lone surrogate is no character; one in its place keeps every span where it is.
        clean = [_SURROGATE.sub("\ufffd", text[:LONGEST_READ]) for text in texts]
        normals = [normalise(text) for text in clean]
        languages = [guess_language(normal.text) for normal in normals]
        places = [place for place, language in enumerate(languages) if language in ("th", "en", "mixed")]
        shares = self.shares(
            [clean[p] for p in places], [channels[p] for p in places], [scores[p] for p in places]
        )  # fmt: skip
        whole = {place: tuple(row) for place, row in zip(places, np.round(shares, _DECIMALS).tolist(), strict=True)}
        topics = self._topics(places, clean, normals, channels, whole)
        return [
            _reading(
                text=clean[place],
                normal=normals[place],
                language=languages[place],
                channel=channels[place],
                shares=whole.get(place, meant_by_signs(clean[place]) if languages[place] == "none" else ()),
                topics=topics.get(place, ()),
                version=self.version_for(channels[place]),
            )
            for place in range(len(texts))
        ]

    def before_priors(self, texts: Sequence[str], channels: Sequence[str]) -> Floats:
        """Return shares (n, 4) as words alone say, with the firm's corrections: what priors are estimated from."""
        if not texts:
            return np.zeros((0, len(LABELS)))
        found = self.backend.probabilities(texts, channels)
        return found if self.residual is None else self.residual.adjust(found, texts)

    def shares(self, texts: Sequence[str], channels: Sequence[str], scores: Sequence[float | None]) -> Floats:
        """Return shares (n, 4) as texts are meant on their channels, with their scores."""
        found = self.before_priors(texts, channels)
        settings = list(zip(channels, scores, strict=True))
        mixes = {(channel, score): prior_for_score(self._prior(channel), score) for channel, score in set(settings)}
        return with_prior(found, prior=np.array([mixes[setting] for setting in settings])) if settings else found

    def _topics(
        self,
        places: Sequence[int],
        clean: Sequence[str],
        normals: Sequence[Normalised],
        channels: Sequence[str],
        whole: Mapping[int, tuple[float, ...]],
    ) -> dict[int, tuple[Topic, ...]]:
        """Return the topics of the texts at `places`, each meant as the parts that speak of it are."""
        hits = {place: find_topics(normals[place].text, self.taxonomy) for place in places}
        parts = {(place, hit.code): _own_parts(normals[place], hit) for place in places for hit in hits[place]}
        asked = sorted({(place, part) for (place, _), own in parts.items() for part in own})
        shares = self.shares(
            [normals[place].text[start:end] for place, (start, end) in asked],
            [channels[place] for place, _ in asked],
            [None] * len(asked),
        )
        meant = dict(zip(asked, shares, strict=True))
        sure = self._head_shares([clean[place] for place in places])
        found: dict[int, tuple[Topic, ...]] = {}
        for number, place in enumerate(places):
            label = likeliest(whole[place])
            read = {
                hit.code: _topic(hit, normals[place], [meant[place, part] for part in parts[place, hit.code]], label)
                for hit in hits[place]
            }
            found[place] = tuple(read.values()) if sure is None else _by_head(read, sure[number], label)
        return found

    def _head_shares(self, texts: Sequence[str]) -> list[dict[str, float]] | None:
        """Return how surely each text is about each topic, or None without a head."""
        if self.head is None:
            return None
        rows = self.head.probabilities(texts).tolist()
        return [dict(zip(self.head.taxonomy.codes, row, strict=True)) for row in rows]


def _reading(
    *,
    text: str,
    normal: Normalised,
    language: str,
    channel: str,
    shares: tuple[float, ...],
    topics: tuple[Topic, ...],
    version: str,
) -> Reading:
    is_read = bool(shares)
    urgency = urgency_of(normal.text, channel=channel, negative=shares[0]) if is_read else None
    return Reading(
        language=language,
        probabilities=shares,
        topics=topics if is_read else (),
        urgency=urgency.level if urgency else 0,
        urgency_rule=urgency.rule if urgency else "",
        urgency_spans=tuple(normal.original_span(*span) for span in urgency.spans) if urgency else (),
        personal=tuple(PersonalPart(start=p.start, end=p.end, kind=p.kind) for p in find_personal(text)),
        model_version=version,
    )


def _own_parts(normal: Normalised, hit: TopicHit) -> tuple[Span, ...]:
    """Return the parts of a text that speak of a topic; none where the text has one part, or they say nothing more."""
    if len(hit.segments) == 1 and hit.segments[0] == _trimmed(normal.text):
        return ()
    own = []
    for start, end in hit.segments:
        named = sum(last - first for first, last in hit.spans if start <= first < end)
        if end - start - named >= _FEWEST_OWN_LETTERS:
            own.append((start, end))
    return tuple(own)


def _trimmed(text: str) -> Span:
    start = len(text) - len(text.lstrip())
    return start, len(text.rstrip())


def _topic(hit: TopicHit, normal: Normalised, shares: Sequence[Floats], whole: str) -> Topic:
    return Topic(
        code=hit.code,
        spans=tuple(normal.original_span(start, end) for start, end in hit.spans),
        sentiment=likeliest(np.mean(shares, axis=0).tolist()) if shares else whole,
        is_whole=not shares,
        branch=hit.branch,
    )


def _by_head(read: Mapping[str, Topic], sure: Mapping[str, float], whole: str) -> tuple[Topic, ...]:
    """Return the topics a firm's head finds; where it says so is known only of those that written words found too."""
    return tuple(
        Topic(
            code=code,
            spans=read[code].spans if code in read else (),
            sentiment=read[code].sentiment if code in read else whole,
            is_whole=read[code].is_whole if code in read else True,
            confidence=round(share, _DECIMALS),
            branch=read[code].branch if code in read else "",
        )
        for code, share in sure.items()
        if share >= _IS_ABOUT
    )


@lru_cache(maxsize=1)
def _lists() -> str:
    """Return what changes with the word lists that have no version of their own."""
    folder = files("samphan.language").joinpath("data")
    return _fingerprint(b"".join(folder.joinpath(name).read_bytes() for name in _LISTS))


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:6]


@lru_cache(maxsize=1)
def shipped_reader() -> Reader:
    """Return the reader we ship: no firm's corrections, no firm's priors."""
    return Reader()


def read(text: str, channel: str = "survey", score: float | None = None) -> Reading:
    """Return what a customer's text says, as the reader we ship reads it; see `Reader.read_many`."""
    return shipped_reader().read(text, channel, score)


def read_many(
    texts: Sequence[str], *, channels: Sequence[str] | str = "survey", scores: Sequence[float | None] | None = None
) -> list[Reading]:
    """Return what each text says, as the reader we ship reads it; see `Reader.read_many`."""
    return shipped_reader().read_many(texts, channels=channels, scores=scores)
