"""`samphan language ...`: the models that read text, made again from public data."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from samphan.cli.console import notes, print_table
from samphan.language import training

app = typer.Typer(help="Make the models that read text.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `train` a verb of its own: with one command, Typer would leave its name out."""


@app.command()
def train(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False, help="The folder with the public data sets.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder the models are written to.")] = Path("models"),
    *,
    measure: Annotated[bool, typer.Option("--measure", help="Write the model cards too; takes minutes.")] = False,
) -> None:
    """Fit the sentiment models; the same data give the same bytes as the ones installed.

    Takes about a minute. docs/reference/models says what the data are, what the models are worth and where they fail.
    """
    made = training.train(data)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (out / name).write_bytes(content)
    if measure:
        for name, text in training.card_files(data, made=made).items():
            (out / name).write_text(text, encoding="utf-8")
    rows = [
        (name, f"{len(content):,}", _("yes") if training.is_shipped(name, content) else _("no"))
        for name, content in made.items()
    ]
    print_table((_("File"), _("Bytes"), _("As installed")), rows)
    notes.print(_("The models: {path}").format(path=out), markup=False)
