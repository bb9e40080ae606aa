"""`samphan search ...`: the index of what can be found."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from samphan.cli.console import notes, print_table
from samphan.kit import clock
from samphan.search import selectors, services

app = typer.Typer(help="The index of what can be found by words.", no_args_is_help=True)


@app.command()
def reindex(
    *, quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something goes wrong.")] = False
) -> None:
    """Write the index afresh, or go on where a rebuild was stopped; search goes on working meanwhile.

    It happens by itself in the background when the firm's own words change, or a new version cuts texts in another way.
    """
    now = clock.now()
    rebuild = services.request_rebuild(now=now)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=notes, transient=True, disable=quiet) as progress:
        bar = progress.add_task(_("Writing the index afresh"), total=rebuild.total)
        services.run_rebuild(
            rebuild_id=rebuild.pk,
            now=now,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
    if not quiet:
        notes.print(_("The index is up to date."), markup=False)


@app.command()
def status() -> None:
    """Show how many things of each kind can be found."""
    state = selectors.index_state()
    print_table([_("Kind"), _("Documents")], [[kind, str(count)] for kind, count in state.counts.items()])
