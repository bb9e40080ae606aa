"""Upload, map, check, run, undo: each step on its own address, working without JavaScript."""

import io
from pathlib import Path
from typing import Any

import pytest

from samphan.accounts.policies import Role
from samphan.customers.models import Customer
from samphan.imports.models import ImportBatch
from samphan.jobs.worker import run_until_idle
from tests import world
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data_dir(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def _file(text: str, name: str = "ลูกค้า.csv", encoding: str = "utf-8") -> io.BytesIO:
    made = io.BytesIO(text.encode(encoding))
    made.name = name
    return made


def _upload(client: Any, text: str, kind: str = "customers", encoding: str = "utf-8") -> ImportBatch:
    answer = client.post("/imports/new/", {"kind": kind, "file": _file(text, encoding=encoding)})
    assert answer.status_code == 302, answer.content.decode()
    return ImportBatch.objects.latest("id")


def test_a_file_goes_from_upload_to_undo(sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    batch = _upload(client, "ชื่อลูกค้า,อีเมล,ของแถม\nพิม,pim@example.com,x\nนิด,nid@,y\n")
    page = client.get(f"/imports/{batch.id}/").content.decode()
    assert "What the columns mean" in page
    assert "not an e-mail address" in page
    columns = {"column-0": "full_name", "column-1": "email", "then": "check", "encoding": "utf-8", "delimiter": ","}
    assert client.post(f"/imports/{batch.id}/columns/", columns).status_code == 302
    assert "Being checked" in client.get(f"/imports/{batch.id}/").content.decode()
    run_until_idle()
    assert Customer.objects.count() == 0
    assert "Import now" in client.get(f"/imports/{batch.id}/").content.decode()
    client.post(f"/imports/{batch.id}/run/")
    run_until_idle()
    assert Customer.objects.get().first_name == "พิม"
    page = client.get(f"/imports/{batch.id}/").content.decode()
    assert "Undo this import" in page
    errors = b"".join(client.get(f"/imports/{batch.id}/errors.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "nid@" in errors
    client.post(f"/imports/{batch.id}/undo/")
    run_until_idle()
    assert Customer.objects.count() == 0
    assert "Undone" in client.get("/imports/").content.decode()


def test_progress_is_a_fragment_for_htmx_and_a_page_without(sign_in: SignIn) -> None:
    client = sign_in()
    batch = _upload(client, "name,email\nPim,pim@example.com\n")
    client.post(f"/imports/{batch.id}/check/")
    moving = client.get(f"/imports/{batch.id}/", headers={"HX-Request": "true"}).content.decode()
    assert moving.lstrip().startswith('<div id="progress" hx-get')
    assert "Refresh" in client.get(f"/imports/{batch.id}/").content.decode()
    run_until_idle()
    assert "hx-trigger" not in client.get(f"/imports/{batch.id}/", headers={"HX-Request": "true"}).content.decode()


def test_another_encoding_can_be_chosen(sign_in: SignIn) -> None:
    client = sign_in()
    batch = _upload(client, "ชื่อลูกค้า,อีเมล\nพิม,pim@example.com\n", encoding="cp874")
    assert batch.encoding == "cp874"
    client.post(f"/imports/{batch.id}/columns/", {"encoding": "cp1252", "delimiter": ",", "then": "stay"})
    batch.refresh_from_db()
    assert (batch.encoding, batch.state) == ("cp1252", "uploaded")
    wrong = client.post(f"/imports/{batch.id}/columns/", {"encoding": "utf-8", "delimiter": ","})
    assert wrong.status_code == 422
    assert "CP874" in wrong.content.decode()
    assert client.post(f"/imports/{batch.id}/columns/", {"encoding": "rot13"}).status_code == 422


def test_a_missing_column_is_named_before_anything_runs(sign_in: SignIn) -> None:
    client = sign_in()
    batch = _upload(client, "email,item\npim@example.com,แอร์\n", kind="orders")
    assert "Still needed" in client.get(f"/imports/{batch.id}/").content.decode()
    answer = client.post(f"/imports/{batch.id}/columns/", {"column-0": "email", "then": "check"})
    assert answer.status_code == 422
    assert "Ordered at" in answer.content.decode()


@pytest.mark.parametrize("data", [{}, {"kind": "customers"}, {"kind": "aliens"}])
def test_an_upload_without_a_file_says_what_to_do(sign_in: SignIn, data: dict[str, str]) -> None:
    answer = sign_in().post("/imports/new/", data)
    assert answer.status_code == 422
    assert "Choose a file first" in answer.content.decode()


def test_an_unreadable_file_says_what_to_do(sign_in: SignIn) -> None:
    answer = sign_in().post("/imports/new/", {"kind": "customers", "file": _file("")})
    assert answer.status_code == 422 or ImportBatch.objects.count() == 0


def test_hostile_cells_are_shown_as_text(sign_in: SignIn) -> None:
    client = sign_in()
    batch = _upload(client, 'name,email\n"<script>alert(1)</script>",pim@example.com\n')
    page = client.get(f"/imports/{batch.id}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_agents_do_not_import(sign_in: SignIn) -> None:
    client = sign_in(Role.AGENT)
    assert client.get("/imports/").status_code == 403
    assert client.post("/imports/new/").status_code == 403


def test_the_history_costs_the_same_for_many_imports(sign_in: SignIn, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    user = world.user(Role.OWNER)
    for _ in range(12):
        ImportBatch.objects.create(
            kind="customers", file_name="f.csv", file_path="-", file_digest="-", created_at=world.NOW, created_by=user
        )
    client = sign_in()
    with django_assert_max_num_queries(12):
        assert client.get("/imports/").status_code == 200
