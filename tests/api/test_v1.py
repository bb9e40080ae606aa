import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from samphan.accounts.rules import API_SCOPES
from samphan.accounts.services import make_api_key
from samphan.api import keys
from samphan.api.fast_lane import with_fast_lane
from samphan.cases.models import Case
from samphan.customers.models import Customer
from samphan.jobs.models import Job, JobState
from tests import world
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _strangers() -> Iterator[None]:
    keys.forget_keys()
    yield
    keys.forget_keys()


@pytest.fixture
def call() -> Callable[..., Any]:
    token = make_api_key(name="BI", scopes=API_SCOPES, created_by_id=world.user().pk, now=NOW).token
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def send(method: str, path: str, body: object = None) -> tuple[int, Any]:
        content = b"" if body is None else json.dumps(body).encode()
        found = client.generic(method, path, content, content_type="application/json")
        is_json = "json" in found.headers["Content-Type"]
        return found.status_code, json.loads(found.content) if is_json else found.content.decode()

    return send


def test_a_customer_is_made_once_and_found_again(call: Callable[..., Any]) -> None:
    body = {"contacts": [{"kind": "phone", "value": "081 234 5678"}], "first_name": "พิมพ์ชนก"}
    status, made = call("POST", "/v1/customers", body)
    assert (status, made["phone"]) == (200, "+66812345678")
    assert call("POST", "/v1/customers", body) == (200, made)
    assert call("GET", f"/v1/customers/{made['id']}") == (200, made)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"contacts": []}, "contacts"),
        ({"contacts": [{"kind": "fax", "value": "1"}]}, "contacts[0].kind"),
        ({"contacts": [{"kind": "email", "value": "nobody"}]}, "contacts[0].value"),
        ({"contacts": [{"kind": "line", "value": "U1"}], "age": 9}, "age"),
        ({}, "contacts"),
    ],
)
def test_a_wrong_field_of_a_customer_is_named(call: Callable[..., Any], body: object, field: str) -> None:
    status, problem = call("POST", "/v1/customers", body)
    assert (status, [error["field"] for error in problem["errors"]]) == (422, [field])
    assert not Customer.objects.exists()


def test_a_customer_nobody_has_is_not_found(call: Callable[..., Any]) -> None:
    status, problem = call("GET", "/v1/customers/77")
    assert (status, problem["code"]) == (404, "request.not_found")


def test_what_is_not_json_is_refused() -> None:
    found = Client().post("/v1/customers", b"{", content_type="application/json")
    assert found.status_code in {400, 422}
    assert found.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/customers/1", "/v1/cases", "/metrics"])
def test_nothing_is_told_without_a_key(path: str) -> None:
    found = Client().get(path)
    assert found.status_code == 401
    assert found.headers["Content-Type"] == "application/problem+json"


def test_cases_come_in_pages(call: Callable[..., Any]) -> None:
    for age in range(3):
        at = NOW - timedelta(hours=age)
        Case.objects.create(kind="request", title=f"{age}", opened_at=at, last_activity_at=at)
    status, first = call("GET", "/v1/cases?limit=2")
    assert (status, [case["title"] for case in first["items"]]) == (200, ["0", "1"])
    _, second = call("GET", f"/v1/cases?limit=2&after={first['next_after'].replace('+', '%2B')}")
    assert ([case["title"] for case in second["items"]], second["next_after"]) == (["2"], "")


@pytest.mark.parametrize(("query", "field"), [("limit=0", "limit"), ("after=nonsense", "after"), ("view=mine", "view")])
def test_a_wrong_wish_for_cases_is_named(call: Callable[..., Any], query: str, field: str) -> None:
    status, problem = call("GET", f"/v1/cases?{query}")
    assert (status, [error["field"] for error in problem["errors"]]) == (422, [field])


def test_the_description_names_every_call_and_its_fields(call: Callable[..., Any]) -> None:
    status, described = call("GET", "/v1/openapi.json")
    assert status == 200
    paths = {"/v1/responses", "/v1/messages", "/v1/customers", "/v1/customers/{customer_id}", "/v1/cases"}
    assert set(described["paths"]) == paths
    body = described["paths"]["/v1/responses"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert "ResponseBody" in body["$defs"]


def test_a_process_is_alive_without_asking_the_database(django_assert_num_queries: Any) -> None:
    seen: list[str] = []
    application = with_fast_lane(lambda _environ, _start: pytest.fail("the fast lane passed it on"))
    environ = {"PATH_INFO": "/healthz", "REQUEST_METHOD": "GET"}
    with django_assert_num_queries(0):
        assert list(application(environ, lambda status, _headers: seen.append(status))) == [b"ok\n"]  # type: ignore[arg-type, return-value]
    assert seen == ["200 OK"]


def test_readiness_asks_the_database() -> None:
    assert Client().get("/readyz").content == b"ready\n"


def test_metrics_tell_the_backlog_and_the_dead(call: Callable[..., Any]) -> None:
    Job.objects.create(task="x", due_at=NOW, created_at=NOW)
    Job.objects.create(task="x", due_at=NOW, created_at=NOW, state=JobState.DEAD, finished_at=NOW)
    status, text = call("GET", "/metrics")
    assert status == 200
    assert 'samphan_jobs_due{queue="default"} 1.0' in text
    assert "samphan_jobs_dead 1.0" in text
