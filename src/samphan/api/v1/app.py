"""The API as one object: its routers, its description (OpenAPI), and how it says no."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from samphan.api.problems import CONTENT_TYPE, FieldError, Problem, invalid
from samphan.api.v1 import cases, customers, messages, responses
from samphan.kit.errors import Refused

_DESCRIPTION = (
    "Answers, messages, customers and cases of this installation. Every call carries an API key (Authorization: "
    "Bearer); every refusal is application/problem+json and names the field and the remedy. Times are UTC, money is in "
    "satang."
)
_SECURITY = {"securitySchemes": {"ApiKey": {"type": "http", "scheme": "bearer"}}}

api = NinjaAPI(
    title="Samphan",
    version="1",
    description=_DESCRIPTION,
    docs_url=None,  # a page of its own would load scripts from elsewhere; tools read the description itself
    openapi_url="/openapi.json",
    urls_namespace="api",
    openapi_extra={"components": _SECURITY, "security": [{"ApiKey": []}]},
)
for router in (responses.router, messages.router, customers.router, cases.router):
    api.add_router("", router)


def as_response(problem: Problem) -> HttpResponse:
    """Return a problem as Django answers it."""
    return HttpResponse(problem.body(), status=problem.status, content_type=CONTENT_TYPE, headers=dict(problem.headers))


@api.exception_handler(Problem)
def _problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return as_response(problem)


@api.exception_handler(ValidationError)
def _validation(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return as_response(invalid(FieldError(_path(one["loc"]), str(one["msg"])) for one in error.errors))


@api.exception_handler(Refused)
def _refused(_request: HttpRequest, refused: Refused) -> HttpResponse:
    return as_response(Problem(HTTPStatus.UNPROCESSABLE_ENTITY, refused.code, refused.explain(str)))


@api.exception_handler(HttpError)
def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    status = HTTPStatus(error.status_code)
    return as_response(Problem(status, f"request.{status.name.lower()}", f"The request cannot be read: {error}"))


@api.exception_handler(ObjectDoesNotExist)
@api.exception_handler(Http404)
def _not_found(_request: HttpRequest, _error: Exception) -> HttpResponse:
    detail = "There is nothing with this id. Check it, or look for it in a list first."
    return as_response(Problem(HTTPStatus.NOT_FOUND, "request.not_found", detail))


def _path(location: Any) -> str:
    """Return pydantic's place of an error ("body", "body", "contacts", 0, "kind") as contacts[0].kind."""
    parts: list[str] = []
    for place, part in enumerate(list(location)[1:]):
        if isinstance(part, int):
            parts[-1:] = [f"{parts[-1] if parts else ''}[{part}]"]
        elif place > 0 or part not in {"body", "query"}:
            parts.append(str(part))
    return ".".join(parts)
