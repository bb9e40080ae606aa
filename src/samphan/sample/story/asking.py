"""Who is asked, who answers, with what score and in which words."""

import random
from datetime import datetime, timedelta

from samphan.sample.story.chance import at_hour, pick
from samphan.sample.story.goods import CATALOGUE
from samphan.sample.story.shapes import Asked, Person, Purchase
from samphan.sample.story.words import COMPLAINTS, LET_DOWN, LUKEWARM, PLEASED, PRAISE, Wording

QUIET_DAYS = 90
ASKED = 0.9
ANSWERED = 0.32
ANSWERED_WHEN_UNHAPPY = 0.5
_COMMENTED = 0.55
_COMMENTED_WHEN_UNHAPPY = 0.8

_NPS_UNHAPPY = [(0, 5.0), (1, 5.0), (2, 8.0), (3, 14.0), (4, 15.0), (5, 18.0), (6, 17.0), (7, 11.0), (8, 7.0)]
_NPS_FINE = [(10, 30.0), (9, 25.0), (8, 26.0), (7, 13.0), (6, 4.0), (5, 2.0)]
_NPS_DELIGHTED = [(10, 56.0), (9, 31.0), (8, 12.0), (7, 1.0)]
_CSAT_UNHAPPY = [(1, 24.0), (2, 38.0), (3, 30.0), (4, 8.0)]
_CSAT_FINE = [(5, 48.0), (4, 40.0), (3, 11.0), (2, 1.0)]

# What is ticked as the main reason: codes of the starter surveys.
_REASONS = {
    "late": "on_time", "rescheduled": "on_time", "fast": "on_time", "silent": "communication", "rude": "staff",
    "kind": "staff", "workmanship": "staff", "defect": "quality",
    "price": "price", "billing": "price", "value": "price",
}  # fmt: skip


def asked_about(
    person: Person, bought: Purchase, purchase_index: int, *, now: datetime, chance: random.Random
) -> Asked | None:
    """Return the invitation about a purchase, with the answer if there was one by now; None when it was too early."""
    sent_at = at_hour(bought.ordered_at + timedelta(days=chance.choice((2, 3, 3, 4))), chance.uniform(9.5, 15))
    if sent_at >= now or not person.is_surveyable or chance.random() > ASKED:
        return None
    is_installed = any(CATALOGUE[line.good_index].is_installed for line in bought.lines)
    asked = Asked(
        person_index=bought.person_index,
        survey="csat" if is_installed and chance.random() < 0.3 else "nps",
        purchase_index=purchase_index,
        episode_index=None,
        channel="email" if person.email else "phone",
        sent_at=sent_at,
    )
    is_unhappy = bought.experience in COMPLAINTS
    answered_at = sent_at + timedelta(minutes=int(4 + chance.expovariate(1 / 170)))
    if chance.random() < (ANSWERED_WHEN_UNHAPPY if is_unhappy else ANSWERED) and answered_at < now:
        asked.answered_at = answered_at
        asked.score = pick(chance, _scores(asked.survey, bought.experience))
        asked.comment = comment(bought.experience, asked, english=person.language == "en", chance=chance)
        asked.reason = _reason(bought.experience, chance)
        asked.wants_contact = opens_case(asked) and chance.random() < 0.35
    return asked


def opens_case(asked: Asked) -> bool:
    """Say whether an answer is one that opens a case."""
    return asked.score is not None and asked.score <= (2 if asked.survey == "csat" else 6)


def comment(experience: str, asked: Asked, *, english: bool, chance: random.Random) -> str:
    """Return what the customer writes, or nothing: words that fit what happened and the score given."""
    is_low = opens_case(asked)
    if chance.random() > (_COMMENTED_WHEN_UNHAPPY if is_low else _COMMENTED):
        return ""
    wording = _wording(experience, asked)
    fragments = wording.english if english else wording.thai
    said = [chance.choice(fragments)]
    if wording is COMPLAINTS.get(experience) and chance.random() < 0.3:
        other = COMPLAINTS["silent"]
        said.append(chance.choice(other.english if english else other.thai))
    return (". " if english else " ").join(said).format(n=chance.randint(2, 6))


def _wording(experience: str, asked: Asked) -> Wording:
    """Return words as warm as the score: nobody gives a ten and asks for better."""
    if opens_case(asked):
        return COMPLAINTS.get(experience, LET_DOWN)
    if asked.score is not None and asked.score <= (3 if asked.survey == "csat" else 8):
        return LUKEWARM
    if experience in COMPLAINTS:
        return LUKEWARM
    return PRAISE.get(experience, PLEASED)


def _reason(experience: str, chance: random.Random) -> str:
    """Return the reason a customer ticks; two in three tick one that fits."""
    if chance.random() < 0.35:
        return ""
    return _REASONS.get(experience) or chance.choice(("quality", "price", "staff"))


def _scores(survey: str, experience: str) -> list[tuple[int, float]]:
    if survey == "csat":
        return _CSAT_UNHAPPY if experience in COMPLAINTS else _CSAT_FINE
    if experience in COMPLAINTS:
        return _NPS_UNHAPPY
    return _NPS_DELIGHTED if experience in PRAISE else _NPS_FINE
