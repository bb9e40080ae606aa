"""Invitations, responses and reviews, read by the language reader like any other text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samphan.reputation.models import Review as ReviewRow
from samphan.sample.loading.buyers import SOURCE, Buyers
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.staff import Staff
from samphan.sample.story.shapes import Asked, Episode, Review, Story
from samphan.signals.models import Signal
from samphan.signals.rules import Answer, chosen, comment, contact_wish, rating, share_of_scale
from samphan.signals.selectors import primary_rating
from samphan.signals.services import current_reader, put_readings
from samphan.surveys.models import Invitation, Question, QuestionKind, Response, Survey

_LINK_LIVES = timedelta(days=30)
_RATINGS = (QuestionKind.NPS, QuestionKind.CSAT)


@dataclass(kw_only=True)
class Answers:
    """Ids by the place of the ask in the story, filled in two rounds (before and after the cases)."""

    invitation_ids: dict[int, int] = field(default_factory=dict)
    response_ids: dict[int, int] = field(default_factory=dict)
    signals: dict[int, list[Signal]] = field(default_factory=dict)
    review_ids: list[int] = field(default_factory=list)
    review_signals: list[list[Signal]] = field(default_factory=list)

    def submission_of(self, episode: Episode) -> tuple[str, int]:
        """Return what opened a case, by kind and id."""
        if episode.review_index is not None:
            return "review", self.review_ids[episode.review_index]
        if episode.asked_index is None:
            raise ValueError("a case is opened by something")
        return "response", self.response_ids[episode.asked_index]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A survey as answers need it: its id, and the fields of its score and its comment."""

    id: int
    purpose: str
    scale: str
    score_field: str
    comment_field: str


def sheets() -> dict[str, Sheet]:
    """Return the starter surveys the story asks, by code."""
    found = {}
    for survey in Survey.objects.filter(code__in=("nps", "csat", "verification")).prefetch_related("questions"):
        questions: Sequence[Question] = sorted(survey.questions.all(), key=lambda question: question.position)
        score = next(question for question in questions if question.kind in _RATINGS)
        text = next((question.field for question in questions if question.kind == QuestionKind.TEXT), "comment")
        found[survey.code] = Sheet(
            id=survey.pk, purpose=survey.purpose, scale=score.kind, score_field=score.field, comment_field=text
        )
    return found


def load_asked(
    keeper: Keeper, story: Story, which: Sequence[int], answers: Answers, *, buyers: Buyers, staff: Staff,
    case_ids: Sequence[int] = (),
) -> None:  # fmt: skip
    """Write some of the story's asks with their answers; verification asks name the case they are about."""
    known = sheets()
    invitation_ids = keeper.add([_invitation(story.asked[index], known, buyers, case_ids) for index in which])
    answers.invitation_ids.update(zip(which, invitation_ids, strict=True))
    answered = [index for index in which if story.asked[index].answered_at is not None]
    response_ids = keeper.add([_response(story, index, known, answers, buyers, staff) for index in answered])
    answers.response_ids.update(zip(answered, response_ids, strict=True))
    signals: list[Signal] = []
    for index in answered:
        rows = [
            _signal(answer, story, index, answers, buyers, staff)
            for answer in _given(story.asked[index], known[story.asked[index].survey])
        ]
        answers.signals[index] = rows
        signals += rows
    _read([answers.signals[index] for index in answered])
    keeper.add(signals)


def load_reviews(keeper: Keeper, story: Story, answers: Answers, *, buyers: Buyers, staff: Staff) -> None:
    """Write the public reviews with their stars and words."""
    answers.review_ids = keeper.add(
        [
            ReviewRow(
                source=SOURCE,
                external_ref=f"review-{number + 1}",
                author_name=story.people[review.person_index].first_name,
                customer_id=buyers.customer_ids[review.person_index],
                branch_id=staff.branch_ids[review.branch_index],
                posted_at=review.at,
                created_at=review.at,
            )
            for number, review in enumerate(story.reviews)
        ]
    )
    answers.review_signals = [
        _review_signals(review, key, buyers, staff)
        for review, key in zip(story.reviews, answers.review_ids, strict=True)
    ]
    _read(answers.review_signals)
    keeper.add([signal for rows in answers.review_signals for signal in rows])


