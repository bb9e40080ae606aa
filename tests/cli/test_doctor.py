"""`samphan doctor` finds what is not right and says what to do."""

import json
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

from samphan.cli.main import app

pytestmark = pytest.mark.django_db


def _findings() -> dict[str, dict[str, str]]:
    answer = CliRunner().invoke(app, ["doctor", "--json"], env={"LANG": "en_US.UTF-8"})
    return {finding["subject"]: finding for finding in json.loads(answer.stdout)}


def test_a_sound_installation_passes() -> None:
    answer = CliRunner().invoke(app, ["doctor", "--json"], env={"LANG": "en_US.UTF-8"})
    assert answer.exit_code == 0, answer.output
    assert _findings()["Tables"]["verdict"] == "ok"


def test_a_missing_data_folder_fails_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "missing")
    answer = CliRunner().invoke(app, ["doctor"], env={"LANG": "en_US.UTF-8"})
    assert answer.exit_code == 1
    assert "samphan up" in answer.stdout


def test_an_address_only_this_machine_knows_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_URL", "http://127.0.0.1:8000")
    assert _findings()["Address"]["verdict"] == "warning"


def test_an_https_address_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_URL", "https://care.example.com")
    monkeypatch.setattr(settings, "IS_HTTPS", True)
    assert _findings()["Address"]["verdict"] == "ok"


def test_a_signing_key_others_can_read_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    assert _findings()["Signing key"]["verdict"] == "warning"


@pytest.mark.parametrize(
    ("proxies", "verdict", "said"),
    [
        ([], "warning", "SAMPHAN_TRUSTED_PROXIES is empty"),
        (["127.0.0.1", "10.0.0.0/8"], "ok", "127.0.0.1/32, 10.0.0.0/8"),
        (["10.0.0.0/8", "0.0.0.0/0"], "warning", "holds every address"),
        (["::/0"], "warning", "holds every address"),
    ],
)
def test_behind_https_the_proxy_is_named_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, proxies: list[str], verdict: str, said: str
) -> None:
    monkeypatch.setattr(settings, "BASE_URL", "https://care.example.com")
    monkeypatch.setattr(settings, "IS_HTTPS", True)
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", tuple(map(ip_network, proxies)))
    found = _findings()["Proxy"]
    assert found["verdict"] == verdict
    assert said in found["detail"]


def test_without_https_nobody_is_asked_about_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_URL", "http://127.0.0.1:8000")
    assert "Proxy" not in _findings()
