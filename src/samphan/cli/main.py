"""The `samphan` command: every verb in one place, refusals told in plain words."""

import os
import sys

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samphan.config.settings")
try:
    django.setup()
except (OSError, ValueError) as error:  # a data folder that cannot be written, a setting that cannot be read
    sys.exit(f"samphan: {error}")

from django.db import DatabaseError
from django.utils.translation import gettext

from samphan.cli import (
    analyze,
    configuration,
    demo,
    doctor,
    imports,
    language,
    loop_demo,
    search,
    suite,
    up,
    users,
    web,
    worker,
)
from samphan.cli.console import notes, speak_terminal_language
from samphan.cli.preparation import TablesNotReady, waiting_migrations
from samphan.kit.errors import Refused

app = typer.Typer(
    name="samphan",
    help="Hear every customer, close every loop, see who stays.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(up.up)
app.command()(web.web)
app.command()(worker.worker)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(suite.test)
app.command()(doctor.doctor)
app.command("import")(imports.import_file)
app.command("loop-demo")(loop_demo.loop_demo)
app.add_typer(analyze.app, name="analyze")
app.add_typer(language.app, name="language")
app.add_typer(users.app, name="user")
app.add_typer(search.app, name="search")
app.add_typer(demo.app, name="demo")
app.add_typer(configuration.app, name="config")


@app.callback()
def _prepare() -> None:
    speak_terminal_language()


def main() -> None:
    """Run the command; a refusal is told in words and ends with exit code 1, never with a traceback."""
    try:
        app(prog_name="samphan")
    except Refused as refused:
        _stop(refused)
    except DatabaseError:
        if not waiting_migrations():
            raise
        _stop(TablesNotReady())


def _stop(refused: Refused) -> None:
    notes.print(refused.explain(gettext), style="red", markup=False)
    sys.exit(1)
