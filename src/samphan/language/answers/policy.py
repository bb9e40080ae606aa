"""Answer, let the customer choose, or hand over to a person; and say why."""

from dataclasses import dataclass
from enum import StrEnum

from samphan.language.answers.confidence import LOOKED_AT, Confidence, Searchable, features_of
from samphan.language.answers.filters import Prefilter, prefilter
from samphan.language.searching.scoring import Hit

ANSWER_FROM = 0.80
SUGGEST_FROM = 0.45
SUGGESTED = 3
# From here on a person should speak, however sure the answer.
URGENT_FROM = 2
UPSET_ABOVE = 0.6
MOST_MISSES = 2


class Action(StrEnum):
    """What to do: give the passage, show some titles to choose from, answer a courtesy, or fetch a person."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    COURTESY = "courtesy"
    HAND_OFF = "hand_off"


class Reason(StrEnum):
    """Why a person takes over."""

    ASKED = "asked"
    ABUSE = "abuse"
    OWN_RECORD = "own_record"
    URGENT = "urgent"
    UPSET = "upset"
    TWO_MISSES = "two_misses"
    NOTHING_FOUND = "nothing_found"
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True)
class HandOff:
    """A person is to take over; whoever shows it adds the conversation so far."""

    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is known of the conversation.

    `misses` counts the replies in a row that did not help; `urgency` is 0 to 3 and `negative` the probability that the
    message is negative, both as the reader found them.
    """

    misses: int = 0
    urgency: int = 0
    negative: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What to do about a message.

    `passages` are the hits to cite, best first: one to answer with, up to three to choose from, none otherwise.
    `probability` is that of the best passage being right, None where nothing was looked up or found.
    """

    action: Action
    passages: tuple[Hit, ...] = ()
    probability: float | None = None
    hand_off: HandOff | None = None
    prefilter: Prefilter | None = None


_CALM = Situation()
_FOR_A_PERSON = {
    Prefilter.WANTS_HUMAN: Reason.ASKED,
    Prefilter.ABUSE: Reason.ABUSE,
    Prefilter.OWN_RECORD: Reason.OWN_RECORD,
}


class Answerer:
    """Decides about messages on one knowledge base.

    Parameters
    ----------
    index : Searchable
        The passages.
    confidence : Confidence
        Calibrated on this index.
    answer_from, suggest_from : float
        The probabilities from which to answer and from which to suggest.
    """

    def __init__(
        self,
        index: Searchable,
        confidence: Confidence,
        *,
        answer_from: float = ANSWER_FROM,
        suggest_from: float = SUGGEST_FROM,
    ) -> None:
        self._index, self._confidence = index, confidence
        self._answer_from, self._suggest_from = answer_from, suggest_from

    def reply(self, text: str, *, situation: Situation = _CALM) -> Reply:
        """Return what to do about a message; a person's turn comes before courtesies, and both before looking up."""
        kind = prefilter(text)
        reason = _reason_for_a_person(kind, situation)
        if reason is not None:
            return Reply(action=Action.HAND_OFF, hand_off=HandOff(reason=reason), prefilter=kind)
        if kind is not None:
            return Reply(action=Action.COURTESY, prefilter=kind)
        return self._looked_up(text)

    def _looked_up(self, text: str) -> Reply:
        query = self._index.parse(text)
        hits = self._index.search(query, count=LOOKED_AT)
        if not hits:
            return Reply(action=Action.HAND_OFF, hand_off=HandOff(reason=Reason.NOTHING_FOUND))
        sure = self._confidence.probability(features_of(query, hits, self._index.statistics(query)))
        if sure >= self._answer_from:
            return Reply(action=Action.ANSWER, passages=(hits[0],), probability=sure)
        if sure >= self._suggest_from:
            return Reply(action=Action.SUGGEST, passages=_best_of_sources(hits), probability=sure)
        return Reply(action=Action.HAND_OFF, probability=sure, hand_off=HandOff(reason=Reason.UNSURE))


def _reason_for_a_person(kind: Prefilter | None, situation: Situation) -> Reason | None:
    if kind in _FOR_A_PERSON:
        return _FOR_A_PERSON[kind]
    if situation.urgency >= URGENT_FROM:
        return Reason.URGENT
    if situation.negative > UPSET_ABOVE:
        return Reason.UPSET
    return Reason.TWO_MISSES if situation.misses >= MOST_MISSES else None


def _best_of_sources(hits: list[Hit]) -> tuple[Hit, ...]:
    """Return the best passage of each of the best sources: three passages of one article are no choice."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.group, hit)
    return tuple(best.values())[:SUGGESTED]
