"""What an answer may be, and what a score means: pure decisions without Django."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

Category = Literal["promoter", "passive", "detractor", "none"]

LONGEST_TEXT = 10_000
LONGEST_FIELD = 40
MOST_CHOICES = 50
# Lowest and highest answer of each scale.
RANGES: dict[str, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5), "stars": (1, 5)}
# Highest detractor and lowest promoter of each scale; on five points 1-2 is unhappy and 4-5 happy ("top two box").
# A rating is unhappy up to the first, happy from the second.
CUTS: dict[str, tuple[int, int]] = {"nps": (6, 9), "csat": (2, 4), "stars": (2, 4)}
# The field of the "please contact me" box: an answer like any other, so that rules can read it.
CONTACT_FIELD = "contact_me"
# How customers speak: a text of each kind is usually meant in another way.
KINDS_OF_TALK = ("survey", "review", "social", "email", "chat")


class Submission(NamedTuple):
    """What a customer sent in one go, named by its kind ("response", "review", "message") and its id."""

    kind: str
    id: int


class Answer(Struct, frozen=True, kw_only=True):
    """One answered field. `type` is rating, choice or text; only the part that belongs to the type is filled."""

    field: str
    type: str
    scale: str = ""
    score: int | None = None
    choices: tuple[str, ...] = ()
    text: str = ""


def rating(field: str, scale: str, score: int) -> Answer:
    """Return the answer to a question with a scale."""
    return Answer(field=field, type="rating", scale=scale, score=score)


def comment(field: str, text: str) -> Answer:
    """Return the answer to an open question."""
    return Answer(field=field, type="text", text=text.strip())


def chosen(field: str, choices: Sequence[str]) -> Answer:
    """Return the answer to a question with choices."""
    return Answer(field=field, type="choice", choices=tuple(choices))


def contact_wish() -> Answer:
    """Return the ticked box "please contact me"."""
    return chosen(CONTACT_FIELD, ["yes"])


def problem_of(answer: Answer) -> str | None:
    """Return the code of what is wrong with an answer, or None: field, type, scale, score, choices or text."""
    if not answer.field or len(answer.field) > LONGEST_FIELD:
        return "field"
    if answer.type == "rating":
        if answer.scale not in RANGES:
            return "scale"
        low, high = RANGES[answer.scale]
        return None if answer.score is not None and low <= answer.score <= high else "score"
    if answer.type == "choice":
        fits = len(answer.choices) <= MOST_CHOICES and all(0 < len(c) <= LONGEST_FIELD for c in answer.choices)
        return None if fits else "choices"
    if answer.type == "text":
        # PostgreSQL refuses NUL in text, SQLite would keep it: one behaviour on both.
        return None if len(answer.text) <= LONGEST_TEXT and "\x00" not in answer.text else "text"
    return "type"


def category_of(scale: str, score: int | None) -> Category:
    """Say whether a score is a promoter's, a passive's or a detractor's; "none" without a score."""
    if score is None or scale not in CUTS:
        return "none"
    unhappy_up_to, happy_from = CUTS[scale]
    if score <= unhappy_up_to:
        return "detractor"
    return "promoter" if score >= happy_from else "passive"


def share_of_scale(scale: str, score: int | None) -> float | None:
    """Return a score as a share of its scale, 0.0 worst to 1.0 best; None without a score."""
    if score is None or scale not in RANGES:
        return None
    low, high = RANGES[scale]
    return (score - low) / (high - low)


def highest_unhappy(scale: str) -> int:
    """Return the highest score of a scale that counts as unhappy."""
    return CUTS[scale][0]


def read_as(kind: str, channel: str) -> str:
    """Return the kind of talk a text of a submission is, which says how such texts are usually meant.

    One of `KINDS_OF_TALK`: a survey's answer reads the same whether it was asked for by mail or a link.
    """
    if kind == "response":
        return "survey"
    if kind == "review":
        return "social" if channel == "social" else "review"
    return "email" if channel == "email" else "chat"
