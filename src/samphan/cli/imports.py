"""`samphan import KIND FILE`: the same import as on the screen, for scripts and big files."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from samphan.cli.console import notes, out, print_table
from samphan.imports import selectors, services
from samphan.imports.models import BatchState, ImportBatch
from samphan.kit import clock
from samphan.kit.errors import Refused

EXIT_FAILED, EXIT_USAGE, EXIT_PARTIAL = 1, 2, 3


class Kind(StrEnum):
    """What a file is about."""

    CUSTOMERS = "customers"
    ORDERS = "orders"
    RESPONSES = "responses"
    REVIEWS = "reviews"


def import_file(
    kind: Annotated[Kind, typer.Argument(help="What the file is about.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV or XLSX file.")],
    preset: Annotated[str, typer.Option(help="The system it comes from: shopify, woocommerce, hubspot.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would happen; write nothing.")] = False,
    encoding: Annotated[str, typer.Option(help="For example utf-8 or cp874; guessed when left out.")] = "",
    delimiter: Annotated[str, typer.Option(help="For example ; or tab; guessed when left out.")] = "",
    source: Annotated[str, typer.Option(help="A name for the system whose ids these are.")] = "",
    survey: Annotated[int | None, typer.Option(help="The id of the survey the responses answer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Import customers, orders, survey responses or reviews; the same file again changes nothing.

    Exit code 0: all rows went in; 1: nothing did; 2: wrong arguments; 3: some rows went into the error file.
    """
    now = clock.now()
    try:
        with file.open("rb") as content:
            batch = services.create_batch(
                kind=kind.value,
                file_name=file.name,
                content=content,
                now=now,
                encoding=encoding,
                delimiter="\t" if delimiter in {"tab", r"\t"} else delimiter,
                preset=preset,
                source=source,
                survey_id=survey,
            )
        batch = services.start_batch(batch_id=batch.id, now=now, is_rehearsal=dry_run, queue=False)
    except LookupError as error:  # Python's word for an encoding it does not know
        notes.print(str(error), markup=False)
        raise typer.Exit(EXIT_USAGE) from error
    except Refused as refused:
        notes.print(refused.explain(gettext), style="red", markup=False)
        is_usage = isinstance(refused, services.PresetUnknown)
        raise typer.Exit(EXIT_USAGE if is_usage else EXIT_FAILED) from refused
    _tell_columns(batch)
    batch = _run(batch)
    _report(batch, as_json=as_json)
    if batch.state == BatchState.FAILED:
        raise typer.Exit(EXIT_FAILED)
    if batch.error_count:
        raise typer.Exit(EXIT_PARTIAL)


def _run(batch: ImportBatch) -> ImportBatch:
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=notes, disable=not notes.is_terminal,
    )  # fmt: skip
    with bar:
        row_count = bar.add_task(batch.file_name.replace("[", r"\["), total=batch.rows_total)
        return services.run_batch(
            batch_id=batch.id,
            now=clock.now(),
            on_progress=lambda at: bar.update(row_count, completed=at.rows_done),
        )


def _tell_columns(batch: ImportBatch) -> None:
    for column in selectors.columns(batch=batch):
        if column.field is None:
            text = gettext("Column “{column}” is not known and not used.").format(column=column.heading)
            notes.print(text, markup=False)
        elif column.is_date_order_doubtful and column.samples and column.samples[0][:4].isdecimal() is False:
            text = gettext("Column “{column}”: the dates do not show whether day or month comes first; day is assumed.")
            notes.print(text.format(column=column.heading), markup=False)
    for earlier in selectors.earlier_batches(batch=batch):
        text = gettext("This very file was imported before (import {id}).").format(id=earlier.id)
        notes.print(text, markup=False)


def _report(batch: ImportBatch, *, as_json: bool) -> None:
    counts = {
        "new": batch.created_count,
        "updated": batch.updated_count,
        "unchanged": batch.unchanged_count,
        "duplicate": batch.duplicate_count,
        "errors": batch.error_count,
        "new_customers": batch.new_customer_count,
    }
    if as_json:
        told = {"import": batch.id, "state": batch.state, "rows": batch.rows_total, **counts}
        out.print_json(json.dumps({**told, "error_file": batch.error_path, "failure": batch.failure}))
        return
    labels = {
        "new": _("New"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "duplicate": _("Duplicates"),
        "errors": _("Rows with errors"),
        "new_customers": _("New customers"),
    }
    print_table((gettext("Result"), gettext("Count")), [(str(labels[k]), f"{n:,}") for k, n in counts.items()])
    if batch.failure:
        notes.print(batch.failure, style="red", markup=False)
    if batch.error_path:
        text = gettext("The rows with errors, each with its reason: {path}").format(path=batch.error_path)
        notes.print(text, markup=False)
