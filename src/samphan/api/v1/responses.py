"""`POST /v1/responses`: one response in, committed before the answer. The same function serves the fast lane."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import msgspec
import psycopg
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from ninja import Router

from samphan.api import problems
from samphan.api.keys import let_in
from samphan.api.v1.response_body import ResponseBody, ResponseTaken
from samphan.kit import clock
from samphan.kit.errors import Refused
from samphan.surveys.services import AlreadyAnswered, take_response

PATH = "/v1/responses"
SCOPE = "responses.write"
LARGEST_BODY_BYTES = 256 * 1024
_JSON = "application/json"
_JSON_HEADERS = MappingProxyType({"Content-Type": _JSON})
_CONFLICTS = (AlreadyAnswered,)

logger = logging.getLogger(__name__)
router = Router()
_decode = msgspec.json.Decoder(ResponseBody).decode


class Reply(msgspec.Struct, frozen=True):
    """What goes back: status, body and headers."""

    status: HTTPStatus
    body: bytes
    headers: Mapping[str, str] = _JSON_HEADERS


def answer_call(*, authorization: str, length: int | None, read: Callable[[int], bytes]) -> Reply:
    """Take one call and return its reply, whatever happens: never an exception, never half of it stored."""
    try:
        let_in(authorization, scope=SCOPE)
        taken = take_response(intake=_parse(_read(length, read)).intake(), now=clock.now())
        status = HTTPStatus.CREATED if taken.is_new else HTTPStatus.OK
        return Reply(status, b'{"id":%d,"stored":"%s"}' % (taken.response_id, b"now" if taken.is_new else b"before"))
    except problems.Problem as problem:
        return _refuse(problem)
    except Refused as refused:
        status = HTTPStatus.CONFLICT if isinstance(refused, _CONFLICTS) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _refuse(problems.Problem(status, refused.code, refused.explain(str)))
    except (OperationalError, psycopg.OperationalError):
        logger.exception("the database does not answer")
        connection.close()
        return _refuse(problems.unavailable())


def _read(length: int | None, read: Callable[[int], bytes]) -> bytes:
    if length is not None and length > LARGEST_BODY_BYTES:
        raise problems.too_large(LARGEST_BODY_BYTES)
    body = read(length if length is not None else LARGEST_BODY_BYTES + 1)
    if len(body) > LARGEST_BODY_BYTES:
        raise problems.too_large(LARGEST_BODY_BYTES)
    return body


def _parse(body: bytes) -> ResponseBody:
    # PostgreSQL stores no NUL; JSON can only say it by this escape.
    if rb"\u0000" in body:
        raise problems.unreadable("remove the NUL characters (\\u0000).")
    try:
        return _decode(body)
    except msgspec.ValidationError as error:
        raise problems.from_validation(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise problems.unreadable(str(error)) from error


def _refuse(problem: problems.Problem) -> Reply:
    headers = {"Content-Type": problems.CONTENT_TYPE, **problem.headers}
    return Reply(problem.status, problem.body(), headers)


_DESCRIBED: dict[str, Any] = {
    "security": [{"ApiKey": []}],
    "requestBody": {"required": True, "content": {_JSON: {"schema": msgspec.json.schema(ResponseBody)}}},
    "responses": {
        "201": {"description": "Stored", "content": {_JSON: {"schema": msgspec.json.schema(ResponseTaken)}}},
        "200": {"description": "Was stored", "content": {_JSON: {"schema": msgspec.json.schema(ResponseTaken)}}},
        **{
            str(status): {"description": meaning, "content": {problems.CONTENT_TYPE: {}}}
            for status, meaning in {
                400: "Not JSON",
                401: "No working key",
                403: "The key lacks the scope",
                409: "Other answers under the same external_ref",
                413: "Too large",
                422: "A field is wrong",
                429: "Too fast",
                503: "Try again",
            }.items()
        },
    },
}


@router.post("/responses", openapi_extra=_DESCRIBED, url_name="responses", summary="Send a customer's answers")
def post_response(request: HttpRequest) -> HttpResponse:
    """Store one response. It is committed before the answer; sent again with its external_ref it is stored once."""
    length = request.headers.get("Content-Length", "")
    reply = answer_call(
        authorization=request.headers.get("Authorization", ""),
        length=int(length) if length.isdigit() else None,
        read=request.read,
    )
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)
