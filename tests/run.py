"""Runs the suite on SQLite and then on PostgreSQL, browser tests included; arguments go on to pytest.

What needs Spark runs once, beside SQLite's part, where PySpark is installed: it waits for much of its time.

Called by `./samphan test` and `samphan test`. pytest's closing lines come last; the exit code is that of the first run
that failed, or 0.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.chromium import find_chromium, install_chromium  # noqa: E402
from tests.postgres import postgres_url  # noqa: E402
from tests.sharing import SPARK_TESTS  # noqa: E402


def main(arguments: list[str]) -> int:
    """Run the suite once a database and return the exit code."""
    chromium = find_chromium() or install_chromium()
    if chromium is None:
        print("No Chromium here and none could be installed: browser tests will be skipped.", flush=True)
    # A skipped browser test is fair on a machine that cannot have a browser; in CI it would be a hole nobody sees.
    codes = [1] if chromium is None and os.environ.get("CI") == "true" else []
    with _spark_beside(arguments) as end_of_spark:
        codes.append(_run_pytest("SQLite", "", chromium, arguments, "-m", "not spark"))
        codes.append(end_of_spark())
    with postgres_url() as url:
        # How a page looks, and what the engine computes, depends on no database: those tests ran above.
        codes.append(_run_pytest("PostgreSQL", url, chromium, arguments, "-m", "not looks and not spark and not once"))
    return next((code for code in codes if code), 0)


@contextmanager
def _spark_beside(arguments: list[str]) -> Iterator[Callable[[], int]]:
    """Start what needs Spark; the function given waits for its end, prints what it said and returns its exit code."""
    if find_spec("pyspark") is None:
        print("PySpark is not installed: the metrics run on DuckDB only (`make spark` installs it).", flush=True)
        yield lambda: 0
        return
    command = _pytest(["-n", "0", "-m", "spark", *(arguments or [str(SPARK_TESTS)])])
    with TemporaryFile() as said, subprocess.Popen(command, env=_environment(), stdout=said, stderr=said) as running:

        def end() -> int:
            code = running.wait()
            said.seek(0)
            print(f"\n=== Spark ===\n{said.read().decode(errors='replace')}", flush=True)
            return code

        try:
            yield end
        finally:
            running.terminate()


def _workers() -> int:
    """Return one worker more than there are processors: a test that waits for its browser or server leaves one free."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


def _run_pytest(database: str, url: str, chromium: str | None, arguments: list[str], *more: str) -> int:
    print(f"\n=== {database} ===", flush=True)
    workers = [] if any(argument.startswith("-n") for argument in arguments) else ["-n", str(_workers())]
    command = _pytest([*workers, *more, *(arguments or [str(ROOT / "tests")])])
    own = {"SAMPHAN_TEST_DATABASE_URL": url, "SAMPHAN_TEST_CHROMIUM": chromium or ""}
    return subprocess.call(command, env=_environment(**own))


def _pytest(arguments: list[str]) -> list[str]:
    settings = ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), "--tb=short"]
    return [sys.executable, "-m", "pytest", *settings, *arguments]


def _environment(**own: str) -> dict[str, str]:
    # Nothing of an installation's own settings reaches the tests.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SAMPHAN_", "DJANGO_"))}
    # Where nothing compiled is kept, every worker and every process a test starts compiles all libraries anew.
    clean.pop("PYTHONDONTWRITEBYTECODE", None)
    # Threads of numerical libraries wait by spinning: beside other workers that costs fifty times what they compute.
    return clean | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
