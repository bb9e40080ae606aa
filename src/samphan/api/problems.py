"""Every "no" of the API: application/problem+json (RFC 9457), with the field and the remedy."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec

CONTENT_TYPE = "application/problem+json"
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"field `(?P<name>[^`]+)`")


@dataclass(frozen=True)
class FieldError:
    """One field that was wrong, by its path in the body ("answers[0].score"), and what it must be."""

    field: str
    message: str


@dataclass
class Problem(Exception):
    """A refusal of the API. `code` is stable and for machines, `detail` says to people what to do."""

    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """Return the problem as JSON."""
        members: dict[str, object] = {
            "type": f"urn:samphan:problem:{self.code}",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
        }
        if self.errors:
            members["errors"] = [{"field": error.field, "message": error.message} for error in self.errors]
        return msgspec.json.encode(members)


def invalid(errors: Iterable[FieldError], *, code: str = "request.invalid") -> Problem:
    """Return the problem of a body that was read but holds wrong values."""
    found = tuple(errors)
    named = ", ".join(error.field or "the body" for error in found)
    detail = f"Correct {named} and send it again: {found[0].message}"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, detail, found)


def from_validation(error: msgspec.ValidationError) -> Problem:
    """Return msgspec's finding ("Expected `int`, got `str` - at `$.answers[0].score`") as a problem."""
    found = _AT.match(str(error))
    what, path = (found["what"], found["path"] or "") if found else (str(error), "")
    name = _NAMED.search(what)
    parts = [path.removeprefix("$").removeprefix("."), name["name"] if name else ""]
    return invalid([FieldError(".".join(part for part in parts if part), what)])


def unauthorised(detail: str) -> Problem:
    """Return the problem of a call without a working key."""
    headers = {"WWW-Authenticate": 'Bearer realm="samphan"'}
    return Problem(HTTPStatus.UNAUTHORIZED, "key.unknown", detail, headers=headers)


def too_large(limit_bytes: int) -> Problem:
    """Return the problem of a body over the limit."""
    detail = f"The body is larger than {limit_bytes} bytes. Send one response a call, without attachments."
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request.too_large", detail)


def unreadable(reason: str) -> Problem:
    """Return the problem of a body that is not JSON at all."""
    return Problem(HTTPStatus.BAD_REQUEST, "request.unreadable", f"The body must be one JSON object in UTF-8: {reason}")


def unavailable() -> Problem:
    """Return the problem of a database that does not answer."""
    detail = "The database does not answer. Nothing was stored; send the same again."
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "database.unavailable", detail, headers={"Retry-After": "2"})
