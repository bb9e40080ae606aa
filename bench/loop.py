"""What the closed loop costs: rules a signal, a count over the past, and the sweep of the promise clocks.

    python bench/loop.py                           # SQLite: a million answers, a million clocks; 1.5 GB of disk
    python bench/loop.py --answers 100000 --clocks 100000
    python bench/loop.py --database-url postgresql://user@/loop?host=/tmp

The database must be new and empty. Figures are processor time of this process (SQLite's included; PostgreSQL's own is
not); the count over the past is time on the clock. A limit that is missed makes the exit code 1:

- rules: at least 20 000 signals a second a core through trees of 200 branches, one flat and one nested;
- the past: at most 60 seconds for a million answered fields, read and decided (in proportion for fewer);
- the sweep: at most 50 ms to find and move what is due among a million open clocks, 20 of them due.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Fill, measure, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--clocks", type=int, default=1_000_000)
    parser.add_argument("--database-url", default="", help="a new, empty PostgreSQL database; SQLite when left out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="samphan-bench-") as folder:
        os.environ.update(
            SAMPHAN_DATA_DIR=folder,
            SAMPHAN_DATABASE_URL=asked.database_url,
            DJANGO_SETTINGS_MODULE="samphan.config.settings",
        )
        sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
        from bench.loop_run import run  # noqa: PLC0415 (settings read the environment on import)

        return run(answers=asked.answers, clocks=asked.clocks)


if __name__ == "__main__":
    sys.exit(main())
