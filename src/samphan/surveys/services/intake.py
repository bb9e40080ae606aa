"""The short way in for answers other systems send: on PostgreSQL one statement, committed before the answer is given.

`record_response` stays the one definition of what an answer is. The statement stores exactly the rows it would store
(a test compares them) for what is nearly always the case: a new response of nobody or of a known customer. Whatever
else a request may be (sent before, a new customer, a survey that does not exist), the statement stores nothing and
`record_response` decides.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import msgspec
from django.db import connection, transaction

from samphan.accounts.models import Branch
from samphan.customers.rules import UNNAMED, Contact, PersonName, normalise_contact
from samphan.customers.services import identify_customer
from samphan.jobs.wake import BELL
from samphan.kit.errors import N_, Refused
from samphan.signals import services as signals
from samphan.signals.models import Signal
from samphan.signals.rules import Answer, category_of
from samphan.signals.selectors import primary_rating
from samphan.surveys.events import ResponseFinished, ResponseRecorded
from samphan.surveys.models import Response, Survey
from samphan.surveys.services.answering import (
    KIND,
    NothingAnswered,
    record_response,
    wishes_contact,
    with_wish,
)

_to_json = msgspec.json.Encoder().encode
# A stronger proof of identity first, as `identify_customer` looks.
_MATCH_ORDER = ("external", "email", "phone", "line")


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


@dataclass(frozen=True, kw_only=True)
class Intake:
    """One response as another system sends it."""

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


@dataclass(frozen=True)
class Taken:
    """The stored response; not new when the same had been sent before."""

    response_id: int
    is_new: bool


@dataclass(frozen=True)
class _Checked:
    intake: Intake
    answers: Sequence[Answer]
    contacts: Sequence[Contact] = field(default_factory=tuple)


def take_response(*, intake: Intake, now: datetime) -> Taken:
    """Store a response; it is committed when this returns. The same `source` and `external_ref` is stored once."""
    checked = _check(intake)
    if connection.vendor == "postgresql":
        response_id = _insert_at_once(checked, now)
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
    contacts = [normalise_contact(contact) for contact in intake.contacts]
    if len(contacts) > 1:
        contacts.sort(key=lambda contact: _MATCH_ORDER.index(contact.kind))
    return _Checked(intake, answers, contacts)


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


_NOBODY = "SELECT NULL::bigint AS id"
_BY_ONE_CONTACT = """SELECT customer_id AS id FROM customers_contactpoint
  WHERE kind = %(kind)s AND source = %(kind_source)s AND value = %(value)s"""
# Only when nothing would be learnt: all contacts are known, and no blank of the name would be filled.
_BY_ALL_THEIR_DATA = """SELECT c.id FROM customers_contactpoint p JOIN customers_customer c ON c.id = p.customer_id
  WHERE p.kind = %(kind)s AND p.source = %(kind_source)s AND p.value = %(value)s
    AND (c.title <> '' OR %(title)s = '') AND (c.first_name <> '' OR %(first_name)s = '')
    AND (c.last_name <> '' OR %(last_name)s = '') AND (c.nickname <> '' OR %(nickname)s = '')
    AND (c.call_name <> '' OR %(call_name)s = '')
    AND NOT EXISTS (
      SELECT 1
      FROM unnest(%(kinds)s::text[], %(kind_sources)s::text[], %(values)s::text[]) AS given(kind, source, value)
      WHERE NOT EXISTS (SELECT 1 FROM customers_contactpoint k
        WHERE k.kind = given.kind AND k.source = given.source AND k.value = given.value))"""
_NO_SURVEY = "SELECT NULL::bigint AS id, '' AS purpose"
_SURVEY = """SELECT id, purpose FROM surveys_survey
  WHERE id = %(survey_id)s AND NOT (is_anonymous AND %(is_named)s)"""
_NO_BRANCH = "SELECT NULL::bigint AS id"
_BRANCH = "SELECT id FROM accounts_branch WHERE code = %(branch_code)s"

_INSERT = """
WITH person AS ({person}), survey AS ({survey}), branch AS ({branch}),
response AS (
  INSERT INTO surveys_response (survey_id, customer_id, branch_id, source, external_ref, channel, wants_contact,
    answered_at, finished_at)
  SELECT survey.id, person.id, branch.id, %(source)s, %(external_ref)s, %(channel)s, %(wants_contact)s,
    %(now)s::timestamptz, %(now)s::timestamptz
  FROM person, survey, branch
  ON CONFLICT (source, external_ref) DO NOTHING
  RETURNING id, survey_id, customer_id, branch_id),
