from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from samphan.eventlog import services as eventlog
from samphan.eventlog.events import Actor, DomainEvent, customer_actor
from samphan.kit.errors import N_, Refused
from samphan.signals import services as signals
from samphan.signals.rules import CONTACT_FIELD, Answer, Submission, category_of, contact_wish
from samphan.signals.selectors import primary_rating, submission_signals
from samphan.surveys.events import ResponseFinished, ResponseRecorded, ScoreChanged
from samphan.surveys.models import Invitation, Response, Survey
from samphan.surveys.rules import is_open

KIND = "response"
IMPORT = Actor(kind="import")
_CHUNK = 500


class InvitationUnknown(Refused):
    code = "surveys.invitation.unknown"
    message = N_("This link does not lead to a survey.")


class InvitationExpired(Refused):
    code = "surveys.invitation.expired"
    message = N_("This link has expired. Thank you for wanting to answer.")


class AlreadyAnswered(Refused):
    code = "surveys.response.finished"
    message = N_("You have already answered, thank you. The answer can no longer be changed.")


class NothingAnswered(Refused):
    code = "surveys.response.empty"
    message = N_("Nothing was answered yet. Please choose a score or write a comment.")


@dataclass(frozen=True, kw_only=True)
class ResponseRow:
    """One response of an import or a generator; `source` and `external_ref` name it for ever."""

    survey_id: int | None
    answers: Sequence[Answer]
    answered_at: datetime
    source: str
    external_ref: str
    channel: str = "import"
    customer_id: int | None = None
    branch_id: int | None = None
    order_id: int | None = None
    wants_contact: bool = False
    batch_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """What a bulk write did: the ids it made, and how many rows were there already."""

    created_ids: tuple[int, ...]
    known_count: int


@transaction.atomic
def record_response(
    *,
    survey_id: int | None,
    answers: Sequence[Answer],
    now: datetime,
    source: str,
    channel: str,
    invitation_id: int | None = None,
    external_ref: str | None = None,
    customer_id: int | None = None,
    branch_id: int | None = None,
    wants_contact: bool = False,
    batch_id: int | None = None,
    finish: bool = True,
) -> Response:
    """Store what a customer answered; `finish=False` is the first tap, after which words may follow.

    The same invitation, or the same `source` and `external_ref`, is one response however often it arrives: an open one
    takes the new answers, a finished one is returned as it is when nothing differs, else `AlreadyAnswered`.
    """
    answers = with_wish(answers, wants_contact)
    if not answers:
        raise NothingAnswered
    signals.check_answers(answers)
    if invitation_id is not None:
        invitation = _answerable(invitation_id, now)
        known = Response.objects.select_for_update().filter(invitation=invitation).first()
        if known is not None:
            return _answer_again(known, answers, now=now, finish=finish)
        made = _from_invitation(invitation, source=source, channel=channel, now=now)
    else:
        known = _known(source, external_ref)
        if known is not None:
            return _answer_again(known, answers, now=now, finish=finish)
        made = Response(survey_id=survey_id, customer_id=customer_id, branch_id=branch_id, answered_at=now)
    made.source, made.channel, made.external_ref = source, channel, external_ref
    made.import_batch_id, made.wants_contact = batch_id, wishes_contact(answers)
    made.finished_at = now if finish else None
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        known = _known(source, external_ref)  # the twin of this request was quicker
        if known is None:
            raise
        return _answer_again(known, answers, now=now, finish=finish)
    _store(made, answers)
    _announce(made, answers, now=now, is_new=True)
    return made


@transaction.atomic
def finish_response(
    *, response_id: int, answers: Sequence[Answer], now: datetime, wants_contact: bool = False
) -> Response:
    """Add the words to a tapped score and close the response; the same words sent twice are harmless."""
    response = Response.objects.select_for_update().get(pk=response_id)
    answers = with_wish(answers, wants_contact)
    signals.check_answers(answers)
    return _answer_again(response, answers, now=now, finish=True)


def _answerable(invitation_id: int, now: datetime) -> Invitation:
    # The lock makes two taps on one link wait for each other, so that the second finds the first one's response.
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id, skipped_reason="").first()
    if invitation is None:
        raise InvitationUnknown
    if invitation.expires_at <= now and not Response.objects.filter(invitation=invitation).exists():
        raise InvitationExpired
    return invitation


