"""`samphan analyze ...`: the retention engine from the command line."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from samphan.analytics.backtest import run_backtests
from samphan.analytics.backtest.baselines import Verdict
from samphan.analytics.backtest.report import all_comparisons, refusals
from samphan.cli.console import notes, print_table

app = typer.Typer(help="Test and run the retention engine.", no_args_is_help=True)

EXIT_WORSE = 1


@app.callback()
def _analyze() -> None:
    """Keep the verbs of this group verbs, even while there is only one."""


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
    made = run_backtests(data, out, tell=lambda title: notes.print(title, markup=False))
    refused = refusals(made.purchases)
    found = all_comparisons(made.purchases, made.subscriptions)
    words = {
        Verdict.BETTER: _("Better than the baseline"),
        Verdict.ALIKE: _("As good, within noise"),
        Verdict.WORSE: _("Worse beyond noise"),
    }
    count = {verdict: sum(one.verdict == verdict for _data, _model, one in found) for verdict in Verdict}
    print_table((_("Result"), _("Count")), [(words[verdict], str(count[verdict])) for verdict in Verdict])
    for title, model, reason in refused:
        notes.print(f"{title}, {model}: {reason}", markup=False)
    for name in made.missing:
        notes.print(_("Not run, because {file} is missing.").format(file=name), markup=False)
    notes.print(_("The tables: {path}").format(path=out), markup=False)
    if count[Verdict.WORSE] or refused:
        raise typer.Exit(EXIT_WORSE)
