"""From what a browser posted to answers, and back onto the page when they could not be stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from samphan.signals.rules import LONGEST_TEXT, Answer, chosen, comment, rating
from samphan.surveys.selectors import FormQuestion, SurveyForm
from samphan.web.numbers import whole


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands on the page: the score, the ticked codes by field, the words by field, the contact box."""

    score: int | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    wants_contact: bool = False


def typed_in(form: SurveyForm, posted: QueryDict) -> Typed:
    """Return what a reader entered; a tapped score wins over the one the page carried along."""
    return Typed(
        score=known_score(form, posted.get("score", "") or posted.get("chosen", "")),
        choices={q.field: _codes(q, posted) for q in form.questions if q.options},
        words={
            # A browser sends a line break as two characters; counted as one, like the page's own limit.
            q.field: posted.get(f"q-{q.field}", "").replace("\r\n", "\n").replace("\x00", "")[:LONGEST_TEXT]
            for q in form.questions
            if q.kind == "text"
        },
        wants_contact=form.contact_offered and "contact_me" in posted,
    )


def typed_before(form: SurveyForm, link_score: str) -> Typed:
    """Return what a page opens with: what is stored, else the score of a mail's link, which is not stored yet."""
    stored = form.stored
    score = stored.get(form.rating.field)
    return Typed(
        score=score if isinstance(score, int) else known_score(form, link_score),
        choices={q.field: tuple(_listed(stored.get(q.field))) for q in form.questions if q.options},
        words={q.field: str(stored.get(q.field, "")) for q in form.questions if q.kind == "text"},
        wants_contact=form.wants_contact,
    )


def answers_of(form: SurveyForm, typed: Typed) -> list[Answer]:
    """Return the answers to store; what was left empty is none."""
    answers = []
    if typed.score is not None:
        answers.append(rating(form.rating.field, form.rating.kind, typed.score))
    answers += [chosen(name, codes) for name, codes in typed.choices.items() if codes]
    answers += [comment(name, words) for name, words in typed.words.items() if words.strip()]
    return answers


def known_score(form: SurveyForm, written: str) -> int | None:
    """Return a score that is on the page's scale, or None."""
    score = whole(written)
    return score if score in form.rating.scores else None


def _codes(question: FormQuestion, posted: QueryDict) -> tuple[str, ...]:
    offered = {code for code, _ in question.options}
    return tuple(code for code in posted.getlist(f"q-{question.field}") if code in offered)


def _listed(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []
