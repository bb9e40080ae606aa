"""`samphan analyze ...`: the retention engine from the command line."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from samphan import analytics
from samphan.cli.console import notes, print_table
from samphan.insights import services
from samphan.insights.services import ENGINE_STEPS, STEPS, engine
from samphan.kit import clock

app = typer.Typer(help="Test and run the retention engine.", no_args_is_help=True)

EXIT_WORSE = 1


@app.callback()
def be_considerate() -> None:
    """Let threads of the numerical libraries sleep while they wait: a spinning one takes the processor from the server.

    On two busy cores that made a boosted model five times as fast, and ten times as cheap. Read when they are loaded.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


@app.command()
def backtest(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False, help="The folder with the public data sets.")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="The file the tables are written to.")] = Path(
        "backtest.md"
    ),
) -> None:
    """Judge every model on past purchases and subscriptions, beside naive rules and printed baselines.

    Takes some minutes; docs/reference/backtest.md says where the data sets are from. Exit code 0: no figure is worse
    than its baseline beyond noise; 1: some are, or a model refused.
    """
    made = analytics.run_backtests(data, out, tell=lambda title: notes.print(title, markup=False))
    verdicts, refused = made.verdicts(), made.refusals()
    words = {
        "better": _("Better than the baseline"),
        "alike": _("As good, within noise"),
        "worse": _("Worse beyond noise"),
    }
    print_table((_("Result"), _("Count")), [(word, str(verdicts[verdict])) for verdict, word in words.items()])
    for title, model, reason in refused:
        notes.print(f"{title}, {model}: {reason}", markup=False)
    for name in made.missing:
        notes.print(_("Not run, because {file} is missing.").format(file=name), markup=False)
    notes.print(_("The tables: {path}").format(path=out), markup=False)
    if verdicts["worse"] or refused:
        raise typer.Exit(EXIT_WORSE)


@app.command()
def refresh(
    *,
    request: Annotated[int | None, typer.Option(hidden=True, help="The recomputation somebody waits for.")] = None,
    is_part: Annotated[bool, typer.Option("--engine-only", hidden=True, help="Leave out what was counted.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something goes wrong.")] = False,
) -> None:
    """Bring tables, state, models, scores, the figures and the themes of Insights up to date; costs what is new.

    The nightly job does the same. Exit code 0: done; 1: something went wrong, and what is shown stays as it was.
    """
    done_before = STEPS - ENGINE_STEPS
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=notes, transient=True, disable=quiet) as progress, ExitStack() as kept:
        bar = progress.add_task(_("Computing"), total=ENGINE_STEPS if is_part else STEPS)

        def note(done: int) -> None:
            progress.update(bar, completed=done if is_part else done_before + done)
            if request is not None:
                services.note_steps(refresh_id=request, done=done_before + done)

        now = clock.now()
        if not is_part:
            kept.enter_context(services.end_kept(refresh_id=services.begin_refresh(now=now).pk))
            services.refresh_figures(now=now, progress=lambda done, total: progress.update(bar, completed=done))
        scored = engine.refresh_engine(folder=services.analytics_folder(), now=now, progress=note)
        engine.refresh_themes(now=now)
        note(ENGINE_STEPS)
    if not quiet:
        notes.print(_("Scores of {n} customers and all figures are up to date.").format(n=scored), markup=False)


@app.command()
def themes() -> None:
    """Find what customers wrote about in the latest full week, and in weeks before it that were never looked at.

    The nightly job does the same. Running it again changes nothing but what changed in the texts.
    """
    found = engine.refresh_themes(now=clock.now())
    notes.print(_("The latest full week has {n} themes.").format(n=found), markup=False)
