"""The locks say exactly what is installed: pinned, hashed, naming no host, each holding all of the one before."""

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
_LEVELS = ("run", "test", "dev", "spark", "peers", "uv")


def _pins(level: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{level}.txt").read_text()
    return {_normal(name): version for name, version in _PIN.findall(text)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("level", _LEVELS)
def test_a_lock_names_no_host_and_hashes_every_package(level: str) -> None:
    text = (ROOT / "requirements" / f"{level}.txt").read_text()
    assert "://" not in text
    assert "--index" not in text
    blocks = re.split(r"\n(?=[A-Za-z])", text)
    assert [block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(("smaller", "larger"), [("run", "test"), ("test", "dev"), ("run", "spark"), ("run", "peers")])
def test_each_lock_holds_all_of_the_one_before(smaller: str, larger: str) -> None:
    assert _pins(smaller).items() <= _pins(larger).items()


def test_every_pin_of_the_project_is_in_its_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"run": project["project"]["dependencies"]}
    groups = project["dependency-groups"]
    wanted |= {level: [entry for entry in groups[level] if isinstance(entry, str)] for level in groups}
    stale = [
        f"{level}: {name}=={version}"
        for level, entries in wanted.items()
        for name, version in (pair for entry in entries for pair in _PIN.findall(entry))
        if _pins(level).get(_normal(name)) != version
    ]
    assert stale == [], "run `make lock`"
