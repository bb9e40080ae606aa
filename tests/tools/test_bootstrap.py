"""`./samphan` installs what a verb needs, once, and only what the lock says."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools import bootstrap


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A checkout of nothing but locks; returns the names of the locks installed, in order."""
    (tmp_path / "requirements").mkdir()
    for level in bootstrap.LEVELS:
        (tmp_path / "requirements" / f"{level}.txt").write_text(f"{level}==1\n")
    (tmp_path / ".venv").mkdir()
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "INSTALLED", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(bootstrap, "_works", lambda: True)
    monkeypatch.setattr(bootstrap, "_put_on_path", lambda: None)
    monkeypatch.setattr(bootstrap, "_install", lambda requirements: installed.append(requirements.stem))
    return installed


def test_a_second_run_installs_nothing(checkout: list[str]) -> None:
    bootstrap.prepare("run")
    bootstrap.prepare("run")
    assert checkout == ["run"]


def test_a_larger_lock_serves_the_smaller_verb(checkout: list[str]) -> None:
    bootstrap.prepare("test")
    bootstrap.prepare("run")
    assert checkout == ["test"]


def test_a_larger_verb_installs_its_lock(checkout: list[str]) -> None:
    bootstrap.prepare("run")
    bootstrap.prepare("test")
    assert checkout == ["run", "test"]


def test_a_changed_lock_is_installed_again(checkout: list[str]) -> None:
    bootstrap.prepare("run")
    (bootstrap.ROOT / "requirements" / "run.txt").write_text("run==2\n")
    bootstrap.prepare("run")
    assert checkout == ["run", "run"]


def test_an_unreadable_record_is_no_record(checkout: list[str]) -> None:
    bootstrap.INSTALLED.write_text("{")
    bootstrap.prepare("run")
    assert json.loads(bootstrap.INSTALLED.read_text())["level"] == "run"


def test_the_command_may_keep_what_python_compiles(checkout: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("SAMPHAN_DATA_DIR", "kept as it is")
    handed_over: list[dict[str, str]] = []
    monkeypatch.setattr(bootstrap.os, "execv", lambda *_command: handed_over.append(dict(bootstrap.os.environ)))
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda _command: 0)
    bootstrap.main(["up"])
    assert handed_over
    assert "PYTHONDONTWRITEBYTECODE" not in handed_over[0]
    assert checkout == ["run"]


@dataclass
class Tries:
    """What was tried to install, in order; each fails but those named to succeed."""

    succeeding: set[str] = field(default_factory=set)
    made: list[str] = field(default_factory=list)

    def __call__(self, command: list[str], *, aloud: bool) -> bool:
        tool = "pip" if "-m" in command else Path(command[0]).stem
        tried = f"{tool} {Path(command[-1]).stem}"
        self.made.append(tried if aloud else f"{tried}, quietly")
        return tried in self.succeeding


@pytest.fixture
def tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tries:
    """A machine without uv."""
    tries = Tries()
    monkeypatch.setattr(bootstrap, "_succeeds", tries)
    monkeypatch.setattr(bootstrap, "UV", tmp_path / "uv")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    return tries


def test_uv_is_used_where_it_is(tries: Tries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    tries.succeeding = {"uv run"}
    bootstrap._install(Path("run.txt"))
    assert tries.made == ["uv run"]


def test_uv_is_fetched_where_it_is_not(tries: Tries) -> None:
    tries.succeeding = {"pip uv", "uv run"}
    bootstrap._install(Path("run.txt"))
    assert tries.made == ["pip uv, quietly", "uv run, quietly"]


def test_uv_is_fetched_once(tries: Tries) -> None:
    bootstrap.UV.touch()
    tries.succeeding = {"uv run"}
    bootstrap._install(Path("run.txt"))
    assert tries.made == ["uv run, quietly"]


@pytest.mark.parametrize("succeeding", [{"pip run"}, {"pip uv", "pip run"}])
def test_pip_installs_where_uv_cannot(succeeding: set[str], tries: Tries) -> None:
    tries.succeeding = succeeding
    bootstrap._install(Path("run.txt"))
    assert tries.made[-1] == "pip run"


def test_when_nothing_could_install_the_reader_is_told_what_to_look_at(
    tries: Tries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    with pytest.raises(bootstrap.Failure, match="Check the network"):
        bootstrap._install(Path("run.txt"))
    assert tries.made == ["pip uv, quietly", "pip run"]


@pytest.mark.parametrize(
    ("language", "expected"), [("th_TH.UTF-8", "ไทย"), ("en_US.UTF-8", "English"), ("", "English")]
)
def test_messages_follow_the_terminal(language: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)
    assert bootstrap.choose("ไทย", "English") == expected
