"""How the command speaks: tables and progress to people, in the language of their terminal."""

import os
import sys
from collections.abc import Sequence

from django.utils import translation
from rich.console import Console
from rich.table import Table

out = Console(highlight=False)
notes = Console(stderr=True, highlight=False, soft_wrap=True)


def speak_terminal_language() -> None:
    """Use Thai where the terminal does, else English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    translation.activate("th" if named.startswith("th") else "en")


def is_interactive() -> bool:
    """Say whether a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table sized to the terminal; cells are data, never markup."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    out.print(table)
