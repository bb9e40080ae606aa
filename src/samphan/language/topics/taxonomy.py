"""The topics a firm reads its customers by: plain words a person can edit, checked before they are used."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from samphan.kit.errors import N_, Refused
from samphan.language.normalise import normalise

MOST_TOPICS = 40
MOST_PHRASES = 200  # of one topic, both languages and exceptions together
LONGEST_PHRASE = 60
SHORTEST_PHRASE = 2

# Rises when the same words would be found elsewhere.
_RULES = "topics-1"
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LETTER = re.compile(r"[^\W_]")
_LISTS = ("th", "en", "unless")


class TaxonomyIsEmpty(Refused):
    code = "language.taxonomy.empty"
    message = N_("A list of topics needs at least one topic.")


class TooManyTopics(Refused):
    code = "language.taxonomy.too_many_topics"
    message = N_("There are {count} topics; at most {most} can be told apart.")


class BadTopicCode(Refused):
    code = "language.taxonomy.bad_code"
    message = N_("“{topic}” cannot be a topic's code: use 2 to 40 small Latin letters, digits and _.")


class BadTopicShape(Refused):
    code = "language.taxonomy.bad_shape"
    message = N_("Topic {topic}: words are lists of text called th, en and unless, with an optional name.")


class TopicWithoutWords(Refused):
    code = "language.taxonomy.no_words"
    message = N_("Topic {topic} has no words to be found by. Give it at least one, or delete it.")


class TooManyPhrases(Refused):
    code = "language.taxonomy.too_many_words"
    message = N_("Topic {topic} has {count} words; at most {most} are allowed.")


class PhraseTooShort(Refused):
    code = "language.taxonomy.word_too_short"
    message = N_("Topic {topic}: “{phrase}” is too short; two letters or more are needed, or it is found everywhere.")


class PhraseTooLong(Refused):
    code = "language.taxonomy.word_too_long"
    message = N_("Topic {topic}: “{phrase}…” is too long; at most {most} characters, so use the words that matter.")


class BadStar(Refused):
    code = "language.taxonomy.bad_star"
    message = N_("Topic {topic}: in “{phrase}”, a * may stand only at the end of a Latin word of three letters or more.")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One topic: its code, the words that speak of it, and longer phrases in which those words mean something else.

    Phrases are normalised. `names` are by language code ("th", "en"); empty for the built-in topics, whose names are
    the product's own.
    """

    code: str
    th: tuple[str, ...]
    en: tuple[str, ...]
    unless: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Both languages' words."""
        return self.th + self.en


@dataclass(frozen=True)
class Taxonomy:
    """The topics in the order they are shown; equal content has equal `version`."""

    topics: tuple[Topic, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Taxonomy":
        """Return the taxonomy a person wrote.

        Parameters
        ----------
        data : mapping
            Topic code to {"th": [...], "en": [...], "unless": [...], "name": {"th": ..., "en": ...}}; all but one of
            the word lists may be missing. A phrase is plain text: Thai is found anywhere, Latin letters as whole words,
            a space also where none is typed next to Thai, and "*" ends a Latin word that may go on.

        Raises
        ------
        Refused
            One of this module's, naming the topic and the phrase: empty, too many, too short, too long, or no text.
        """
        if not data:
            raise TaxonomyIsEmpty
        if len(data) > MOST_TOPICS:
            raise TooManyTopics(count=len(data), most=MOST_TOPICS)
        return cls(tuple(_topic(str(code), entry) for code, entry in data.items()))

    def to_data(self) -> dict[str, dict[str, Any]]:
        """Return the mapping a person edits, for storing as JSON: `from_data` of it is equal to this."""
        return {
            topic.code: {
                **{name: list(getattr(topic, name)) for name in _LISTS},
                **({"name": dict(topic.names)} if topic.names else {}),
            }
            for topic in self.topics
        }

    @property
    def codes(self) -> tuple[str, ...]:
        """Every topic's code, in order."""
        return tuple(topic.code for topic in self.topics)

    @cached_property
    def version(self) -> str:
        """Names the rules and the words; stored readings of another version may be stale."""
        words = {topic.code: [sorted(topic.phrases), sorted(topic.unless)] for topic in self.topics}
        content = json.dumps(words, ensure_ascii=False, sort_keys=True)
        return f"{_RULES}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


@lru_cache(maxsize=1)
def default_taxonomy() -> Taxonomy:
    """Return the topics every firm starts with."""
    text = files("samphan.language").joinpath("data/taxonomy.toml").read_text(encoding="utf-8")
    return Taxonomy.from_data(tomllib.loads(text))


def _topic(code: str, entry: object) -> Topic:
    if not _CODE.fullmatch(code):
        raise BadTopicCode(topic=code[:40])
    if not isinstance(entry, Mapping) or not set(entry) <= {*_LISTS, "name"}:
        raise BadTopicShape(topic=code)
    names = entry.get("name", {})
    if not isinstance(names, Mapping) or not all(isinstance(name, str) for name in names.values()):
        raise BadTopicShape(topic=code)
    th, en, unless = (_phrases(code, entry.get(name, ())) for name in _LISTS)
    if not th + en:
        raise TopicWithoutWords(topic=code)
    if len(th + en + unless) > MOST_PHRASES:
        raise TooManyPhrases(topic=code, count=len(th + en + unless), most=MOST_PHRASES)
    return Topic(code=code, th=th, en=en, unless=unless, names=dict(names))


def _phrases(code: str, written: object) -> tuple[str, ...]:
    if isinstance(written, str) or not isinstance(written, Sequence):
        raise BadTopicShape(topic=code)
    return tuple(dict.fromkeys(_checked(code, phrase) for phrase in _texts(code, written)))


def _texts(code: str, written: Iterable[object]) -> Iterable[str]:
    for phrase in written:
        if not isinstance(phrase, str):
            raise BadTopicShape(topic=code)
        yield phrase


def _checked(code: str, written: str) -> str:
    if len(written) > LONGEST_PHRASE:
        raise PhraseTooLong(topic=code, phrase=written[:20], most=LONGEST_PHRASE)
    phrase = " ".join(normalise(written).text.split())
    if len(_LETTER.findall(phrase)) < SHORTEST_PHRASE:
        raise PhraseTooShort(topic=code, phrase=phrase)
    if "*" in phrase and not re.fullmatch(r"[^*]*[a-z]{3}\*", phrase):
        raise BadStar(topic=code, phrase=phrase)
    return phrase
