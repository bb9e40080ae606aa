"""`samphan loop-demo`: watch one loop turn, in a data folder of its own that is gone afterwards."""

import os
import subprocess
import sys
import tempfile

import typer
from django.core.management import call_command

from samphan.cli.console import notes
from samphan.kit import clock
from samphan.sample.loop import play_loop, prepare_stage

_STAGE = "SAMPHAN_LOOP_STAGE"


def loop_demo() -> None:
    """Play one loop: NPS 2 -> case -> reply -> resolved -> re-survey 3 -> re-opened -> re-survey 9 -> verified."""
    if os.environ.get(_STAGE):
        call_command("migrate", verbosity=0)
        play_loop(agent=prepare_stage(now=clock.now()), say=typer.echo)
        return
    # A process of its own, so that no setting and no row of this installation is touched.
    with tempfile.TemporaryDirectory(prefix="samphan-loop-") as folder:
        stage = {**os.environ, _STAGE: "1", "SAMPHAN_DATA_DIR": folder, "SAMPHAN_DATABASE_URL": ""}
        played = subprocess.run([sys.executable, "-m", "samphan.cli", "loop-demo"], env=stage, check=False)
    if played.returncode:
        notes.print("The loop did not turn to its end.", style="red")
        raise typer.Exit(played.returncode)
