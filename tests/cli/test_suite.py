"""`samphan test` runs the checkout's suite, and says plainly when there is none."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samphan.cli import suite
from samphan.cli.main import app
from tests.conftest import ROOT


def test_the_suite_of_this_checkout_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert suite._find_runner() == ROOT / "tests" / "run.py"


def test_without_a_checkout_the_command_says_where_the_tests_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "_find_runner", lambda: None)
    answer = CliRunner().invoke(app, ["test"])
    assert answer.exit_code == 1


def test_missing_requirements_are_named_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "_NEEDED", ("no_such_module",))
    answer = CliRunner().invoke(app, ["test"], env={"LANG": "en_US.UTF-8"})
    assert answer.exit_code == 1
    assert "./samphan test" in answer.stderr


def test_arguments_and_exit_code_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(suite.subprocess, "call", lambda command: called.append(command) or 5)
    answer = CliRunner().invoke(app, ["test", "-k", "loop", "--maxfail=1"])
    assert answer.exit_code == 5
    assert called[0][2:] == ["-k", "loop", "--maxfail=1"]
