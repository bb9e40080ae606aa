"""The statement that stores a response at once on PostgreSQL: response, signals, events and outbox in one round trip.

It returns the response's id, or nothing when it stored nothing: sent before, or somebody or something in it is unknown.
"""

import json
from itertools import product

from samphan.kit.prepared import PreparedStatement
from samphan.signals.models import READING_COLUMNS, Signal
from samphan.surveys.services.answering import KIND

NOBODY = "SELECT NULL::bigint AS id"
BY_ONE_CONTACT = """SELECT customer_id AS id FROM customers_contactpoint
  WHERE kind = %(kind)s AND source = %(kind_source)s AND value = %(value)s"""
# Only when nothing would be learnt: all contacts are known, and no blank of the name would be filled.
BY_ALL_THEIR_DATA = """SELECT c.id FROM customers_contactpoint p JOIN customers_customer c ON c.id = p.customer_id
  WHERE p.kind = %(kind)s AND p.source = %(kind_source)s AND p.value = %(value)s
    AND (c.title <> '' OR %(title)s = '') AND (c.first_name <> '' OR %(first_name)s = '')
    AND (c.last_name <> '' OR %(last_name)s = '') AND (c.nickname <> '' OR %(nickname)s = '')
    AND (c.call_name <> '' OR %(call_name)s = '')
    AND NOT EXISTS (
      SELECT 1
      FROM jsonb_to_recordset(%(contacts)s::jsonb) AS given(kind text, source text, value text)
      WHERE NOT EXISTS (SELECT 1 FROM customers_contactpoint k
        WHERE k.kind = given.kind AND k.source = given.source AND k.value = given.value))"""
_NO_SURVEY = "SELECT NULL::bigint AS id, '' AS purpose"
_SURVEY = """SELECT id, purpose FROM surveys_survey
  WHERE id = %(survey_id)s::bigint AND NOT (is_anonymous AND %(is_named)s::boolean)"""
_NO_BRANCH = "SELECT NULL::bigint AS id"
_BRANCH = "SELECT id FROM accounts_branch WHERE code = %(branch_code)s"

_INSERT = """
WITH person AS ({person}), survey AS ({survey}), branch AS ({branch}),
response AS (
  INSERT INTO surveys_response (survey_id, customer_id, branch_id, source, external_ref, channel, wants_contact,
    answered_at, finished_at)
  SELECT survey.id, person.id, branch.id, %(source)s, %(external_ref)s, %(channel)s, %(wants_contact)s::boolean,
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
_UNREAD = {column: getattr(_BLANK, column) for column in READING_COLUMNS}


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return f"'{json.dumps(value)}'" if isinstance(value, list) else repr(value)


def _statement(name: str, person: str, survey: str, branch: str) -> PreparedStatement:
    text = _INSERT.format(
        person=person,
        survey=survey,
        branch=branch,
        kind=KIND,
        unread_columns=", ".join(_UNREAD),
        unread_values=", ".join(_literal(value) for value in _UNREAD.values()),
    )
    return PreparedStatement(f"samphan_intake_{name}", text)


_CASES = product((NOBODY, BY_ONE_CONTACT, BY_ALL_THEIR_DATA), (False, True), (False, True))
# By how the person is found, and whether a survey and a branch are named.
STATEMENTS = {
    (person, has_survey, has_branch): _statement(
        str(number), person, _SURVEY if has_survey else _NO_SURVEY, _BRANCH if has_branch else _NO_BRANCH
    )
    for number, (person, has_survey, has_branch) in enumerate(_CASES)
}
