"""Asking another department inside a case: the customer sees nothing of it, the asked are told, the wait is shown."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from samphan.accounts.models import Team, User
from samphan.cases.events import SideAnswered, SideAsked
from samphan.cases.models import Case, SideConversation, SideMessage, SideState
from samphan.cases.rules.side_conversations import LONGEST_BODY, LONGEST_SUBJECT, is_answer, state_after
from samphan.cases.services.changes import lock_case, lock_open_case, save_case
from samphan.customers.rules.contacts import normalise_email
from samphan.eventlog.events import SYSTEM, Actor, user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused
from samphan.kit.ids import new_token
from samphan.messaging import services as messaging
from samphan.messaging.models import Letter


class SideEmpty(Refused):
    """A question without words or without a name."""

    code = "cases.side.empty"
    message = N_("Write what it is about, and your question.")


class SideTooLong(Refused):
    """More words than a message holds."""

    code = "cases.side.too_long"
    message = N_("This is too long. Use at most {limit} characters.")


class NobodyAsked(Refused):
    """No team, colleague or address, or one that cannot be asked."""

    code = "cases.side.nobody_asked"
    message = N_("Choose one team or colleague who works here, or write one e-mail address.")


class SideUnknown(Refused):
    """A side conversation of another case, or none."""

    code = "cases.side.unknown"
    message = N_("This question is not there any more. Open the page again.")


@transaction.atomic
def ask_aside(
    *,
    case_id: int,
    subject: str,
    body: str,
    author_id: int,
    now: datetime,
    idempotency_key: str,
    team_id: int | None = None,
    user_id: int | None = None,
    email: str = "",
) -> SideConversation:
    """Ask one team, one colleague or one address outside; they are told at once, outside by mail.

    The same `idempotency_key` (made with the form) asks once, however often the button is pressed.
    """
    title, words = " ".join(subject.split()), _checked(body)
    if not title:
        raise SideEmpty
    case = lock_open_case(case_id)
    stored = SideMessage.objects.filter(idempotency_key=idempotency_key).select_related("side").first()
    if stored is not None:
        return stored.side
    _require_one(team_id, user_id, email)
    side = SideConversation.objects.create(
        case=case,
        asked_team_id=team_id,
        asked_user_id=user_id,
        asked_email=normalise_email(email) if email.strip() else "",
        subject=title[:LONGEST_SUBJECT],
        opened_by_id=author_id,
        opened_at=now,
        last_message_at=now,
        token=new_token(n_bytes=12),
    )
    _say(side, author_id=author_id, words=words, answers=False, key=idempotency_key, now=now)
    _record_asked(case, side, author_id=author_id, now=now)
    save_case(case, fields=(), now=now)
    return side


@transaction.atomic
def write_aside(
    *, case_id: int, side_id: int, body: str, author_id: int, now: datetime, idempotency_key: str
) -> SideMessage:
    """Write in a side conversation: an answer when whoever was asked writes, else one more question to them."""
    words = _checked(body)
    case, side = _locked(case_id, side_id)
    stored = SideMessage.objects.filter(idempotency_key=idempotency_key).first()
    if stored is not None:
        return stored
    answers = is_answer(
        author_id=author_id,
        opened_by_id=side.opened_by_id,
        asked_user_id=side.asked_user_id,
        asked_member_ids=[user.pk for user in _members(side)],
    )
    message = _say(side, author_id=author_id, words=words, answers=answers, key=idempotency_key, now=now)
    if answers:
        _tell_answered(case, side, by=author_id, mark=message.pk, now=now)
    else:
        _record_asked(case, side, author_id=author_id, now=now)
    save_case(case, fields=(), now=now)
    return message


@transaction.atomic
def end_aside(*, case_id: int, side_id: int, actor_id: int, now: datetime) -> SideConversation:
    """Say that nothing more is waited for; writing once more opens it again."""
    case, side = _locked(case_id, side_id)
    side.state = SideState.DONE
    side.save(update_fields=["state"])
    save_case(case, fields=(), now=now)
    return side


@transaction.atomic
def take_side_answer(*, letter_id: int, now: datetime) -> SideMessage | None:
    """Put a letter that answers a side conversation into it; None when it answers none of ours, or is there already."""
    letter = Letter.objects.get(pk=letter_id)
    side = SideConversation.objects.filter(token=letter.token).first()
    if side is None or SideMessage.objects.filter(letter=letter).exists():
        return None
    case, side = _locked(side.case_id, side.pk)
    message = SideMessage.objects.create(side=side, letter=letter, body=letter.body, is_answer=True, created_at=now)
    _move(side, answers=True, now=now)
    _tell_answered(case, side, by=None, mark=message.pk, now=now)
    save_case(case, fields=(), now=now)
    return message


def _checked(body: str) -> str:
    words = body.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise SideEmpty
    if len(words) > LONGEST_BODY:
        raise SideTooLong(limit=LONGEST_BODY)
    return words


def _require_one(team_id: int | None, user_id: int | None, email: str) -> None:
    if [team_id is not None, user_id is not None, bool(email.strip())].count(True) != 1:
        raise NobodyAsked
    if team_id is not None and not Team.objects.filter(pk=team_id, is_active=True).exists():
        raise NobodyAsked
    if user_id is not None:
        asked = User.objects.filter(pk=user_id).first()
        if asked is None or not asked.may("cases.write"):
            raise NobodyAsked


def _locked(case_id: int, side_id: int) -> tuple[Case, SideConversation]:
    case = lock_case(case_id)
    found = SideConversation.objects.filter(pk=side_id, case_id=case_id)
    side = found.select_related("asked_team", "asked_user", "opened_by").first()
    if side is None:
        raise SideUnknown
    return case, side


def _say(side: SideConversation, *, author_id: int, words: str, answers: bool, key: str, now: datetime) -> SideMessage:
    """Keep a message, and tell whoever is asked when it is not theirs."""
    letter = None
    if side.asked_email:
        letter = messaging.send_letter(
            token=side.token, address=side.asked_email, subject=side.subject, body=words, now=now
        )
    message = SideMessage.objects.create(
        side=side,
        author_id=author_id,
        letter=letter,
        is_answer=answers,
        body=words,
        idempotency_key=key,
        created_at=now,
    )
    _move(side, answers=answers, now=now)
    if not answers:
        _tell_asked(side, author=User.objects.get(pk=author_id), mark=message.pk, now=now)
    return message


def _record_asked(case: Case, side: SideConversation, *, author_id: int, now: datetime) -> None:
    asked = "team" if side.asked_team_id else "user" if side.asked_user_id else "email"
    event = SideAsked(subject_id=case.pk, customer_id=case.customer_id, side_id=side.pk, asked=asked)
    record(event=event, now=now, actor=user_actor(author_id))


def _move(side: SideConversation, *, answers: bool, now: datetime) -> None:
    side.state, side.last_message_at = SideState(state_after(answers=answers)), now
    side.save(update_fields=["state", "last_message_at"])


def _members(side: SideConversation) -> list[User]:
    """Return the active people of the asked team, its lead with them; nobody when no team was asked."""
    if side.asked_team_id is None:
        return []
    theirs = Q(teams=side.asked_team_id) | Q(leads=side.asked_team_id)
    return list(User.objects.filter(theirs, is_active=True).distinct().order_by("pk"))


def _tell_asked(side: SideConversation, *, author: User, mark: int, now: datetime) -> None:
    asked = _members(side) if side.asked_team_id else [side.asked_user] if side.asked_user else []
    for user in asked:
        if user.pk != author.pk:
            _notify(user.pk, "case_side_asked", side, mark=mark, now=now, name=author.display_name)


def _tell_answered(case: Case, side: SideConversation, *, by: int | None, mark: int, now: datetime) -> None:
    """Tell who asked, and the case's owner; write down that it was answered."""
    actor: Actor = SYSTEM if by is None else user_actor(by)
    event = SideAnswered(subject_id=case.pk, customer_id=case.customer_id, side_id=side.pk, by_mail=by is None)
    record(event=event, now=now, actor=actor)
    told = {side.opened_by_id, *([case.owner_id] if case.owner_id else [])} - {by}
    for user_id in sorted(told):
        if by is None:
            _notify(user_id, "case_side_mailed", side, mark=mark, now=now)
        else:
            name = User.objects.get(pk=by).display_name
            _notify(user_id, "case_side_answered", side, mark=mark, now=now, name=name)


def _notify(user_id: int, kind: str, side: SideConversation, *, mark: int, now: datetime, **data: object) -> None:
    messaging.notify_user(
        user_id=user_id,
        kind=kind,
        subject_kind="case",
        subject_id=side.case_id,
        dedupe_key=f"{kind}:{mark}:{user_id}",
        now=now,
        data={"number": side.case.number, "subject": side.subject, **data},
    )
