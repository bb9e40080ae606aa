"""Verification: the customer is asked whether it is solved, and their answer decides (see `rules.verification`).

Tries belong to one resolution: a case that opened again and was resolved anew is asked about anew.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from samphan.cases.events import (
    CaseSilent,
    CaseVerified,
    VerificationAsked,
    VerificationCallDue,
    VerificationNotPossible,
)
from samphan.cases.models import Case, CaseState, Verification, VerificationOutcome, VerificationPolicy
from samphan.cases.rules.verification import (
    CALL,
    SPOKEN_CHANNELS,
    Step,
    VerificationSettings,
    after_answer,
    after_silence,
    problems_of,
)
from samphan.cases.selectors.verification import verification_settings
from samphan.cases.services.changes import lock_case, save_case
from samphan.cases.services.closing import reopen_case
from samphan.eventlog.events import SYSTEM, Actor, customer_actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.surveys import selectors as survey_selectors
from samphan.surveys import services as surveys

_CHASED_AT_ONCE = 200
_HIGHEST_SCORE = 10


class NothingToConfirm(Refused):
    """An answer about a case that nobody waits for."""

    code = "cases.verification.nothing_to_confirm"
    message = N_("Nobody waits for an answer about this case: it is worked on, or the customer has answered already.")


class AnswerNotValid(Refused):
    """An answer outside 0 to 10, or by a channel nobody speaks on."""

    code = "cases.verification.answer_not_valid"
    message = N_("Choose how it was asked, and the answer from 0 to 10.")


class VerificationSettingsInvalid(Refused):
    """Settings outside their limits."""

    code = "cases.verification.settings_invalid"
    message = N_("Ask 1 to 5 times, wait 1 to 30 days for each answer, and let an answer from 5 to 10 up confirm.")


@transaction.atomic
def ask_verification(*, case_id: int, now: datetime) -> Verification | None:
    """Ask the customer whether a resolved case is solved; when nobody may be asked, close it unconfirmed."""
    case = lock_case(case_id)
    if case.state != CaseState.RESOLVED:
        return None
    tries, patience = _tries_of(case), verification_settings().patience
    if tries.filter(outcome=VerificationOutcome.PENDING, asked_at__gt=now - patience).exists():
        return None
    if case.customer_id is None:
        _close_unasked(case, reason="no_customer", now=now)
        return None
    survey = survey_selectors.find_verification_survey()
    if survey is None:
        _close_unasked(case, reason="no_survey", now=now)
        return None
    invitation = surveys.invite_customer(
        survey_id=survey.pk,
        customer_id=case.customer_id,
        channel="email",
        case_id=case.pk,
        now=now,
        actor=SYSTEM,
    )
    if invitation.skipped_reason:
        _close_unasked(case, reason=invitation.skipped_reason, now=now)
        return None
    asked = Verification.objects.create(
        case=case,
        resolution_number=case.resolution_number,
        try_number=tries.count() + 1,
        invitation_id=invitation.pk,
        asked_at=now,
    )
    save_case(case, fields=(), now=now)
    event = VerificationAsked(
        subject_id=case.pk, customer_id=case.customer_id, try_number=asked.try_number, invitation_id=invitation.pk
    )
    record(event=event, now=now)
    return asked


@transaction.atomic
def record_verification(*, case_id: int, invitation_id: int, score: int, now: datetime) -> Case:
    """Take the customer's answer (0-10): solved confirms the case, anything less opens it again, one level up."""
    case = lock_case(case_id)
    asked = Verification.objects.filter(case=case, invitation_id=invitation_id).first()
    if asked is None or asked.score == score:
        return case
    _take_answer(case, asked, score, now=now, actor=customer_actor(case.customer_id))
    case.refresh_from_db()
    return case


@transaction.atomic
def record_spoken_answer(*, case_id: int, channel: str, score: int, actor_id: int, now: datetime) -> Case:
    """Take the answer (0-10) that the customer gave a colleague by telephone, chat or in person: it decides as well."""
    if channel not in SPOKEN_CHANNELS or not 0 <= score <= _HIGHEST_SCORE:
        raise AnswerNotValid
    case = lock_case(case_id)
    if case.state not in {CaseState.RESOLVED, CaseState.SILENT}:
        raise NothingToConfirm
    tries = _tries_of(case)
    asked = tries.filter(invitation_id=None, outcome=VerificationOutcome.PENDING).first() or Verification(
        case=case, resolution_number=case.resolution_number, try_number=tries.count() + 1, asked_at=now
    )
    asked.channel = channel
    _take_answer(case, asked, score, now=now, actor=user_actor(actor_id))
    case.refresh_from_db()
    return case