def _from_invitation(invitation: Invitation, *, source: str, channel: str, now: datetime) -> Response:
    if invitation.opened_at is None:
        invitation.opened_at = now
        invitation.save(update_fields=["opened_at"])
    return Response(
        survey_id=invitation.survey_id,
        invitation=invitation,
        customer_id=invitation.customer_id,
        branch_id=invitation.customer.branch_id,
        order_id=invitation.order_id,
        answered_at=now,
    )


def _known(source: str, external_ref: str | None) -> Response | None:
    if external_ref is None:
        return None
    return Response.objects.select_for_update().filter(source=source, external_ref=external_ref).first()


def with_wish(answers: Sequence[Answer], wants_contact: bool) -> list[Answer]:
    """Return what was really answered: an empty comment is no answer, the contact box is one."""
    given = [a for a in answers if a.type == "rating" or a.text.strip() or a.choices]
    if wants_contact and not wishes_contact(given):
        given.append(contact_wish())
    return given


def wishes_contact(answers: Sequence[Answer]) -> bool:
    """Say whether the box "please contact me" was ticked."""
    return any(a.field == CONTACT_FIELD and "yes" in a.choices for a in answers)


def _answer_again(response: Response, answers: Sequence[Answer], *, now: datetime, finish: bool) -> Response:
    stored = {s.field: s for s in submission_signals(submission=Submission(kind=KIND, id=response.pk))}
    news = [a for a in answers if a.field not in stored or _differs(a, stored[a.field])]
    if not is_open(answered_at=response.answered_at, finished_at=response.finished_at, now=now):
        if news:
            raise AlreadyAnswered
        return response
    if news:
        _store(response, news)
        old = primary_rating(stored.values())
        changed = next((a for a in news if old and a.field == old.field), None)
        if old is not None and changed is not None:
            _record_score_change(response, old=old.score, new=changed.score, now=now)
    response.wants_contact = response.wants_contact or wishes_contact(answers)
    response.finished_at = now if finish else None
    response.save(update_fields=["wants_contact", "finished_at"])
    if finish:
        _announce(response, [], now=now, is_new=False)
    return response


def _differs(answer: Answer, stored: object) -> bool:
    return (answer.score, list(answer.choices), answer.text) != (
        getattr(stored, "score", None),
        getattr(stored, "choices", None),
        getattr(stored, "text", None),
    )


def _store(response: Response, answers: Sequence[Answer]) -> None:
    signals.store_answers(
        submission=Submission(kind=KIND, id=response.pk),
        answers=answers,
        source=response.source,
        channel=response.channel,
        customer_id=response.customer_id,
        branch_id=response.branch_id,
        occurred_at=response.answered_at,
    )


def _record_score_change(response: Response, *, old: int | None, new: int | None, now: datetime) -> None:
    if old is None or new is None:
        return
    event = ScoreChanged(
        subject_id=response.pk,
        customer_id=response.customer_id,
        branch_id=response.branch_id,
        old_score=old,
        new_score=new,
    )
    eventlog.record(event=event, now=now, actor=customer_actor(response.customer_id))


def _announce(response: Response, answers: Sequence[Answer], *, now: datetime, is_new: bool) -> None:
    stored = submission_signals(submission=Submission(kind=KIND, id=response.pk))
    rating = primary_rating(stored)
    survey = Survey.objects.filter(pk=response.survey_id).first() if response.survey_id else None
    envelope = _envelope(
        response,
        purpose=survey.purpose if survey else "",
        case_id=response.invitation.case_id if response.invitation else None,
        rated=(rating.scale, rating.score) if rating else ("", None),
    )
    has_text = any(s.text for s in stored)
    for event in _events(response, envelope, has_text=has_text, is_new=is_new):
        eventlog.record(event=event, now=now, actor=customer_actor(response.customer_id))


def _envelope(
    response: Response, *, purpose: str, case_id: int | None, rated: tuple[str, int | None]
) -> dict[str, object]:
    scale, score = rated
    return {
        "subject_id": response.pk,
        "customer_id": response.customer_id,
        "branch_id": response.branch_id,
        "survey_id": response.survey_id,
        "invitation_id": response.invitation_id,
        "case_id": case_id,
        "purpose": purpose,
        "scale": scale,
        "score": score,
        "category": category_of(scale, score),
    }


