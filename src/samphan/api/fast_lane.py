"""The intake calls, and the sign of life, in front of Django: no middleware, no resolver."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from samphan.api.problems import CONTENT_TYPE, Problem
from samphan.api.v1.responses import PATH, answer_call

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)
_REASONS = {status: f"{status.value} {status.phrase}" for status in HTTPStatus}
_BROKEN = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server.broken", "This is our mistake. Send the same again later.")


def with_fast_lane(application: "WSGIApplication") -> "WSGIApplication":
    """Return a WSGI application that answers `POST /v1/responses` itself and hands the rest to `application`."""

    def choose(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST":
            return _take(environ, start_response)
        if environ["PATH_INFO"] == "/healthz":  # alive: nothing else is asked, not even the database
            start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"ok\n"]
        return application(environ, start_response)

    return choose


def _take(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    length = environ.get("CONTENT_LENGTH", "")
    try:
        reply = answer_call(
            authorization=environ.get("HTTP_AUTHORIZATION", ""),
            length=int(length) if length.isdigit() else None,
            read=environ["wsgi.input"].read,
        )
    except Exception:
        logger.exception("an intake call failed")
        start_response(_REASONS[_BROKEN.status], [("Content-Type", CONTENT_TYPE)])
        return [_BROKEN.body()]
    start_response(_REASONS[reply.status], [*reply.headers.items(), ("Content-Length", str(len(reply.body)))])
    return [reply.body]