signal AS (
  INSERT INTO signals_signal (submission_kind, submission_id, field, type, scale, score, choices, text, source, channel,
    customer_id, branch_id, occurred_at, {unread_columns})
  SELECT '{kind}', r.id, a.field, a.type, a.scale, a.score, a.choices, a.text, %(source)s, %(channel)s,
    r.customer_id, r.branch_id, %(now)s::timestamptz, {unread_values}
  FROM response r, ROWS FROM (jsonb_to_recordset(%(answers)s::jsonb) AS
    (field text, type text, scale text, score smallint, choices jsonb, text text))
    WITH ORDINALITY AS a(field, type, scale, score, choices, text, place)
  ORDER BY a.place),
event AS (
  INSERT INTO eventlog_event (type, subject_kind, subject_id, customer_id, branch_id, actor_kind, actor_id, data,
    occurred_at)
  SELECT e.event->>'type', '{kind}', r.id, r.customer_id, r.branch_id, 'customer', r.customer_id,
    e.event->'data' || jsonb_build_object('purpose', survey.purpose, 'survey_id', r.survey_id), %(now)s::timestamptz
  FROM response r, survey, jsonb_array_elements(%(events)s::jsonb) WITH ORDINALITY AS e(event, place)
  ORDER BY e.place
  RETURNING id),
outbox AS (INSERT INTO eventlog_outboxentry (event_id) SELECT id FROM event)
SELECT id FROM response"""

# The columns of a reading, as they are before anybody has read the text.
_BLANK = Signal()
_UNREAD = {
    column: getattr(_BLANK, column)
    for column in (
        "read_with", "language", "sentiment", "sentiment_score", "topics", "topic_spans", "urgency", "urgency_rule",
    )
}  # fmt: skip


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return f"'{json.dumps(value)}'" if isinstance(value, list) else repr(value)


def _statement(person: str, survey: str, branch: str) -> str:
    return _INSERT.format(
        person=person,
        survey=survey,
        branch=branch,
        kind=KIND,
        unread_columns=", ".join(_UNREAD),
        unread_values=", ".join(_literal(value) for value in _UNREAD.values()),
    )


_STATEMENTS = {
    (person, has_survey, has_branch): _statement(
        person, _SURVEY if has_survey else _NO_SURVEY, _BRANCH if has_branch else _NO_BRANCH
    )
    for person in (_NOBODY, _BY_ONE_CONTACT, _BY_ALL_THEIR_DATA)
    for has_survey in (False, True)
    for has_branch in (False, True)
}


def _insert_at_once(checked: _Checked, now: datetime) -> int | None:
    intake = checked.intake
    if not checked.contacts:
        person = _NOBODY
    elif len(checked.contacts) == 1 and intake.name == UNNAMED:
        person = _BY_ONE_CONTACT
    else:
        person = _BY_ALL_THEIR_DATA
    statement = _STATEMENTS[person, intake.survey_id is not None, bool(intake.branch_code)]
    connection.ensure_connection()
    # Below Django's cursor, which would cost as much as the statement itself; it is Django's own connection.
    row = cast(Any, connection.connection).execute(statement, _parameters(checked, now), prepare=True).fetchone()
    if row is None:
        return None
    if not connection.in_atomic_block:
        BELL.ring()
    return int(row[0])


def _parameters(checked: _Checked, now: datetime) -> dict[str, Any]:
    intake, contacts = checked.intake, checked.contacts
    # Lists go as JSON: the driver writes arrays item by item, which cost more than the rest of the call.
    parameters: dict[str, Any] = {
        "source": intake.source,
        "external_ref": intake.external_ref,
        "channel": intake.channel,
        "wants_contact": wishes_contact(checked.answers),
        "now": now,
        "answers": _to_json(checked.answers).decode(),
        "events": _to_json(_events(checked)).decode(),
        "survey_id": intake.survey_id,
        "is_named": bool(contacts),
        "branch_code": intake.branch_code,
    }
    if contacts:
        parameters |= {"kind": contacts[0].kind, "kind_source": contacts[0].source, "value": contacts[0].value}
    if len(contacts) > 1 or intake.name != UNNAMED:
        name = intake.name
        parameters |= {"kinds": [c.kind for c in contacts], "kind_sources": [c.source for c in contacts]}
        parameters |= {"values": [c.value for c in contacts], "title": name.title, "first_name": name.first_name}
        parameters |= {"last_name": name.last_name, "nickname": name.nickname, "call_name": name.call_name}
    return parameters


def _events(checked: _Checked) -> list[dict[str, object]]:
    """Return the two events; the statement adds what only the database knows."""
    rating = primary_rating(cast(Any, checked.answers))
    scale, score = (rating.scale, rating.score) if rating else ("", None)
    facts: dict[str, Any] = {"scale": scale, "score": score, "category": category_of(scale, score)}
    has_text = any(answer.text for answer in checked.answers)
    made = (
        ResponseRecorded(subject_id=0, **facts),
        ResponseFinished(subject_id=0, **facts, has_text=has_text, wants_contact=wishes_contact(checked.answers)),
    )
    return [{"type": event.type, "data": event.data()} for event in made]
