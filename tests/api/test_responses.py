import base64
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from samphan.accounts.models import ApiKey
from samphan.accounts.services import make_api_key, revoke_api_key
from samphan.api import keys
from samphan.api.fast_lane import with_fast_lane
from samphan.api.v1 import responses
from samphan.customers.models import Customer
from samphan.surveys.models import Response
from tests import world
from tests.world import NOW

pytestmark = pytest.mark.django_db
UNHAPPY: dict[str, Any] = {"answers": [{"field": "nps", "type": "rating", "scale": "nps", "score": 2}], "source": "pos"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: dict[str, Any]


def by_fast_lane(body: bytes, headers: dict[str, str]) -> Answer:
    """Call the WSGI function as a server does."""
    seen: list[Any] = []
    environ = {
        "PATH_INFO": "/v1/responses",
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": headers.pop("Content-Length", str(len(body))),
        "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    application = with_fast_lane(lambda _environ, _start: pytest.fail("the fast lane passed it on"))
    parts = application(environ, lambda status, found: seen.extend((status, found)))  # type: ignore[arg-type, return-value]
    content = b"".join(parts)
    return Answer(int(seen[0].split()[0]), dict(seen[1]), json.loads(content))


def by_django(body: bytes, headers: dict[str, str]) -> Answer:
    headers.pop("Content-Length", None)
    found = Client().post("/v1/responses", body, content_type="application/json", headers=headers)
    return Answer(found.status_code, dict(found.headers), json.loads(found.content))


Caller = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _strangers() -> Iterator[None]:
    keys.forget_keys()
    yield
    keys.forget_keys()


@pytest.fixture
def token() -> str:
    return make_api_key(name="POS", scopes=["responses.write"], created_by_id=world.user().pk, now=NOW).token


@pytest.fixture(params=[by_fast_lane, by_django], ids=["fast lane", "Django"])
def call(request: pytest.FixtureRequest, token: str) -> Caller:
    def send(body: object, **headers: str) -> Answer:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return request.param(content, {"Authorization": f"Bearer {token}", **headers})

    return send


def test_a_response_is_stored_before_the_answer(call: Caller) -> None:
    answer = call(UNHAPPY)
    assert (answer.status, answer.body["stored"]) == (201, "now")
    assert Response.objects.get().pk == answer.body["id"]
    assert answer.headers["Content-Type"] == "application/json"


def test_the_same_response_again_is_answered_as_stored_before(call: Caller) -> None:
    body = {**UNHAPPY, "external_ref": "r-1", "customer": {"email": "pim@example.com", "first_name": "พิม"}}
    first, again = call(body), call(body)
    assert (first.status, again.status, again.body["stored"]) == (201, 200, "before")
    assert first.body["id"] == again.body["id"]
    assert Customer.objects.get().first_name == "พิม"


def test_other_answers_under_the_same_reference_are_a_conflict(call: Caller) -> None:
    call({**UNHAPPY, "external_ref": "r-1"})
    other = {**UNHAPPY["answers"][0], "score": 9}
    answer = call({**UNHAPPY, "external_ref": "r-1", "answers": [other]})
    assert (answer.status, answer.body["code"]) == (409, "surveys.response.finished")


def changed(**fields: Any) -> dict[str, Any]:
    return {**UNHAPPY, "answers": [{**UNHAPPY["answers"][0], **fields}]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (changed(score=11), "answers[0].score"),
        (changed(score="two"), "answers[0].score"),
        (changed(scale="smiles"), "answers[0].scale"),
        (changed(type="sound"), "answers[0].type"),
        (changed(field=""), "answers[0].field"),
        (changed(mood="bad"), "answers[0].mood"),
        ({**UNHAPPY, "answers": []}, "answers"),
        ({"source": "pos"}, "answers"),
        ({**UNHAPPY, "colour": "red"}, "colour"),
        ({**UNHAPPY, "survey_id": 2**70}, "survey_id"),
        ({**UNHAPPY, "external_ref": "x" * 161}, "external_ref"),
        ({**UNHAPPY, "customer": {}}, "customer"),
        ({**UNHAPPY, "customer": {"email": "nobody"}}, "customer.email"),
        ({**UNHAPPY, "customer": {"phone": "12"}}, "customer.phone"),
        ({**UNHAPPY, "customer": {"language": "fr", "line_id": "U1"}}, "customer.language"),
        ([], ""),
    ],
)
def test_a_wrong_field_is_named(call: Caller, body: object, field: str) -> None:
    answer = call(body)
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.body["errors"]] == [field]
    assert answer.body["detail"].startswith("Correct ")
    assert not Response.objects.exists()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**UNHAPPY, "survey_id": 77}, "surveys.intake.survey_unknown"),
        ({**UNHAPPY, "branch": "NOWHERE"}, "surveys.intake.branch_unknown"),
        ({**UNHAPPY, "answers": UNHAPPY["answers"] * 2}, "surveys.intake.field_twice"),
        ({**UNHAPPY, "answers": [{"type": "text", "field": "c", "text": " "}]}, "surveys.response.empty"),
    ],
)
def test_a_refusal_says_what_to_do(call: Caller, body: object, code: str) -> None:
    answer = call(body)
    assert (answer.status, answer.body["code"]) == (422, code)
    assert answer.body["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"source": "a\\u0000b"}', b'"\\ud800"'])
def test_what_is_not_json_is_refused(call: Caller, body: bytes) -> None:
    answer = call(body)
    assert (answer.status, answer.body["code"]) == (400, "request.unreadable")


def test_a_body_too_large_is_refused(call: Caller) -> None:
    answer = call(b" " * (responses.LARGEST_BODY_BYTES + 1))
    assert (answer.status, answer.body["code"]) == (413, "request.too_large")


def test_a_body_that_hides_its_length_is_read_no_further_than_the_limit(call: Caller) -> None:
    answer = call(b" " * (2 * responses.LARGEST_BODY_BYTES), **{"Content-Length": ""})
    assert answer.status == 413


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer nonsense", "Basic !!", "Basic eDp5", "Digest x"])
def test_a_call_without_a_working_key_is_refused(call: Caller, authorization: str) -> None:
    answer = call(UNHAPPY, Authorization=authorization)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert not Response.objects.exists()


def test_a_key_may_be_sent_as_the_user_name(call: Caller, token: str) -> None:
    word = base64.b64encode(f"{token}:".encode()).decode()
    assert call(UNHAPPY, Authorization=f"Basic {word}").status == 201


def test_a_key_without_the_scope_is_refused(call: Caller) -> None:
    other = make_api_key(name="BI", scopes=["cases.read"], created_by_id=world.user().pk, now=NOW).token
    assert call(UNHAPPY, Authorization=f"Bearer {other}").status == 403


def test_a_revoked_key_is_refused_seconds_later(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(UNHAPPY).status == 201
    revoke_api_key(key_id=ApiKey.objects.get().pk, now=NOW)
    assert call(UNHAPPY).status == 201  # remembered
    monkeypatch.setattr(keys, "_remembered", {key: (0.0, caller) for key, (_, caller) in keys._remembered.items()})
    assert call(UNHAPPY).status == 401


def test_a_key_remembers_when_it_was_used(call: Caller) -> None:
    call(UNHAPPY)
    used = ApiKey.objects.get().last_used_at
    assert used is not None
    assert used > NOW - timedelta(days=1)


def test_a_key_that_calls_too_fast_is_told_to_wait(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.ENVIRONMENT, "api_rate", 2)
    assert [call(UNHAPPY).status for _ in range(2)] == [201, 201]
    answer = call(UNHAPPY)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")


def test_a_database_that_does_not_answer_is_a_reason_to_come_again(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(responses, "take_response", fail)
    monkeypatch.setattr(responses.connection, "close", lambda: None)
    answer = call(UNHAPPY)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


def test_our_own_mistake_is_answered_too(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "take_response", lambda **_: 1 / 0)
    answer = by_fast_lane(json.dumps(UNHAPPY).encode(), {"Authorization": f"Bearer {token}"})
    assert (answer.status, answer.body["code"]) == (500, "server.broken")