def branch_of(story: Story, asked: Asked) -> int:
    """Return the branch an ask is about: that of the purchase, else the customer's own."""
    if asked.purchase_index is not None:
        return story.purchases[asked.purchase_index].branch_index
    if asked.episode_index is not None:
        return story.episodes[asked.episode_index].branch_index
    return story.people[asked.person_index].branch_index


def when_answered(asked: Asked) -> datetime:
    """Return when an ask that was answered was; asking this of another is a mistake."""
    if asked.answered_at is None:
        raise ValueError("nobody answered this")
    return asked.answered_at


def _invitation(asked: Asked, known: dict[str, Sheet], buyers: Buyers, case_ids: Sequence[int]) -> Invitation:
    return Invitation(
        survey_id=known[asked.survey].id,
        customer_id=buyers.customer_ids[asked.person_index],
        order_id=None if asked.purchase_index is None else buyers.order_ids[asked.purchase_index],
        case_id=None if asked.episode_index is None else case_ids[asked.episode_index],
        channel=asked.channel,
        created_at=asked.sent_at,
        due_at=asked.sent_at,
        sent_at=asked.sent_at,
        opened_at=asked.answered_at,
        expires_at=asked.sent_at + _LINK_LIVES,
    )


def _response(
    story: Story, index: int, known: dict[str, Sheet], answers: Answers, buyers: Buyers, staff: Staff
) -> Response:
    asked = story.asked[index]
    answered_at = when_answered(asked)
    return Response(
        survey_id=known[asked.survey].id,
        invitation_id=answers.invitation_ids[index],
        customer_id=buyers.customer_ids[asked.person_index],
        branch_id=staff.branch_ids[branch_of(story, asked)],
        order_id=None if asked.purchase_index is None else buyers.order_ids[asked.purchase_index],
        wants_contact=asked.wants_contact,
        answered_at=answered_at,
        finished_at=answered_at,
    )


def _given(asked: Asked, sheet: Sheet) -> list[Answer]:
    given = [rating(sheet.score_field, sheet.scale, asked.score or 0)]
    if asked.reason:
        given.append(chosen("reasons", [asked.reason]))
    if asked.comment:
        given.append(comment(sheet.comment_field, asked.comment))
    if asked.wants_contact:
        given.append(contact_wish())
    return given


def _signal(answer: Answer, story: Story, index: int, answers: Answers, buyers: Buyers, staff: Staff) -> Signal:
    asked = story.asked[index]
    return Signal(
        submission_kind="response",
        submission_id=answers.response_ids[index],
        field=answer.field,
        type=answer.type,
        scale=answer.scale,
        score=answer.score,
        choices=list(answer.choices),
        text=answer.text,
        source="link",
        customer_id=buyers.customer_ids[asked.person_index],
        branch_id=staff.branch_ids[branch_of(story, asked)],
        occurred_at=when_answered(asked),
    )


def _review_signals(review: Review, review_id: int, buyers: Buyers, staff: Staff) -> list[Signal]:
    return [
        Signal(
            submission_kind="review",
            submission_id=review_id,
            field=answer.field,
            type=answer.type,
            scale=answer.scale,
            score=answer.score,
            text=answer.text,
            source=SOURCE,
            customer_id=buyers.customer_ids[review.person_index],
            branch_id=staff.branch_ids[review.branch_index],
            occurred_at=review.at,
        )
        for answer in (rating("stars", "stars", review.stars), comment("text", review.text))
    ]


def _read(submissions: Sequence[Sequence[Signal]]) -> None:
    """Read the texts of submissions with the reader in force, as the first reaction would."""
    rows: list[Signal] = []
    scores: list[float | None] = []
    for signals in submissions:
        rating = primary_rating(signals)
        texts = [row for row in signals if row.text]
        rows += texts
        scores += [share_of_scale(rating.scale, rating.score) if rating else None] * len(texts)
    put_readings(reader=current_reader(), rows=rows, scores=scores)
