"""`samphan config show` tells what is in force and keeps secrets to itself."""

import json

import pytest
from django.conf import settings
from typer.testing import CliRunner

from samphan.cli import configuration
from samphan.cli.main import app
from samphan.config.environment import Environment


def _shown(monkeypatch: pytest.MonkeyPatch, **values: object) -> dict[str, dict[str, str]]:
    monkeypatch.setattr(settings, "ENVIRONMENT", Environment(**values))
    answer = CliRunner().invoke(app, ["config", "show", "--json"])
    assert answer.exit_code == 0
    return {row["name"]: row for row in json.loads(answer.stdout)}


def test_every_setting_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(_shown(monkeypatch)) == {f"SAMPHAN_{name.upper()}" for name in Environment.model_fields}


def test_keys_and_passwords_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _shown(
        monkeypatch,
        secret_key="very-secret",
        database_url="postgresql://app:hunter2@db.example/samphan",
        smtp_url="smtp://care%40example.com:hunter2@mail.example:587",
    )
    assert "very-secret" not in str(shown)
    assert "hunter2" not in str(shown)
    assert shown["SAMPHAN_DATABASE_URL"]["value"] == "postgresql://app:********@db.example/samphan"


def test_the_origin_of_a_value_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPHAN_MAIL_FROM", "care@example.com")
    assert configuration._origin("mail_from", set()) == "environment"
    assert configuration._origin("smtp_url", {"SAMPHAN_SMTP_URL"}) == ".env"
    assert configuration._origin("imap_url", set()) == "default"
