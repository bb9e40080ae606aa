"""What reading text is worth and what it costs, beside its limits: `python bench/language.py [PART...] [--data DIR]`.

Each part is a module `bench/language_PART.py` with `rows(data: Path) -> Iterator[Row]`; without names all run, in the
order of the alphabet. Ends with 1 when a limit is missed. The data sets lie beside the checkout, not in it.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench.measured import Row, print_rows  # noqa: E402 (a file that is run, not imported)

DATA = HERE.parents[1] / "shared" / "data"


def parts() -> dict[str, Callable[[Path], Iterator[Row]]]:
    """Return every part's rows by its name."""
    names = sorted(path.stem.removeprefix("language_") for path in HERE.glob("language_*.py"))
    modules = {name: import_module(f"bench.language_{name}") for name in names}
    return {name: module.rows for name, module in modules.items() if hasattr(module, "rows")}


def main() -> int:
    """Print the tables; return the exit code."""
    known = parts()
    arguments = argparse.ArgumentParser(description="Measure the reading of text.")
    arguments.add_argument("part", nargs="*", choices=[*known, []], help="what to measure; nothing: everything")
    arguments.add_argument("--data", type=Path, default=DATA, help="the folder with the public data sets")
    asked = arguments.parse_args()
    missed = sum(print_rows(name, known[name](asked.data)) for name in asked.part or known)
    print(f"\n{missed} limits missed" if missed else "\nevery limit met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