def _events(response: Response, envelope: dict[str, object], *, has_text: bool, is_new: bool) -> list[DomainEvent]:
    made: list[DomainEvent] = []
    if is_new:
        made.append(ResponseRecorded(**envelope))  # type: ignore[arg-type]
    if response.finished_at is not None:
        made.append(
            ResponseFinished(**envelope, has_text=has_text, wants_contact=response.wants_contact)  # type: ignore[arg-type]
        )
    return made


@transaction.atomic
def record_responses(*, rows: Sequence[ResponseRow], actor: Actor = IMPORT, deliver: bool = True) -> BulkResult:
    """Store a chunk of finished responses in few statements, by the rules of `record_response`.

    A row whose (source, external_ref) is known, or came earlier in the chunk, is counted and left alone, so a file may
    be imported twice. Events carry the time of the answer; with `deliver=False` nothing reacts to them.
    """
    wanted: dict[tuple[str, str], tuple[ResponseRow, list[Answer]]] = {}
    for row in rows:
        answers = with_wish(row.answers, row.wants_contact)
        if not answers:
            raise NothingAnswered
        signals.check_answers(answers)
        wanted.setdefault((row.source, row.external_ref), (row, answers))
    for key in _stored_keys(wanted):
        wanted.pop(key, None)
    made = [_bulk_response(row, answers) for row, answers in wanted.values()]
    # A twin import can insert the same keys between the look and here; the database then refuses the whole chunk,
    # nothing of it is written, and running it again finds them.
    Response.objects.bulk_create(made, batch_size=_CHUNK)
    answered = list(zip(made, wanted.values(), strict=True))
    signals.store_submissions(
        submissions=[
            signals.AnsweredSubmission(
                submission=Submission(kind=KIND, id=response.pk),
                answers=answers,
                source=row.source,
                channel=row.channel,
                customer_id=row.customer_id,
                branch_id=row.branch_id,
                occurred_at=row.answered_at,
            )
            for response, (row, answers) in answered
        ]
    )
    _record_bulk_events(answered, actor=actor, deliver=deliver)
    return BulkResult(created_ids=tuple(r.pk for r in made), known_count=len(rows) - len(made))


def _stored_keys(keys: dict[tuple[str, str], tuple[ResponseRow, list[Answer]]]) -> list[tuple[str, str]]:
    by_source: dict[str, list[str]] = {}
    for source, external_ref in keys:
        by_source.setdefault(source, []).append(external_ref)
    found: list[tuple[str, str]] = []
    for source, refs in by_source.items():
        stored = Response.objects.filter(source=source, external_ref__in=refs).values_list("external_ref", flat=True)
        found += [(source, ref) for ref in stored if ref is not None]
    return found


def _bulk_response(row: ResponseRow, answers: Sequence[Answer]) -> Response:
    return Response(
        survey_id=row.survey_id,
        customer_id=row.customer_id,
        branch_id=row.branch_id,
        order_id=row.order_id,
        source=row.source,
        external_ref=row.external_ref,
        channel=row.channel,
        wants_contact=wishes_contact(answers),
        answered_at=row.answered_at,
        finished_at=row.answered_at,
        import_batch_id=row.batch_id,
    )


def _record_bulk_events(
    answered: Sequence[tuple[Response, tuple[ResponseRow, list[Answer]]]], *, actor: Actor, deliver: bool
) -> None:
    purposes = dict(Survey.objects.filter(pk__in={r.survey_id for r, _ in answered}).values_list("pk", "purpose"))
    events: list[DomainEvent] = []
    times: list[datetime] = []
    for response, (_, answers) in answered:
        rating = next((a for a in answers if a.type == "rating"), None)
        envelope = _envelope(
            response,
            purpose=purposes.get(response.survey_id or 0, ""),
            case_id=None,
            rated=(rating.scale, rating.score) if rating else ("", None),
        )
        for event in _events(response, envelope, has_text=any(a.text for a in answers), is_new=True):
            events.append(event)
            times.append(response.answered_at)
    eventlog.record_many(events=events, occurred_at=times, actor=actor, deliver=deliver)


@transaction.atomic
def erase_import_batch(*, batch_id: int) -> int:
    """Take back the responses an import made, with their signals; return how many went."""
    ids = list(Response.objects.filter(import_batch_id=batch_id).values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        signals.erase_submissions(kind=KIND, ids=chunk)
        Response.objects.filter(pk__in=chunk).delete()
    return len(ids)