@transaction.atomic
def set_verification(*, settings: VerificationSettings, now: datetime) -> None:
    """Change how the firm asks whether it is solved; questions on their way follow the new settings."""
    if problems_of(settings):
        raise VerificationSettingsInvalid
    values = {
        "tries": settings.tries,
        "patience_days": settings.patience_days,
        "solved_from": settings.solved_from,
        "on_silence": settings.on_silence,
        "changed_at": now,
    }
    stored = VerificationPolicy.objects.select_for_update().order_by("pk").first()
    if stored is None:
        VerificationPolicy.objects.create(**values)
    else:
        VerificationPolicy.objects.filter(pk=stored.pk).update(**values)


@transaction.atomic
def withdraw_verification(*, case_id: int, invitation_id: int, reason: str, now: datetime) -> None:
    """Take back a question that never reached the customer; a case that waited for its answer closes unconfirmed."""
    case = lock_case(case_id)
    asked = case.verifications.filter(invitation_id=invitation_id, outcome=VerificationOutcome.PENDING).first()
    if asked is None:
        return
    asked.delete()
    if case.state == CaseState.RESOLVED and asked.resolution_number == case.resolution_number:
        _close_unasked(case, reason=reason, now=now)


def chase_verifications(*, now: datetime) -> int:
    """Ask again whoever stayed silent, and after the last try close the case as silent. Returns how many moved."""
    overdue = (
        Verification.objects.filter(
            outcome=VerificationOutcome.PENDING,
            asked_at__lte=now - verification_settings().patience,
            case__state=CaseState.RESOLVED,
        )
        .order_by("asked_at")
        .values_list("pk", flat=True)[:_CHASED_AT_ONCE]
    )
    moved = list(overdue)
    for verification_id in moved:
        _chase(verification_id, now=now)
    return len(moved)


@transaction.atomic
def _chase(verification_id: int, *, now: datetime) -> None:
    # The case first, as whoever takes an answer does: two that wait for each other would both lose.
    case = lock_case(Verification.objects.values_list("case_id", flat=True).get(pk=verification_id))
    asked = Verification.objects.get(pk=verification_id)
    if asked.outcome != VerificationOutcome.PENDING:
        return
    asked.outcome = VerificationOutcome.SILENT
    asked.save(update_fields=["outcome"])
    if asked.resolution_number != case.resolution_number:
        return  # nobody answered about what was opened again since; this resolution has tries of its own
    settings = verification_settings()
    step = after_silence(try_number=asked.try_number, was_call=asked.invitation_id is None, settings=settings)
    if step is Step.ASK:
        ask_verification(case_id=case.pk, now=now)
    elif step is Step.CALL:
        _ask_for_call(case, now=now)
    else:
        _close_silent(case, tries=asked.try_number, now=now)


def _ask_for_call(case: Case, *, now: datetime) -> None:
    """Leave one more try to a colleague, who is told by the event."""
    number = _tries_of(case).count() + 1
    Verification.objects.create(
        case=case, resolution_number=case.resolution_number, try_number=number, channel=CALL, asked_at=now
    )
    save_case(case, fields=(), now=now)
    record(event=VerificationCallDue(subject_id=case.pk, customer_id=case.customer_id, try_number=number), now=now)


def _take_answer(case: Case, asked: Verification, score: int, *, now: datetime, actor: Actor) -> None:
    verdict = after_answer(score, state=case.state, settings=verification_settings())
    asked.outcome = VerificationOutcome(verdict.outcome)
    asked.score, asked.answered_at = score, now
    asked.save()
    if verdict.leads_to == CaseState.OPEN:
        reopen_case(case_id=case.pk, reason="verification_failed", score=score, escalate=True, now=now, actor=actor)
    elif verdict.leads_to == CaseState.VERIFIED:
        _close(case, state=CaseState.VERIFIED, now=now)
        event = CaseVerified(subject_id=case.pk, customer_id=case.customer_id, branch_id=case.branch_id, score=score)
        record(event=event, now=now, actor=actor)


def _tries_of(case: Case) -> QuerySet[Verification]:
    """Return the times the customer was asked about the present resolution."""
    return Verification.objects.filter(case=case, resolution_number=case.resolution_number)


def _close_unasked(case: Case, *, reason: str, now: datetime) -> None:
    event = VerificationNotPossible(subject_id=case.pk, customer_id=case.customer_id, reason=reason)
    record(event=event, now=now)
    _close_silent(case, tries=_tries_of(case).count(), now=now)


def _close_silent(case: Case, *, tries: int, now: datetime) -> None:
    _close(case, state=CaseState.SILENT, now=now)
    event = CaseSilent(subject_id=case.pk, customer_id=case.customer_id, branch_id=case.branch_id, tries=tries)
    record(event=event, now=now)


def _close(case: Case, *, state: CaseState, now: datetime) -> None:
    case.state = state
    case.closed_at = now
    save_case(case, fields=["state", "closed_at"], now=now)
    surveys.resume_asking(reason="case", reason_id=case.pk, now=now)
