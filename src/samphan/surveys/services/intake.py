"""The short way in for answers other systems send: on PostgreSQL one statement, committed before the answer is given.

`record_response` stays the one definition of what an answer is. The statement stores exactly the rows it would store
(a test compares them) for what is nearly always the case: a new response of nobody or of a known customer. Whatever
else a request may be (sent before, a new customer, a survey that does not exist), the statement stores nothing and
`record_response` decides.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

import msgspec
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from samphan.accounts.models import Branch
from samphan.customers.rules import UNNAMED, Contact, PersonName
from samphan.customers.services import identify_customer
from samphan.jobs.wake import BELL
from samphan.kit.errors import N_, Refused
from samphan.kit.group_commit import GroupCommit
from samphan.kit.prepared import Value
from samphan.signals import services as signals
from samphan.signals.rules import Answer, category_of
from samphan.signals.selectors import primary_rating
from samphan.surveys.events import ResponseFinished, ResponseRecorded
from samphan.surveys.models import Response, Survey
from samphan.surveys.services.answering import (
    NothingAnswered,
    record_response,
    wishes_contact,
    with_wish,
)
from samphan.surveys.services.intake_statement import BY_ALL_THEIR_DATA, BY_ONE_CONTACT, NOBODY, STATEMENTS

_encode = msgspec.json.Encoder().encode
# A stronger proof of identity first, as `identify_customer` looks.
_MATCH_ORDER = ("external", "email", "phone", "line")


def _connect() -> psycopg.Connection[Any]:
    database = connections[DEFAULT_DB_ALIAS].copy()  # set up as Django sets up its own, and no thread's
    database.connect()
    return cast("psycopg.Connection[Any]", database.connection)


TOGETHER = GroupCommit(_connect)


class SurveyUnknown(Refused):
    code = "surveys.intake.survey_unknown"
    message = N_("There is no survey {survey_id}. Leave survey_id out when the answers belong to none.")


class BranchUnknown(Refused):
    code = "surveys.intake.branch_unknown"
    message = N_("There is no branch with the code {branch}. Use a code from the settings, or leave it out.")


class SurveyIsAnonymous(Refused):
    code = "surveys.intake.survey_anonymous"
    message = N_("This survey promises to be anonymous. Send its answers without a customer.")


class FieldAnsweredTwice(Refused):
    code = "surveys.intake.field_twice"
    message = N_("The field “{field}” is answered twice. Send one answer for each field.")


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """One response as another system sends it, its contacts in their one spelling (`normalise_contact`)."""

    answers: Sequence[Answer]
    source: str
    channel: str
    survey_id: int | None = None
    external_ref: str | None = None
    branch_code: str = ""
    contacts: Sequence[Contact] = ()
    name: PersonName = UNNAMED
    language: str | None = None
    wants_contact: bool = False


class Taken(msgspec.Struct, frozen=True):
    """The stored response; not new when the same had been sent before."""

    response_id: int
    is_new: bool


class _Checked(msgspec.Struct, frozen=True):
    intake: Intake
    answers: Sequence[Answer]
    contacts: Sequence[Contact]
    is_named: bool


def take_response(*, intake: Intake, now: datetime) -> Taken:
    """Store a response; it is committed when this returns. The same `source` and `external_ref` is stored once."""
    checked = _check(intake)
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: each look costs more than checking an answer
    if database.vendor == "postgresql":
        response_id = _insert_at_once(database, checked, now)
        if response_id is not None:
            return Taken(response_id, is_new=True)
    return _take_by_service(checked, now)


def _check(intake: Intake) -> _Checked:
    answers = with_wish(intake.answers, intake.wants_contact)
    if not answers:
        raise NothingAnswered
    signals.check_answers(answers)
    seen: set[str] = set()
    for answer in answers:
        if answer.field in seen:
            raise FieldAnsweredTwice(field=answer.field)
        seen.add(answer.field)
    contacts = intake.contacts
    if len(contacts) > 1:
        contacts = sorted(contacts, key=lambda contact: _MATCH_ORDER.index(contact.kind))
    return _Checked(intake, answers, contacts, is_named=intake.name is not UNNAMED and intake.name != UNNAMED)


@transaction.atomic
def _take_by_service(checked: _Checked, now: datetime) -> Taken:
    intake = checked.intake
    survey = Survey.objects.filter(pk=intake.survey_id).first() if intake.survey_id is not None else None
    if survey is None and intake.survey_id is not None:
        raise SurveyUnknown(survey_id=intake.survey_id)
    if survey is not None and survey.is_anonymous and checked.contacts:
        raise SurveyIsAnonymous
    branch_id = None
    if intake.branch_code:
        branch_id = Branch.objects.filter(code=intake.branch_code).values_list("pk", flat=True).first()
        if branch_id is None:
            raise BranchUnknown(branch=intake.branch_code)
    customer_id = None
    if checked.contacts:
        customer_id = identify_customer(
            contacts=checked.contacts, now=now, name=intake.name, language=intake.language, branch_id=branch_id
        ).pk
    was_known = (
        intake.external_ref is not None
        and Response.objects.filter(source=intake.source, external_ref=intake.external_ref).exists()
    )
    response = record_response(
        survey_id=intake.survey_id,
        answers=checked.answers,
        now=now,
        source=intake.source,
        channel=intake.channel,
        external_ref=intake.external_ref,
        customer_id=customer_id,
        branch_id=branch_id,
        wants_contact=intake.wants_contact,
    )
    return Taken(response.pk, is_new=not was_known)


def _insert_at_once(database: BaseDatabaseWrapper, checked: _Checked, now: datetime) -> int | None:
    intake = checked.intake
    if not checked.contacts:
        person = NOBODY
    elif len(checked.contacts) == 1 and not checked.is_named:
        person = BY_ONE_CONTACT
    else:
        person = BY_ALL_THEIR_DATA
    statement = STATEMENTS[person, intake.survey_id is not None, bool(intake.branch_code)]
    parameters = _parameters(checked, now)
    # Below Django's cursor, which would cost as much as the statement itself.
    if database.in_atomic_block:
        response_id = statement.first_value(cast(Any, database.connection), parameters)
    else:
        response_id = TOGETHER.first_value(statement, parameters)
    if response_id is None:
        return None
    if not database.in_atomic_block:
        BELL.ring()
    return int(response_id)


def _parameters(checked: _Checked, now: datetime) -> dict[str, Value]:
    intake, answers, contacts = checked.intake, checked.answers, checked.contacts
    wants_contact = wishes_contact(answers)
    rating = primary_rating(cast(Any, answers))
    scale, score = (rating.scale, rating.score) if rating else ("", None)
    parameters: dict[str, Value] = {
        "source": intake.source,
        "external_ref": intake.external_ref,
        "channel": intake.channel,
        "wants_contact": _truth(wants_contact),
        "now": now.isoformat(),
        "answers": _to_json(answers),
        "events": _events(scale, score, any(answer.text for answer in answers), wants_contact),
        "survey_id": str(intake.survey_id),
        "is_named": _truth(bool(contacts)),
        "branch_code": intake.branch_code,
    }
    if contacts:
        parameters |= {"kind": contacts[0].kind, "kind_source": contacts[0].source, "value": contacts[0].value}
    if len(contacts) > 1 or checked.is_named:
        name = intake.name
        parameters |= {"contacts": _to_json(contacts), "title": name.title, "first_name": name.first_name}
        parameters |= {"last_name": name.last_name, "nickname": name.nickname, "call_name": name.call_name}
    return parameters


def _to_json(value: object) -> str:
    return _encode(value).decode()


def _truth(value: bool) -> str:
    return "true" if value else "false"


@cache
def _events(scale: str, score: int | None, has_text: bool, wants_contact: bool) -> str:
    """Return the two events; the statement adds what only the database knows. There are some hundred at most."""
    facts: dict[str, Any] = {"scale": scale, "score": score, "category": category_of(scale, score)}
    made = (
        ResponseRecorded(subject_id=0, **facts),
        ResponseFinished(subject_id=0, **facts, has_text=has_text, wants_contact=wants_contact),
    )
    return _to_json([{"type": event.type, "data": event.data()} for event in made])
