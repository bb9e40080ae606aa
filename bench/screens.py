"""What the everyday screens cost with 100 000 cases (45 000 open): CPU a request, application and database together.

    python bench/screens.py                                     # SQLite, in a folder that is gone afterwards
    python bench/screens.py --keep /tmp/desk                    # fill a folder once, measure it as often as you like
    python bench/screens.py --database-url postgresql://user@/desk?host=/tmp [--keep /tmp/desk]

A database that is not kept must be new and empty. Requests go through the real WSGI application in this process, so
that the CPU time of the process is the application's (and SQLite's); a PostgreSQL on this machine is read from /proc.
Queries are counted with few and with all cases: the two must be equal (a kept desk is counted with all only). Exit
code 1 when a limit is missed. `docs/reference/benchmarks.md` explains the figures.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FEW_CASES = 2000


def main() -> int:
    """Load, measure, print; return the exit code."""
    asked = _arguments()
    with _folder(asked.keep) as folder:
        os.environ.update(
            SAMPHAN_DATA_DIR=folder,
            SAMPHAN_DATABASE_URL=asked.database_url,
            DJANGO_SETTINGS_MODULE="samphan.config.settings",
        )
        sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
        from bench.screens_run import run  # noqa: PLC0415 (settings read the environment on import)

        return run(cases=asked.cases, few=FEW_CASES)


@contextmanager
def _folder(kept: str) -> Iterator[str]:
    """Give the data folder: the one to keep, else one that is gone afterwards."""
    if kept:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="samphan-bench-") as folder:
        yield folder


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database-url", default="", help="a new, empty PostgreSQL database; SQLite when left out")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--keep", default="", metavar="FOLDER", help="keep the data here and use what is there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
