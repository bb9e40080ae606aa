"""What was understood of a text: the words every reader answers in. Plain values, without numpy."""

from dataclasses import dataclass

from samphan.language.labels import LABELS

# Said where nothing should be guessed: another language, no words.
UNKNOWN = "unknown"
# Nobody writes more in a survey; a pasted book must not hold a worker.
LONGEST_READ = 20_000

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something the text is about: where it says so in the original text, and how that part is meant.

    `is_whole` says that no part of the text speaks of it apart: it is meant as the whole is. `confidence` is the share
    of such texts that are about it, 0 to 1; None where written words decided. `branch` is the branch it is said of, as
    written; "" where none is named.
    """

    code: str
    spans: tuple[Span, ...]
    sentiment: str
    is_whole: bool = True
    confidence: float | None = None
    branch: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonalPart:
    """A stretch of the original text that tells who somebody is, and of which kind it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was understood of a text.

    `language` is th, en, mixed, other or none. `probabilities` are shares in the order of `LABELS` that sum to 1, or
    empty where nothing should be guessed. `urgency` is 0 to 3; `urgency_rule` and `urgency_spans` say why.
    All spans are half-open places in the original text.
    """

    language: str
    probabilities: tuple[float, ...]
    topics: tuple[Topic, ...]
    urgency: int
    urgency_rule: str
    urgency_spans: tuple[Span, ...]
    personal: tuple[PersonalPart, ...]
    model_version: str

    @property
    def sentiment(self) -> str:
        """Return the likeliest label, or "unknown"."""
        return likeliest(self.probabilities)

    @property
    def confidence(self) -> float | None:
        """Return the share of such texts that are meant so, 0 to 1; None where nothing was guessed."""
        return max(self.probabilities, default=None)

    @property
    def sentiment_score(self) -> float:
        """Return how well it is meant, from -1 (badly) to 1 (well); 0 where nothing was guessed."""
        return balance(self.probabilities)


def likeliest(probabilities: tuple[float, ...] | list[float]) -> str:
    """Return the label of the largest of four shares (the earlier of equals), or "unknown" of none."""
    if not probabilities:
        return UNKNOWN
    return LABELS[max(range(len(LABELS)), key=probabilities.__getitem__)]


def balance(probabilities: tuple[float, ...] | list[float]) -> float:
    """Return the share of positive less that of negative: -1 to 1; 0 of none."""
    return round(probabilities[2] - probabilities[0], 4) if probabilities else 0.0
